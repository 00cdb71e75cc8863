"""Rows that alarms are made of: the items of which something is wrong, not all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from drconsole.records.alarms.kinds import OF_STANDS
from drconsole.records.rows.alarms import ShelvedRow
from drconsole.records.rows.estate.estate import ConditionRow, UnreadableRow, VaultErrorRow
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.estate.plans import PlanRow
from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.records.rows.room.notes import NoteRow
from drconsole.records.rows.status import EngineRow
from drconsole.records.rows.work.jobs import GateRow, JobRow
from drconsole.records.rows.work.owed import ObligationRow
from drconsole.recovery.states.assessments.stand import GRAVITY
from drconsole.recovery.types.data import dataclass

WRONG = frozenset(GRAVITY[stand] for stand in OF_STANDS)
"""Gravities of the items of which something is wrong."""
READ = 1000
"""Items to read at most: where more are wrong, they are counted and not told apart."""

DRILL_DAYS = 180
"""Days that the last test failover of a plan counts where nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Asker of alarms and the time: what does not stand in rows."""

    engine: EngineRow | None = None
    """The engine, as it was found; None = nobody was asked."""
    now: str | None = None
    """The provider's clock."""
    wall: str | None = None
    """The wall's clock: shelved alarms go by it. None: nothing is shelved."""
    drill_days: int = DRILL_DAYS
    """How old the last test failover of a plan may be."""


@dataclass(frozen=True, slots=True)
class Seen(Asking):
    """Rows that alarms are made of, as they were read."""

    items: Sequence[ItemRow] = ()
    """Items of which something is wrong, worst first."""
    gravities: Mapping[int, int] = field(default_factory=dict)
    """Gravity -> how many of all items have it."""
    plans: Sequence[PlanRow] = ()
    jobs: Sequence[JobRow] = ()
    """Those that have not ended."""
    gates: Sequence[GateRow] = ()
    proposals: Sequence[ProposalRow] = ()
    notes: Sequence[NoteRow] = ()
    owed: Sequence[ObligationRow] = ()
    unreadable: Sequence[UnreadableRow] = ()
    health: Sequence[VaultErrorRow] = ()
    """What is wrong with the provider's own parts."""
    condition: ConditionRow | None = None
    """What keeps the provider from being read."""
    shelved: Sequence[ShelvedRow] = ()
