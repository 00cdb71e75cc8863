"""Writes that an operation destroys beside what a recovery point misses: at the machine that it deletes or overwrites.

A rule for each operation by its effects. A change of the recovery point deletes the machine that runs [S]. Turning
replication around overwrites the machine that was failed over from [S]. Enabling it again takes the machine at the
item's own source for the one with the valid data (our choice, ``checks.anew``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from drconsole.recovery.states.assessments.authority import does_not_run, sides
from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.states import classify
from drconsole.recovery.types.deed_words import named
from drconsole.recovery.types.estate.estate import Item, ItemStatus
from drconsole.recovery.types.estate.known import ABSENT, POWERED, SOURCE, TARGET, Known
from drconsole.recovery.types.words import Operation, counted, lasting
from drconsole.recovery.types.work.tasks import LostWrites

OP = Operation
_LANDED = (Phase.COMMIT_PENDING, Phase.COMMITTED)
Rule = Callable[[Item, ItemStatus, Known, datetime], LostWrites | None]


def lost_writes(operation: Operation, item: Item, status: ItemStatus, known: Known, now: datetime) -> LostWrites | None:
    """Return the writes that are lost with this operation; None = none are, as far as is known."""
    rule = _RULES.get(operation)
    return rule(item, status, known, now) if rule is not None else None


def _deleted(item: Item, status: ItemStatus, known: Known, now: datetime) -> LostWrites | None:
    """At the machine that is deleted, since the failover. One that does not run has been written by nobody now."""
    here = sides(item, status, known)[0]
    runs = not does_not_run(item, status, known)
    return LostWrites(here, _since(status.last_failover, now) if runs else 0.0, deletes=True)


def _overwritten(item: Item, status: ItemStatus, known: Known, now: datetime) -> LostWrites | None:
    """At the machine that was failed over from, where it ran on: until it stopped, or until now."""
    if classify(item, status).phase not in _LANDED:
        return None
    other = sides(item, status, known)[1]
    probe = SOURCE if other == item.source else TARGET
    seen = known.of(item.key, probe)
    over, stopped = status.last_failover, status.source_stopped
    if seen == POWERED[probe]:
        return LostWrites(other, _since(over, now))
    ran_on = over is not None and stopped is not None and stopped > over
    return LostWrites(other, _since(over, stopped)) if ran_on and seen != ABSENT else None


def _given_up(item: Item, status: ItemStatus, known: Known, now: datetime) -> LostWrites | None:
    """At the machine at the recovery side, where it counted, or may have."""
    there = known.of(item.key, TARGET)
    counted_there = sides(item, status, known)[0] == item.target or item.key in known.stays_down
    if not counted_there or there == ABSENT:
        return None
    return LostWrites(item.target, _since(status.last_failover, now) if status.last_failover is not None else None)


_RULES: Mapping[Operation, Rule] = {
    OP.CHANGE_RECOVERY_POINT: _deleted,
    OP.RE_PROTECT: _overwritten,
    OP.REVERSE_REPLICATE: _overwritten,
    OP.ENABLE_REPLICATION: _given_up,
}


def _since(start: datetime | None, end: datetime | None) -> float | None:
    return None if start is None or end is None else max(0.0, (end - start).total_seconds())


def warning_of(lost: Mapping[str, LostWrites], names: Mapping[str, str]) -> str:
    """Return ``Deletes 1 running machine at Azure: web; 10 h of writes at Azure are lost as well.``; empty = none are.

    ``names``: names of the items by key.
    """
    wiped = {key: one for key, one in lost.items() if one.deletes}
    said: list[str] = []
    for site in dict.fromkeys(one.site for one in wiped.values()):
        there = {key: one for key, one in wiped.items() if one.site == site}
        kind = "running machine" if all(one.seconds != 0 for one in there.values()) else "machine"
        verb = "deletes" if said else "Deletes"
        said.append(f"{verb} {counted(len(there), kind)} at {site}: {named([names.get(key, key) for key in there])}")
    if text := written(lost):
        said.append(f"{text} are lost{' as well' if wiped else ''}")
    return f"{'; '.join(said)}." if said else ""


def written(lost: Mapping[str, LostWrites]) -> str:
    """Return ``10 h 14 min of writes at Azure``, the most of each site; empty = none."""
    most: dict[str, float | None] = {}
    for one in lost.values():
        if one.seconds != 0:
            before = most.get(one.site, 0.0)
            most[one.site] = None if one.seconds is None or before is None else max(before, one.seconds)
    parts = [
        f"writes at {site} since the failover (how many is not known)"
        if seconds is None
        else f"{lasting(seconds)} of writes at {site}"
        for site, seconds in most.items()
    ]
    return ", ".join(parts)
