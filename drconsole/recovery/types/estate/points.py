"""Recovery points as types; the choices among them live in ``choices``."""

from __future__ import annotations

from datetime import datetime

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Consistency, PointChoice


@dataclass(frozen=True, slots=True)
class RecoveryPoint:
    """One recovery point of one item. ``time`` is when the source held this data."""

    id: str
    item: str
    time: datetime
    consistency: Consistency
    multi_vm: bool = False
    processed: bool = True
    """False while its data waits to be processed: it cannot be chosen yet."""


@dataclass(frozen=True, slots=True)
class PointsRead:
    """An item's points as the provider read them at ``as_of``; newest first, or an error."""

    item: str
    as_of: datetime
    points: tuple[RecoveryPoint, ...] = ()
    error: str | None = None
    unprocessed_until: datetime | None = None
    """Data up to here has arrived but is in no point yet; None = nothing is unprocessed.
    ``latest`` would make a new point of it [REC]."""


@dataclass(frozen=True, slots=True)
class ChosenPoint:
    """The point an item will go to, frozen when the operator confirms."""

    item: str
    choice: PointChoice
    id: str | None
    """None = ``latest``: made during the run from unprocessed data."""
    time: datetime | None
    """For a point yet to be made: the least time it will have."""
    consistency: Consistency | None
    multi_vm: bool = False
    data_loss: float | None = None
    """Seconds between the point and the evaluation; None = not known."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RpoPast:
    """Past RPO of an item: seconds, the worst of each quarter of an hour, oldest first; None = not known.

    The last quarter is the one before ``until``. Items that are alike may share one.
    """

    until: datetime
    seconds: tuple[float | None, ...]
