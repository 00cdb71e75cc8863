"""Runs of recovery plans: which plan's run failed an item over, so that its commit is that plan's to settle. Pure."""

from __future__ import annotations

from datetime import datetime

from drconsole.engine.decider.state import State
from drconsole.recovery.types.words import FAILS_OVER, TargetType
from drconsole.recovery.types.work import events as ev


def runs_noted(state: State, created: ev.JobCreated) -> list[ev.Event]:
    """Events that say, with a new job, of which plan's run its items are."""
    request = created.request
    if request.operation not in FAILS_OVER:
        return []
    if request.target_type is TargetType.PLAN:
        return [ev.RunNoted(created.qualified, request.target)]
    own = tuple(key for key in created.qualified if key in state.runs)
    return [ev.RunNoted(own, None)] if own else []


def _noted(state: State, event: ev.RunNoted, at: datetime, actor: str) -> None:
    for item in event.items:
        if event.plan is None:
            state.runs.pop(item, None)
        else:
            state.runs[item] = event.plan


FOLDS = {ev.RunNoted.kind: _noted}
