"""Observations of a provider's work: the recovery point that was used, what a look showed, tasks of remote jobs."""

from __future__ import annotations

from datetime import datetime

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import RunState
from drconsole.recovery.types.work.tasks import TaskError


@dataclass(frozen=True, slots=True)
class PointUsed:
    """The recovery point an item really went to, as the provider reports it after the step."""

    item: str
    id: str
    time: datetime
    consistency: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something seen, not something hoped: the answer of a look at the world."""

    item: str
    probe: str
    seen: str
    ok: bool | None
    """Whether what the probe is named for is so; None = could not be seen."""
    as_of: datetime


@dataclass(frozen=True, slots=True)
class ObservedNode:
    """A task of a remote job as it was last seen; an empty name = not told yet."""

    id: str
    parent: str | None
    name: str
    friendly_name: str
    state: RunState
    description: str
    item: str | None = None
    kind: str = "step"
    """``group``, ``step``, ``manual``, ``script``, ``runbook``, ``job`` (a child job of one item)."""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    errors: tuple[TaskError, ...] = ()
    instructions: str = ""
    output: str = ""
    remote_job: str | None = None
