"""Seats that people play in an exercise, where several share one account of the system.

There the engine takes the name that a console says for a person, as a lesson for two needs it in a class room: it is a
claim, and each name carries that word. In a simulation and at a vault such a seat is not given, and a name that
somebody says seats nobody, whatever the journal holds: there people are told apart by the kernel alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from drconsole.link.peer import Peer, may_own
from drconsole.records.actors import claimed
from drconsole.recovery.types.words import Mode
from drconsole.recovery.types.work.errors import NotPermitted
from drconsole.room.members import Member
from drconsole.settings.operator import require_name

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine

PLAYED = "played"
"""Kind of a member whom a console says that it is."""


def seated(engine: Engine, peer: Peer) -> Peer:
    """Return who asks: in an exercise the player whom a console of the owner's account names, if one has that seat."""
    if engine.provider.mode != Mode.EXERCISE or not peer.told or not may_own(peer):
        return peer
    player = player_named(engine, peer.told)
    if player is None:
        return peer
    return replace(peer, uid=player.id, user=player.name, login_uid=player.id, told="", groups=frozenset())


def player_named(engine: Engine, name: str) -> Member | None:
    """Return the player of a name, with or without the word for a claim; None = nobody plays it."""
    said = {name, claimed(name)}
    return next((one for one in engine.state.room.values() if one.played and one.name in said), None)


def player_to_seat(engine: Engine, name: str) -> tuple[bool, int, str]:
    """Return what a member of a played seat is to be: no group, a number that no user has, and the marked name.

    Raises ``NotPermitted`` where this is no exercise, ``BadInput`` for what is no name.
    """
    if engine.provider.mode != Mode.EXERCISE:
        raise NotPermitted(
            "not-an-exercise",
            f"this is {engine.provider.mode}: a seat is a user's or a group's, and no name that somebody says",
            place=f"{PLAYED}:{name}",
            advice="name a user of this machine",
        )
    known = player_named(engine, require_name(name, f"{PLAYED}:"))
    if known is not None:
        return False, known.id, known.name
    return False, min((one.id for one in engine.state.room.values() if one.played), default=0) - 1, claimed(name)
