"""The incident room as it is asked for and changed, and who asks, as the kernel tells it."""

from __future__ import annotations

import grp
import os
import pwd
from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from drconsole.engine.projections.room.agreed import seated_row
from drconsole.engine.service.asked import Asked
from drconsole.engine.service.room.playing import PLAYED, player_named, player_to_seat
from drconsole.link.messages import Message, RemoveMember, Room, SeatMember
from drconsole.link.peer import Peer, groups_of, may_own, person_uid, user_name
from drconsole.records.rows.room.members import MemberRow, RoomRow, YouRow
from drconsole.recovery.types.approving import Who
from drconsole.recovery.types.seats import Seat, member_key
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import BadInput
from drconsole.room import policy
from drconsole.room.acts import COMMANDING, act_of, acts_rows, require
from drconsole.room.members import Member, Person, in_order, seats_of
from drconsole.room.policy import LOOSENED

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine


def person_of(peer: Peer) -> Person:
    """Return who asks, as ``person_uid`` tells them apart."""
    owner, uid = may_own(peer), person_uid(peer)
    if uid != peer.uid:
        return Person(uid, peer.login or peer.user, groups_of(uid), owner=True)
    told_apart = not owner or peer.login_uid is not None
    return Person(peer.uid, peer.user, peer.groups, owner=owner, told_apart=told_apart)


def require_seat(engine: Engine, peer: Peer, message: Message[Any]) -> None:
    """Raise ``Refused`` where there is a room, and the asker has no seat for this message."""
    if not (room := engine.state.room):
        return
    with_key = getattr(message, "encryption_key", None) is not None
    # For a question no groups are looked up: a directory service may be slow, and the engine's loop waits here.
    if not act_of(message.kind, with_key=with_key).open:
        require(room.values(), person_of(peer), message.kind, with_key=with_key, owner=user_name(os.geteuid()))


def has_seat(engine: Engine, uid: int, seat: Seat) -> bool:
    """Return whether a user has a seat in the room as it is now."""
    return seat in seats_of(engine.state.room.values(), Person(uid, "", groups_of(uid)))


def users_with(engine: Engine, seat: Seat) -> frozenset[int]:
    """Return the uids of the users who have a seat: members, and those of member groups as far as they are known."""
    found: set[int] = set()
    for member in engine.state.room.values():
        if seat in member.seats:
            found |= _users_in(member.id) if member.group else {member.id}
    return frozenset(found)


def name_of(engine: Engine, uid: int) -> str:
    """Return a user's name: as the system has it, else as the room knows it."""
    member = engine.state.room.get(member_key(False, uid))
    name = user_name(uid)
    return member.name if member is not None and name == f"uid {uid}" else name


def _users_in(gid: int) -> set[int]:
    """Return the users whom the system's own list has in a group, and those whose first group it is."""
    try:
        named = grp.getgrgid(gid).gr_mem
    except KeyError:
        return set()
    return {one.pw_uid for one in pwd.getpwall() if one.pw_gid == gid or one.pw_name in named}


def who_of(peer: Peer) -> Who:
    """Return who asks, with every uid that may be theirs."""
    person = person_of(peer)
    return Who(person.uid, person.name, peer.uid, peer.login_uid)


def commands(engine: Engine, peer: Peer) -> bool:
    """Return whether there is a room, and the asker has a seat in it that may command anything."""
    room = engine.state.room
    return bool(room) and not COMMANDING.isdisjoint(seats_of(room.values(), person_of(peer)))


def seats(engine: Engine, peer: Peer) -> tuple[Seat, ...]:
    """Return somebody's seats, for others to see; none where there is no room."""
    room = engine.state.room
    return _seats_of(peer, tuple(room.values())) if room else ()


def looks_only(engine: Engine, peer: Peer) -> bool:
    """Return whether there is a room, and somebody has no seat in it that commands: for others to see, as ``seats``."""
    room = engine.state.room
    return bool(room) and COMMANDING.isdisjoint(_seats_of(peer, tuple(room.values())))


@lru_cache(maxsize=256)
def _seats_of(peer: Peer, members: tuple[Member, ...]) -> tuple[Seat, ...]:
    # Cached for as long as a console is connected and the room is the same: a directory that is asked for groups may
    # take its time. What a message takes is never decided by it.
    return tuple(in_order(seats_of(members, person_of(peer))))


async def room(engine: Engine, message: Room, asked: Asked) -> RoomRow:
    """Tell who is in the room."""
    return _row(engine, engine.state.room, asked.peer)


async def seat(engine: Engine, message: SeatMember, asked: Asked) -> RoomRow:
    """Give seats. Raises ``BadInput`` for a member whom the system does not know."""
    group, number, name = _found(engine, message.member)
    known = engine.state.room
    has = known[key].seats if (key := member_key(group, number)) in known else frozenset()
    member = Member(group, number, name, has | frozenset(message.seats))
    answer = _row(engine, {**known, key: member}, asked.peer)
    event = ev.MemberSeated(group, number, name, tuple(in_order(member.seats)))
    loud = _new_approver(engine, member, has)
    await engine.record(event, *loud, actor=asked.actor, intent=asked.answered(answer))
    return answer


def _new_approver(engine: Engine, member: Member, had: Collection[Seat]) -> list[ev.Event]:
    """Return what says so to everybody where something needs approval, and somebody more may give it."""
    approvals = engine.state.approvals
    if Seat.APPROVER in had or Seat.APPROVER not in member.seats or not approvals.rules:
        return []
    return pinned(engine, policy.seated(member.label, [one.id for one in approvals.lasting()]))


async def remove(engine: Engine, message: RemoveMember, asked: Asked) -> RoomRow:
    """Take seats of a member, or all of them. Raises ``BadInput`` for one who is none, or has not one of these."""
    member = _member(engine, message.member)
    if strange := in_order(set(message.seats) - member.seats):
        raise BadInput(
            "no-such-seat",
            f"{member.label} has no seat {' and '.join(strange)}",
            place=message.member,
            advice=f"seats: {', '.join(in_order(member.seats))}",
        )
    left = member.seats - set(message.seats) if message.seats else frozenset()
    members = {key: one for key, one in engine.state.room.items() if key != member.key}
    event: ev.MemberSeated | ev.MemberRemoved = ev.MemberRemoved(member.group, member.id, member.name)
    if left:
        members[member.key] = replace(member, seats=left)
        event = ev.MemberSeated(member.group, member.id, member.name, tuple(in_order(left)))
    answer = _row(engine, members, asked.peer)
    more = [] if members else without_room(engine)
    await engine.record(event, *more, actor=asked.actor, intent=asked.answered(answer))
    return answer


def without_room(engine: Engine) -> list[ev.Event]:
    """Return what becomes of policy and proposals when the last member goes: neither outlives the room."""
    approvals, now = engine.state.approvals, engine.wall()
    return [
        *(ev.ProposalVoided(one.id, now, "there is no room any more") for one in approvals.lasting()),
        *(ev.PolicySet(replace(rule, needed=0), rule.needed) for rule in approvals.rules.values()),
        *(pinned(engine, f"{LOOSENED}: without a room nothing needs approval") if approvals.rules else ()),
    ]


def pinned(engine: Engine, said: str) -> list[ev.Event]:
    """Return a pinned note, which wall, handover and report show, and which is an alarm until it is unpinned."""
    return [ev.NoteTaken(f"n{len(engine.state.notes) + 1}", said, engine.provider.clock.now(), pinned=True, loud=True)]


def _row(engine: Engine, members: dict[str, Member], peer: Peer) -> RoomRow:
    person = person_of(peer)
    seats = seats_of(members.values(), person)
    you: YouRow = {
        "user": peer.user,
        "person": person.name,
        "told_apart": person.told_apart,
        "owner": person.owner,
        "seats": [str(one) for one in in_order(seats)],
        "commands": not COMMANDING.isdisjoint(seats) if members else person.owner,
    }
    return {
        "set": bool(members),
        "members": [_member_row(one) for one in sorted(members.values(), key=lambda one: (one.group, one.name))],
        "you": you,
        "acts": acts_rows(),
    }


def _member_row(member: Member) -> MemberRow:
    row = seated_row(member)
    return {"kind": row["kind"], "id": row["id"], "name": row["name"], "seats": row["seats"]}


def _parts(said: str) -> tuple[bool, str]:
    kind, colon, name = said.partition(":")
    return (kind == "group", name) if colon and kind in ("user", "group") else (False, said)


def _found(engine: Engine, said: str) -> tuple[bool, int, str]:
    """Return whether a group is meant, its number and its name as the system has them. Raises ``BadInput``, and
    ``NotPermitted`` for a player where this is no exercise."""
    group, name = _parts(said)
    if name.startswith(f"{PLAYED}:"):
        return player_to_seat(engine, name.removeprefix(f"{PLAYED}:"))
    try:
        if group:
            told = grp.getgrgid(int(name)) if name.isdecimal() else grp.getgrnam(name)
            return True, told.gr_gid, told.gr_name
        user = pwd.getpwuid(int(name)) if name.isdecimal() else pwd.getpwnam(name)
    except (KeyError, OverflowError, ValueError):
        kind = "group" if group else "user"
        raise BadInput(
            "no-such-member",
            f"this system knows no {kind} '{name}'",
            place=said,
            advice=f"a {kind} of the machine that the engine runs on; group:NAME for a group",
        ) from None
    return False, user.pw_uid, user.pw_name


def person_named(engine: Engine, said: str) -> Person:
    """Return the user who is meant, with the groups that the system has them in, or the player. Raises ``BadInput``."""
    if (player := player_named(engine, said)) is not None:
        return Person(player.id, player.name)
    group, number, name = _found(engine, said)
    if group:
        raise BadInput("not-a-person", f"{said} is a group", place=said, advice="name one person of it")
    return Person(number, name, groups_of(number))


def _member(engine: Engine, said: str) -> Member:
    """Return the member who is meant: also one whom the system no longer knows. Raises ``BadInput``."""
    group, name = _parts(said)
    if not group and (player := player_named(engine, name.removeprefix(f"{PLAYED}:"))) is not None:
        return player
    meant = [one for one in engine.state.room.values() if one.group == group and name in (one.name, str(one.id))]
    if len(meant) != 1:
        labels = ", ".join(one.label for one in engine.state.room.values())
        raise BadInput(
            "no-such-member" if not meant else "ambiguous",
            f"'{said}' is no member of the room" if not meant else f"several members are called '{said}'",
            place=said,
            advice=f"members are: {labels} (of a group say group:NAME)"
            if not meant and labels
            else "name it by its number"
            if meant
            else "",
        )
    return meant[0]
