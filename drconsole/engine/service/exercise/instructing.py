"""Acts on the world of an exercise: a fault that comes now, its clock, a copy of all of it.

They are taken in an exercise alone, and none is journaled: the trainee reads the journal. The command itself is kept
with who sent it, as every command is.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from drconsole.engine.projections.parts import stamp
from drconsole.engine.service.asked import Asked
from drconsole.engine.service.commands import move_clock
from drconsole.engine.service.exercise import snapshots
from drconsole.engine.service.queries import clock_json
from drconsole.link.messages import ExerciseClock, Inject, InjectedFault, TakeSnapshot
from drconsole.providers.port import Rehearsal, Unreachable
from drconsole.records.rows.estate.rehearsal import InjectedRow, SnapshotRow
from drconsole.records.rows.status import ToldClockRow
from drconsole.recovery.types.words import Mode
from drconsole.recovery.types.work.errors import Refused

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine

_PLAIN = ("id", "kind", "item", "plan", "step", "after", "duration", "probability", "cleared_by")
_PARAMS = ("code", "factor", "seconds", "times", "at", "point", "on", "answer")


async def inject(engine: Engine, message: Inject, asked: Asked) -> InjectedRow:
    """Add a fault. Raises ``Refused`` where this is no exercise, ``BadInput`` for a fault that does not exist."""
    rehearsal = exercised(engine)
    ident = rehearsal.inject(_plain(message.fault))
    answer: InjectedRow = {
        "id": ident,
        "kind": message.fault.kind,
        "at": stamp(engine.provider.clock.now()) or "",
    }
    await engine.record(actor=asked.actor, intent=asked.answered(answer))
    await _seen(engine)
    return answer


async def clock(engine: Engine, message: ExerciseClock, asked: Asked) -> ToldClockRow:
    """Set the clock of an exercise, or move it on. Raises as ``inject``."""
    rehearsal = exercised(engine)
    move_clock(engine, rehearsal, message.speed, message.paused)
    if message.jump is not None:
        await rehearsal.jump(message.jump)
    engine.look_on()
    engine.tell_world()
    answer = clock_json(engine)
    await engine.record(actor=asked.actor, intent=asked.answered(answer))
    await _seen(engine)
    return answer


async def snapshot(engine: Engine, message: TakeSnapshot, asked: Asked) -> SnapshotRow:
    """Copy the state into a folder, whole or not at all. Raises as ``inject``, and ``Refused`` while a script runs."""
    rehearsal = exercised(engine)
    at = engine.provider.clock.now()
    snapshots.take(engine, rehearsal, Path(message.folder))
    answer: SnapshotRow = {
        "folder": message.folder,
        "at": stamp(at) or "",
        "jobs": engine.open_jobs(),
    }
    await engine.record(actor=asked.actor, intent=asked.answered(answer))
    return answer


def exercised(engine: Engine) -> Rehearsal:
    """Return what only a rehearsed world can do, of one that is an exercise. Raises ``Refused``."""
    rehearsal, mode = engine.provider.rehearsal, engine.provider.mode
    if rehearsal is None or mode is not Mode.EXERCISE:
        world = f"{mode} of our own" if rehearsal is not None else f"{mode}, and no world of our own"
        raise Refused(
            "not-an-exercise",
            f"{engine.provider.name} is {world}: an instructor acts on the EXERCISE of a lesson and on nothing else",
            advice="a trainee begins one with train start",
        )
    return rehearsal


def _plain(fault: InjectedFault) -> dict[str, object]:
    said: dict[str, object] = {name: getattr(fault, name) for name in _PLAIN if getattr(fault, name) is not None}
    params = {name: getattr(fault, name) for name in _PARAMS if getattr(fault, name) is not None}
    return {**said, "params": params}


async def _seen(engine: Engine) -> None:
    """Look at once at what it did: whoever watches is not to wait for the next look."""
    with contextlib.suppress(Unreachable):
        await engine.look()
    await engine.watch.look()
