"""Command that begins an exercise anew: the simulated world and the store go back to where the estate begins."""

from __future__ import annotations

import argparse
import contextlib
import itertools
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

from drconsole.cli.commands.estate.estate import bundled, find, make
from drconsole.cli.context import Context
from drconsole.link.messages import Status
from drconsole.records.rows.estate.estate import WorldRow
from drconsole.records.rows.status import ConsoleRow
from drconsole.records.tables import JOBS
from drconsole.recovery.types.words import Grain, counted
from drconsole.recovery.types.work.errors import BadInput, DrError, NoEngine, Refused
from drconsole.render.estate.presence import who
from drconsole.render.words.text import clean
from drconsole.settings.speed import Speed, parse_speed
from drconsole.settings.state import StatePaths

KEPT = "before-reset-"
"""Beginning of the folder's name, in the state folder, in which a reset keeps what was there before."""
SUFFIXES = ("", "-wal", "-shm", "-journal", "-head")
"""Ends of the names of what SQLite and the store keep beside a file."""


class ResetRow(TypedDict):
    """Exercise that was begun anew."""

    estate: str
    items: int
    plans: int
    state: str
    kept: str
    """Folder with the store and the world as they were before."""
    engine: bool
    """Whether an engine runs again, as one did before."""


def reset(context: Context, args: argparse.Namespace) -> int:
    """Begin the exercise anew. Raises ``Refused`` where the world is no simulation, or without its name."""
    found = begin_anew(context, args.confirm, args.estate, args.grain)
    if context.json:
        context.output.document(found)
        return 0
    items = counted(found["items"], "item")
    context.output.text(f"{clean(found['estate'])} begins again in {clean(found['state'])}: {items}")
    context.output.text(f"what was before is kept in {clean(found['kept'])}")
    if not found["engine"]:
        context.output.text(f"next:  {context.output.command('engine', 'start')}")
    return 0


def begin_anew(
    context: Context, confirm: str | None, document: str | None = None, grain: str | None = None
) -> ResetRow:
    """Reset the state of a simulation; on any fault what was there stays.

    ``document``: estate to load, a file or a bundled one's name; None = the bundled one that the world was made of.
    ``grain``: what the simulated provider does by itself then; None = what it does now.
    """
    from drconsole.engine.process import entry as process
    from drconsole.providers import registry

    world = _simulated(context)
    source = _document(world["estate"], document)
    if confirm != world["estate"]:
        raise _not_confirmed(context, world["estate"], confirm)
    speed = _running_speed(context)
    if speed is not None:
        process.stop(context.state, force=True)
    now = registry.PROVIDERS[registry.OF_ESTATES].grain(context.paths.folder)
    with _set_aside(context.paths) as kept:
        made = make(context.state, str(source), grain or str(now or Grain.STEP))
    if speed is not None:
        process.start_detached(context.state, speed)
    return {
        "estate": made["estate"],
        "items": made["items"],
        "plans": made["plans"],
        "state": str(context.state),
        "kept": str(kept),
        "engine": speed is not None,
    }


def _simulated(context: Context) -> WorldRow:
    """Return the row of a simulated world. Raises ``Refused`` for a live provider, and for an unknown one."""
    from drconsole.providers import registry

    with context.store() as store:
        world = store.world()
    simulated = world is not None and world["mode"] != "LIVE" and bool(registry.left_in(context.paths.folder))
    if world is None or not simulated:
        what = "nobody knows yet what this state is of" if world is None else f"this state is {clean(world['mode'])}"
        raise Refused("not-a-simulation", f"only a simulation can be begun again: {what}", place=str(context.state))
    return world


def _document(estate: str, said: str | None) -> Path:
    """Return the document of an estate. Raises ``BadInput`` where there is none, or it cannot be loaded."""
    from drconsole.documents.estate import load_estate

    if said is None and estate not in bundled():
        raise BadInput(
            "no-such-estate",
            f"the document of the estate {estate!r} does not travel with the program",
            place="--estate",
            advice="name its file: --estate FILE",
        )
    source = find(estate if said is None else said)
    load_estate(source)  # a fault in it is told before anything is put aside
    return source.resolve()


def _not_confirmed(context: Context, estate: str, said: str | None) -> Refused:
    with context.store() as store:
        events, jobs = store.rev(), len(store.rows(JOBS))
    lost = f"{counted(jobs, 'job')} and {counted(events, 'event')} of the journal go, and every point and machine"
    wrong = f"{said!r} is not its name; " if said else ""
    return Refused(
        "confirm",
        f"{wrong}a reset begins {estate} again: {lost}",
        place="--confirm",
        advice=f"--confirm {estate}; what goes is put aside in the state folder",
    )


def _running_speed(context: Context) -> Speed | None:
    """Return the speed of the engine's clock; None = no engine runs. Raises ``Refused`` while consoles are open."""
    try:
        found = context.ask(Status())
    except NoEngine:
        return None
    others: list[ConsoleRow] = [each for each in found.get("consoles") or [] if each["pid"] != os.getpid()]
    if others:
        names = ", ".join(dict.fromkeys(who(each) for each in others))
        raise Refused(
            "consoles-open",
            f"{counted(len(others), 'console')} would go on showing what is no more: {names}",
            advice="close them first",
        )
    return parse_speed(found["clock"]["speed"]) or 1.0


def _free_folder(folder: Path) -> Path:
    """Return where a reset puts what was there before: named by the time, with a number where that is taken."""
    named = folder / f"{KEPT}{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    numbered = (named.with_name(f"{named.name}-{number}") for number in itertools.count(2))
    return next(each for each in itertools.chain([named], numbered) if not each.exists())


@contextlib.contextmanager
def _set_aside(paths: StatePaths) -> Iterator[Path]:
    """Put store and world into a folder beside them; on a fault put them back. Raises ``DrError``."""
    from drconsole.engine.process.folder.lock import StateLock
    from drconsole.providers import registry

    kept = _free_folder(paths.folder)
    moved: list[tuple[Path, Path]] = []
    files = [paths.db, *registry.left_in(paths.folder)]
    try:
        with StateLock.take(paths.lock):
            kept.mkdir(mode=0o700)
            for path in (each.with_name(each.name + end) for each in files for end in SUFFIXES):
                if path.exists():
                    os.replace(path, kept / path.name)
                    moved.append((path, kept / path.name))
        yield kept
    except (DrError, OSError):
        for path, aside in moved:
            with contextlib.suppress(OSError):
                os.replace(aside, path)
        with contextlib.suppress(OSError):
            kept.rmdir()
        raise
