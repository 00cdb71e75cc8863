"""Queries: messages that change nothing."""

from __future__ import annotations

from dataclasses import field
from typing import Any, ClassVar

from drconsole.link.answers import Present, Revision
from drconsole.link.messages.approvals import APPROVAL_QUERIES
from drconsole.link.messages.message import MAX_PLACE, A_co, Message, Options, Unsayable, short_enough
from drconsole.link.messages.room import Room
from drconsole.records.rows.doctor import DoctorRow
from drconsole.records.rows.estate.points import PointsRow
from drconsole.records.rows.estate.rehearsal import FaultsRow
from drconsole.records.rows.status import StatusRow
from drconsole.records.rows.work.checks import CheckRow, NextRow, PreviewRow
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Operation


@dataclass(frozen=True, slots=True)
class Status(Message[StatusRow]):
    """Tell how things stand."""

    kind: ClassVar[str] = "Status"


@dataclass(frozen=True, slots=True)
class OfRun(Message[A_co]):
    """Question about a run of an operation; nothing is started."""

    operation: Operation
    target: str
    options: Options = field(default_factory=Options)
    encryption_key: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        short_enough(self.encryption_key)


@dataclass(frozen=True, slots=True)
class Check(OfRun[CheckRow]):
    """Check the prerequisites of an operation; nothing is started."""

    kind: ClassVar[str] = "Check"


@dataclass(frozen=True, slots=True)
class Preview(OfRun[PreviewRow]):
    """Foretell what a run would do; its digest may be started."""

    kind: ClassVar[str] = "Preview"


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
    size: str | None = None
    """Columns and rows of the terminal, as in ``160x50``."""
    silent: int = 0
    """Seconds for which the terminal has not answered: its line may be lost, however well the console is."""

    def __post_init__(self) -> None:
        if any(len(said) > MAX_PLACE for said in (self.screen, *self._claims)):
            raise Unsayable(f"a place has at most {MAX_PLACE} characters")

    @property
    def _claims(self) -> tuple[str, ...]:
        return self.doing or "", self.address or "", self.size or ""


_QUERIES: tuple[type[Message[Any]], ...] = (
    Status,
    Check,
    Preview,
    RecoveryPoints,
    Next,
    Doctor,
    Faults,
    Room,
    Subscribe,
    Here,
    *APPROVAL_QUERIES,
)
QUERIES: dict[str, type[Message[Any]]] = {cls.kind: cls for cls in _QUERIES}
