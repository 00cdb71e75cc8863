"""Commands about the incident room: who is in it, and the owner's changes to it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from drconsole.cli.context import Context
from drconsole.link.messages import RemoveMember, Room, SeatMember
from drconsole.link.trust import reading_group
from drconsole.records.rows.room.members import MemberRow, RoomRow
from drconsole.records.tables import MEMBERS
from drconsole.recovery.types.naming import near
from drconsole.recovery.types.seats import Seat
from drconsole.recovery.types.work.errors import BadInput, NoEngine
from drconsole.render.words.room.seats import (
    NOBODY_ELSE,
    NONE_SET,
    acts_lines,
    member_text,
    sorted_members,
    unknown_text,
    you_text,
)


def show(context: Context, args: argparse.Namespace) -> int:
    """Print who may do what, and which seats are the asker's; without an engine who has which seat."""
    try:
        row = context.ask(Room())
    except NoEngine as error:
        try:
            row = _kept(context)
        except BadInput:
            # Nothing is there that could be read: an engine would be.
            raise error from None
    if context.json:
        context.output.document(row)
        return 0
    _members(context, row)
    if row["set"]:
        context.output.text()
        for line in acts_lines(row):
            context.output.prose(line)
    return 0


def _kept(context: Context) -> RoomRow:
    """Return the room as the store has it, of which no engine tells."""
    from drconsole.room.acts import acts_rows

    with context.store() as store:
        members = sorted_members(store.rows(MEMBERS))
    if not context.json:
        context.output.hint("no engine answers: this is the room as it was left, and who you are in it nobody says")
    told: list[MemberRow] = [
        {"kind": one["kind"], "id": one["id"], "name": one["name"], "seats": one["seats"]} for one in members
    ]
    return {"set": bool(told), "members": told, "acts": acts_rows()}


def add(context: Context, args: argparse.Namespace) -> int:
    """Give seats to a user or a group; print the room."""
    return _changed(context, context.ask(SeatMember(args.member, _seats(args.seats))))


def remove(context: Context, args: argparse.Namespace) -> int:
    """Take seats of a member, or all of them; print the room."""
    return _changed(context, context.ask(RemoveMember(args.member, _seats(args.seats))))


def _seats(said: Sequence[str]) -> tuple[Seat, ...]:
    """Return seats. Raises ``BadInput`` for what is none: argparse takes no choices where there may be no word."""
    for word in said:
        if word not in [*Seat]:
            close = near(word, [*Seat])
            raise BadInput(
                "bad-arguments",
                f"there is no seat {word!r}",
                place="SEAT",
                advice=f"{close} one of: {', '.join(Seat)}".strip(),
            )
    return tuple(Seat(word) for word in said)


def _changed(context: Context, row: RoomRow) -> int:
    if context.json:
        context.output.document(row)
    else:
        _members(context, row)
    return 0


def _members(context: Context, row: RoomRow) -> None:
    if not row["set"]:
        context.output.prose(NONE_SET)
        return
    width = max(len(member_text(member)) for member in row["members"])
    for member in row["members"]:
        context.output.text(f"{member_text(member):{width}}  {', '.join(member['seats'])}")
    if (you := row.get("you")) is None:
        return
    context.output.text()
    context.output.prose(you_text(you))
    if unknown := unknown_text(you):
        context.output.prose(unknown)
    if you["owner"] and reading_group(context.paths.folder) is None:
        context.output.prose(NOBODY_ELSE)
