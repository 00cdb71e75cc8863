"""Jobs in words: its headline, how far it is, what it waits for, and the command that answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from drconsole.records.clock import seconds_between
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Description, RunState, counted
from drconsole.render.jobs.tree import ended, in_state, outcomes, waited, walk
from drconsole.render.words.labels import of as label_of
from drconsole.render.words.labels import told_apart as labels_of
from drconsole.render.words.labels import with_item
from drconsole.render.words.marks import Mark, Severity, run_mark
from drconsole.render.words.text import clean, duration, prose, time_of_day, words
from drconsole.render.words.took import WORTH_A_WORD, took_words

if TYPE_CHECKING:
    from drconsole.records.rows.common import SaidRow
    from drconsole.records.rows.estate.items import HealthErrorRow
    from drconsole.records.rows.work.jobs import (
        ForecastRow,
        GateRow,
        JobItemRow,
        JobRow,
        JobWarningRow,
        TaskFields,
        TaskNode,
        TaskRow,
    )

AS_A_WHOLE = "the provider runs this job as a whole: it cannot be held between two steps"
"""Why a job is not held that the provider was given in one piece."""

OTHERS = "started outside of drconsole: you can only read it; its tasks are in the portal"
"""What is said of a job that others began."""


@dataclass(frozen=True, slots=True)
class Line:
    """Line of text at a depth, with its mark."""

    depth: int
    text: str
    mark: Mark | None = None

    def plain(self, unicode: bool = False) -> str:
        mark = f"{self.mark.text(unicode)}  " if self.mark else ""
        return f"{'  ' * self.depth}{mark}{self.text}"


LEFT_OUT = Mark("–", "-", "Left out", Severity.NOTE)  # noqa: RUF001
NOT_DONE = Mark("‼", "!", "NOT DONE", Severity.WARN)
OUTPUT_LINES = 10
"""Of a failed script's output that are shown with it; the rest is in its file."""


def task_name(task: TaskFields, known: Mapping[str, str] | None = None) -> str:
    """A task's friendly name with its item; a remote task that has no name yet says so.

    ``known``: labels of the items by key, where two may share a name.
    """
    item = (known or {}).get(task["item_key"] or "") or clean(task["item"] or "")
    return with_item(task["friendly_name"] or task["name"], item)


def gate_name(gate: GateRow) -> str:
    """Name of a task that waits, with its item."""
    return with_item(gate["friendly_name"], clean(gate["item"] or ""))


def told_apart(rows: Iterable[TaskRow]) -> list[TaskRow]:
    """Rows of tasks with the item's key beside a name that two items have."""
    found = list(rows)
    known = item_labels(found)
    return [{**row, "item": known[key]} if (key := row["item_key"]) else row for row in found]


def item_labels(tasks: Iterable[TaskFields]) -> dict[str, str]:
    """Labels of the items that tasks are about."""
    return labels_of((key, task["item"] or key) for task in tasks if (key := task["item_key"]))


def headline(job: JobRow, mode: str | None) -> str:
    """``SIMULATION  failover of plan Shop  (job J1)``; the kind of reality always comes first."""
    of = f"{clean(job['operation'])} of {clean(job['target_type'])} {clean(job['target'])}"
    return f"{clean(mode or 'MODE NOT KNOWN')}  {of}  (job {job['id']})"


def task_line(
    depth: int, task: TaskFields, known: Mapping[str, str] | None = None, below: Sequence[TaskNode] = ()
) -> Line:
    """Return the line of a task. ``below``: the tasks that it holds."""
    text = task_name(task, known) + (f"  {took}" if (took := took_text(task, below)) else "")
    for error in task["errors"]:
        text += f"  [{error_text(error)}]"
    return Line(depth, text, run_mark(task["state"], task["state_description"]))


def node_line(depth: int, task: TaskNode, known: Mapping[str, str] | None = None) -> Line:
    """Return the line of a task in a tree."""
    return task_line(depth, task, known, task["tasks"])


def took_text(task: TaskFields, below: Sequence[TaskNode] = ()) -> str:
    """``2 h 58 min (waited 2 h 57 min)``: how long an ended task took, and of that how long nothing in it ran."""
    start, end = task["started_at"], task["ended_at"]
    took = seconds_between(start, end)
    if took is None:
        return ""
    idle = waited(below, start, end) if below else 0.0
    return took_words(took, idle or 0.0)


def tree_lines(tasks: Sequence[TaskNode], *, said: bool = True) -> Iterator[Line]:
    """Yield the whole task tree, a line a task; below a script that failed, what it ``said``, unless that was told."""
    known = labels_in(tasks)
    for depth, task in walk(tasks):
        yield node_line(depth, task, known)
        if answer := answer_text(task):
            yield Line(depth + 1, f"answered {answer}")
        if said:
            yield from (Line(depth + 1, line) for line in output_lines(task))


def answer_text(task: TaskFields) -> str:
    """``done: told the bank (ann, 08:20:12Z)``: what was said of a wait, who said it and when; empty = nothing."""
    said = clean(task.get("answer", ""))
    who = [clean(task.get("answered_by", "")), time_of_day(task["answered_at"]) if task.get("answered_at") else ""]
    beside = ", ".join(filter(None, who))
    return f"{said} ({beside})" if said and beside else said


def labels_in(tasks: Iterable[TaskNode]) -> dict[str, str]:
    """Labels of the items that a tree's tasks are about."""
    return item_labels(task for _, task in walk(tasks))


def output_lines(task: TaskFields) -> list[str]:
    """Return the script of a failed action, where its output is and how that ends; nothing of other tasks."""
    script, output = task.get("script"), task.get("output")
    if task["state"] != RunState.FAILED or not (script or output):
        return []
    said = [line for line in (output or "").splitlines() if line.strip()]
    lines = [f"script {clean(script)}"] if script else []
    if folder := task.get("folder"):
        lines.append(f"its output: {clean(folder)}/output")
    if not said:
        return [*lines, "it printed nothing"]
    left = len(said) - OUTPUT_LINES
    more = [f"({counted(left, 'line')} before these)"] if left > 0 else []
    return [*lines, *more, *(f"| {clean(line)}" for line in said[-OUTPUT_LINES:])]


def outcome_mark(job: JobRow, item: JobItemRow) -> Mark:
    """Return how an item of a job ended: one that did not take part is no unknown."""
    if item["outcome"] != RunState.OTHER:
        return run_mark(item["outcome"])
    return LEFT_OUT if any(each["key"] == item["key"] for each in job["skipped"]) else NOT_DONE


def warning_lines(warnings: Iterable[JobWarningRow], known: Mapping[str, str] | None = None) -> Iterator[str]:
    """Yield each warning of what succeeded all the same, with what to do. ``known``: labels of the items."""
    for warning in warnings:
        whose = label_of(known or {}, warning)
        yield warning_line(warning, f"{whose}: " if whose else "")


def warning_line(warning: SaidRow, whose: str = "") -> str:
    """A warning with what to do."""
    advice = f" {clean(warning['recommended_action'])}" if warning["recommended_action"] else ""
    return f"warning: {whose}{error_text(warning)}{advice}"


def prediction_lines(tasks: Sequence[TaskNode]) -> Iterator[Line]:
    """Yield the task tree of a preview: nothing has a state yet but what is known not to be needed."""
    known = labels_in(tasks)
    for depth, task in walk(tasks):
        why = task.get("why")
        yield Line(depth, task_name(task, known) + (f"  ({clean(why)})" if why else ""))


def error_text(error: SaidRow | HealthErrorRow) -> str:
    """``E7: no answer``: an error's or a warning's code and message."""
    code = f"{clean(error['code'])}: " if error["code"] else ""
    return f"{code}{clean(error['message'])}"


def change_text(task: TaskRow, mode: str | None) -> str:
    """Return the line of a task's change, for output that only grows."""
    time = time_of_day(task["ended_at"] or task["started_at"])
    return f"{clean(mode or 'MODE NOT KNOWN')} {time:>9}  {task_line(0, task).plain()}"


def forecast_text(forecast: ForecastRow) -> str:
    """``12 min likely (9 min to 20 min)``."""
    return f"{duration(forecast['likely'])} likely ({duration(forecast['low'])} to {duration(forecast['high'])})"


def forecast_lines(forecast: ForecastRow, known: Mapping[str, str] | None = None) -> list[str]:
    """Return how long it will take, and why. ``known``: labels of the items by key."""
    lines = [f"{forecast_text(forecast)}; waits for people not counted"]
    for reason in forecast["reasons"]:
        text, item = prose(reason["text"]), label_of(known or {}, reason)
        seconds = f" ({duration(reason['seconds'])})" if reason["seconds"] else ""
        lines.append(f"{text if not item or item in text else f'{item}: {text}'}{seconds}")
    return lines


def progress_text(job: JobRow, now: str | None, tasks: Sequence[TaskNode]) -> str:
    """Elapsed against forecast on the provider's clock, and how many tasks have ended, where they are told."""
    start, end = job["started_at"], job["ended_at"] or now
    elapsed, idle = seconds_between(start, end), waited(tasks, start, end) if tasks else None
    done, total = ended(tasks)
    run = f"{duration(elapsed)} elapsed" if elapsed is not None else "not started"
    if idle and idle >= WORTH_A_WORD:
        run += f", {duration(idle)} of it waited"
    count = f"; {done} of {counted(total, 'task')} ended" if total else ""
    return f"{run}, {forecast_text(job['forecast'])}{count}"


def items_text(job: JobRow) -> str:
    """``1 Failed, 2 Succeeded, 1 left out``."""
    counts = outcomes(job)
    others = counts.pop(RunState.OTHER, 0)
    left = sum(outcome_mark(job, item) is LEFT_OUT for item in job["items"])
    told = {words(state): number for state, number in sorted(counts.items())}
    told |= {"left out": left, "not done": others - left}
    return ", ".join(f"{number} {word}" for word, number in told.items() if number)


def waits_for_person(job: JobRow, tasks: Sequence[TaskNode]) -> bool:
    """Return whether something waits until a person answers, or the whole job until one resumes it.

    A task whose outcome the engine still looks for by itself offers no answers and is not counted. ``tasks`` of a job
    that is held: it waits once none of them is under way.
    """
    if job["state_description"] == Description.HELD:
        return not in_state(tasks, RunState.IN_PROGRESS)
    asked = job["waits_for"]
    return job["state"] == RunState.SUSPENDED and (not asked or any(wait["outcomes"] for wait in asked))


def hold_text(job: JobRow) -> str:
    """``held by ann since 08:12:12Z: waiting for the network team``."""
    hold = job["hold"]
    if hold is None:
        return "held"
    since = f" since {time_of_day(hold['since'])}" if hold["since"] else ""
    why = clean(hold["comment"])
    return f"held by {clean(hold['operator'])}{since}{f': {why}' if why else ', no reason was given'}"
