"""Page of one job: all of it, or what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drconsole.cli.output.output import Output
from drconsole.cli.output.pages import lines
from drconsole.render.jobs import (
    answers,
    error_text,
    headline,
    items_text,
    outcome_mark,
    progress_text,
    tree_lines,
    waits_for_person,
    warning_lines,
)
from drconsole.render.labels import labels
from drconsole.render.marks import run_mark
from drconsole.render.records import OUTCOMES, POINT_USED, WHY
from drconsole.render.text import clean, utc
from drconsole.render.tree import latest_time


def show_job(output: Output, job: Mapping[str, Any], mode: str | None) -> None:
    """Headline, state, forecast, items, the whole task tree, and what it waits for."""
    _show_head(output, job, mode)
    if job.get("items"):
        output.text(f"\nitems: {items_text(job)}")
        _show_ends(output, job)
    if job.get("tasks"):
        output.text("\ntasks")
        lines(output, tree_lines(job["tasks"]))
    if waits_for_person(job):
        output.text("\nwaits for a person")
        for line in answers(job):
            output.hint(line)


def show_result(output: Output, job: Mapping[str, Any], mode: str | None) -> None:
    """What came of a job: each item with the point it was taken from; the steps are one command away."""
    _show_head(output, job, mode)
    _show_ends(output, job)
    output.text(f"every step:  {output.command('jobs', str(job['id']))}")


def _show_ends(output: Output, job: Mapping[str, Any]) -> None:
    """What became of each item, and the recovery point that it was really taken from."""
    known = labels(job["items"])
    ends = [
        {
            "item": known[item["key"]],
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


def _show_head(output: Output, job: Mapping[str, Any], mode: str | None) -> None:
    mark = run_mark(job.get("state"), job.get("state_description"))
    output.text(headline(job, mode))
    output.text(f"{mark.text(output.unicode)}  {progress_text(job, latest_time(job))}")
    output.text(
        f"started {utc(job.get('started_at'))}, ended {utc(job.get('ended_at'))}, by {clean(job.get('operator'))}"
    )
    for error in job.get("errors") or ():
        if str(error.get("level") or "").casefold() != "warning":
            output.text(f"error: {error_text(error)}")
    for line in warning_lines(job.get("warnings") or (), labels(job["items"])):
        output.text(line)
