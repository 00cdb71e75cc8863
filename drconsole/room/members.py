"""Members of an incident room, and who asks. Pure: who somebody is was found out elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.seats import Seat, member_key


@dataclass(frozen=True, slots=True)
class Member:
    """A user or a group, with its seats."""

    group: bool
    id: int
    """Its uid or gid; below zero where somebody plays the seat in an exercise."""
    name: str
    seats: frozenset[Seat]
    since: datetime | None = None
    """When its seats were changed last, by the wall's clock."""
    by: str = ""
    """Who changed them, as the journal names them."""

    @property
    def key(self) -> str:
        """Return its key."""
        return member_key(self.group, self.id)

    @property
    def played(self) -> bool:
        """Return whether it is no user of the system: in an exercise a console says that it is this person."""
        return not self.group and self.id < 0

    @property
    def label(self) -> str:
        """Return its name for people: ``alice``, ``group dba``."""
        return f"group {self.name}" if self.group else self.name


@dataclass(frozen=True, slots=True)
class Person:
    """Person who asks, as far as that is known."""

    uid: int
    name: str
    groups: frozenset[int] = frozenset()
    """Their gids."""
    owner: bool = False
    """They act as the state's owner, or as root."""
    told_apart: bool = True
    """False: several people may share the account that asks, and which of them it is is not known."""

    @property
    def key(self) -> str:
        """Return the key of their account."""
        return member_key(False, self.uid)


def seats_of(members: Iterable[Member], person: Person) -> frozenset[Seat]:
    """Return the seats of a person: their own, and those of each group that they are in."""
    return frozenset(seat for member in members_of(members, person) for seat in member.seats)


def members_of(members: Iterable[Member], person: Person) -> Iterator[Member]:
    """Yield the members that a person is: themselves, and each group that they are in."""
    for member in members:
        if member.id in person.groups if member.group else member.id == person.uid:
            yield member


def in_order(seats: Collection[Seat]) -> list[Seat]:
    """Return seats in the order in which they are always named."""
    return [seat for seat in Seat if seat in seats]
