"""Rows that alarms are made of: the items of which something is wrong, not all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from drconsole.records.alarms.kinds import OF_STANDS
from drconsole.records.rows.estate.estate import ConditionRow, UnreadableRow, VaultErrorRow
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.estate.plans import PlanRow
from drconsole.records.rows.status import EngineRow
from drconsole.records.rows.work.jobs import GateRow, JobRow
from drconsole.records.rows.work.owed import ObligationRow
from drconsole.recovery.states.assessments.stand import GRAVITY
from drconsole.recovery.types.data import dataclass

WRONG = frozenset(GRAVITY[stand] for stand in OF_STANDS)
"""Gravities of the items of which something is wrong."""
READ = 1000
"""Items to read at most: where more are wrong, they are counted and not told apart."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Rows that alarms are made of, as they were read."""

    items: Sequence[ItemRow] = ()
    """Of which something is wrong, worst first."""
    gravities: Mapping[int, int] = field(default_factory=dict)
    """Gravity -> how many of all items have it."""
    plans: Sequence[PlanRow] = ()
    jobs: Sequence[JobRow] = ()
    """Those that have not ended."""
    gates: Sequence[GateRow] = ()
    owed: Sequence[ObligationRow] = ()
    unreadable: Sequence[UnreadableRow] = ()
    health: Sequence[VaultErrorRow] = ()
    """What is wrong with the provider's own parts."""
    condition: ConditionRow | None = None
    """What keeps the provider from being read."""
    engine: EngineRow | None = None
    """None: nobody was asked."""
    now: str | None = None
    """The provider's clock."""
    drill_days: int = 180
    """How old the last test failover of a plan may be."""
