"""One look at the world: what was seen, at what time, and what is known beside it. Every rule is asked on one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import field
from datetime import datetime, timedelta

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.estate.failures import Failure
from drconsole.recovery.types.estate.known import NOTHING, Known
from drconsole.recovery.types.estate.points import PointsRead
from drconsole.recovery.types.words import Grain, Operation, Scenario, TargetType

GrainOf = Callable[[Operation, Scenario, TargetType], Grain | None]

ACCEPTED_AGE = timedelta(days=180)
"""How long a test failover counts: every six months is the recommendation of 2018."""


def stepwise(operation: Operation, scenario: Scenario, target_type: TargetType) -> Grain:
    """The grain where no provider is asked: every operation, step by step."""
    return Grain.STEP


@dataclass(frozen=True, slots=True)
class Look:
    """Keys of the mappings are those of items."""

    view: EstateView
    now: datetime
    """Time on the provider's clock."""
    points: Mapping[str, PointsRead] = field(default_factory=dict)
    """As they were read for this look; nothing in it = not read."""
    busy: Mapping[str, str] = field(default_factory=dict)
    """The job that works on the item."""
    held: Collection[str] = ()
    """Those of these jobs that can be resumed."""
    validations: Mapping[str, str] = field(default_factory=dict)
    """``ok`` or ``failed``, as somebody said it of the machine."""
    failures: Mapping[str, Failure] = field(default_factory=dict)
    """The failure of the last run there."""
    known: Known = NOTHING
    grain_of: GrainOf = stepwise
    accepted_age: timedelta = ACCEPTED_AGE
    parallel: int | None = None
    """How many items are worked on at once; None = all."""
