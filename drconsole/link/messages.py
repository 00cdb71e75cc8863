"""Messages of the link: a frozen dataclass each, with the type of its answer. Standard library only.

``kind`` is the word on the wire. A *command* changes something and is answered after its commit; a *query* changes
nothing. Fields are the message's ``body``. The server parses a body into these types (``serving.validate``), and the
engine knows nothing else; an unknown field is an error that names it.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from typing import Any, ClassVar, Generic, Literal, TypeVar

from drconsole.link.answers import Answer, Leaving, Present, Revision
from drconsole.records.rows.doctor import DoctorRow
from drconsole.records.rows.estate.points import PointsRow
from drconsole.records.rows.estate.rehearsal import FaultsRow, RepairedRow
from drconsole.records.rows.status import StatusRow, ToldClockRow
from drconsole.records.rows.work.checks import CheckRow, NextRow, PreviewRow
from drconsole.records.rows.work.jobs import JobRow, ValidatedRow
from drconsole.recovery.types.words import Direction, Operation, Outcome, PointChoice
from drconsole.settings.speed import Speed, parse_speed

PROTOCOL = 1
"""Of the link; a hello of another one is refused."""

MAX_KEY = 96 * 1024
"""Characters of an encryption key on the wire: base64 of at most ``encryption_key.LIMIT`` bytes, and some."""

MAX_PLACE = 120
"""Characters of what a console says of its place."""

_STRICT: dict[str, Any] = {"extra": "forbid", "strict": True}


@dataclass(frozen=True, slots=True)
class Options:
    """Options of a run, as ``recovery.types.tasks.RunOptions`` has them; None = not said."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    point: PointChoice | None = None
    point_id: str | None = None
    direction: Direction | None = None
    shutdown: bool | None = None
    network: str | None = None
    comment: str = ""


A_co = TypeVar("A_co", bound=Answer, covariant=True)
AnswerRow = TypeVar("AnswerRow", bound=Answer)
"""Row that answers a message, for what passes messages on."""


@dataclass(frozen=True, slots=True)
class Message(Generic[A_co]):
    """Message to the engine; ``A_co`` is the type of the row that answers it."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    kind: ClassVar[str] = ""


def _short_enough(key: str | None) -> None:
    if key is not None and len(key) > MAX_KEY:
        raise ValueError(f"an encryption key has at most {MAX_KEY} characters")


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

    def __post_init__(self) -> None:
        _short_enough(self.encryption_key)


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
    """With ``retry``, for a task that waits for it."""

    def __post_init__(self) -> None:
        _short_enough(self.encryption_key)


@dataclass(frozen=True, slots=True)
class Validate(Message[ValidatedRow]):
    """Record what a person found at a failed-over machine."""

    kind: ClassVar[str] = "Validate"
    item: str
    result: Literal["ok", "failed"]
    comment: str = ""


@dataclass(frozen=True, slots=True)
class SetClock(Message[ToldClockRow]):
    """Set the provider's clock. ``speed``: world seconds in a wall second, above 0, or ``max``; None leaves it."""

    kind: ClassVar[str] = "SetClock"
    speed: Speed | None = None
    paused: bool | None = None

    def __post_init__(self) -> None:
        if self.speed is not None and parse_speed(self.speed) is None:
            raise ValueError("speed must be a number above 0, or max")


@dataclass(frozen=True, slots=True)
class Repair(Message[RepairedRow]):
    """Let people outside of a simulation clear what is at work on an item, or one fault of it."""

    kind: ClassVar[str] = "Repair"
    item: str
    fault: str | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Drain(Message[Leaving]):
    """Begin nothing new, finish what is under way, and go."""

    kind: ClassVar[str] = "Drain"


@dataclass(frozen=True, slots=True)
class Stop(Message[Leaving]):
    """Go; refused while a job runs, unless ``force``: then at once, and the next engine resumes."""

    kind: ClassVar[str] = "Stop"
    force: bool = False


@dataclass(frozen=True, slots=True)
class Status(Message[StatusRow]):
    """Tell how things stand."""

    kind: ClassVar[str] = "Status"


@dataclass(frozen=True, slots=True)
class Check(Message[CheckRow]):
    """Check the prerequisites of an operation; nothing is started."""

    kind: ClassVar[str] = "Check"
    operation: Operation
    target: str
    options: Options = field(default_factory=Options)
    encryption_key: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        _short_enough(self.encryption_key)


@dataclass(frozen=True, slots=True)
class Preview(Message[PreviewRow]):
    """Foretell what a run would do; its digest may be started."""

    kind: ClassVar[str] = "Preview"
    operation: Operation
    target: str
    options: Options = field(default_factory=Options)
    encryption_key: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        _short_enough(self.encryption_key)


@dataclass(frozen=True, slots=True)
class RecoveryPoints(Message[PointsRow]):
    """Read an item's recovery points."""

    kind: ClassVar[str] = "RecoveryPoints"
    item: str


@dataclass(frozen=True, slots=True)
class Next(Message[NextRow]):
    """Tell where a target stands and what is due."""

    kind: ClassVar[str] = "Next"
    target: str


@dataclass(frozen=True, slots=True)
class Doctor(Message[DoctorRow]):
    """Examine store and journal, and the live writer."""

    kind: ClassVar[str] = "Doctor"


@dataclass(frozen=True, slots=True)
class Faults(Message[FaultsRow]):
    """Tell which faults of a simulated world have shown themselves, and what clears them."""

    kind: ClassVar[str] = "Faults"


@dataclass(frozen=True, slots=True)
class Subscribe(Message[Revision]):
    """Subscribe to revisions: ``Revision`` comes whenever the store moved, the newest only, at most 20 a second."""

    kind: ClassVar[str] = "Subscribe"


@dataclass(frozen=True, slots=True)
class Here(Message[Present]):
    """Say what a console shows, for as long as its connection lasts; the answer names all of them."""

    kind: ClassVar[str] = "Here"
    screen: str
    doing: str | None = None
    """Title of the dialog that is open, as in ``failover of plan shop``."""
    read_only: bool = False
    address: str | None = None
    """Address that the operator comes from, as SSH tells it."""

    def __post_init__(self) -> None:
        if any(len(said) > MAX_PLACE for said in (self.screen, self.doing or "", self.address or "")):
            raise ValueError(f"a place has at most {MAX_PLACE} characters")


Keyed = StartJob | AnswerTask | Check | Preview
"""What an encryption key may come with."""

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
    Drain,
    Stop,
)
_QUERIES: tuple[type[Message[Any]], ...] = (
    Status,
    Check,
    Preview,
    RecoveryPoints,
    Next,
    Doctor,
    Faults,
    Subscribe,
    Here,
)

COMMANDS: dict[str, type[Message[Any]]] = {cls.kind: cls for cls in _COMMANDS}
QUERIES: dict[str, type[Message[Any]]] = {cls.kind: cls for cls in _QUERIES}
KINDS: dict[str, type[Message[Any]]] = COMMANDS | QUERIES


def options_of(said: Mapping[str, Any]) -> Options:
    """Return options from their words by name; one that is missing was not said. Raises ``ValueError``."""
    point, direction = said.get("point"), said.get("direction")
    return Options(
        point=None if point is None else PointChoice(point),
        point_id=said.get("point_id"),
        direction=None if direction is None else Direction(direction),
        shutdown=said.get("shutdown"),
        network=said.get("network"),
        comment=str(said.get("comment") or ""),
    )


def body_of(message: Message[Any]) -> dict[str, Any]:
    """Return the fields of a message, every default put in, JSON-ready."""
    return _fields(message)


def _fields(said: Any) -> dict[str, Any]:
    return {each.name: _plain(getattr(said, each.name)) for each in fields(said)}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return _fields(value)
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value.value if isinstance(value, Enum) else value


_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id() -> str:
    """Return a ULID: 48 bits of milliseconds, 80 of chance. With it a command can be sent again: it is done once."""
    number = (time.time_ns() // 1_000_000 & (1 << 48) - 1) << 80 | secrets.randbits(80)
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))
