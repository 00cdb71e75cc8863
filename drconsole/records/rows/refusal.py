"""Facts that a refusal tells beside its words, as people and programs read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, cast

if TYPE_CHECKING:
    # An error is read where it is told: it loads no row of what was refused.
    from drconsole.records.rows.work.checks import DifferenceRow, FindingRow
    from drconsole.records.rows.work.jobs import ConsequenceRow
    from drconsole.recovery.types.remedies import RemedyRow
    from drconsole.recovery.types.work.errors import DrError


class FaultOfFileRow(TypedDict):
    """A fault of a document that somebody wrote."""

    line: int | None
    path: str
    message: str
    right: str


class RefusalRow(TypedDict, total=False):
    """Fields of a refusal beside code, message, place and advice: only those that it has."""

    option: str
    """What the fault was said with."""
    remedies: list[RemedyRow]
    """What helps, beside the advice."""
    findings: list[FindingRow]
    """Prerequisites that are not met."""
    difference: list[DifferenceRow]
    """What is no longer as the preview showed it."""
    consequences: list[ConsequenceRow]
    """What a cancel leaves of each item."""
    faults: list[FaultOfFileRow]
    seen: str
    """What speaks against a judgement of a machine, as it is accepted."""
    needed: int
    """Approvals that it needs."""
    proposal: str
    """Id of the proposal that it is about."""
    jobs: list[str]
    """Ids of jobs that have not ended."""
    plan: str
    """Name of the plan that was named where an item is meant, and the names of its items."""
    items: list[str]
    pid: int | None
    """Process that holds the state, as far as it is known."""
    request_id: str
    """Id under which a command can be sent again."""


def told_with(error: DrError) -> RefusalRow:
    """Return what an error tells beside its words. What came over the wire is as its sender made it."""
    return cast("RefusalRow", error.extra)
