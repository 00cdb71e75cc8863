"""Machines of an item as a look showed them, in one word and in words: what a person's judgement stands beside."""

from __future__ import annotations

from collections.abc import Collection

from drconsole.recovery.states.assessments.authority import sides
from drconsole.recovery.types.estate.estate import Item, ItemStatus
from drconsole.recovery.types.estate.known import NO_ANSWER, POWERED, SOURCE, TARGET, Known, Seen

WORDS = {
    Seen.RUNS: "{name} runs",
    Seen.RUNS_TWICE: "{name} RUNS TWICE",
    Seen.RUNS_NOWHERE: "{name} RUNS NOWHERE",
    Seen.UNKNOWN: "{name} is UNKNOWN",
}


def seen_now(item: Item, status: ItemStatus, known: Known, silent: Collection[str] = ()) -> tuple[Seen, str]:
    """Return what the look showed, and ``stopped at Azure, off at Seattle``: the side that counts first.

    ``silent``: probes that gave no answer.
    """
    here, other = sides(item, status, known)
    probe, twin = (TARGET, SOURCE) if here == item.target else (SOURCE, TARGET)
    shown = {one: "" if one in silent else known.of(item.key, one) for one in (probe, twin)}
    words = f"{shown[probe] or NO_ANSWER} at {here}, {shown[twin] or NO_ANSWER} at {other}"
    if not shown[probe]:
        return Seen.UNKNOWN, words
    if shown[probe] != POWERED[probe]:
        return Seen.RUNS_NOWHERE, words
    return (Seen.RUNS_TWICE if shown[twin] == POWERED[twin] else Seen.RUNS), words
