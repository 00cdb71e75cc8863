"""Errors of a job with cause and advice: those of every attempt, also of one that was made good later. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from drconsole.recovery.types.words import RunState
from drconsole.recovery.types.work.events import TaskEnded
from drconsole.render.jobs.jobs import task_name
from drconsole.reports.facts.people import text_of
from drconsole.reports.facts.sources import Sources
from drconsole.reports.facts.types import Fault


def errors(sources: Sources) -> tuple[Fault, ...]:
    """Return all errors in the order in which they were told."""
    found = {(one.task, one.code, one.message, one.at): one for one in _of_attempts(sources)}
    known = {(one.task, one.code, one.message) for one in found.values()}
    others = [one for one in _of_rows(sources) if (one.task, one.code, one.message) not in known]
    # A job's own list repeats those of its tasks, some of them without the task.
    said = {(one.code, one.message) for one in (*found.values(), *others)}
    job = [one for one in _of_job(sources) if (one.code, one.message) not in said]
    # The task that follows a remote job has the errors of all its steps again.
    below = {(one.code, one.message) for one in others if one.key is not None}
    own = [one for one in found.values() if one.key is not None or (one.code, one.message) not in below]
    return (*own, *others, *job)


def _of_attempts(sources: Sources) -> Iterator[Fault]:
    for each in sources.own:
        event = each.event
        if isinstance(event, TaskEnded):
            row = sources.by_task.get(event.task)
            key = None if row is None else row["item_key"]
            step = event.task if row is None else task_name(row, sources.labels)
            retried = row is not None and event.state == RunState.FAILED and row.get("attempt", 1) > event.attempt
            for error in event.errors:
                yield Fault(
                    text_of(each.world_at),
                    event.task,
                    step,
                    key,
                    sources.label(key),
                    error.code,
                    error.message,
                    error.possible_causes,
                    error.recommended_action,
                    event.output,
                    retried,
                )


def _of_rows(sources: Sources) -> Iterator[Fault]:
    """Yield errors of tasks of remote jobs: the provider told them with the task and not with an attempt."""
    for row in sources.tasks:
        for error in row["errors"]:
            yield Fault(
                row["ended_at"] or row["started_at"],
                row["id"],
                task_name(row, sources.labels),
                row["item_key"],
                sources.label(row["item_key"]),
                error["code"],
                error["message"],
                error["possible_causes"],
                error["recommended_action"],
                row.get("output", ""),
                False,
            )


def _of_job(sources: Sources) -> Iterator[Fault]:
    for error in sources.job["errors"]:
        row = sources.by_task.get(error["task"] or "")
        yield Fault(
            sources.job["ended_at"],
            error["task"],
            "" if row is None else task_name(row, sources.labels),
            None,
            None,
            error["code"],
            error["message"],
            error["possible_causes"],
            error["recommended_action"],
            "",
            False,
        )
