"""The incident room in words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.render.words.text import clean

if TYPE_CHECKING:
    from drconsole.records.rows.room.members import MemberRow, RoomRow, YouRow

NONE_SET = "no room is set: whoever is the owner or root commands, and the folder's group reads"

NOBODY_ELSE = (
    "no other user reaches this engine: the state's folder lets no group in (chgrp GROUP, chmod 2750, "
    "then start the engine anew)"
)


def member_text(member: MemberRow) -> str:
    """Return a member as it is typed: ``alice``, ``group:dba``."""
    return f"group:{clean(member['name'])}" if member["kind"] == "group" else clean(member["name"])


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
