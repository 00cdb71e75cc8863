"""Messages of the link: a frozen dataclass each, standard library only.

``kind`` is the word on the wire. A *command* changes something and is answered after its commit; a
*query* changes nothing. Fields are the message's ``body``. The server parses a body into these types
(``drconsole.link.validate``), and the engine knows nothing else; an unknown field is an error that names it.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from drconsole.link.peer import Peer as Peer
from drconsole.recovery.types.words import Direction, Operation, Outcome, PointChoice
from drconsole.settings.speed import Speed, parse_speed

PROTOCOL = 1
"""Of the link; a hello of another one is refused."""

MAX_KEY = 96 * 1024
"""Characters of an encryption key on the wire: base64 of at most ``encryption_key.LIMIT`` bytes, and some."""

_STRICT: dict[str, Any] = {"extra": "forbid", "strict": True}


@dataclass(frozen=True, slots=True)
class Options:
    """As ``recovery.tasks.RunOptions``; None = not said."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    point: PointChoice | None = None
    point_id: str | None = None
    direction: Direction | None = None
    shutdown: bool | None = None
    network: str | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    kind: ClassVar[str] = ""


def _short_enough(key: str | None) -> None:
    if key is not None and len(key) > MAX_KEY:
        raise ValueError(f"an encryption key has at most {MAX_KEY} characters")


@dataclass(frozen=True, slots=True)
class StartJob(Message):
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
class HoldJob(Message):
    kind: ClassVar[str] = "HoldJob"
    job: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ResumeJob(Message):
    kind: ClassVar[str] = "ResumeJob"
    job: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class CancelJob(Message):
    """Without ``confirm`` it is refused with what cancelling would leave behind."""

    kind: ClassVar[str] = "CancelJob"
    job: str
    confirm: str | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class RetryJob(Message):
    kind: ClassVar[str] = "RetryJob"
    job: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class AnswerTask(Message):
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
class Validate(Message):
    kind: ClassVar[str] = "Validate"
    item: str
    result: Literal["ok", "failed"]
    comment: str = ""


@dataclass(frozen=True, slots=True)
class SetClock(Message):
    """``speed``: world seconds in a wall second, above 0, or ``max``. None = leave as it is."""

    kind: ClassVar[str] = "SetClock"
    speed: Speed | None = None
    paused: bool | None = None

    def __post_init__(self) -> None:
        if self.speed is not None and parse_speed(self.speed) is None:
            raise ValueError("speed must be a number above 0, or max")


@dataclass(frozen=True, slots=True)
class Drain(Message):
    kind: ClassVar[str] = "Drain"


@dataclass(frozen=True, slots=True)
class Stop(Message):
    kind: ClassVar[str] = "Stop"
    force: bool = False


@dataclass(frozen=True, slots=True)
class Status(Message):
    kind: ClassVar[str] = "Status"


@dataclass(frozen=True, slots=True)
class Check(Message):
    kind: ClassVar[str] = "Check"
    operation: Operation
    target: str
    options: Options = field(default_factory=Options)
    encryption_key: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        _short_enough(self.encryption_key)


@dataclass(frozen=True, slots=True)
class Preview(Message):
    kind: ClassVar[str] = "Preview"
    operation: Operation
    target: str
    options: Options = field(default_factory=Options)
    encryption_key: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        _short_enough(self.encryption_key)


@dataclass(frozen=True, slots=True)
class RecoveryPoints(Message):
    kind: ClassVar[str] = "RecoveryPoints"
    item: str


@dataclass(frozen=True, slots=True)
class Next(Message):
    kind: ClassVar[str] = "Next"
    target: str


@dataclass(frozen=True, slots=True)
class Doctor(Message):
    kind: ClassVar[str] = "Doctor"


@dataclass(frozen=True, slots=True)
class Subscribe(Message):
    """From here on ``{"rev": N}`` comes whenever the store moved: newest only, at most 20 a second."""

    kind: ClassVar[str] = "Subscribe"


Keyed = StartJob | AnswerTask | Check | Preview
"""What an encryption key may come with."""

_COMMANDS: tuple[type[Message], ...] = (
    StartJob,
    HoldJob,
    ResumeJob,
    CancelJob,
    RetryJob,
    AnswerTask,
    Validate,
    SetClock,
    Drain,
    Stop,
)
_QUERIES: tuple[type[Message], ...] = (Status, Check, Preview, RecoveryPoints, Next, Doctor, Subscribe)

COMMANDS: dict[str, type[Message]] = {cls.kind: cls for cls in _COMMANDS}
QUERIES: dict[str, type[Message]] = {cls.kind: cls for cls in _QUERIES}
KINDS: dict[str, type[Message]] = COMMANDS | QUERIES

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id() -> str:
    """A ULID: 48 bits of milliseconds, 80 of chance; what makes a resend harmless."""
    number = (time.time_ns() // 1_000_000 & (1 << 48) - 1) << 80 | secrets.randbits(80)
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))
