"""Jobs in words: its headline, how far it is, what it waits for, and the command that answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drconsole.records.clock import seconds_between
from drconsole.records.rows.jobs import JobItemRow
from drconsole.recovery.types.words import Description, RunState, counted
from drconsole.render.command_lines import command, command_of
from drconsole.render.labels import labels
from drconsole.render.labels import of as label_of
from drconsole.render.marks import Mark, Severity, run_mark
from drconsole.render.text import clean, duration, prose, time_of_day, words
from drconsole.render.tree import Task, ended, in_state, outcomes, waited, waiting, walk

WORTH_A_WORD = 2.0
"""Seconds of waiting that are told: between steps there is always a moment."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text at a depth, with its mark."""

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


def task_name(task: Mapping[str, Any], known: Mapping[str, str] | None = None) -> str:
    """A task's friendly name with its item; a remote task that has no name yet says so.

    ``known``: labels of the items by key, where two may share a name.
    """
    name = clean(task.get("friendly_name") or task.get("name") or "(name not told yet)")
    item = (known or {}).get(str(task.get("item_key"))) or clean(task.get("item") or "")
    return f"{name} · {item}" if item and item not in name else name


def told_apart(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Rows of tasks with the item's key beside a name that two items have."""
    found = list(rows)
    known = labels((row for row in found if row.get("item_key")), "item", "item_key")
    return [{**row, "item": known[row["item_key"]]} if row.get("item_key") else row for row in found]


def item_labels(tasks: Iterable[Task]) -> dict[str, str]:
    """Labels of the items that tasks are about."""
    return labels((task for _, task in walk(tasks) if task.get("item_key")), "item", "item_key")


def headline(job: Mapping[str, Any], mode: str | None) -> str:
    """``SIMULATION  failover of plan Shop  (job J1)``; the kind of reality always comes first."""
    kind = clean(job.get("target_type") or "")
    target = clean(job.get("target") or "?")
    of = f"{kind} {target}" if kind else target
    return f"{clean(mode or 'MODE NOT KNOWN')}  {clean(job.get('operation'))} of {of}  (job {job['id']})"


def task_line(depth: int, task: Mapping[str, Any], known: Mapping[str, str] | None = None) -> Line:
    text = task_name(task, known) + (f"  {took}" if (took := took_text(task)) else "")
    for error in task.get("errors") or ():
        text += f"  [{error_text(error)}]"
    return Line(depth, text, run_mark(task.get("state"), task.get("state_description")))


def took_text(task: Mapping[str, Any]) -> str:
    """``6 s, waited 2 h 58 min``: how long an ended task ran, and apart from it how long nothing in it ran."""
    start, end = task.get("started_at"), task.get("ended_at")
    took = seconds_between(start, end)
    if took is None:
        return ""
    idle = waited(below, start, end) if (below := task.get("tasks")) else 0.0
    if not idle or idle < WORTH_A_WORD:
        return duration(took)
    ran = f"{duration(took - idle)}, " if took - idle >= 1 else ""
    return f"{ran}waited {duration(idle)}"


def tree_lines(tasks: Sequence[Task]) -> Iterator[Line]:
    """The whole task tree, a line a task; below a script that failed, what it said."""
    known = item_labels(tasks)
    for depth, task in walk(tasks):
        yield task_line(depth, task, known)
        yield from (Line(depth + 1, line) for line in output_lines(task))


def output_lines(task: Mapping[str, Any]) -> list[str]:
    """Of an action that failed: which script it was, where its output is and how that ends; of others nothing."""
    if task.get("state") != RunState.FAILED or not (task.get("script") or task.get("output")):
        return []
    said = [line for line in str(task.get("output") or "").splitlines() if line.strip()]
    lines = [f"script {clean(task['script'])}"] if task.get("script") else []
    if task.get("folder"):
        lines.append(f"its output: {clean(task['folder'])}/output")
    if not said:
        return [*lines, "it printed nothing"]
    left = len(said) - OUTPUT_LINES
    more = [f"({counted(left, 'line')} before these)"] if left > 0 else []
    return [*lines, *more, *(f"| {clean(line)}" for line in said[-OUTPUT_LINES:])]


def outcome_mark(job: Mapping[str, Any], item: JobItemRow) -> Mark:
    """How an item of a job ended: one that did not take part is no unknown."""
    if item["outcome"] != RunState.OTHER:
        return run_mark(item["outcome"])
    return LEFT_OUT if any(each["key"] == item["key"] for each in job.get("skipped") or ()) else NOT_DONE


def warning_lines(warnings: Iterable[Mapping[str, Any]], known: Mapping[str, str] | None = None) -> Iterator[str]:
    """What was warned of although it succeeded, each with what to do. ``known``: labels of the items."""
    for warning in warnings:
        about = f"{whose}: " if (whose := label_of(known or {}, warning)) else ""
        advice = f" {clean(warning['recommended_action'])}" if warning.get("recommended_action") else ""
        yield f"warning: {about}{error_text(warning)}{advice}"


def prediction_lines(tasks: Sequence[Task]) -> Iterator[Line]:
    """The task tree of a preview: nothing has a state yet but what is known not to be needed."""
    known = item_labels(tasks)
    for depth, task in walk(tasks):
        why = task.get("why")
        yield Line(depth, task_name(task, known) + (f"  ({clean(why)})" if why else ""))


def error_text(error: object) -> str:
    if not isinstance(error, Mapping):
        return clean(error)
    code = f"{clean(error['code'])}: " if error.get("code") else ""
    return f"{code}{clean(error.get('message', ''))}"


def change_text(task: Mapping[str, Any], mode: str | None) -> str:
    """One change of a task, for output that only grows."""
    time = time_of_day(task.get("ended_at") or task.get("started_at"))
    line = task_line(0, task)
    return f"{clean(mode or 'MODE NOT KNOWN')} {time:>9}  {line.plain()}"


def forecast_text(forecast: Mapping[str, Any] | None) -> str:
    """``12 min likely (9 min to 20 min)``."""
    if not forecast:
        return "no forecast"
    low, likely, high = (duration(forecast.get(name)) for name in ("low", "likely", "high"))
    return f"{likely} likely ({low} to {high})"


def forecast_lines(forecast: Mapping[str, Any] | None, known: Mapping[str, str] | None = None) -> list[str]:
    """How long it will take, and why. ``known``: labels of the items by key."""
    lines = [f"{forecast_text(forecast)}; waits for people not counted" if forecast else forecast_text(forecast)]
    for reason in (forecast or {}).get("reasons") or ():
        text, item = prose(reason["text"]), label_of(known or {}, reason)
        seconds = f" ({duration(reason['seconds'])})" if reason.get("seconds") else ""
        lines.append(f"{text if not item or item in text else f'{item}: {text}'}{seconds}")
    return lines


def progress_text(job: Mapping[str, Any], now: str | None) -> str:
    """Elapsed against forecast on the provider's clock, and how many tasks have ended, where they are told."""
    start, end, tasks = job.get("started_at"), job.get("ended_at") or now, job.get("tasks") or ()
    elapsed, idle = seconds_between(start, end), waited(tasks, start, end) if tasks else None
    done, total = ended(tasks)
    run = f"{duration(elapsed)} elapsed" if elapsed is not None else "not started"
    if idle and idle >= WORTH_A_WORD:
        run += f", {duration(idle)} of it waited"
    count = f"; {done} of {counted(total, 'task')} ended" if total else ""
    return f"{run}, {forecast_text(job.get('forecast'))}{count}"


def items_text(job: Mapping[str, Any]) -> str:
    """``1 Failed, 2 Succeeded, 1 left out``."""
    counts = outcomes(job)
    others = counts.pop(RunState.OTHER, 0)
    left = sum(outcome_mark(job, item) is LEFT_OUT for item in job.get("items") or ())
    told = {words(state): number for state, number in sorted(counts.items())}
    told |= {"left out": left, "not done": others - left}
    return ", ".join(f"{number} {word}" for word, number in told.items() if number)


def waits_for_person(job: Mapping[str, Any]) -> bool:
    """Whether something waits until a person answers, or the whole job until one resumes it.

    A task whose outcome the engine still looks for by itself offers no answers and is not counted.
    """
    if job.get("state_description") == Description.HELD:
        return not in_state(job.get("tasks") or (), RunState.IN_PROGRESS)
    if job.get("state") != RunState.SUSPENDED:
        return False
    asked = _asked(job)
    return not asked or any(each.get("outcomes") for each in asked)


def _asked(job: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    told = job.get("waits_for")
    if told is not None:
        return list(told)
    return [{**task, "task": task["id"]} for task in waiting(job.get("tasks") or ())]


def answers(job: Mapping[str, Any]) -> list[str]:
    """What a waiting job asks of a person, each with the exact command that answers it."""
    tasks = {str(task["id"]): task for _, task in walk(job.get("tasks") or ())}
    lines: list[str] = []
    all_asked = _asked(job)
    keyless = [asked for asked in all_asked if _wants_key(asked)]
    for asked in all_asked:
        if asked not in keyless[1:]:  # one key serves all that wait for it
            lines += question(str(job["id"]), {**tasks.get(str(asked.get("task")), {}), **asked})
    if len(keyless) > 1:
        lines.append(f"  {counted(len(keyless) - 1, 'other task')} of the job will go on with the same key")
    if job.get("state_description") == Description.HELD or job.get("held"):
        lines.append(f"the job is held; go on:  {command('job', 'resume', str(job['id']))}")
    return lines


def _wants_key(asked: Mapping[str, Any]) -> bool:
    return bool(asked.get("state_description") == Description.WAITING_FOR_ENCRYPTION_KEY)


def question(job: str, asked: Mapping[str, Any]) -> list[str]:
    """One wait (a gate, or an entry of ``waits_for``): what for, and the command that ends it."""
    why = dict.fromkeys(clean(asked[name]) for name in ("instructions", "why") if asked.get(name))
    lines = [": ".join([task_name(asked), *why])]
    outcomes_ = [str(outcome) for outcome in asked.get("outcomes") or ()]
    if outcomes_:
        more = ("--encryption-key", "FILE") if _wants_key(asked) else ()
        task = str(asked["task"])
        answer = command("job", "answer", job, task, "--outcome", outcomes_[0], *more, "--comment", "TEXT")
        others = f"   (or {', '.join(outcomes_[1:])})" if outcomes_[1:] else ""
        lines.append(f"  answer:  {answer}{others}")
    line = command_of(asked.get("remedies") or ()) or asked.get("command")
    if line:
        lines.append(f"  go on:  {clean(line)}")
    return lines
