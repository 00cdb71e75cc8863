"""Events of a job as a whole, from its confirmation to its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import ClassVar

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.points import ChosenPoint
from drconsole.recovery.types.words import Grain, Outcome, RunState
from drconsole.recovery.types.work.observed import Evidence
from drconsole.recovery.types.work.tasks import Consequence, Finding, Forecast, Request, Skipped, TaskTree


@dataclass(frozen=True, slots=True)
class JobCreated:
    """Confirmation of an operation, with all that was shown and will be run."""

    kind: ClassVar[str] = "job.created"
    job: str
    request: Request
    target_name: str
    digest: str
    grain: Grain
    tree: TaskTree
    qualified: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    points: Mapping[str, ChosenPoint]
    findings: tuple[Finding, ...]
    accepted: tuple[str, ...]
    """Ids of overridable findings that the operator accepted."""
    forecast: Forecast
    predicted: TaskTree | None = None
    """At ITEM and PLAN grain: what we think the remote job will do."""
    retry_of: str | None = None
    item_names: Mapping[str, str] = field(default_factory=dict)
    encrypted: Mapping[str, str] = field(default_factory=dict)
    """Item key -> thumbprint of the certificate without which its machine cannot be made."""
    token: str = ""
    """What tells this job from every other, in any store: its id may come again where an older copy was put back."""
    rto: int | None = None
    """Seconds that the run may take: the plan's recovery time objective, as it was when it was confirmed."""
    answers: tuple[Outcome, ...] = ()
    """What the provider can be told where its own job waits for a person; empty = all that a person may answer."""
    proposal: str = ""
    """Id of the proposal under which it was approved; empty = it needed no approval, or the glass was broken."""
    break_glass: str = ""
    """Why it was begun without the approval that it needed."""


@dataclass(frozen=True, slots=True)
class JobHeld:
    """Hold of a job by a person: nothing new of it begins until it is resumed."""

    kind: ClassVar[str] = "job.held"
    job: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class JobDoubted:
    """Hold of a job by the engine: what was begun of it and is not in the journal is not known, so that it looks before
    each begin."""

    kind: ClassVar[str] = "job.doubted"
    job: str
    comment: str


@dataclass(frozen=True, slots=True)
class JobResumed:
    """End of a hold."""

    kind: ClassVar[str] = "job.resumed"
    job: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class JobCancelRequested:
    """Cancel of a job by a person, with what it was said to leave of each item."""

    kind: ClassVar[str] = "job.cancel-requested"
    job: str
    consequences: tuple[Consequence, ...]
    comment: str = ""
    proposal: str = ""
    """Id of the proposal under which it was approved."""
    break_glass: str = ""
    """Why it is cancelled without the approval that this needed."""


@dataclass(frozen=True, slots=True)
class JobEnded:
    """End of a job: its state, and each item's outcome."""

    kind: ClassVar[str] = "job.ended"
    job: str
    state: RunState
    description: str
    items: Mapping[str, RunState]
    evidence: tuple[Evidence, ...] = ()
    data_loss: Mapping[str, float] = field(default_factory=dict)
    """Item -> seconds that the point it really went to lost, as far as it can be said at the end."""


JobEvent = JobCreated | JobHeld | JobDoubted | JobResumed | JobCancelRequested | JobEnded
