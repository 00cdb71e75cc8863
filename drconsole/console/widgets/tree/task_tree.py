"""A job's tasks as a tree that opens by itself where something goes on, fails or waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip

from drconsole.console.widgets.tree.branches import Branch, Branches
from drconsole.console.widgets.view import Content, Told, shortened
from drconsole.console.widgets.window import ScrollKeys
from drconsole.render.jobs import Line, task_line
from drconsole.render.marks import Severity
from drconsole.render.text import clean

OPEN, CLOSED, LEAF = "▾ ", "▸ ", "  "


class TaskTree(ScrollKeys):
    """Tasks, a line each. The cursor stays on its task, or on the branch that it is folded into.

    Until a person moves it, it goes by itself to what waits, else to what goes on, else to what failed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "fold", show=False),
        Binding("right,l", "open", show=False),
        Binding("left,h", "close", show=False),
        Binding("enter", "choose", show=False),
        Binding("asterisk", "all(True)", show=False),
        Binding("minus", "all(False)", show=False),
    ]

    class Moved(Told["TaskTree"]):
        """The cursor is on another task; None = there is none."""

        def __init__(self, tree: TaskTree, task: Mapping[str, Any] | None) -> None:
            super().__init__(tree)
            self.task = task

    class Chosen(Told["TaskTree"]):
        """Enter was pressed on a task without tasks of its own."""

        def __init__(self, tree: TaskTree, task: Mapping[str, Any]) -> None:
            super().__init__(tree)
            self.task = task

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002
        line: Callable[[int, Mapping[str, Any]], Line] = task_line,
        empty: str = "no tasks",
    ) -> None:
        super().__init__(id=id)
        self.empty = empty
        self._line = line
        self._branches = Branches()
        self._cursor = 0
        self._cursor_id: str | None = None
        self._top = 0
        self._leading = True
        """The cursor goes by itself."""

    def show(self, tasks: Sequence[Mapping[str, Any]]) -> None:
        """Replace the tree, nested as ``render.tree`` gives it. What was folded or opened by hand stays so."""
        self._branches.replace(tasks, reading=None if self._leading else self._cursor_id)
        self._settle()

    @property
    def cursor_task(self) -> Mapping[str, Any] | None:
        return self._branches.shown[self._cursor].task if self._branches.shown else None

    @property
    def shown(self) -> list[str]:
        """The ids of the lines, from the top."""
        return [branch.id for branch in self._branches.shown]

    def move_to(self, task: str) -> bool:
        """Put the cursor on a task and leave it there, opening what it is folded into; False = there is none."""
        if not self._branches.reveal(task):
            return False
        self._leading = False
        self._cursor_id = task
        self._settle()
        return True

    def _settle(self) -> None:
        if self._cursor_id is not None and (place := self._branches.place(self._cursor_id)) is not None:
            self._top += place - self._cursor if self._top else 0
            self._cursor = place
        self._lead()
        self._go(0)

    def _lead(self) -> None:
        """To the task that calls, with what is around it in sight."""
        if not self._leading or (task := self._branches.calling()) is None:
            return
        place = self._branches.place(task)
        if place is None:
            return
        if not self._top <= place < self._top + max(1, self.window * 2 // 3):
            self._top = place - self.window // 3
        self._cursor = place

    def by(self, step: int, *, page: bool = False) -> None:
        self._leading = False
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
            self.post_message(self.Moved(self, self.cursor_task))

    def _scroll(self) -> None:
        self._top = max(0, min(self._top, len(self._branches.shown) - self.window))
        self._top = max(min(self._top, self._cursor), self._cursor - self.window + 1)

    def resized(self) -> None:
        self._lead()
        self._scroll()

    # Drawing

    def content(self, y: int) -> Content:
        place = self._top + y
        shown = self._branches.shown
        if place >= len(shown):
            return "  ", (self.empty if y == 1 and not shown else ""), "", "dim", False
        branch = shown[place]
        line = self._line(branch.depth, branch.task)
        sign = LEAF if not branch.children else OPEN if branch.open else CLOSED
        mark, severity = (line.mark.text(unicode=True) + "  ", str(line.mark.severity)) if line.mark else ("", "")
        return "  " * branch.depth + sign, _text(branch, line), mark, severity, place == self._cursor

    def draw(self, content: Content, width: int) -> Strip:
        lead, text, mark, severity, cursor = content
        if cursor:
            return self.parts([(shortened(f"{lead}{mark}{text}", width), "cursor")], width, "cursor")
        text = shortened(text, width - cell_len(lead + mark))
        plain = severity if severity == "dim" else ""
        return self.parts([(lead, ""), (mark, "" if severity == Severity.IDLE else severity), (text, plain)], width)

    # Keys

    def on_focus(self) -> None:
        self.point_at(self._cursor - self._top)

    def on_click(self, event: events.Click) -> None:
        if event.y < len(self._branches.shown) - self._top:
            self.by(self._top + event.y - self._cursor)
            if event.chain == 2:
                self.action_choose()

    def _fold(self, open_: bool) -> None:
        if self._branches.shown:
            self._leading = False
            self._branches.fold(self._cursor, open_)
            self._settle()

    def action_fold(self) -> None:
        if self._branches.shown:
            self._fold(not self._branches.shown[self._cursor].open)

    def action_open(self) -> None:
        """Open the branch, or go into the open one."""
        if not self._branches.shown:
            return
        here = self._branches.shown[self._cursor]
        if here.children and here.open:
            self.by(1)
        else:
            self._fold(True)

    def action_close(self) -> None:
        """Close the branch, or go to the one around."""
        if not self._branches.shown:
            return
        here = self._branches.shown[self._cursor]
        if here.children and here.open:
            self._fold(False)
        elif (around := self._branches.around(self._cursor)) is not None:
            self.by(around - self._cursor)

    def action_all(self, open_: bool) -> None:
        self._leading = False
        self._branches.fold_all(open_)
        self._settle()

    def action_choose(self) -> None:
        """A branch folds, a task without tasks of its own is chosen."""
        task = self.cursor_task
        if task is None:
            return
        if self._branches.shown[self._cursor].children:
            self.action_fold()
        else:
            self._leading = False
            self.post_message(self.Chosen(self, task))


def _text(branch: Branch, line: Line) -> str:
    if branch.children and not branch.open:
        return f"{clean(line.text)}  ({branch.ended} of {branch.leaves} ended)"
    return clean(line.text)
