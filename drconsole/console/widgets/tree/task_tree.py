"""Task tree of a job; branches with a task that runs, fails or waits open by themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip

from drconsole.console.widgets.found import lit
from drconsole.console.widgets.tree.branches import Branch, Branches
from drconsole.console.widgets.view import Content, WidgetMessage, on_cursor, shortened
from drconsole.console.widgets.window import ScrollKeys
from drconsole.records.rows.work.jobs import TaskNode
from drconsole.render.jobs.jobs import Line, node_line
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean

OPEN, CLOSED, LEAF = "▾ ", "▸ ", "  "


class TaskTree(ScrollKeys):
    """Tasks, a line each. The cursor stays on its task, or on the folded branch that contains it.

    Until the operator moves it, the cursor goes to a task that waits, else to one that runs, else to one that failed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "fold", show=False),
        Binding("right,l", "open", show=False),
        Binding("left,h", "close", show=False),
        Binding("enter", "choose", show=False),
        Binding("asterisk", "all(True)", show=False),
        Binding("minus", "all(False)", show=False),
    ]

    class Moved(WidgetMessage["TaskTree"]):
        """Message that the cursor is on another task; None = on none."""

        def __init__(self, tree: TaskTree, task: TaskNode | None) -> None:
            super().__init__(tree)
            self.task = task

    class Chosen(WidgetMessage["TaskTree"]):
        """Message that enter was pressed on a task without tasks below it."""

        def __init__(self, tree: TaskTree, task: TaskNode) -> None:
            super().__init__(tree)
            self.task = task

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002
        line: Callable[[int, TaskNode], Line] = node_line,
        empty: str = "no tasks",
    ) -> None:
        super().__init__(id=id)
        self.empty = empty
        self._line = line
        self._branches = Branches()
        self._cursor = 0
        self._cursor_id: str | None = None
        self._top = 0
        self._automatic = True
        """Whether the cursor moves by itself, since the operator has not moved it."""
        self._wanted = ""

    def show(self, tasks: Sequence[TaskNode]) -> None:
        """Replace the tree, nested as by ``render.tree``. Branches that were opened or folded by hand stay so."""
        self._branches.replace(tasks, reading=None if self._automatic else self._cursor_id)
        self._settle()

    def light(self, wanted: str) -> None:
        """Draw what was searched for in reverse video; empty = nothing."""
        if wanted != self._wanted:
            self._wanted = wanted
            self.redraw()

    @property
    def cursor_task(self) -> TaskNode | None:
        """Task under the cursor; None = there is no task."""
        return self._branches.shown[self._cursor].task if self._branches.shown else None

    @property
    def shown(self) -> list[str]:
        """Ids of the visible tasks, from the top."""
        return [branch.id for branch in self._branches.shown]

    def move_to(self, task: str) -> bool:
        """Put the cursor on a task and keep it there, opening its branches; return False if there is no such task."""
        if not self._branches.reveal(task):
            return False
        self._automatic = False
        self._cursor_id = task
        self._settle()
        return True

    def _settle(self) -> None:
        if self._cursor_id is not None and (place := self._branches.place(self._cursor_id)) is not None:
            self._top += place - self._cursor if self._top else 0
            self._cursor = place
        self._go_where_needed()
        self._go(0)

    def _go_where_needed(self) -> None:
        """Move the cursor to the task that wants attention, with its surroundings in the window."""
        if not self._automatic or (task := self._branches.wants_attention()) is None:
            return
        place = self._branches.place(task)
        if place is None:
            return
        if not self._top <= place < self._top + max(1, self.window * 2 // 3):
            self._top = place - self.window // 3
        self._cursor = place

    def move_by(self, step: int, *, page: bool = False) -> None:
        self._automatic = False
        self._go(step, page=page)

    def _go(self, step: int, *, page: bool = False) -> None:
        count = len(self._branches.shown)
        if page:
            self._top += step
        self._cursor = max(0, min(count - 1, self._cursor + step))
        self._scroll()
        self.point_at(self._cursor - self._top)
        self.redraw()
        found = self._branches.shown[self._cursor].id if count else None
        if found != self._cursor_id:
            self._cursor_id = found
            self.tell(self.Moved(self, self.cursor_task))

    def _scroll(self) -> None:
        self._top = max(0, min(self._top, len(self._branches.shown) - self.window))
        self._top = max(min(self._top, self._cursor), self._cursor - self.window + 1)

    def resized(self) -> None:
        self._go_where_needed()
        self._scroll()

    # Drawing

    def content(self, y: int) -> Content:
        place = self._top + y
        shown = self._branches.shown
        if place >= len(shown):
            return "  ", (self.empty if y == 1 and not shown else ""), "", "dim", False, ""
        branch = shown[place]
        line = self._line(branch.depth, branch.task)
        sign = LEAF if not branch.children else OPEN if branch.open else CLOSED
        mark, severity = (line.mark.text(unicode=True) + "  ", str(line.mark.severity)) if line.mark else ("", "")
        return "  " * branch.depth + sign, _text(branch, line), mark, severity, place == self._cursor, self._wanted

    def draw(self, content: Content, width: int) -> Strip:
        lead, text, mark, severity, cursor, wanted = content
        if cursor:
            marked = [
                (lead, "cursor"),
                (mark, on_cursor(severity)),
                (shortened(text, width - cell_len(lead + mark)), "cursor"),
            ]
            return self.parts(marked, width, "cursor")
        text = shortened(text, width - cell_len(lead + mark))
        plain = severity if severity == "dim" else ""
        parts = [(lead, ""), (mark, "" if severity == Severity.IDLE else severity), *lit([(text, plain)], wanted)]
        return self.parts(parts, width)

    # Keys

    def on_click(self, event: events.Click) -> None:
        if event.y < len(self._branches.shown) - self._top:
            self.move_by(self._top + event.y - self._cursor)
            if event.chain == 2:
                self.action_choose()

    def _fold(self, open_: bool) -> None:
        if self._branches.shown:
            self._automatic = False
            self._branches.fold(self._cursor, open_)
            self._settle()

    def action_fold(self) -> None:
        if self._branches.shown:
            self._fold(not self._branches.shown[self._cursor].open)

    def action_open(self) -> None:
        """Open the branch; move into it if it is open."""
        if not self._branches.shown:
            return
        here = self._branches.shown[self._cursor]
        if here.children and here.open:
            self.move_by(1)
        else:
            self._fold(True)

    def action_close(self) -> None:
        """Fold the branch; move to its parent if it is folded."""
        if not self._branches.shown:
            return
        here = self._branches.shown[self._cursor]
        if here.children and here.open:
            self._fold(False)
        elif (around := self._branches.parent_place(self._cursor)) is not None:
            self.move_by(around - self._cursor)

    def action_all(self, open_: bool) -> None:
        self._automatic = False
        self._branches.fold_all(open_)
        self._settle()

    def action_choose(self) -> None:
        """Fold or open a branch; post ``Chosen`` for a task without tasks below it."""
        task = self.cursor_task
        if task is None:
            return
        if self._branches.shown[self._cursor].children:
            self.action_fold()
        else:
            self._automatic = False
            self.post_message(self.Chosen(self, task))


def _text(branch: Branch, line: Line) -> str:
    if branch.children and not branch.open:
        return f"{clean(line.text)}  ({branch.ended} of {branch.leaves} ended)"
    return clean(line.text)
