"""Flags of an item: what its state does not say, and nobody may overlook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from drconsole.recovery.states.assessments.flag_kinds import FlagKind
from drconsole.render.words.marks import Mark, Severity
from drconsole.render.words.text import prose

if TYPE_CHECKING:
    from drconsole.records.rows.estate.items import FlagRow
    from drconsole.records.rows.estate.plans import PlanFlagRow

TWO_RUN = "TWO MACHINES RUN"
FLAGS: dict[str, Mark] = {
    FlagKind.TWO_AUTHORITIES: Mark("✗", "x", TWO_RUN, Severity.BAD),
    FlagKind.NO_AUTHORITY: Mark("✗", "x", "NO SIDE IS SURE", Severity.BAD),
    FlagKind.RUNS_NOWHERE: Mark("✗", "x", "RUNS NOWHERE", Severity.BAD),
    FlagKind.REPLICATION_STOPPED: Mark("‼", "!", "REPLICATION COUNTS AS STOPPED", Severity.WARN),
    "network": Mark("‼", "!", "NO NETWORK OR ADDRESS", Severity.WARN),
}
_UNKNOWN = Mark("?", "?", "FLAGGED", Severity.WARN)


def flag_mark(flag: FlagRow | PlanFlagRow) -> Mark:
    """Return the mark of a flag; one that this program does not know has a mark of its own."""
    return FLAGS.get(flag["flag"], _UNKNOWN)


def flag_marks(flags: Sequence[FlagRow]) -> list[tuple[Mark, str]]:
    """Return each of an item's flags with what it says; empty = exactly one side counts, as far as it was seen."""
    return [(flag_mark(flag), prose(flag["text"])) for flag in flags]


def plan_flag_marks(flags: Sequence[PlanFlagRow]) -> list[tuple[Mark, str]]:
    """Return the same of a plan's items, with whose each is."""
    return [(flag_mark(flag), f"{prose(flag['item'])}: {prose(flag['text'])}") for flag in flags]


def two_run(flags: Sequence[FlagRow]) -> bool:
    """Return whether both machines of an item run."""
    return any(flag["flag"] == FlagKind.TWO_AUTHORITIES for flag in flags)
