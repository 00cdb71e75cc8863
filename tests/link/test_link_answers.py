"""Answers and pushes: each asker gets its own, and who does not read slows nobody."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from link_host import Raw, served_still, serving, until


async def test_a_refusal_comes_back_whole(folder: Path) -> None:
    async with serving(folder) as (_, _, path):
        raw = await Raw.open(path)
        assert (await raw.ask("CancelJob", job="j1"))["error"] == {
            "code": "confirm",
            "message": "needs a confirmation",
            "place": "--confirm",
            "advice": "",
            "consequences": [{"item": "a"}],
            "exit_code": 3,
        }
        raw.close()


@pytest.mark.parametrize(("kind", "body", "exit_code"), [("Doctor", {}, 1), ("HoldJob", {"comment": "break"}, 6)])
async def test_a_fault_of_the_engine_leaves_a_commands_outcome_unknown(
    folder: Path, kind: str, body: dict[str, str], exit_code: int
) -> None:
    async with serving(folder) as (_, _, path):
        raw = await Raw.open(path)
        answer = await raw.ask(kind, **({"job": "j"} if body else {}), **body)
        assert (answer["error"]["code"], answer["error"]["exit_code"]) == ("internal", exit_code)
        assert (await raw.ask("Status"))["ok"]
        raw.close()


async def test_a_long_question_does_not_hold_up_the_next(folder: Path) -> None:
    async with serving(folder) as (host, _, path):
        raw = await Raw.open(path)
        raw.say({"id": "slow", "kind": "Check", "body": {"operation": "failover", "target": "p"}})
        assert (await raw.ask("Status", "quick"))["id"] == "quick"
        host.release.set()
        assert (await raw.hear())["id"] == "slow"
        raw.close()


async def test_the_same_request_sent_again_while_it_is_answered_is_done_once(folder: Path) -> None:
    async with serving(folder) as (host, _, path):
        first, second = await Raw.open(path), await Raw.open(path)
        for raw in (first, second):
            raw.say({"id": "same", "kind": "HoldJob", "body": {"job": "j", "comment": "slow"}})
        await until(lambda: len(host.asked) == 1)
        stranger = await second.ask("HoldJob", "same", job="another")
        assert stranger["error"]["code"] == "id-reused"
        host.release.set()
        assert (await first.hear())["ok"] == (await second.hear())["ok"]
        assert len(host.asked) == 1
        first.close()
        second.close()


async def test_a_command_does_not_end_with_its_asker(folder: Path) -> None:
    async with serving(folder) as (host, _, path):
        raw = await Raw.open(path)
        raw.say({"id": "mine", "kind": "HoldJob", "body": {"job": "j", "comment": "slow"}})
        await until(lambda: host.asked)
        raw.writer.transport.abort()
        await served_still(path)
        host.release.set()
        await until(lambda: "mine" in host.finished)


async def test_a_flood_of_requests_is_answered_one_and_all(folder: Path) -> None:
    async with serving(folder, requests=4) as (_, _, path):
        raw = await Raw.open(path)
        ids = [f"r{n}" for n in range(3000)]
        raw.send(b"".join(b'{"id":"%s","kind":"Status"}\n' % name.encode() for name in ids))
        assert {(await raw.hear())["id"] for _ in ids} == set(ids)
        raw.close()


async def test_a_flood_of_subscriptions_is_answered_one_and_all(folder: Path) -> None:
    async with serving(folder) as (_, _, path):
        raw = await Raw.open(path)
        raw.send(b'{"id":"s","kind":"Subscribe"}\n' * 3000)
        for _ in range(3000):
            assert (await raw.hear())["ok"] == {"rev": 7}
        raw.close()


async def test_one_client_cannot_have_more_than_its_share_in_hand(folder: Path) -> None:
    async with serving(folder, requests=4) as (host, _, path):
        raw = await Raw.open(path)
        for n in range(50):
            raw.say({"id": f"c{n}", "kind": "Check", "body": {"operation": "commit", "target": "p"}})
        await until(lambda: len(host.asked) == 4)
        await served_still(path)
        assert len([kind for kind, _, _ in host.asked if kind == "Check"]) == 4
        raw.close()


async def test_who_ends_its_sending_still_gets_its_answers(folder: Path) -> None:
    async with serving(folder) as (host, _, path):
        raw = await Raw.open(path)
        raw.say({"id": "1", "kind": "Check", "body": {"operation": "failover", "target": "p"}})
        raw.writer.write_eof()
        await until(lambda: host.asked)
        host.release.set()
        assert (await raw.hear())["id"] == "1"
        assert await raw.ended()


async def test_revisions_come_newest_only_and_few(folder: Path) -> None:
    async with serving(folder) as (_, server, path):
        raw = await Raw.open(path)
        assert (await raw.ask("Subscribe"))["ok"] == {"rev": 7}
        heard: list[int] = []
        for rev in range(8, 2008):
            server.revision(rev)
            if rev % 100 == 0:
                await asyncio.sleep(0)
        while not heard or heard[-1] < 2007:
            heard.append((await raw.hear())["rev"])
        assert heard == sorted(set(heard))
        assert len(heard) <= 5
        raw.close()


async def test_pushes_keep_to_their_pace(folder: Path) -> None:
    async with serving(folder, pushes=20) as (_, server, path):
        raw = await Raw.open(path)
        await raw.ask("Subscribe")
        loop, times = asyncio.get_running_loop(), []
        for rev in (10, 20, 30):
            server.revision(rev)
            assert (await raw.hear())["rev"] == rev
            times.append(loop.time())
        assert times[2] - times[0] >= 0.09
        raw.close()


async def test_a_subscriber_that_does_not_read_slows_nobody_and_gets_the_newest_later(folder: Path) -> None:
    async with serving(folder, pushes=1e6) as (_, server, path):
        lazy, keen = await Raw.open(path), await Raw.open(path)
        for raw in (lazy, keen):
            await raw.ask("Subscribe")
        # Large unread answers fill the lazy one's socket and then its buffer in the engine.
        lazy.writer.transport.pause_reading()  # type: ignore[attr-defined]
        for n in range(2):
            lazy.say({"id": f"n{n}", "kind": "Next", "body": {"target": "p"}})
        await served_still(path)
        for rev in range(100, 400):
            server.revision(rev)
            assert (await keen.hear())["rev"] == rev
        lazy.writer.transport.resume_reading()  # type: ignore[attr-defined]
        heard = [0]
        while heard[-1] != 399:
            heard.append((await lazy.hear()).get("rev", 0))
        assert len(heard) < 20
        lazy.close()
        keen.close()


async def test_a_client_that_lets_its_answers_pile_up_is_dropped(folder: Path) -> None:
    async with serving(folder, output=100_000) as (_, server, path):
        lazy = await Raw.open(path)
        lazy.writer.transport.pause_reading()  # type: ignore[attr-defined]
        for n in range(30):
            lazy.say({"id": f"n{n}", "kind": "Next", "body": {"target": "p"}})
        await until(lambda: not server._clients)
        await served_still(path)


async def test_a_client_that_leaves_its_answer_unread_for_long_is_dropped(folder: Path) -> None:
    async with serving(folder, stalled=0.05) as (_, server, path):
        lazy = await Raw.open(path)
        lazy.writer.transport.pause_reading()  # type: ignore[attr-defined]
        for n in range(3):
            lazy.say({"id": f"n{n}", "kind": "Next", "body": {"target": "p"}})
        await until(lambda: not server._clients)


async def test_a_body_arrives_with_every_default_put_in(folder: Path) -> None:
    async with serving(folder) as (host, _, path):
        raw = await Raw.open(path)
        await raw.ask("SetClock", speed=60)
        assert host.asked == [("SetClock", {"speed": 60.0, "paused": None}, "1")]
        json.dumps(host.asked[0][1])
        raw.close()
