"""Events of what is kept of an item beyond its job: judgements, whose run it was, warnings."""

from __future__ import annotations

from typing import ClassVar

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Operation
from drconsole.recovery.types.work.tasks import TaskError


@dataclass(frozen=True, slots=True)
class ValidationRecorded:
    """Judgement of a person on a failed-over machine."""

    kind: ClassVar[str] = "validation.recorded"
    item: str
    result: str
    """``ok`` or ``failed``."""
    comment: str
    point: str | None = None
    seen: str = ""
    """What a look showed of its machines then; empty = nobody looked."""
    accepted: str = ""
    """A word of ``Seen`` that spoke against it and was accepted."""


@dataclass(frozen=True, slots=True)
class ValidationVoided:
    """End of such a judgement: the machine that it was about is not there any more."""

    kind: ClassVar[str] = "validation.voided"
    item: str
    why: str


@dataclass(frozen=True, slots=True)
class RunNoted:
    """Note of whose run fails these items over: what waits for its commit afterwards is that plan's to settle."""

    kind: ClassVar[str] = "run.noted"
    items: tuple[str, ...]
    plan: str | None
    """Key of the recovery plan; None = each was asked for by itself."""


@dataclass(frozen=True, slots=True)
class WarningsKept:
    """Warnings of jobs on an item's machine, as they stand from now on; empty = none any more."""

    kind: ClassVar[str] = "warning.kept"
    item: str
    after_job: str
    """The last one that made or ended the machine. Not called ``job``: it outlives the job."""
    warnings: tuple[TaskError, ...]


@dataclass(frozen=True, slots=True)
class FailureKept:
    """Failure of the last run at an item, as it stands from now on; no error = none any more."""

    kind: ClassVar[str] = "failure.kept"
    item: str
    after_job: str
    """The run. Not called ``job``: it outlives the job."""
    operation: Operation
    error: TaskError | None


ItemEvent = ValidationRecorded | ValidationVoided | RunNoted | WarningsKept | FailureKept
