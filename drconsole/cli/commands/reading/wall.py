"""Command that opens a wall: on this terminal, or for browsers of this machine."""

from __future__ import annotations

import argparse
import os
from importlib.util import find_spec
from typing import TYPE_CHECKING

from drconsole.cli.context import Context
from drconsole.cli.lookup import named
from drconsole.link.trust import owner_of_another
from drconsole.recovery.types.words import TargetType
from drconsole.recovery.types.work.errors import BadInput, NotPermitted
from drconsole.settings.state import default_state_dir

if TYPE_CHECKING:
    from drconsole.console.wall.app import Setting


def wall(context: Context, args: argparse.Namespace) -> int:
    """Show the wall until it is left; return the exit code. Raises ``BadInput`` for a plan that is not there."""
    if args.web:
        return _web(context, args)
    from drconsole.console.terminal.run import check_terminal, ignore_size_variables

    check_terminal()
    setting = _setting(context, args)
    ignore_size_variables()
    from drconsole.console.wall.app import run_wall
    from drconsole.console.wall.sealed import seal

    context.output.flush()
    seal()
    return run_wall(setting)


def _setting(context: Context, args: argparse.Namespace) -> Setting:
    from drconsole.console.theme import theme_names
    from drconsole.console.wall.app import Setting
    from drconsole.recovery.types.naming import nearest
    from drconsole.settings.config.load import load

    with context.store() as store:
        known = store.plans() if args.plans else []
        plans = tuple(dict.fromkeys(named(known, words, TargetType.PLAN)["key"] for words in args.plans))
    # Textual would turn colours into greys: the theme without colours has none to turn.
    theme = "mono" if os.environ.pop("NO_COLOR", "") else args.theme
    if theme not in (names := theme_names()):
        raise BadInput("no-such-theme", f"there is no theme {theme!r}", place="--theme", advice=nearest(theme, names))
    folder = context.paths.folder
    name = folder.name if folder != default_state_dir() else ""
    return Setting(context.paths, name, plans, theme, load().config.console.drill_days)


def _web(context: Context, args: argparse.Namespace) -> int:
    if find_spec("textual_serve") is None:
        raise BadInput(
            "not-installed",
            "what shows a wall in a browser is not installed",
            place="textual-serve",
            advice="install it with its extra, in the folder of the source: pip install '.[web]'",
        )
    from drconsole.console.wall.web.server import serve

    if args.open and (owner := owner_of_another(context.paths.folder)):
        raise NotPermitted(
            "not-permitted",
            f"the state belongs to {owner}, who alone may show it to everybody on this machine",
            place="--open",
            advice="leave it out: the wall then has an address that only those know to whom you tell it",
        )
    setting = _setting(context, args)
    who = "everybody on this machine can open it" if args.open else "whoever has this address can look, told only now"

    def announce(url: str) -> None:
        if context.json:
            context.output.line({"url": url})
        else:
            context.output.text(f"the wall is at {url}\n{who}; it only looks. Ctrl-C ends it.")
        context.output.flush()

    return serve(setting, args.port, args.public_url, announce, to_all=args.open)
