"""Commands about the engine's process and the provider's clock."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import replace

from drconsole.cli.commands.reading.status import status_object
from drconsole.cli.context import Context
from drconsole.link.messages import SetClock, Status
from drconsole.recovery.types.work.errors import NoEngine
from drconsole.render.estate.status import clock_text, engine_text
from drconsole.render.words.text import clean, pace
from drconsole.settings.environment import ENCRYPTION_PASSWORD
from drconsole.settings.operator import operator_name
from drconsole.settings.speed import Speed


def start(context: Context, args: argparse.Namespace) -> int:
    """Start the engine detached, and return when its socket answers. One that runs already only gets the speed."""
    from drconsole.engine.process import entry as process
    from drconsole.settings.config.load import load
    from drconsole.settings.config.load import told as told_faults

    for line in told_faults(load().faults):
        # The engine heeds the file, and its own messages go to its log.
        context.output.note(clean(f"drconsole: {line}"))
    told = process.start_detached(context.state, args.speed)
    if not context.json and not told["started"]:
        speed = "" if args.speed is None else f"; its clock's speed is now {pace(args.speed)}"
        context.output.text(f"engine: already running{speed}")
    return status(context, args)


def run(context: Context, args: argparse.Namespace) -> int:
    """Be the engine, in the foreground; return its exit code."""
    from drconsole.engine.process import entry as process

    if ENCRYPTION_PASSWORD in os.environ:
        # Not ours. What a process was started with stays to be read in its /proc/PID/environ: begin anew without it.
        environment = {name: value for name, value in os.environ.items() if name != ENCRYPTION_PASSWORD}
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)  # noqa: S606 - our own words
    return int(process.run_engine(context.state, args.speed) or 0)


def status(context: Context, args: argparse.Namespace) -> int:
    """Print whether an engine answers."""
    found = status_object(context)
    if context.json:
        context.output.document(found["engine"])
    else:
        context.output.hint(engine_text(found))
    return 0


def drain(context: Context, args: argparse.Namespace) -> int:
    """Let the engine begin nothing new and finish what is under way; return when it has gone."""
    from drconsole.engine.process import entry as process

    with _nothing_to_stop(context):
        with context.client() as client:
            status = client.ask(Status())

        def taken() -> None:
            context.output.note("beginning nothing new; waiting for what is under way")
            if status["clock"]["paused"] and status["counts"]["steps_under_way"]:
                hint = context.output.command("clock", "resume")
                context.output.note(f"the clock is paused: nothing of it ends before it goes on ({hint})")

        try:
            process.drain(context.state, taken=taken)
        except KeyboardInterrupt:
            advice = context.output.command("engine", "status")
            return context.output.interrupted("the engine goes on draining", advice=advice)
    return _gone(context, "drained")


def stop(context: Context, args: argparse.Namespace) -> int:
    """Stop the engine; return when it has gone. Raises ``Refused`` while a job runs and nobody said ``--force``."""
    from drconsole.engine.process import entry as process

    with _nothing_to_stop(context):
        process.stop(context.state, args.force)
    return _gone(context, "stopped")


@contextlib.contextmanager
def _nothing_to_stop(context: Context) -> Iterator[None]:
    """Say so where no engine runs; one that holds the state and does not answer stays an error of its own."""
    from drconsole.engine.process.folder.lock import is_free

    try:
        yield
    except NoEngine as error:
        if not is_free(context.paths.lock):
            raise
        message = "no engine runs on this state; nothing to stop"
        raise NoEngine(error.code, message, place=str(context.state)) from error


def _gone(context: Context, how: str) -> int:
    if context.json:
        context.output.document({"running": False})
    else:
        context.output.text(f"engine {how}")
    return 0


def unit(context: Context, args: argparse.Namespace) -> int:
    """Print a systemd unit for the engine."""
    from drconsole.engine.process.systemd import systemd_unit

    text = systemd_unit(context.state)
    if context.json:
        context.output.document({"unit": text})
    else:
        context.output.text(text.rstrip("\n"))
    return 0


def accept_loss(context: Context, args: argparse.Namespace) -> int:
    """Take a store that lost the end of its journal as it is; open jobs are held."""
    from drconsole.engine.process.folder.lost_journal import accept
    from drconsole.link.peer import own_peer

    found = accept(context.state, args.confirm, args.comment, replace(own_peer(), told=operator_name()).actor)
    if context.json:
        context.output.document(found)
    else:
        held = ", ".join(found["held"]) or "none"
        context.output.text(f"taken as it is: {clean(found['lost'])}; jobs held: {held}")
        context.output.text(f"next:  {context.output.command('engine', 'start')}")
    return 0


def clock(context: Context, args: argparse.Namespace) -> int:
    """Print the provider's clock."""
    return _show_clock(context)


def clock_speed(context: Context, args: argparse.Namespace) -> int:
    """Set the speed of the clock."""
    return _set_clock(context, speed=args.speed)


def clock_pause(context: Context, args: argparse.Namespace) -> int:
    """Stop the clock."""
    return _set_clock(context, paused=True)


def clock_resume(context: Context, args: argparse.Namespace) -> int:
    """Let the clock go on."""
    return _set_clock(context, paused=False)


def _set_clock(context: Context, speed: Speed | None = None, paused: bool | None = None) -> int:
    context.ask(SetClock(speed, paused))
    return _show_clock(context)


def _show_clock(context: Context) -> int:
    found = context.ask(Status())
    if context.json:
        context.output.document(found["clock"])
    else:
        context.output.text(clock_text(found))
    return 0
