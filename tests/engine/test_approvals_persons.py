"""One person who looks like two: a process that is gone, a number without a user, a number that is another's now."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from approving import PROPOSE, approve, code, proposed, rig, rule, seated
from support import room as support
from support.room import ANN, BOB, DBA, EVE, Room, peer

SUBORDINATE = replace(peer(100_001, None, DBA), user="uid 100001")
"""What ann is in a namespace of her own: a number of hers that no user has, and the groups that she keeps."""


def test_whose_process_is_gone_neither_proposes_nor_approves(behind: Any) -> None:
    """By su to bob in a child that connects and ends, ann would be somebody without a login."""

    async def play(room: Room) -> Any:
        await seated(room)
        gone = await room.refused(replace(peer(ANN), there=False), "Propose", **PROPOSE)
        made = await proposed(room)
        return (
            gone,
            code(await approve(room, replace(peer(BOB), there=False), made)),
            code(await approve(room, peer(BOB), made)),
        )

    assert behind(rig(), play) == ("process-gone", "process-gone", "taken")


def test_a_number_that_no_user_has_neither_proposes_nor_approves(behind: Any) -> None:
    async def play(room: Room) -> Any:
        await room.seat("group:dba", "operator", "approver")
        await rule(room, "failover", 1)
        by_number = await room.refused(SUBORDINATE, "Propose", **PROPOSE)
        made = (await room.ask(peer(ANN, None, DBA), "Propose", **PROPOSE))["ok"]
        return by_number, code(await approve(room, SUBORDINATE, made))

    by_number, approved = behind(rig(), play)
    assert (by_number, approved) == ("unknown-user", "unknown-user")


def test_whoever_got_a_members_number_is_not_that_member(behind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def play(room: Room) -> Any:
        await seated(room)
        made = await proposed(room)
        monkeypatch.setitem(support.NAMES, "mallory", support.NAMES.pop("bob"))
        try:
            return code(await approve(room, peer(BOB), made)), code(await approve(room, peer(EVE), made))
        finally:
            support.NAMES["bob"] = BOB

    later, known = behind(rig(), play)
    assert (later, known) == ("renamed-user", "taken")
