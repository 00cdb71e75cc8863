"""Which tasks of a tree are seen. No Textual: nesting, folding, and what opens by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from drconsole.recovery.words import Description, RunState

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
"""A branch that holds one of these opens by itself; once open, it is only closed by hand."""
AWAITED = frozenset({Description.WAITING_FOR_OUTCOME, Description.HELD})


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


class Branches:
    """The tree, and the branches that are shown, from the top."""

    def __init__(self) -> None:
        self._roots: list[Branch] = []
        self._by_hand: dict[str, bool] = {}
        self._opened: set[str] = set()
        self._of: dict[str, Branch] = {}
        self.shown: list[Branch] = []

    def replace(self, tasks: Sequence[Task]) -> None:
        self._of.clear()
        self._roots = [self._made(task, 0, None) for task in tasks]
        self._lay_out()

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
        for child in task.get("tasks") or ():
            below = self._made(child, depth + 1, branch)
            branch.children.append(below)
            branch.leaves += below.leaves
            branch.ended += below.ended
            branch.stirring = branch.stirring or below.stirring
        if not branch.children:
            branch.leaves = 1
            branch.ended = int(state in set(RunState) and RunState(state).ended)
            return branch
        if branch.stirring:
            self._opened.add(branch.id)
        branch.open = self._by_hand.get(branch.id, depth == 0 or branch.id in self._opened)
        return branch

    def _lay_out(self) -> None:
        self.shown = [branch for root in self._roots for branch in _seen(root)]


def _seen(branch: Branch) -> Iterator[Branch]:
    yield branch
    if branch.open:
        for child in branch.children:
            yield from _seen(child)
