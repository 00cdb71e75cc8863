"""Progress: a line a change, or on a terminal a view that is redrawn."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from drconsole.cli.following.follow import Change, Followed, JobChange, Show
from drconsole.cli.output.output import Output
from drconsole.cli.streams import unicode_stream
from drconsole.records.objectives import objective_of
from drconsole.records.rows.work.jobs import JobRow, JobTree, TaskRow
from drconsole.render.jobs.asking import answers
from drconsole.render.jobs.jobs import (
    change_text,
    headline,
    items_text,
    output_lines,
    progress_text,
    task_line,
)
from drconsole.render.jobs.objectives import objective_severity, objective_text
from drconsole.render.jobs.tree import ended, in_state, latest_time
from drconsole.render.words.marks import Severity, run_mark

if TYPE_CHECKING:
    from rich.console import RenderableType

from drconsole.recovery.types.words import RunState

SHOWN_TASKS = 12
"""Tasks under way that the live view names; the others are counted."""
BAR = 40
"""Cells of the bar."""
REDRAWS = 4
"""Most redraws a second."""


class Silent:
    """View that shows nothing: what the others build on."""

    wants_clock = False

    def tick(self, now: str) -> None:
        """Show the provider's clock."""

    def changed(self, followed: Followed, changes: list[Change]) -> None:
        """Show what changed of the job."""

    def lost(self, seconds: float) -> None:
        """Say that no engine answers."""

    def back(self) -> None:
        """Say that an engine answers again."""

    def close(self) -> None:
        """Leave what was shown as it is."""


class JsonLines(Silent):
    """View of one JSON line a change on stdout; the caller adds the job itself as the last."""

    def __init__(self, output: Output) -> None:
        self._output = output

    def changed(self, followed: Followed, changes: list[Change]) -> None:
        for change in changes:
            row = {"job": change.job} if isinstance(change, JobChange) else {"task": change.task}
            self._output.line({"rev": change.rev, **row})
        if self._output.gone:
            # ``watch | head``: nobody is left to tell.
            raise BrokenPipeError


class Lines(Silent):
    """View of one line for a task that begins, waits or ends: for logs and pipes."""

    def __init__(self, output: Output, mode: str | None, tell: Callable[[str], None] | None = None) -> None:
        """``tell`` prints a line; None = on stderr."""
        self._output = output
        self._tell = tell or output.note
        self._mode = mode
        self._told: dict[str, tuple[str, str]] = {}
        self._begun = False
        self._verdict = ""
        self._waits: list[str] = []

    def changed(self, followed: Followed, changes: list[Change]) -> None:
        if not self._begun:
            self._begun = True
            self._tell(headline(followed.job, self._mode))
            tasks = followed.job["tasks"]
            self._tell(progress_text(followed.job, latest_time(followed.job, tasks), tasks))
        self._objective(followed.job)
        for change in changes:
            if isinstance(change, JobChange):
                if self._is_news("job", change.job):
                    self._job(followed, change.job)
            elif self._is_news(f"task {change.task['id']}", change.task):
                self._task(change.task)
        self._output.flush()

    def _objective(self, job: JobTree) -> None:
        """Say how it stands to its objective, once and whenever the verdict is another."""
        held = job.get("objective")
        if held is not None and held["verdict"] != self._verdict:
            self._verdict = held["verdict"]
            self._tell(objective_text(held))

    def _is_news(self, about: str, row: JobRow | TaskRow) -> bool:
        """Return whether its state differs from what was told last; a row changes for less, too."""
        state = (row["state"], row["state_description"])
        known, self._told[about] = self._told.get(about), state
        return known != state

    def _task(self, row: TaskRow) -> None:
        if row["state"] == RunState.NOT_STARTED:
            return
        self._tell(change_text(row, self._mode))
        for line in output_lines(row):
            self._tell(f"    {line}")

    def _job(self, followed: Followed, row: JobRow) -> None:
        mark = run_mark(row["state"], row["state_description"])
        self._tell(f"{mark.text()}  {headline(followed.job, self._mode)}")
        waits = answers(followed.job)
        if waits and waits != self._waits:
            for line in waits:
                self._tell(self._output.here(line))
        self._waits = waits

    def lost(self, seconds: float) -> None:
        self._tell("the engine does not answer; waiting for the next one, which takes up the job")

    def back(self) -> None:
        self._tell("an engine answers again")

    def close(self) -> None:
        self._output.flush()


class Live(Silent):
    """View that is redrawn: headline, elapsed against forecast, items per state, tasks under way, what waits for a
    person."""

    wants_clock = True

    def __init__(self, stream: TextIO, mode: str | None, here: Callable[[str], str] = str) -> None:
        from rich.console import Console
        from rich.live import Live as RichLive

        self._mode = mode
        self._here = here
        self._unicode = unicode_stream(stream)
        self._followed: Followed | None = None
        self._lost = False
        self._now: str | None = None
        self._live = RichLive(
            console=Console(file=stream, highlight=False),
            refresh_per_second=REDRAWS,
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()

    def changed(self, followed: Followed, changes: list[Change]) -> None:
        self._followed = followed
        self._draw()

    def tick(self, now: str) -> None:
        if now != self._now:
            self._now = now
            self._draw()

    def lost(self, seconds: float) -> None:
        self._lost = True
        self._draw()

    def back(self) -> None:
        self._lost = False
        self._draw()

    def close(self) -> None:
        self._live.stop()

    def _draw(self) -> None:
        if self._followed is not None:
            self._live.update(self.view(self._followed.job), refresh=True)

    def view(self, job: JobTree) -> RenderableType:
        """Return what is drawn of a job."""
        from rich.console import Group
        from rich.text import Text

        from drconsole.cli.output.tables import STYLES

        mark = run_mark(job["state"], job["state_description"])
        done, total = ended(job["tasks"])
        now = self._now or latest_time(job, job["tasks"])
        progress = progress_text(job, now, job["tasks"])
        parts: list[RenderableType] = [
            Text(headline(job, self._mode), "bold"),
            Text(f"{mark.text(self._unicode)}  {progress}", STYLES[mark.severity]),
            Text(self._bar(done, total), STYLES[Severity.BUSY]),
        ]
        held = objective_of(job, now)
        if held is not None:
            parts.append(Text(objective_text(held), STYLES[objective_severity(held)]))
        if job["items"]:
            parts.append(Text(f"items: {items_text(job)}"))
        running = in_state(job["tasks"], RunState.IN_PROGRESS)
        parts += [Text(task_line(1, task).plain(self._unicode), no_wrap=True) for task in running[:SHOWN_TASKS]]
        if len(running) > SHOWN_TASKS:
            parts.append(Text(f"  and {len(running) - SHOWN_TASKS} more under way"))
        parts += [Text(self._here(line), STYLES[Severity.WARN]) for line in answers(job)]
        if self._lost:
            parts.append(Text("! the engine does not answer; waiting for the next one", STYLES[Severity.BAD]))
        return Group(*parts)

    def _bar(self, done: int, total: int) -> str:
        filled = BAR * done // max(total, 1)
        full, empty = ("━", "╌") if self._unicode else ("#", ".")
        return full * filled + empty * (BAR - filled)


def progress(output: Output, mode: str | None, *, is_the_output: bool = False) -> Show:
    """Return the view for this stderr; ``is_the_output``: nothing else is asked for, and a pipe on stdout gets it."""
    if is_the_output and not output.out.isatty():
        return Lines(output, mode, output.text)
    if output.err.isatty() and os.environ.get("TERM") != "dumb":
        return Live(output.err, mode, output.here)
    return Lines(output, mode)
