"""Head of a job's page: how far it is, its objective and its forecast."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from drconsole.console.context import Console, key_of, press
from drconsole.console.screens.common.hints import wait_lines
from drconsole.console.screens.job.facts import items_now
from drconsole.console.screens.jobs import job_target
from drconsole.console.state.led import own_key
from drconsole.console.state.model.targets import Target
from drconsole.console.widgets.tree.job_tasks import JobTasks
from drconsole.records.rows.work.jobs import JobRow
from drconsole.records.tables import JOBS
from drconsole.recovery.types.words import FAILS_OVER, SUCCEEDED, counted
from drconsole.render.jobs.jobs import forecast_text, headline, waits_for_person
from drconsole.render.jobs.left_behind import stands_now
from drconsole.render.jobs.objectives import objective_severity, objective_text, says_why, short_text
from drconsole.render.jobs.run import Run
from drconsole.render.rows.lines import Marked, marked
from drconsole.render.words.marks import Severity, run_mark
from drconsole.render.words.room.approvals import glass_text
from drconsole.render.words.room.leads import asker_text, lead_text
from drconsole.render.words.text import duration
from drconsole.render.words.took import differs_text, took_words

BAR = 20
"""Cells of the forecast's bar."""
MARKS = {Severity.OK: "✓", Severity.WARN: "‼", Severity.BAD: "✗"}
"""Marks of an objective that is kept, at risk, or missed."""


def head_lines(app: Console, run: Run, done: int, total: int, *, lanes: bool) -> list[Marked]:
    """Return the lines on top. ``done`` of ``total``: tasks that have ended; ``lanes``: whether the lanes are below."""
    job = run.job
    glass: list[Marked] = [(f"‼ {glass_text(one)}", Severity.BAD) for one in job.get("break_glass", ())]
    lines: list[Marked] = [headline(job, app.model.mode()), *glass, stand_line(run, done, total)]
    held = run.objective
    if not lanes or (held is not None and says_why(held)):
        lines += objective_lines(run)  # else the title of the lanes has it
    if not lanes or job["ended_at"]:
        lines.append(forecast_line(run))
    return [*lines, *lead_lines(app, job), *wait_lines(app, job, here=True), *action_hints(app, job)]


def lead_lines(app: Console, job: JobRow) -> list[Marked]:
    """Return who leads a job, and who asks for it; [] = nobody, as where there is no incident room."""
    if (lead := job.get("lead")) is None:
        return []
    own = own_key(app.model, app.session.pid)
    asked: list[Marked] = [(f"‼ {asker_text(asker)}", Severity.WARN) for asker in lead["asked"]]
    return [lead_text(lead, own), *asked]


def part_titles(app: Console, run: Run, known: JobTasks, place: str) -> tuple[str, str]:
    """Return the titles of the lanes and of the task tree, each with the key that leads to the other one.

    ``place``: which hit of a search is shown; empty = nothing is searched for.
    """
    key, on, back = (key_of(app, name) for name in ("lanes", "next-hit", "previous-hit"))
    held = short_text(run.objective) if run.objective is not None else ""
    counts, (done, total) = known.counts(), known.ended()
    machines = counted(len(run.job["items"]), "machine") + (f": {counts}" if counts else "")
    tasks = f"{done} of {counted(total, 'task')} ended"
    to_tasks, to_lanes = (f"{key}: tasks", f"{key}: lanes") if key else ("", "")
    of_tree = (place, f"{on} next, {back} previous" if on and back else "") if place else (tasks, to_lanes)
    return _joined(place, machines, held, to_tasks), _joined(*of_tree)


def _joined(*parts: str) -> str:
    return " ─ ".join(part for part in parts if part)


def action_hints(app: Console, job: JobRow) -> list[Marked]:
    """Return the keys of the actions that the job allows; hold comes before cancel, since it can be undone.

    No line leads to the cancel of a failover: the first page of its dialog warned of it.
    """
    names = {"hold": "hold", "cancel": "cancel (final)", "retry": "retry"}  # ``wait_lines`` has resume and answer
    warned = job["operation"] in FAILS_OVER
    ways = [
        f"{way} to {text}"
        for action, text in names.items()
        if action in job["allowed_actions"] and not (warned and action == "cancel") and (way := press(app, action))
    ]
    if warned and "cancel" in job["allowed_actions"]:
        ways.append("do not cancel: machines would be left without replication")
    return ["; ".join(ways)] if ways else []


def first_command(job: JobRow) -> str:
    """Return the command that a job which has not ended waits for; empty = none."""
    if any(asked["outcomes"] for asked in job["waits_for"]) and waits_for_person(job, ()):
        return "answer"
    return "resume" if job["held"] else ""


def after_lines(app: Console, job: JobRow, next_of: Callable[[Target], Sequence[Marked]]) -> list[Marked]:
    """Return how the machines stand once a job has ended badly, and the next step of its target if it is the target's
    newest job."""
    target = job_target(job)
    if target is None or not job["ended_at"]:
        return []
    stands = stands_now(items_now(app.model, job)) if job["state"] not in SUCCEEDED else []
    newest = next((each["id"] for each in app.model.rows(JOBS) if job_target(each) == target), None)
    if newest != job["id"]:
        return stands
    return [*stands, *next_of(target)]


def stand_line(run: Run, done: int, total: int) -> Marked:
    """``▶ In progress  elapsed 10 min (waited 2 min); 14 of 25 tasks ended``."""
    job = run.job
    ran = took_words(run.elapsed, run.waited) if run.elapsed is not None else "not known"
    count = f"; {done} of {counted(total, 'task')} ended" if total else ""
    took = "took" if job["ended_at"] else "elapsed"
    return marked(run_mark(job["state"], job["state_description"]), f"{took} {ran}{count}")


def objective_lines(run: Run) -> list[Marked]:
    """Return how the job stands to its objective, with the cause where it is or may be missed; [] = it has none."""
    if run.objective is None:
        return []
    text, severity = objective_text(run.objective), objective_severity(run.objective)
    return [(f"{MARKS.get(severity, '·')} {text}", severity)]


def planned_text(run: Run) -> Marked:
    """Return the forecast beside its line; of a job that has ended, how the time that it took differs from it."""
    forecast = run.job["forecast"]
    if not forecast["high"]:
        return "no forecast"
    over = (run.elapsed or 0.0) - run.waited - forecast["high"]
    if over > 0 and not run.job["ended_at"]:
        return f"‼ {duration(over)} over the longest forecast", Severity.WARN
    return (
        _differs(run)
        or f"likely {duration(forecast['likely'] + run.waited)}, at most {duration(forecast['high'] + run.waited)}"
    )


def _differs(run: Run) -> str:
    """Return how the time that an ended job took differs from its forecast; empty = nothing can be said of it."""
    job = run.job
    if not job["ended_at"]:
        return ""
    return differs_text(run.elapsed, run.waited, job["forecast"]["likely"], job["state"], job["held_for"])


def forecast_line(run: Run) -> Marked:
    """Return the elapsed time against the forecast, as a bar: its length is the highest forecast.

    Strokes mark the lowest and the likely forecast. Of a job that has ended: what was planned, and what it took.
    """
    job, elapsed = run.job, run.elapsed
    forecast = job["forecast"]
    low, likely, high = forecast["low"], forecast["likely"], forecast["high"]
    if elapsed is None or not high:
        return f"Forecast: {forecast_text(forecast)}"
    ran = max(0.0, elapsed - run.waited)
    if job["ended_at"]:
        differs = _differs(run)
        took = f"it took {took_words(elapsed, run.waited)}" + (f", {differs}" if differs else "")
        return f"Planned: {forecast_text(forecast)}; {took}"
    filled = min(BAR, int(BAR * ran / high))
    cells = ["━"] * filled + ["╌"] * (BAR - filled)
    for seconds, stroke in ((low, "┆"), (likely, "│")):
        cells[min(BAR - 1, int(BAR * seconds / high))] = stroke
    line = f"{''.join(cells)} forecast ┆ {duration(low)} │ {duration(likely)}, at most {duration(high)}"
    if ran > high:
        return f"{line}  ‼ {duration(ran - high)} over", Severity.WARN
    return line
