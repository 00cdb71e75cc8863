"""Events of a job's lead: who leads it, and who asked for it. Only where there is an incident room."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from drconsole.recovery.types.data import dataclass


class LeadWay(StrEnum):
    """Way in which somebody came to lead a job."""

    STARTED = "started"
    GIVEN = "given"
    TAKEN = "taken"
    HANDED_OVER = "handed-over"


@dataclass(frozen=True, slots=True)
class LeadPassed:
    """From now on this person leads the job, and nobody else."""

    kind: ClassVar[str] = "lead.passed"
    job: str
    person: str
    """Key of the user: ``user:1000``."""
    name: str
    way: LeadWay
    comment: str = ""


@dataclass(frozen=True, slots=True)
class LeadAsked:
    """Somebody asks who leads the job for the lead."""

    kind: ClassVar[str] = "lead.asked"
    job: str
    person: str
    name: str
    comment: str = ""


LeadEvent = LeadPassed | LeadAsked
