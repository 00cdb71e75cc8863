"""The incident room as it stands: its members, who asks, and what takes which seat."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from drconsole.records.rows.common import Keyed


class MemberRow(TypedDict):
    """A user or a group with its seats; ``id``: its uid or gid."""

    kind: Literal["user", "group"]
    id: int
    name: str
    seats: list[str]


class SeatedRow(MemberRow, Keyed):
    """Member as the store keeps it, by its key: ``user:1000``, ``group:27``."""

    since: str | None
    """When its seats were changed last, by the wall's clock."""
    by: str
    """Who changed them, as the journal names them."""


class YouRow(TypedDict):
    """Person who asks."""

    user: str
    """The account, as the kernel names it."""
    person: str
    """Who is taken to ask: who had logged in, behind the owner or root; else the account."""
    told_apart: bool
    """False: several people may share that account, and which of them it is is not known."""
    owner: bool
    """They act as the state's owner, or as root."""
    seats: list[str]
    commands: bool
    """Whether they may command anything but what is the owner's."""


class ActRow(TypedDict):
    """Seats that an act takes. No seats: it is the owner's."""

    act: str
    seats: list[str]


class RoomRow(TypedDict):
    """The room. ``set``: it has members; otherwise everything is as without a room."""

    set: bool
    members: list[MemberRow]
    you: NotRequired[YouRow]
    """Without an engine nobody tells who asks."""
    acts: list[ActRow]
