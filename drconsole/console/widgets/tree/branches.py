"""Branches of a tree that are seen. No Textual: nesting, folding, and what opens by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from drconsole.recovery.types.words import Description, RunState

Task = Mapping[str, Any]

STIRRING = frozenset(
    {
        RunState.IN_PROGRESS,
        RunState.FAILED,
        RunState.PARTIALLY_SUCCEEDED,
        RunState.SUSPENDED,
        RunState.CANCELLING,
        RunState.CANCELLED,
    }
)
"""A branch that holds one of these opens by itself, and stays open until all of it is calm."""
AWAITED = frozenset({Description.WAITING_FOR_OUTCOME, Description.HELD})
CALLING: tuple[frozenset[RunState], ...] = (
    frozenset({RunState.SUSPENDED}),
    frozenset({RunState.IN_PROGRESS, RunState.CANCELLING}),
    frozenset({RunState.FAILED, RunState.PARTIALLY_SUCCEEDED}),
)
"""What one looks at first: what waits, then what goes on, then what failed."""


@dataclass(slots=True)
class Branch:
    """A task with what is below it."""

    task: Task
    id: str
    depth: int
    parent: Branch | None
    children: list[Branch] = field(default_factory=list)
    open: bool = False
    leaves: int = 0
    ended: int = 0
    stirring: bool = False
    calm: bool = False
    """It and all below it succeeded or was skipped: it folds by itself."""


class Branches:
    """The tree, and the branches that are shown, from the top."""

    def __init__(self) -> None:
        self._roots: list[Branch] = []
        self._by_hand: dict[str, bool] = {}
        self._opened: set[str] = set()
        self._of: dict[str, Branch] = {}
        self.shown: list[Branch] = []

    def replace(self, tasks: Sequence[Task], *, reading: str | None = None) -> None:
        """``reading`` is the task a person is at: what is open around it does not fold under the eyes."""
        before = {branch.id for branch in self._of.values() if branch.open}
        self._of.clear()
        self._roots = [self._made(task, 0, None) for task in tasks]
        if len(self._roots) == 1 and (only := self._roots[0]).children:
            only.open = self._by_hand.get(only.id, True)
        branch = self._of.get(reading) if reading is not None else None
        while branch is not None:
            branch.open = branch.open or branch.id in before
            branch = branch.parent
        self._lay_out()

    def calling(self) -> str | None:
        """The first task of its own that waits, else that goes on, else that failed; None = nothing stirs."""
        found: dict[int, str] = {}
        for branch in self._of.values():
            if branch.stirring and not branch.children:
                found.setdefault(_rank(branch.task), branch.id)
        found.pop(len(CALLING), None)
        return found[min(found)] if found else None

    def place(self, task: str) -> int | None:
        """Where a task is shown, or the branch that it is folded into."""
        branch = self._of.get(task)
        while branch is not None:
            for number, shown in enumerate(self.shown):
                if shown is branch:
                    return number
            branch = branch.parent
        return None

    def around(self, place: int) -> int | None:
        """Where the branch around this one is shown."""
        parent = self.shown[place].parent
        return None if parent is None else self.place(parent.id)

    def fold(self, place: int, open_: bool) -> None:
        branch = self.shown[place]
        if branch.children:
            branch.open = self._by_hand[branch.id] = open_
            self._lay_out()

    def fold_all(self, open_: bool) -> None:
        for branch in self._of.values():
            if branch.children:
                branch.open = self._by_hand[branch.id] = open_
        self._lay_out()

    def reveal(self, task: str) -> bool:
        """Open everything around a task; False = there is no such task."""
        branch = self._of.get(task)
        if branch is None:
            return False
        while (branch := branch.parent) is not None:
            branch.open = self._by_hand[branch.id] = True
        self._lay_out()
        return True

    def _made(self, task: Task, depth: int, parent: Branch | None) -> Branch:
        branch = Branch(task, str(task["id"]), depth, parent)
        self._of[branch.id] = branch
        state = str(task.get("state"))
        branch.stirring = state in STIRRING or task.get("state_description") in AWAITED
        branch.calm = state == RunState.SUCCEEDED or task.get("state_description") == Description.SKIPPED
        for child in task.get("tasks") or ():
            below = self._made(child, depth + 1, branch)
            branch.children.append(below)
            branch.leaves += below.leaves
            branch.ended += below.ended
            branch.stirring = branch.stirring or below.stirring
            branch.calm = branch.calm and below.calm
        if not branch.children:
            branch.leaves = 1
            branch.ended = int(state in set(RunState) and RunState(state).ended)
            return branch
        if branch.stirring:
            self._opened.add(branch.id)
        by_itself = not branch.calm and (depth == 0 or branch.id in self._opened)
        branch.open = self._by_hand.get(branch.id, by_itself)
        return branch

    def _lay_out(self) -> None:
        self.shown = [branch for root in self._roots for branch in _seen(root)]


def _seen(branch: Branch) -> Iterator[Branch]:
    yield branch
    if branch.open:
        for child in branch.children:
            yield from _seen(child)


def _rank(task: Task) -> int:
    if task.get("state_description") in AWAITED:
        return 0
    return next((rank for rank, states in enumerate(CALLING) if task.get("state") in states), len(CALLING))
