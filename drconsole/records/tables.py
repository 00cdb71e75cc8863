"""Tables of the store, each with the type of its rows.

The types are read by checkers alone: whoever reads a row loads none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

if TYPE_CHECKING:
    from drconsole.records.rows.alarms import ShelvedRow
    from drconsole.records.rows.estate.estate import (
        ForeignJobRow,
        NetworkRow,
        PolicyRow,
        ReplicationGroupRow,
        SiteRow,
        WorldRow,
    )
    from drconsole.records.rows.estate.items import ItemRow
    from drconsole.records.rows.estate.plans import PlanRow
    from drconsole.records.rows.room.approvals import ProposalRow
    from drconsole.records.rows.room.handovers import HandoverRow
    from drconsole.records.rows.room.members import SeatedRow
    from drconsole.records.rows.room.notes import NoteRow
    from drconsole.records.rows.room.polls import PollRow
    from drconsole.records.rows.work.jobs import GateRow, JobRow, TaskRow, ValidationRow
    from drconsole.records.rows.work.owed import ObligationRow


TableRow: TypeAlias = (
    "JobRow | TaskRow | GateRow | ValidationRow | ObligationRow | NoteRow | ItemRow | PlanRow | SiteRow | NetworkRow "
    "| PolicyRow | ReplicationGroupRow | ForeignJobRow | WorldRow | ProposalRow "
    "| ShelvedRow | PollRow | HandoverRow | SeatedRow"
)
"""A row of any table."""

R = TypeVar("R", bound="TableRow")
"""The row type of a table that a function is given."""
R_co = TypeVar("R_co", bound="TableRow", covariant=True)


SHAPE = 29
"""Number of the shape of rows: one more whenever a field of them, or of the lines of items (``records.listed``), comes,
goes or means something else. An engine that finds a store of another shape folds its journal anew, and readers of this
program refuse such a store until then."""


class Table(str, Generic[R_co]):
    """A table by its name; ``R_co`` is the type of its rows, so that what is read from it has that type."""

    __slots__ = ()


JOBS: Table[JobRow] = Table("job")
TASKS: Table[TaskRow] = Table("task")
GATES: Table[GateRow] = Table("gate")
"""Tasks that wait for a person."""
VALIDATIONS: Table[ValidationRow] = Table("validation")
OBLIGATIONS: Table[ObligationRow] = Table("obligation")
PROPOSALS: Table[ProposalRow] = Table("proposal")
"""What waits for a second person, and what became of it."""
NOTES: Table[NoteRow] = Table("note")
SHELVED: Table[ShelvedRow] = Table("shelved")
"""Alarms that somebody put aside for a while, by the alarm's id."""
POLLS: Table[PollRow] = Table("poll")
"""Go/no-go polls, by their id; those that are over stay."""
HANDOVERS: Table[HandoverRow] = Table("handover")
"""Offers of a handover, by their id; those that are over stay."""
MEMBERS: Table[SeatedRow] = Table("member")
"""Members of the incident room with their seats, by their key; empty = there is no room."""
ITEMS: Table[ItemRow] = Table("item")
PLANS: Table[PlanRow] = Table("plan")
SITES: Table[SiteRow] = Table("site")
NETWORKS: Table[NetworkRow] = Table("network")
POLICIES: Table[PolicyRow] = Table("policy")
REPLICATION_GROUPS: Table[ReplicationGroupRow] = Table("replication_group")
FOREIGN_JOBS: Table[ForeignJobRow] = Table("foreign_job")
WORLD: Table[WorldRow] = Table("world")
"""Its one row has the key ``WORLD``."""

FOLDED: tuple[Table[TableRow], ...] = (
    *(JOBS, TASKS, GATES, VALIDATIONS, OBLIGATIONS),
    *(PROPOSALS, NOTES, SHELVED, POLLS, HANDOVERS, MEMBERS),
)
"""Follow from the journal: their rows change only in an entry that holds the event which says so."""

OBSERVED: tuple[Table[TableRow], ...] = (
    ITEMS,
    PLANS,
    SITES,
    NETWORKS,
    POLICIES,
    REPLICATION_GROUPS,
    FOREIGN_JOBS,
    WORLD,
)
"""A cache of what the provider said, with its ``as_of``; not journaled."""

TABLES = FOLDED + OBSERVED
