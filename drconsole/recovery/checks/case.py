"""Input of one evaluation of the prerequisites: everything that its checks look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from drconsole.recovery.checks.findings.maker import Maker
from drconsole.recovery.states.states import direction_of
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import EstateView, Item, ItemStatus
from drconsole.recovery.types.estate.known import Known
from drconsole.recovery.types.estate.look import Look
from drconsole.recovery.types.estate.points import ChosenPoint
from drconsole.recovery.types.words import Direction
from drconsole.recovery.types.work.tasks import Finding, Request


@dataclass(frozen=True, slots=True)
class Case:
    """``items`` are the keys that qualify; ``direction`` is the run's."""

    request: Request
    look: Look
    chosen: Mapping[str, ChosenPoint | Finding]
    direction: Direction
    items: tuple[str, ...]
    make: Maker

    @property
    def view(self) -> EstateView:
        return self.look.view

    @property
    def known(self) -> Known:
        return self.look.known

    def way(self, item: Item) -> Direction:
        """An item's own way: what finishes or turns a failover around follows the item, not the plan."""
        return direction_of(item, self.view.statuses[item.key], self.request.operation)

    def back(self, item: Item) -> bool:
        return self.way(item) is Direction.RECOVERY_TO_PRIMARY


ItemCheck = Callable[[Case, Item, ItemStatus], Finding | None]
TargetCheck = Callable[[Case], Iterable[Finding]]
