"""Events from outside in an exercise: each event of its lesson, when it came, and what followed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from drconsole.documents.definition import FAULT_KINDS, NOTHING, Fault
from drconsole.documents.lessons.definition import Inject, Lesson
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import lasting
from drconsole.training.debrief import when
from drconsole.training.injecting import in_words, kind_of
from drconsole.training.score.deeds import Journaled
from drconsole.training.session.attempt import Attempt

FOLLOWED = 2
"""Deeds that are told behind an event (our choice): what it led to is mostly the first or the second."""


@dataclass(frozen=True, slots=True)
class Came:
    """Event of a lesson. ``at``: seconds of the world after the beginning; None = it did not come."""

    inject: Inject
    at: float | None
    why_not: str = ""


def came(lesson: Lesson, attempt: Attempt, now: datetime) -> list[Came]:
    """Return each event of a lesson by the time at which it came, those that did not come last.

    A fault at a time is in the world from its making: it came with its time, and nobody records that.
    """
    elapsed = (now - attempt.began_at).total_seconds()
    found = [_came(one, attempt, elapsed) for one in lesson.injects]
    return sorted(found, key=lambda one: (one.at is None, one.at or 0.0))


def _came(inject: Inject, attempt: Attempt, elapsed: float) -> Came:
    if inject.in_estate and inject.at is not None:
        return Came(inject, float(inject.at)) if inject.at <= elapsed else Came(inject, None, _waited_for(inject))
    if (at := attempt.injected.get(inject.id)) is not None:
        return Came(inject, (at - attempt.began_at).total_seconds())
    refused = attempt.failed.get(inject.id)
    return Came(inject, None, f"it was refused: {refused}" if refused else _waited_for(inject))


def _waited_for(inject: Inject) -> str:
    return f"it waits for {inject.on}" if inject.at is None else f"its time is {lasting(inject.at)}"


def told(events: Iterable[Came], deeds: Sequence[Journaled]) -> list[tuple[str, str, str]]:
    """Return each event in words: when it came, what it was, and what followed; not cleaned."""
    found = []
    for one in events:
        what = f"{kind_of(one.inject)}: {in_words(one.inject)}"
        if one.at is None:
            found.append(("did not come", what, one.why_not))
        else:
            found.append((when(one.at), what, f"then {'; '.join(_followed(one.inject, one.at, deeds))}"))
    return found


def _followed(inject: Inject, at: float, deeds: Sequence[Journaled]) -> list[str]:
    later = sorted((one for one in deeds if one.deed.at >= at), key=lambda one: one.deed.at)
    found = [f"{_later(one.deed.at - at)} {one.deed.words}" for one in later[:FOLLOWED]]
    mended = next((one for one in later if inject.fault is not None and one.repaired == inject.fault.item), None)
    if mended is not None and mended not in later[:FOLLOWED]:
        found.append(f"{_later(mended.deed.at - at)} {mended.deed.what}")
    if mended is None and inject.fault is not None and inject.fault.item and _is_cleared(inject.fault):
        found.append("nobody had it repaired")
    return found or ["nothing was done after it"]


def _later(seconds: float) -> str:
    return f"{lasting(seconds)} later" if seconds >= 1 else "at once"


def _is_cleared(fault: Fault) -> bool:
    """Return whether a person outside can clear a fault."""
    return (fault.cleared_by or FAULT_KINDS[fault.kind].cleared_by) != NOTHING
