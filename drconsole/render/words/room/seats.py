"""The incident room in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from drconsole.recovery.types.seats import Seat
from drconsole.render.words.text import clean

if TYPE_CHECKING:
    from drconsole.records.rows.room.members import MemberRow, RoomRow, YouRow

R = TypeVar("R", bound="MemberRow")

NONE_SET = "no room is set: whoever is the owner or root commands, and the folder's group reads"

NOBODY_ELSE = (
    "no other user reaches this engine: the state's folder lets no group in (chgrp GROUP, chmod 2750, "
    "then start the engine again)"
)


def member_text(member: MemberRow) -> str:
    """Return a member as it is typed: ``alice``, ``group:dba``."""
    return f"group:{clean(member['name'])}" if member["kind"] == "group" else clean(member["name"])


def sorted_members(members: Iterable[R]) -> list[R]:
    """Return users, then groups, each by their names."""
    return sorted(members, key=lambda one: (one["kind"] == "group", one["name"]))


def seats_texts(members: Iterable[MemberRow]) -> list[tuple[str, str]]:
    """Return who has which seat, a pair a seat that somebody has: ``("approver", "bob, group:dba")``."""
    known = sorted_members(members)
    having = {seat: [member_text(one) for one in known if seat in one["seats"]] for seat in reversed(Seat)}
    return [(str(seat), ", ".join(names)) for seat, names in having.items() if names]


def seats_lines(members: Iterable[MemberRow]) -> list[str]:
    """Return the same as lines: ``approver: bob, group:dba``."""
    return [f"{seat}: {names}" for seat, names in seats_texts(members)]


def you_text(you: YouRow) -> str:
    """Return who asks, and which seats they have."""
    person, user = clean(you["person"]), clean(you["user"])
    name = person if person == user else f"{person} (as {user})"
    seats = f"as {' and '.join(you['seats'])}" if you["seats"] else "without a seat: you read"
    return f"you are {name}, {seats}{'; you may change the room' if you['owner'] else ''}"


def unknown_text(you: YouRow) -> str:
    """Return that people behind one account are not told apart; empty where they are."""
    if you["told_apart"]:
        return ""
    return f"who logged in as {clean(you['user'])} is not known here: people who share that account are not told apart"


def acts_lines(room: RoomRow) -> list[str]:
    """Return what takes which seat, a line for all acts that take the same."""
    by_seats: dict[str, list[str]] = {}
    for act in room["acts"]:
        by_seats.setdefault(", ".join(act["seats"]) or "the owner", []).append(act["act"])
    return [f"{seats}: {', '.join(acts)}" for seats, acts in by_seats.items()]
