"""Scene that predicates are evaluated over: the store's rows, how often each event is journaled, clock and looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from drconsole.recovery.types.data import dataclass

if TYPE_CHECKING:
    from drconsole.records.rows.estate.items import ItemRow
    from drconsole.records.rows.estate.plans import PlanRow
    from drconsole.records.rows.room.approvals import ProposalRow
    from drconsole.records.rows.work.jobs import GateRow, JobRow, ValidationRow
    from drconsole.records.rows.work.owed import ObligationRow


POINTS = "points"
"""Screen of the latest recovery points; of one item all of them are looked at on its page, or where one is chosen."""


def points_of(item: str) -> str:
    """Return what is looked at where all recovery points of an item, by its key, are listed."""
    return f"{POINTS}/{item}"


class AnswerRow(TypedDict):
    """Answer of a person to a task that waited, by the task's and the job's names."""

    task: str
    operation: str
    target: str
    outcome: str
    comment: str


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that a predicate can ask. Jobs stand in the order in which they began."""

    began: datetime
    """Beginning of the lesson, by the world's clock."""
    now: datetime
    items: Sequence[ItemRow] = ()
    plans: Sequence[PlanRow] = ()
    jobs: Sequence[JobRow] = ()
    gates: Sequence[GateRow] = ()
    validations: Sequence[ValidationRow] = ()
    obligations: Sequence[ObligationRow] = ()
    proposals: Sequence[ProposalRow] = ()
    answers: Sequence[AnswerRow] = ()
    """Oldest first."""
    events: Mapping[str, int] = field(default_factory=dict)
    """Kind of an event -> how often it is in the journal since the beginning."""
    looked: frozenset[str] = frozenset()
    """Screens that were looked at since the beginning, and as ``points_of`` the items whose points were."""
    since_due: frozenset[str] = frozenset()
    """Those of them since the step that is due became so."""
    shown: frozenset[str] = frozenset()
    """Those that are shown now."""

    def seconds(self, told: object) -> float | None:
        """Return the seconds from the beginning to an ISO 8601 time, negative before it; None = no time is told."""
        if not isinstance(told, str):
            return None
        try:
            return (datetime.fromisoformat(told) - self.began).total_seconds()
        except (ValueError, TypeError):
            return None
