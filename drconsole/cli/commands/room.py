"""Commands about the incident room: who is in it, and the owner's changes to it."""

from __future__ import annotations

import argparse

from drconsole.cli.context import Context
from drconsole.link.messages import RemoveMember, Room, SeatMember
from drconsole.records.rows.room import RoomRow
from drconsole.recovery.types.seats import Seat
from drconsole.render.words.room import NONE_SET, acts_lines, member_text, unknown_text, you_text


def show(context: Context, args: argparse.Namespace) -> int:
    """Print who may do what, and which seats are the asker's."""
    row = context.ask(Room())
    if context.json:
        context.output.document(row)
        return 0
    _members(context, row)
    if row["set"]:
        context.output.text()
        for line in acts_lines(row):
            context.output.prose(line)
    return 0


def add(context: Context, args: argparse.Namespace) -> int:
    """Give seats to a user or a group; print the room."""
    row = context.ask(SeatMember(args.member, tuple(Seat(seat) for seat in args.seats)))
    return _changed(context, row)


def remove(context: Context, args: argparse.Namespace) -> int:
    """Take all seats of a member; print the room."""
    return _changed(context, context.ask(RemoveMember(args.member)))


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
    context.output.text()
    context.output.prose(you_text(row["you"]))
    if unknown := unknown_text(row["you"]):
        context.output.prose(unknown)
