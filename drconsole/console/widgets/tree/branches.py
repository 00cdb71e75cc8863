"""Branches of a task tree: nesting, folding, and which ones open by themselves. No Textual."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field

from drconsole.records.rows.work.jobs import TaskNode
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Description, RunState

UNSETTLED = frozenset(
    {
        RunState.IN_PROGRESS,
        RunState.FAILED,
        RunState.PARTIALLY_SUCCEEDED,
        RunState.SUSPENDED,
        RunState.CANCELLING,
        RunState.CANCELLED,
    }
)
"""States that open their branch by themselves; it stays open until all of it has finished."""
WAITING = frozenset({Description.WAITING_FOR_OUTCOME, Description.HELD})
ATTENTION_ORDER: tuple[frozenset[RunState], ...] = (
    frozenset({RunState.SUSPENDED}),
    frozenset({RunState.IN_PROGRESS, RunState.CANCELLING}),
    frozenset({RunState.FAILED, RunState.PARTIALLY_SUCCEEDED}),
)
"""States in the order of attention: a task that waits, then one that runs, then one that failed."""


@dataclass(slots=True)
class Branch:
    """Task with the tasks below it."""

    task: TaskNode
    id: str
    depth: int
    parent: Branch | None
    children: list[Branch] = field(default_factory=list)
    open: bool = False
    leaves: int = 0
    ended: int = 0
    unsettled: bool = False
    finished: bool = False
    """Whether the task and all below it succeeded or were skipped: the branch then folds by itself."""


class Branches:
    """Task tree with its visible branches, from the top."""

    def __init__(self) -> None:
        self._roots: list[Branch] = []
        self._by_hand: dict[str, bool] = {}
        self._opened: set[str] = set()
        self._of: dict[str, Branch] = {}
        self.shown: list[Branch] = []

    def replace(self, tasks: Sequence[TaskNode], *, reading: str | None = None) -> None:
        """Replace the tree. ``reading``: the task under the operator's cursor; the branches around it stay open."""
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

    def wants_attention(self) -> str | None:
        """Return the first leaf that waits, else one that runs, else one that failed; None = there is none."""
        found: dict[int, str] = {}
        for branch in self._of.values():
            if branch.unsettled and not branch.children:
                found.setdefault(_rank(branch.task), branch.id)
        found.pop(len(ATTENTION_ORDER), None)
        return found[min(found)] if found else None

    def place(self, task: str) -> int | None:
        """Return the line of a task, or of the folded branch that contains it."""
        branch = self._of.get(task)
        while branch is not None:
            for number, shown in enumerate(self.shown):
                if shown is branch:
                    return number
            branch = branch.parent
        return None

    def parent_place(self, place: int) -> int | None:
        """Return the line of the parent of a branch; None = it is a root."""
        parent = self.shown[place].parent
        return None if parent is None else self.place(parent.id)

    def fold(self, place: int, open_: bool) -> None:
        """Open or fold a branch by hand; it then stays so."""
        branch = self.shown[place]
        if branch.children:
            branch.open = self._by_hand[branch.id] = open_
            self._lay_out()

    def fold_all(self, open_: bool) -> None:
        """Open or fold all branches by hand."""
        for branch in self._of.values():
            if branch.children:
                branch.open = self._by_hand[branch.id] = open_
        self._lay_out()

    def reveal(self, task: str) -> bool:
        """Open every branch around a task; return False if there is no such task."""
        branch = self._of.get(task)
        if branch is None:
            return False
        while (branch := branch.parent) is not None:
            branch.open = self._by_hand[branch.id] = True
        self._lay_out()
        return True

    def _made(self, task: TaskNode, depth: int, parent: Branch | None) -> Branch:
        branch = Branch(task, task["id"], depth, parent)
        self._of[branch.id] = branch
        state, description = task["state"], task["state_description"]
        branch.unsettled = state in UNSETTLED or description in WAITING
        branch.finished = state == RunState.SUCCEEDED or description == Description.SKIPPED
        for child in task["tasks"]:
            below = self._made(child, depth + 1, branch)
            branch.children.append(below)
            branch.leaves += below.leaves
            branch.ended += below.ended
            branch.unsettled = branch.unsettled or below.unsettled
            branch.finished = branch.finished and below.finished
        if not branch.children:
            branch.leaves = 1
            branch.ended = int(state in set(RunState) and RunState(state).ended)
            return branch
        if branch.unsettled:
            self._opened.add(branch.id)
        by_itself = not branch.finished and (depth == 0 or branch.id in self._opened)
        branch.open = self._by_hand.get(branch.id, by_itself)
        return branch

    def _lay_out(self) -> None:
        self.shown = [branch for root in self._roots for branch in _seen(root)]


def _seen(branch: Branch) -> Iterator[Branch]:
    yield branch
    if branch.open:
        for child in branch.children:
            yield from _seen(child)


def _rank(task: TaskNode) -> int:
    if task["state_description"] in WAITING:
        return 0
    return next((rank for rank, states in enumerate(ATTENTION_ORDER) if task["state"] in states), len(ATTENTION_ORDER))
