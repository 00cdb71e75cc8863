"""Page of one job: all of it, or what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.cli.output.output import Output
from drconsole.cli.output.pages import lines
from drconsole.recovery.types.words import SUCCEEDED
from drconsole.render.jobs.asking import answers
from drconsole.render.jobs.jobs import (
    OTHERS,
    error_text,
    headline,
    items_text,
    outcome_mark,
    progress_text,
    tree_lines,
    waits_for_person,
    warning_lines,
)
from drconsole.render.jobs.objectives import objective_text
from drconsole.render.jobs.tree import latest_time, paused
from drconsole.render.rows.records import OUTCOMES, POINT_USED, WHY
from drconsole.render.words.labels import labels
from drconsole.render.words.marks import run_mark
from drconsole.render.words.room.approvals import glass_text
from drconsole.render.words.room.leads import lead_text
from drconsole.render.words.text import clean, utc

if TYPE_CHECKING:
    from drconsole.records.rows.work.jobs import JobRow, JobTree
    from drconsole.render.rows.table_lines import OutcomeLine


def show_job(output: Output, job: JobTree, mode: str | None, *, said: bool = True) -> None:
    """Print headline, state, forecast, items, the whole task tree, and what it waits for.

    ``said``: with what failed scripts said; where progress went to the same place, it told that already.
    """
    _show_head(output, job, mode)
    if job["items"]:
        output.text(f"\nitems: {items_text(job)}")
        _show_ends(output, job)
    if job["tasks"]:
        output.text("\ntasks")
        lines(output, tree_lines(paused(job["tasks"]) if job["held"] else job["tasks"], said=said))
    _show_next(output, job)
    if waits_for_person(job, job["tasks"]):
        output.text("\nwaits for a person")
        for line in answers(job):
            output.hint(line)


def show_others(output: Output, job: JobRow, mode: str | None) -> None:
    """Print what is known of a job that others began."""
    state = run_mark(job["state"], job["state_description"]).text()
    output.text(f"{mode or ''}  {clean(job['operation'])} of {clean(job['target'])}  (job {clean(job['id'])})".strip())
    output.text(f"{state}  started {utc(job['started_at'])}, ended {utc(job['ended_at'])}")
    output.text(OTHERS)


def show_result(output: Output, job: JobTree, mode: str | None) -> None:
    """Print what came of a job: each item with the point it was taken from; the steps are one command away."""
    _show_head(output, job, mode)
    _show_ends(output, job)
    output.text(f"every step:  {output.command('jobs', job['id'])}")
    _show_next(output, job)


def _show_next(output: Output, job: JobRow) -> None:
    """Print what leads on from a job that did not end well: what its errors advised may not be allowed any more."""
    if job["ended_at"] and job["state"] not in SUCCEEDED:
        target = f"{job['target_type']}:{job['target']}"
        output.text(f"\nwhat is due now:  {output.command('next', target)}")


def _show_ends(output: Output, job: JobRow) -> None:
    """Print what became of each item, and the recovery point that it was really taken from."""
    known = labels(job["items"])
    ends: list[OutcomeLine] = [
        {
            "item": known[item["key"]],
            "outcome": item["outcome"],
            "mark": outcome_mark(job, item),
            "why": clean(item["reason"] or ""),
            "point": item["point_used"],
        }
        for item in job["items"]
    ]
    if ends:
        why = (WHY,) if any(end["why"] for end in ends) else ()
        used = (POINT_USED,) if any(end["point"] for end in ends) else ()
        output.table((*OUTCOMES, *why, *used), ends)


def _show_head(output: Output, job: JobTree, mode: str | None) -> None:
    mark = run_mark(job["state"], job["state_description"])
    output.text(headline(job, mode))
    for glass in job["break_glass"]:
        output.text(f"‼ {glass_text(glass)}" if output.unicode else f"!! {glass_text(glass)}")
    output.text(f"{mark.text(output.unicode)}  {progress_text(job, latest_time(job, job['tasks']), job['tasks'])}")
    if (held := job.get("objective")) is not None:
        output.text(objective_text(held))
    output.text(f"started {utc(job['started_at'])}, ended {utc(job['ended_at'])}, by {clean(job['operator'])}")
    if job["proposal"]:
        output.text(f"approved: proposal {clean(job['proposal'])}")
    if (lead := job.get("lead")) is not None:
        output.text(lead_text(lead))
    for error in job["errors"]:
        if error["level"].casefold() != "warning":
            output.text(f"error: {error_text(error)}")
    for line in warning_lines(job["warnings"], labels(job["items"])):
        output.text(line)
