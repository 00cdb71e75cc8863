"""Commands: messages that change something, each answered after its commit."""

from __future__ import annotations

from dataclasses import field
from typing import Any, ClassVar, Literal

from drconsole.link.answers import Leaving
from drconsole.link.messages.alarms import ALARM_COMMANDS
from drconsole.link.messages.approvals import APPROVAL_COMMANDS
from drconsole.link.messages.handovers import HANDING_OVER
from drconsole.link.messages.instructing import INSTRUCTING
from drconsole.link.messages.leads import LEADING
from drconsole.link.messages.message import Message, Options, Unsayable, short_enough
from drconsole.link.messages.notes import NOTE_COMMANDS
from drconsole.link.messages.polls import POLL_COMMANDS
from drconsole.link.messages.room import ROOM_COMMANDS
from drconsole.records.rows.estate.rehearsal import RepairedRow
from drconsole.records.rows.status import ArmingRow, ToldClockRow
from drconsole.records.rows.work.jobs import JobRow, ValidatedRow
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Operation, Outcome
from drconsole.settings.speed import Speed, parse_speed


@dataclass(frozen=True, slots=True)
class StartJob(Message[JobRow]):
    """Start an operation; with ``digest`` exactly what was previewed."""

    kind: ClassVar[str] = "StartJob"
    operation: Operation
    target: str
    confirm: str
    """The target's name without prefix."""
    options: Options = field(default_factory=Options)
    digest: str | None = None
    accept: tuple[str, ...] = ()
    """Ids of overridable findings that the operator accepts."""
    comment: str = ""
    encryption_key: str | None = field(default=None, repr=False)
    """Base64 of the certificate's file (``drconsole.link.encryption_key``); kept in the engine's memory alone."""
    proposal: str | None = None
    """Id of the proposal under which it was approved: it runs exactly that."""
    break_glass: str | None = None
    """Why it has to begin without the approval that it needs, and the same again."""
    break_glass_again: str | None = None

    def __post_init__(self) -> None:
        short_enough(self.encryption_key)


@dataclass(frozen=True, slots=True)
class HoldJob(Message[JobRow]):
    """Begin nothing new of a job; it can be resumed."""

    kind: ClassVar[str] = "HoldJob"
    job: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ResumeJob(Message[JobRow]):
    """Let a held job go on."""

    kind: ClassVar[str] = "ResumeJob"
    job: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class CancelJob(Message[JobRow]):
    """Cancel a job. Without ``confirm`` it is refused with what cancelling would leave behind."""

    kind: ClassVar[str] = "CancelJob"
    job: str
    confirm: str | None = None
    comment: str = ""
    proposal: str | None = None
    """Id of the proposal under which it was approved."""
    break_glass: str | None = None
    """Why it has to be cancelled without the approval that this needs, and the same again."""
    break_glass_again: str | None = None


@dataclass(frozen=True, slots=True)
class RetryJob(Message[JobRow]):
    """Start an ended job again, as a new one."""

    kind: ClassVar[str] = "RetryJob"
    job: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class AnswerTask(Message[JobRow]):
    """Answer a task that waits for a person."""

    kind: ClassVar[str] = "AnswerTask"
    job: str
    task: str
    outcome: Outcome
    comment: str = ""
    encryption_key: str | None = field(default=None, repr=False)
    """Key that comes with ``retry``, for a task that waits for it."""

    def __post_init__(self) -> None:
        short_enough(self.encryption_key)


@dataclass(frozen=True, slots=True)
class Validate(Message[ValidatedRow]):
    """Record what a person found at a failed-over machine."""

    kind: ClassVar[str] = "Validate"
    item: str
    result: Literal["ok", "failed"]
    comment: str = ""
    accept: str | None = None
    """What was seen of its machines (a word of ``recovery``'s ``Seen``) and is accepted although it speaks against ok.
    """


@dataclass(frozen=True, slots=True)
class SetClock(Message[ToldClockRow]):
    """Set the provider's clock. ``speed``: world seconds in a wall second, above 0, or ``max``; None leaves it."""

    kind: ClassVar[str] = "SetClock"
    speed: Speed | None = None
    paused: bool | None = None

    def __post_init__(self) -> None:
        if self.speed is not None and parse_speed(self.speed) is None:
            raise Unsayable("speed must be a number above 0, or max")


@dataclass(frozen=True, slots=True)
class Repair(Message[RepairedRow]):
    """Let people outside of a simulation clear what is at work on an item, or one fault of it."""

    kind: ClassVar[str] = "Repair"
    item: str
    fault: str | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Arm(Message[ArmingRow]):
    """Let the asker act on what the provider stands for, for a time; ``off``: not any more."""

    kind: ClassVar[str] = "Arm"
    confirm: str | None = None
    """The vault's name; checked where it is said."""
    with_console: bool = False
    """It ends with the asker's last connection."""
    off: bool = False


@dataclass(frozen=True, slots=True)
class Drain(Message[Leaving]):
    """Begin nothing new, finish what is under way, and go."""

    kind: ClassVar[str] = "Drain"


@dataclass(frozen=True, slots=True)
class Stop(Message[Leaving]):
    """Go; refused while a job runs, unless ``force``: then at once, and the next engine resumes."""

    kind: ClassVar[str] = "Stop"
    force: bool = False


_COMMANDS: tuple[type[Message[Any]], ...] = (
    StartJob,
    HoldJob,
    ResumeJob,
    CancelJob,
    RetryJob,
    AnswerTask,
    Validate,
    SetClock,
    Repair,
    Arm,
    Drain,
    Stop,
    *INSTRUCTING,
    *ROOM_COMMANDS,
    *NOTE_COMMANDS,
    *ALARM_COMMANDS,
    *POLL_COMMANDS,
    *LEADING,
    *APPROVAL_COMMANDS,
    *HANDING_OVER,
)
COMMANDS: dict[str, type[Message[Any]]] = {cls.kind: cls for cls in _COMMANDS}
