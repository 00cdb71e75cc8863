"""Fold of the leads of jobs: who leads, and who asked for it. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from drconsole.engine.decider import tree
from drconsole.engine.decider.state import State
from drconsole.recovery.types.data import replace
from drconsole.recovery.types.work import events as ev
from drconsole.room.leads import Asker, Lead


def pass_to(state: State, job_id: str, lead: Lead) -> None:
    """Let somebody lead an open job from now on; who asked for it before asks no more."""
    if (job := state.jobs.get(job_id)) is not None:
        job.lead = lead
        tree.touch_job(state, job)


def _passed(state: State, event: ev.LeadPassed, at: datetime, actor: str) -> None:
    job = state.jobs.get(event.job)
    handed = event.way is ev.LeadWay.HANDED_OVER and job is not None and job.lead is not None
    # Who takes over acts; who handed over is whom people look for.
    by = job.lead.name if handed and job is not None and job.lead is not None else actor
    pass_to(state, event.job, Lead(event.person, event.name, at, event.way, by, event.comment))


def _asked(state: State, event: ev.LeadAsked, at: datetime, actor: str) -> None:
    job = state.jobs.get(event.job)
    if job is None or job.lead is None:
        return
    others = tuple(one for one in job.lead.asked if one.key != event.person)
    job.lead = replace(job.lead, asked=(*others, Asker(event.person, event.name, at, event.comment)))
    tree.touch_job(state, job)


FOLDS: dict[str, Callable[[State, Any, datetime, str], None]] = {
    ev.LeadPassed.kind: _passed,
    ev.LeadAsked.kind: _asked,
}
