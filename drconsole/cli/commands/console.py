"""Command that opens the console; in an empty state, on the bundled estate."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from drconsole.cli.context import Context, open_store

if TYPE_CHECKING:
    from drconsole.cli.console_line import ConsoleLine
    from drconsole.console.state.typed import Following, Typed
    from drconsole.console.state.wish import Wish

FIRST_ESTATE = "contoso"
FIRST_SPEED = 60.0
"""Speed of the simulated clock at the first start, unless the config file says another: a failover then takes
minutes."""


def console(context: Context, args: argparse.Namespace) -> int:
    """Open the console; return its exit code: 0, 128 + n after a signal, 70 after a fault of its own."""
    if args.plain:
        from drconsole.cli.commands.reading.plain import show

        return show(context, args.screen)
    # Nothing that is imported is garbage; the console looks for some after its first frame.
    gc.disable()
    from drconsole.console.terminal.run import check_terminal, run_console
    from drconsole.settings.known_states import remember

    check_terminal()
    first = not args.read_only and not context.paths.db.exists() and _is_new(context.paths.folder)
    if first:
        _first_start(context)
    else:
        open_store(context.paths).close()
    remember(context.paths.folder)
    shell = LateLine(str(context.state))
    code, wish = run_console(context.state, args.screen, args.read_only, first_start=first, shell=shell)
    return code if wish is None else fulfil(context, wish)


def fulfil(context: Context, wish: Wish) -> NoReturn:
    """Do what the operator left the console for, and become the next console: nothing of this one is left in it."""
    state = wish.state or context.paths.folder
    if wish.reset:
        from drconsole.cli.commands.estate.reset import begin_anew

        context.output.note(f"{wish.reset} begins again ...")
        context.output.flush()
        found = begin_anew(context, wish.reset, wish.document or None, wish.grain or None)
        context.output.note(f"what was before is kept in {found['kept']}")
    context.output.flush()
    os.execv(sys.executable, [sys.executable, "-m", "drconsole", "--state", str(state), "console"])  # noqa: S606


def _is_new(folder: Path) -> bool:
    """Return whether no provider has left anything in a state's folder."""
    from drconsole.providers.registry import left_in

    return not left_in(folder)


class LateLine:
    """``ConsoleLine`` of a console, imported when somebody types: its first frame does not wait for the words of the
    command line."""

    def __init__(self, state: str) -> None:
        self._state = state

    @cached_property
    def _line(self) -> ConsoleLine:
        from drconsole.cli.console_line import ConsoleLine

        return ConsoleLine(self._state)

    def knows(self, text: str) -> bool:
        return self._line.knows(text)

    def of_family(self, text: str) -> bool:
        return self._line.of_family(text)

    def names(self) -> Sequence[str]:
        return self._line.names()

    def read(self, text: str) -> Typed:
        return self._line.read(text)

    def following(self, text: str) -> Following | None:
        return self._line.following(text)

    def printed(self, text: str) -> list[str]:
        return self._line.printed(text)


def _first_start(context: Context) -> None:
    from drconsole.cli.commands.estate import estate
    from drconsole.link.ensure import ensure_engine
    from drconsole.link.spawn import engine_argv
    from drconsole.settings.config.load import load

    speed = load().config.engine.speed
    context.output.note(f"first start: loading the example estate {FIRST_ESTATE} into {context.state}")
    estate.make(context.state, FIRST_ESTATE)
    context.output.note("starting its engine")
    context.output.flush()
    argv = engine_argv(context.paths, FIRST_SPEED if speed is None else speed)
    ensure_engine(context.paths, argv, client="console")[0].close()
