"""Consoles that are open on a state: each says where it is, for as long as its connection lasts."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
from link_host import Raw, serving, until

from drconsole.link.messages import MAX_PLACE
from drconsole.link.serving.server import LinkServer


async def greeted(path: Path, person: str) -> Raw:
    raw = await Raw.open(path, hello=False)
    raw.say({"hello": {"protocol": 1, "version": "9.9", "client": "console", "as": person}})
    assert "hello" in await raw.hear()
    return raw


def places(answer: dict[str, Any]) -> list[tuple[str | None, str, str | None]]:
    return [(each["person"], each["screen"], each["doing"]) for each in answer["ok"]["consoles"]]


async def test_each_console_is_named_with_where_it_is_until_its_connection_ends(folder: Path) -> None:
    async with serving(folder) as (host, server, path):
        ann, bob = await greeted(path, "ann"), await greeted(path, "bob")
        await ann.ask("Here", screen="Jobs")
        answer = await bob.ask(
            "Here", screen="shop", doing="failover of plan shop", address="192.0.2.7", read_only=True, size="80x24"
        )
        assert places(answer) == [("ann", "Jobs", None), ("bob", "shop", "failover of plan shop")]
        row = answer["ok"]["consoles"][1]
        assert (row["from"], row["read_only"], row["pid"]) == ("192.0.2.7", True, os.getpid())
        assert (row["size"], row["seat"], row["lost"]) == ("80x24", None, None)
        assert places(await ann.ask("Here", "2", screen="Plans"))[0] == ("ann", "Plans", None)
        bob.close()
        await until(lambda: len(server.consoles()) == 1)
        assert host.asked == []  # the engine itself is not troubled
        ann.close()


async def test_a_client_that_says_no_place_is_no_console(folder: Path) -> None:
    async with serving(folder) as (host, server, path):
        other = await greeted(path, "cli")
        await other.ask("Status")
        assert server.consoles() == []
        assert host.peers[0].actor.endswith("(as cli)") or ", as cli)" in host.peers[0].actor
        other.close()


async def test_what_is_no_name_keeps_nobody_away_and_is_not_told(folder: Path) -> None:
    async with serving(folder) as (host, _, path):
        for said in ("root (login alice)", "x" * 65, 7, None, "", "a\nb"):
            raw = await greeted(path, said)  # type: ignore[arg-type]
            await raw.ask("Status")
            assert "as " not in host.peers[-1].actor or said == 7
            raw.close()


async def test_the_seats_of_the_room_are_told_as_they_are_now(folder: Path) -> None:
    async with serving(folder) as (host, server, path):
        ann = await greeted(path, "ann")
        await ann.ask("Here", screen="Jobs")
        assert server.consoles()[0]["seat"] is None
        host.seated["ann"] = ("approver", "commander")
        assert server.consoles()[0]["seat"] == "approver, commander"
        ann.close()


class Clock:
    """The loop's clock, which a test sets forward."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead = 0.0
        loop = asyncio.get_running_loop()
        real = loop.time
        monkeypatch.setattr(loop, "time", lambda: real() + self.ahead)


def lost(server: LinkServer) -> list[tuple[str | None, int | None]]:
    return [(each["person"], each["lost"]) for each in server.consoles()]


async def turned() -> None:
    """Let the loop see that its timers are due."""
    await asyncio.to_thread(lambda: None)
    await asyncio.sleep(0)


async def test_who_says_nothing_is_told_as_lost_and_dropped_after_45_seconds(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    async with serving(folder) as (_, server, path):
        ann, bob = await greeted(path, "ann"), await greeted(path, "bob")
        await ann.ask("Here", screen="Jobs")
        await bob.ask("Here", "2", screen="Plans")
        for ahead, told in ((5, None), (20, 20), (40, 40)):
            clock.ahead = ahead
            await ann.ask("Status", f"s{ahead}")
            (one, none), (other, seconds) = lost(server)
            assert (one, none, other) == ("ann", None, "bob")
            # The real clock goes on beside it.
            assert seconds == told if told is None else seconds is not None and told <= seconds <= told + 4
        clock.ahead = 46
        await ann.ask("Status", "s46")
        await until(lambda: len(server.consoles()) == 1)
        assert lost(server) == [("ann", None)]
        assert await bob.ended()
        # The next one is watched just so.
        clock.ahead = 46 + 40
        await turned()
        assert [person for person, seconds in lost(server) if seconds] == ["ann"]
        clock.ahead = 46 + 46
        await turned()
        await until(lambda: not server.consoles())
        assert await ann.ended()


async def test_who_is_heard_again_is_no_longer_lost(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    async with serving(folder) as (_, server, path):
        ann = await greeted(path, "ann")
        await ann.ask("Here", screen="Jobs")
        clock.ahead = 30
        assert server.consoles()[0]["lost"] is not None
        await ann.ask("Status", "s")
        assert lost(server) == [("ann", None)]
        ann.close()


async def test_who_waits_for_an_answer_is_not_lost(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    async with serving(folder) as (host, server, path):
        ann = await greeted(path, "ann")
        await ann.ask("Here", screen="Jobs")
        ann.say({"id": "c", "kind": "Check", "body": {"operation": "failover", "target": "shop"}})
        await until(lambda: host.asked)
        clock.ahead = 60  # the engine is late
        await turned()
        assert lost(server) == [("ann", None)]
        host.release.set()
        assert (await ann.hear())["id"] == "c"
        ann.close()


async def test_a_console_whose_terminal_is_lost_is_told_so_and_left_out_until_it_answers_again(folder: Path) -> None:
    async with serving(folder) as (_, server, path):
        ann = await greeted(path, "ann")
        await ann.ask("Here", screen="Jobs")
        for number, (silent, told) in enumerate(((9, None), (12, 12), (44, 44))):
            await ann.ask("Here", f"h{number}", screen="Jobs", silent=silent)
            assert lost(server) == [("ann", told)]
        await ann.ask("Here", "h45", screen="Jobs", silent=45)
        assert server.consoles() == []
        await ann.ask("Here", "back", screen="Jobs")
        assert lost(server) == [("ann", None)], "its line was never closed"
        ann.close()


async def test_a_client_that_is_no_console_may_be_silent(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    async with serving(folder) as (_, _, path):
        other = await greeted(path, "cli")
        await other.ask("Subscribe")
        clock.ahead = 3600
        await turned()
        assert "ok" in await other.ask("Status", "s")
        other.close()


async def test_a_place_is_short(folder: Path) -> None:
    async with serving(folder) as (_, server, path):
        raw = await greeted(path, "ann")
        for too_long in ({"screen": "x" * (MAX_PLACE + 1)}, {"screen": "", "size": "x" * (MAX_PLACE + 1)}):
            answer = await raw.ask("Here", **too_long)
            assert answer["error"]["code"] == "malformed"
        assert server.consoles() == []
        raw.close()
