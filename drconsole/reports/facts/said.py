"""Facts about what people said: notes and polls."""

from __future__ import annotations

from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class Noted:
    """Note of a person about the job, or about a moment in its time."""

    id: str
    at: str | None
    """When it happened."""
    noted_at: str | None
    """When it was written down."""
    by: str
    text: str
    pinned: bool
    of_job: bool
    """Whether it is about this job; otherwise it is about the whole, and happened while the job ran."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Last answer of one person to a poll: ``go``, or ``no-go`` with its reason. ``at``: wall's clock."""

    by: str
    vote: str
    comment: str
    at: str | None


@dataclass(frozen=True, slots=True)
class Polled:
    """Poll about the job's proposal, or in the job's time. All times are the wall's: polls know no other clock."""

    id: str
    question: str
    proposal: str | None
    of_job: bool
    """Whether it is about a proposal of this job; otherwise it was held in the time of the proposal or of the job."""
    by: str
    asked_at: str | None
    until: str | None
    """End of the time for answers."""
    ended_at: str | None
    """None = it is open, or no engine has written its end yet."""
    ended_by: str | None
    """Who closed it; None = it ran out, or is open."""
    why: str | None
    result: str | None
    """``go``, ``no-go`` or ``silent``; None = its end is not recorded."""
    asked: tuple[str, ...]
    answers: tuple[Answered, ...]
    silent: tuple[str, ...]
