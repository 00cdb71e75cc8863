"""Events of the incident room: who got which seats, and who is no member any more."""

from __future__ import annotations

from typing import ClassVar

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.seats import Seat


@dataclass(frozen=True, slots=True)
class MemberSeated:
    """A user or a group has these seats from now on."""

    kind: ClassVar[str] = "room.member-seated"
    group: bool
    id: int
    """Its uid or gid."""
    name: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class MemberRemoved:
    """A user or a group has no seat any more."""

    kind: ClassVar[str] = "room.member-removed"
    group: bool
    id: int
    name: str


RoomEvent = MemberSeated | MemberRemoved
