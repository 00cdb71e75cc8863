"""Facts below the lanes or the task tree of a job: the task under the cursor, items, errors, evidence, and what a
cancel left behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from drconsole.console.state.model.model import Model
from drconsole.records.clock import seconds_between
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.estate.points import ChosenPointRow, PointUsedRow
from drconsole.records.rows.work.jobs import EvidenceRow, JobItemRow, JobRow, TaskFields, TaskNode
from drconsole.recovery.types.words import RunState
from drconsole.render.jobs.evidence import evidence_text
from drconsole.render.jobs.jobs import answer_text, items_text, outcome_mark, output_lines, task_name, took_text
from drconsole.render.jobs.left_behind import advice_holds, left_lines
from drconsole.render.rows.lines import Marked, error_lines, marked
from drconsole.render.rows.records import point_when
from drconsole.render.rows.stands import stand_mark
from drconsole.render.words.labels import labels
from drconsole.render.words.labels import of as label_of
from drconsole.render.words.marks import Mark, Severity, run_mark
from drconsole.render.words.text import clean, duration, time_of_day, utc, words

SAID_LINES = 200
"""Lines of a script's output that are shown, the last ones; its folder has the rest."""
ITEMS_LISTED = 500
"""Items of a job that are listed; where there are more, those that did not succeed come first."""
NOT_YET = "data loss not known before the job ends"
NO_ITEMS: Mapping[str, ItemRow] = {}
_GOOD = frozenset({RunState.SUCCEEDED, RunState.IN_PROGRESS, RunState.NOT_STARTED})


def task_facts(task: TaskFields, below: Sequence[TaskNode] = ()) -> Iterator[Marked]:
    """Yield all facts of the task under the cursor. ``below``: the tasks that it holds."""
    mark = run_mark(task["state"], task["state_description"])
    took = took_text(task, below)
    times = f"begun {time_of_day(task['started_at'])}" if task["started_at"] else "not begun"
    times += f", took {took}" if took else ""
    attempt = f", attempt {task['attempt']}" if task.get("attempt") else ""
    yield marked(mark, f"{task_name(task)}: {times}{attempt}")
    for error in task["errors"]:
        yield from error_lines(error)
    instructions, why = task.get("instructions"), task.get("why")
    told = {
        "instructions": instructions,
        # The reason of a manual action repeats its instructions.
        "why": None if why == instructions else why,
        "answered": answer_text(task),
        "script": task.get("script"),
        "folder": task.get("folder"),
    }
    for name, text in told.items():
        if text:
            yield f"  {name}: {clean(text).strip()}"
    yield from _said(task.get("output") or "")


def _said(output: str) -> Iterator[str]:
    """Yield what a script printed, a line each."""
    said = [line for line in output.splitlines() if line.strip()]
    if not said:
        return
    left = len(said) - SAID_LINES
    yield f"  output{f', the last {SAID_LINES} of {len(said)} lines' if left > 0 else ''}:"
    yield from (f"  | {clean(line)}" for line in said[-SAID_LINES:])


def items_now(model: Model, job: JobRow) -> list[ItemRow]:
    """Return the job's items as they stand now; of a job of very many only the first."""
    return model.items.rows([item["key"] for item in job["items"][:ITEMS_LISTED]])


def job_facts(job: JobRow, told: Sequence[TaskFields], now: Mapping[str, ItemRow] = NO_ITEMS) -> list[Marked]:
    """Return the items with their outcomes, errors with advice, evidence, and what a cancel leaves behind.

    ``told``: the tasks with errors, with an answer, or whose script failed; ``now``: item key -> the item as it stands
    now.
    """
    known = labels(job["items"])
    lines: list[Marked] = []
    seen: set[tuple[str, str, str | None]] = set()
    for error in [*job["errors"], *(error for task in told for error in task["errors"])]:
        it = error["code"], error["message"], error["task"]
        if it not in seen:
            seen.add(it)
            lines += error_lines(error, holds=advice_holds(job, now.values()))
    lines += [f"Answered: {task_name(task)}: {answer}" for task in told if (answer := answer_text(task))]
    for task in told:
        if said := output_lines(task):
            lines += [f"{task_name(task)}:", *(f"  {line}" for line in said)]
    if consequences := job["consequences"]:
        if job["ended_at"]:
            lines.append(("Cancelled; what that left behind, as it stands now:", Severity.WARN))
            lines += left_lines(consequences, now, known)
        else:
            lines.append(("Being cancelled; what that leaves behind:", Severity.WARN))
            lines += [f"  {label_of(known, c)}: {words(c['outcome'])}. {clean(c['text'])}" for c in consequences]
    lines += _items(job, known, {} if job["consequences"] else now)
    lines += [_evidence(each, known) for each in job["evidence"]]
    if accepted := ", ".join(map(clean, job["accepted"])):
        lines.append(f"Findings accepted: {accepted}")
    lines += _reasons(job)
    began = f"Begun {utc(job['started_at'])} by {clean(job['operator'])}"
    return [*lines, f"{began}, ended {utc(job['ended_at'])}" if job["ended_at"] else began]


def _items(job: JobRow, known: Mapping[str, str], now: Mapping[str, ItemRow]) -> list[Marked]:
    """Return the items with their outcomes and recovery points; how those stand now that did not succeed."""
    items = job["items"]
    if not items:
        return []
    lines: list[Marked] = [f"Items: {items_text(job)}"]
    listed = items if len(items) <= ITEMS_LISTED else sorted(items, key=lambda item: item["outcome"] in _GOOD)
    for item in listed[:ITEMS_LISTED]:
        whose, why = known[item["key"]], clean(item["reason"] or "")
        lines.append(marked(outcome_mark(job, item), f"{whose}: {why}" if why else whose))
        if item["outcome"] not in _GOOD and (row := now.get(item["key"])) is not None:
            stands = stand_mark(row)
            lines.append((f"   now: {stands.text(unicode=True)}", stands.severity))
        lines += point_lines(job, item)
    if (more := len(items) - ITEMS_LISTED) > 0:
        lines.append(f"and {more} more")
    return lines


def point_lines(job: JobRow, item: JobItemRow) -> Iterator[str]:
    """Yield the recovery point that was chosen for an item, and the one that was really used, with the data loss."""
    chosen = next((each["point"] for each in job["points"] if each["key"] == item["key"]), None)
    used = item["point_used"]
    if chosen is not None:
        when = point_when(chosen)
        loss = f", data loss {duration(chosen['data_loss'])} when chosen" if chosen["data_loss"] is not None else ""
        yield f"   point chosen: {clean(chosen['choice'])}, {when}{loss}"
    if used is not None:
        kind = f", {words(used['consistency']).lower()}" if used["consistency"] else ""
        loss = loss_said(chosen, used, ended=bool(job["ended_at"]))
        yield f"   point used: {utc(used['time'])} ({clean(used['id'])}){kind}, {loss}"


def loss_said(chosen: ChosenPointRow | None, used: PointUsedRow, *, ended: bool) -> str:
    """``data loss 1 min 30 s``: of the point that was used. An ended job says it.

    Before, the source may still write: what is lost is at least the loss of the chosen point when it was chosen, plus
    the time by which the used point is older. Of a newer point nothing is known yet.
    """
    if used["data_loss"] is not None:
        return f"data loss {duration(used['data_loss'])}"
    if ended:
        return "data loss not known"
    least = _least_loss(chosen, used)
    return f"data loss at least {duration(least)}" if least is not None and least >= 1 else NOT_YET


def _least_loss(chosen: ChosenPointRow | None, used: PointUsedRow) -> float | None:
    if chosen is None or (loss := chosen["data_loss"]) is None or used["id"] == chosen["id"]:
        return None if chosen is None else chosen["data_loss"]
    older = seconds_between(used["time"], chosen["time"])
    return None if older is None else loss + older


def _evidence(seen: EvidenceRow, known: Mapping[str, str]) -> Marked:
    if seen["ok"] is None:
        mark = Mark("?", "?", "UNKNOWN", Severity.UNKNOWN)
    elif seen["expected"] is None:
        mark = Mark("·", ".", "seen", Severity.IDLE)
    elif seen["ok"] is seen["expected"]:
        mark = Mark("✓", "+", "ok", Severity.OK)
    else:
        mark = Mark("✗", "x", "NOT SO", Severity.BAD)
    text = f"{label_of(known, seen)}, {evidence_text(seen)}"
    return marked(mark, f"{text} ({time_of_day(seen['as_of'])})")


def _reasons(job: JobRow) -> list[Marked]:
    """Return the reasons of the forecast."""
    return [
        f"Forecast: {clean(reason['text'])}" + (f" ({duration(reason['seconds'])})" if reason["seconds"] else "")
        for reason in job["forecast"]["reasons"]
    ]
