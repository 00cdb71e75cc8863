"""The pieces that every tree of tasks is made of: who takes part, which way, what is skipped, and single tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from drconsole.recovery.states.states import direction_of, goes_on
from drconsole.recovery.steps.extra_step import extra_step
from drconsole.recovery.steps.item_steps import ITEM_STEPS, JobName, job_name
from drconsole.recovery.steps.shutting_down import BY_HAND, NOBODY, by_hand
from drconsole.recovery.steps.steps import (
    BOOT_ORDERED,
    BY_STATE,
    SKIP_TEXT,
    ItemStep,
    Phase,
    Skip,
)
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import EstateView, Item
from drconsole.recovery.types.estate.plans import Action, ActionKind, Group
from drconsole.recovery.types.families import FAMILY, Family
from drconsole.recovery.types.words import PLANNED, Direction, Operation
from drconsole.recovery.types.work.errors import BadInput
from drconsole.recovery.types.work.tasks import Request, TaskKind, TaskSpec

_ACTION_TASKS = {
    ActionKind.SCRIPT: (TaskKind.SCRIPT, "ScriptAction"),
    ActionKind.MANUAL: (TaskKind.MANUAL, "ManualAction"),
    ActionKind.RUNBOOK: (TaskKind.RUNBOOK, "AutomationRunbook"),
}
_OVER = "it has failed over already: its machine has only to be started"
NO_SHUTDOWN = "this run has no shutdown phase"
_RUNS_AS = {Operation.FAILBACK: Operation.PLANNED_FAILOVER}
"""A failback is Site Recovery's planned failover in the other direction: actions name that type."""
_DATA_IS_THERE = (
    "The data is synchronized; the machines in Azure still run. Going on shuts them down, fetches what they have "
    "written since, and starts the machines on the primary site: answer done when the downtime may begin."
)


def steps_of(operation: Operation, item: Item, direction: Direction) -> tuple[ItemStep, ...]:
    """The steps of an item's job. Raises ``BadInput`` where the operation has none for its scenario."""
    steps = ITEM_STEPS.get((operation, FAMILY[item.scenario], direction))
    if steps is None:
        raise BadInput(
            "operation-not-offered",
            f"{operation} {direction} is not offered for {item.name} ({item.scenario})",
            place=item.name,
        )
    return steps


@dataclass(slots=True)
class Pieces:
    """One tree in the making: ``tasks`` grows as its layout asks for one piece after the other."""

    request: Request
    view: EstateView
    qualified: tuple[str, ...]
    tasks: list[TaskSpec] = field(default_factory=list)

    @property
    def operation(self) -> Operation:
        return self.request.operation

    # Which way

    def _way(self, key: str) -> Direction:
        """An item's own way: what finishes or turns a failover around follows the item, not the plan."""
        status = self.view.statuses.get(key)
        if status is None or self.operation in BOOT_ORDERED:
            return self.request.options.direction or Direction.PRIMARY_TO_RECOVERY
        return direction_of(self.view.items[key], status, self.operation)

    def _steps(self, key: str) -> tuple[ItemStep, ...]:
        item = self.view.items[key]
        steps = steps_of(self.operation, item, self._way(key))
        return tuple(step for step in steps if not self._absent(step, item))

    def _absent(self, step: ItemStep, item: Item) -> bool:
        """Return whether this machine's job does not have the step at all."""
        if step.extra and not extra_step(item):
            return True
        status = self.view.statuses.get(item.key)
        return step.absent in BY_STATE and status is not None and BY_STATE[step.absent](item, status)

    def _family(self) -> Family | None:
        """A plan's machines are of one family: it has one source and one target."""
        return FAMILY[self.view.items[self.qualified[0]].scenario] if self.qualified else None

    def _job(self, key: str) -> JobName:
        item = self.view.items[key]
        return job_name(self.operation, FAMILY[item.scenario], self._way(key), self.request.target_type)

    # Pieces

    def _gate(
        self, ident: str, parent: str | None, name: str, words: str, phase: Phase, item: str | None = None
    ) -> None:
        """A stop of the run's own, which somebody answers as a manual action."""
        action = Action(words, ActionKind.MANUAL, (self.operation,), tuple(Direction), instructions=_DATA_IS_THERE)
        self.tasks.append(
            TaskSpec(ident, parent, TaskKind.MANUAL, name, words, item=item, phase=str(phase), action=action)
        )

    def _step(self, step: ItemStep, parent: str | None, key: str, label: str) -> None:
        ident = f"{step.phase}/{key}/{step.name}"
        if step.waits:
            self._gate(ident, parent, step.name, step.friendly_name, step.phase, key)
            return
        self.tasks.append(
            TaskSpec(
                ident,
                parent,
                TaskKind.STEP,
                step.name,
                step.friendly_name,
                item=key,
                step=step.name,
                phase=label,
                idempotent=step.check,
                tolerated=step.tolerated,
                skipped=_OVER if self._only_starts(step, key) else self._skipped(step.skip, key),
            )
        )

    def _only_starts(self, step: ItemStep, key: str) -> bool:
        """Return whether the item's machine has only to be started, and this step is an earlier one."""
        return step.phase is not Phase.START and goes_on(self.view.items[key], self.view.statuses[key], self.operation)

    def _actions(self, place: str, actions: Sequence[Action], words: str, skipped: str | None = None) -> None:
        """The actions of one place that are meant for this run, numbered as they stand in the plan."""
        matching = [(n, action) for n, action in enumerate(actions, 1) if self._matches(action)]
        if not matching:
            return
        self._container(place, None, TaskKind.SEQUENCE, "Actions", f"{words} ({len(matching)})")
        for number, action in matching:
            kind, name = _ACTION_TASKS[action.kind]
            self.tasks.append(
                TaskSpec(f"{place}-{number}", place, kind, name, action.name, skipped=skipped, action=action)
            )

    def _matches(self, action: Action) -> bool:
        direction = self.request.options.direction or Direction.PRIMARY_TO_RECOVERY
        run = _RUNS_AS.get(self.operation, self.operation)
        return run in action.operations and direction in action.directions

    def _skipped(self, skip: Skip, key: str = "") -> str | None:
        options = self.request.options
        if skip is Skip.SHUTDOWN_NOT_ASKED and options.shutdown:
            return BY_HAND if key and by_hand(self.view.items[key], self._way(key)) else None
        if skip is Skip.NO_NETWORK and options.network not in (None, "none"):
            return None
        if skip in BY_STATE and not BY_STATE[skip](self.view.items[key], self.view.statuses[key]):
            return None
        return SKIP_TEXT.get(skip)

    def _no_shutdown(self) -> str | None:
        """Return why the run shuts no source down; None = it does. Actions around it are then shown as skipped."""
        if self.operation in PLANNED:
            return None
        if self.operation is not Operation.FAILOVER or not self.request.options.shutdown:
            return NO_SHUTDOWN
        return None if self._shut_down(self.qualified) else NOBODY

    def _idle(self, group: Group) -> str | None:
        """Actions of a group whose machines all stay behind are not run (our choice): they were or will be."""
        if group.items and not self._taking_part(group.items):
            return f"no machine of group {group.number} takes part"
        return None

    def _shut_down(self, keys: Sequence[str]) -> tuple[str, ...]:
        """Those taking part that the provider can shut down."""
        return tuple(key for key in self._taking_part(keys) if not by_hand(self.view.items[key], self._way(key)))

    def _taking_part(self, keys: Sequence[str]) -> tuple[str, ...]:
        members = set(self.qualified)
        return tuple(key for key in keys if key in members)

    def _container(self, name: str, parent: str | None, kind: TaskKind, title: str, words: str) -> None:
        self.tasks.append(TaskSpec(name, parent, kind, title, words))
