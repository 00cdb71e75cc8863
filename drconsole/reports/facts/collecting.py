"""Collecting of all facts of one job. Pure."""

from __future__ import annotations

from drconsole.render.jobs.jobs import warning_lines
from drconsole.reports.facts.errors import errors
from drconsole.reports.facts.items import item_facts, job_phases, job_rto
from drconsole.reports.facts.open_now import open_now
from drconsole.reports.facts.people import accepted, decisions, holds, validations, waits
from drconsole.reports.facts.room.approvals import approvals, glass
from drconsole.reports.facts.room.notes import notes
from drconsole.reports.facts.room.polls import polls
from drconsole.reports.facts.sources import Sources
from drconsole.reports.facts.types import JobFacts, LeftOut, Seen


def collect(sources: Sources) -> JobFacts:
    """Return the facts of the job."""
    job = sources.job
    return JobFacts(
        job=job["id"],
        mode=sources.mode,
        operation=job["operation"],
        target=job["target"],
        target_key=job["target_key"],
        target_type=job["target_type"],
        direction=job["direction"],
        state=job["state"],
        state_description=job["state_description"],
        operator=job["operator"],
        comment=job["options"]["comment"],
        retry_of=job["retry_of"],
        digest=job["digest"],
        started_at=job["started_at"],
        ended_at=job["ended_at"],
        as_of=sources.now,
        rto=job_rto(job, sources.now),
        phases=job_phases(sources.tasks),
        items=item_facts(sources),
        skipped=tuple(
            LeftOut(row["key"], sources.label(row["key"]) or row["item"] or "", row["reason"]) for row in job["skipped"]
        ),
        decisions=decisions(sources),
        accepted=accepted(sources),
        holds=holds(sources),
        waits=waits(sources),
        errors=errors(sources),
        warnings=tuple(warning_lines(job["warnings"], sources.labels)),
        validations=validations(sources),
        notes=notes(sources),
        evidence=tuple(
            Seen(
                row["key"],
                sources.label(row["key"]),
                row["probe"],
                row["seen"],
                row["ok"],
                row["expected"],
                row["as_of"],
            )
            for row in job["evidence"]
        ),
        open=open_now(sources),
        anchor=sources.anchor,
        break_glass=glass(sources),
        approvals=approvals(sources),
        polls=polls(sources),
    )
