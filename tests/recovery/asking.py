"""A question to the prerequisites and what can be changed about it, for tests that go by cause and finding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from small_estate import NOW, all_statuses, change_item, change_status, point, read, view

from drconsole.recovery.checks.points.choices import exists
from drconsole.recovery.checks.points.chosen import choose
from drconsole.recovery.checks.prerequisites import Checked, check
from drconsole.recovery.checks.qualify import qualify
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.estate.known import NOTHING, Known
from drconsole.recovery.types.estate.look import Look
from drconsole.recovery.types.estate.points import PointsRead
from drconsole.recovery.types.words import Grain, Operation, PointChoice, Scenario, TargetType
from drconsole.recovery.types.work.tasks import Request, RunOptions

OP = Operation
PLAN, ITEM = TargetType.PLAN, TargetType.ITEM
V2A, H2A = Scenario.VMWARE_TO_AZURE, Scenario.HYPERV_TO_AZURE


@dataclass
class Setup:
    """One question: the estate it is asked of and everything around it; a case changes it."""

    operation: Operation = OP.FAILOVER
    target_type: TargetType = PLAN
    scenario: Scenario = V2A
    options: RunOptions = field(default_factory=lambda: RunOptions(shutdown=True))
    choice: PointChoice = PointChoice.LATEST_PROCESSED
    point_id: str | None = None
    busy: dict[str, str] = field(default_factory=dict)
    validations: dict[str, str] = field(default_factory=dict)
    grain: Grain | None = Grain.STEP
    before: dict[str, object] = field(default_factory=dict)
    known: Known = NOTHING

    def __post_init__(self) -> None:
        self.estate: EstateView = view(scenario=self.scenario)
        if self.before:
            all_statuses(self.estate, **self.before)
        self.points: dict[str, PointsRead] = {
            key: read(key, point(key, 5), point(key, 15, app=True)) for key in self.estate.items
        }
        self.target = "web" if self.target_type is PLAN else "web-01"

    def ask(self) -> Checked:
        request = Request(self.operation, self.target, self.target_type, self.options)
        look = self.look()
        found = qualify(request, look)
        items = [key for key in found.items if exists(None, self.estate.items[key].scenario, found.direction)]
        chosen = choose(self.choice, self.point_id, items, look, operation=self.operation)
        return check(request, look, found, chosen)

    def look(self, now: datetime = NOW) -> Look:
        return Look(
            self.estate,
            now,
            self.points,
            busy=self.busy,
            validations=self.validations,
            known=self.known,
            grain_of=lambda operation, scenario, target: self.grain,
        )


Change = Callable[[Setup], object]


@dataclass(frozen=True)
class Case:
    """``change`` brings the finding about; without it, it is not there."""

    finding: str
    start: Callable[[], Setup]
    change: Change
    level: str = "error"
    overridable: bool = False


def status(**changes: object) -> Change:
    return lambda setup: change_status(setup.estate, "web-01", **changes)


def everywhere(**changes: object) -> Change:
    return lambda setup: all_statuses(setup.estate, **changes)


def config(**changes: object) -> Change:
    return lambda setup: change_item(setup.estate, "web-01", **changes)


def options(**changes: object) -> Change:
    def apply(setup: Setup) -> None:
        setup.options = replace(setup.options, **changes)  # type: ignore[arg-type]

    return apply


def setting(**changes: object) -> Change:
    def apply(setup: Setup) -> None:
        for name, value in changes.items():
            setattr(setup, name, value)

    return apply


def network(name: str, **changes: object) -> Change:
    def apply(setup: Setup) -> None:
        setup.estate.networks[name] = replace(setup.estate.networks[name], **changes)  # type: ignore[arg-type]

    return apply


def is_there_only_for_its_cause(case: Case) -> None:
    assert case.finding not in {finding.id for finding in case.start().ask().findings}
    setup = case.start()
    case.change(setup)
    found = {finding.id: finding for finding in setup.ask().findings}
    assert case.finding in found, sorted(found)
    finding = found[case.finding]
    assert (finding.level, finding.overridable) == (case.level, case.overridable)
    assert finding.message
    assert "{" not in finding.message + finding.possible_causes + finding.recommended_action


OVER = "error", True
WARN = "warning", False
INFO = "info", False
