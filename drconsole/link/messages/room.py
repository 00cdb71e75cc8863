"""Messages about the incident room: who is in it, and the acts of the state's owner on it."""

from __future__ import annotations

from typing import Any, ClassVar

from drconsole.link.messages.message import MAX_PLACE, Message, Unsayable
from drconsole.records.rows.room.members import RoomRow
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.seats import Seat


def _one_name(member: str) -> None:
    if not 0 < len(member) <= MAX_PLACE:
        raise Unsayable(f"a member has 1 to {MAX_PLACE} characters")


@dataclass(frozen=True, slots=True)
class SeatMember(Message[RoomRow]):
    """Give seats to a user or a group, beside those that they have."""

    kind: ClassVar[str] = "SeatMember"
    member: str
    """A user's name, ``user:NAME`` or ``group:NAME``; a number where the system knows no such name."""
    seats: tuple[Seat, ...]

    def __post_init__(self) -> None:
        _one_name(self.member)
        if not self.seats:
            raise Unsayable(f"seats are some of {', '.join(Seat)}")


@dataclass(frozen=True, slots=True)
class RemoveMember(Message[RoomRow]):
    """Take seats from a user or a group: a member without one is none. Without its last member there is no room."""

    kind: ClassVar[str] = "RemoveMember"
    member: str
    seats: tuple[Seat, ...] = ()
    """Seats to take away; empty = all of them."""

    def __post_init__(self) -> None:
        _one_name(self.member)


@dataclass(frozen=True, slots=True)
class Room(Message[RoomRow]):
    """Tell who is in the room, and which seats the asker has."""

    kind: ClassVar[str] = "Room"


ROOM_COMMANDS: tuple[type[Message[Any]], ...] = (SeatMember, RemoveMember)
