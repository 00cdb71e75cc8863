"""Consoles that are open on a state: each says where it is, for as long as its connection lasts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from link_host import Raw, serving, until

from drconsole.link.messages import MAX_PLACE


async def greeted(path: Path, person: str) -> Raw:
    raw = await Raw.open(path, hello=False)
    raw.say({"hello": {"protocol": 1, "version": "9.9", "client": "console", "as": person}})
    assert "hello" in await raw.hear()
    return raw


def places(answer: dict[str, Any]) -> list[tuple[str | None, str, str | None]]:
    return [(each["seat"], each["screen"], each["doing"]) for each in answer["ok"]["consoles"]]


async def test_each_console_is_named_with_where_it_is_until_its_connection_ends(folder: Path) -> None:
    async with serving(folder) as (host, server, path):
        ann, bob = await greeted(path, "ann"), await greeted(path, "bob")
        await ann.ask("Here", screen="Jobs")
        answer = await bob.ask(
            "Here", screen="shop", doing="failover of plan shop", address="192.0.2.7", read_only=True
        )
        assert places(answer) == [("ann", "Jobs", None), ("bob", "shop", "failover of plan shop")]
        row = answer["ok"]["consoles"][1]
        assert (row["from"], row["read_only"], row["pid"]) == ("192.0.2.7", True, os.getpid())
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


async def test_a_place_is_short(folder: Path) -> None:
    async with serving(folder) as (_, server, path):
        raw = await greeted(path, "ann")
        answer = await raw.ask("Here", screen="x" * (MAX_PLACE + 1))
        assert answer["error"]["code"] == "malformed"
        assert server.consoles() == []
        raw.close()
