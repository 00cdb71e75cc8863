"""The engine's end of the link: who is answered, who is sent away, and that nobody can hurt it."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import stat
from pathlib import Path

import pytest
from link_host import Raw, served_still, serving, until
from support.patience import PATIENCE

from drconsole.link.peer import Peer
from drconsole.link.serving import connection
from drconsole.recovery.types.work.errors import Refused


async def test_hello_is_answered_with_who_the_engine_is(folder: Path) -> None:
    async with serving(folder) as (_, _, path):
        raw = await Raw.open(path, hello=False)
        raw.say({"hello": {"protocol": 1, "version": "0.1.0", "client": "cli"}})
        assert (await raw.hear())["hello"] == {
            "protocol": 1,
            "version": "9.9",
            "mode": "SIMULATION",
            "epoch": 3,
            "pid": 42,
            "rev": 7,
        }
        raw.close()


async def test_the_socket_is_its_owners_alone(folder: Path) -> None:
    os.chmod(folder, 0o755)
    async with serving(folder) as (_, _, path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "first",
    [
        {"hello": {"protocol": 2, "version": "7.0"}},
        {"hello": {"protocol": True}},
        {"hello": {}},
        {"hello": 1},
        {"id": "1", "kind": "Status", "body": {}},
    ],
)
async def test_without_a_hello_of_this_protocol_nothing_is_done(folder: Path, first: object) -> None:
    async with serving(folder) as (host, _, path):
        raw = await Raw.open(path, hello=False)
        raw.say(first)
        raw.say({"id": "2", "kind": "Drain", "body": {}})
        answer = await raw.hear()
        assert answer["error"]["code"] == "protocol"
        assert answer["error"]["exit_code"] == 3
        assert await raw.ended()
        assert [code for code, _ in host.rejections] == ["protocol"]
        assert host.asked == []
        await served_still(path)


async def test_who_says_no_hello_in_time_is_sent_away(folder: Path) -> None:
    async with serving(folder, hello=0.02, linger=0.02) as (host, _, path):
        raw = await Raw.open(path, hello=False)
        raw.send(b'{"hel')
        assert (await raw.hear())["error"]["code"] == "protocol"
        assert await raw.ended()
        assert host.rejections


async def test_who_stops_in_the_middle_of_a_message_is_dropped(folder: Path) -> None:
    async with serving(folder, partial=0.02) as (_, _, path):
        raw = await Raw.open(path)
        raw.send(b'{"id": "1", "ki')
        assert await raw.ended()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"no json", "malformed"),
        (b"", "malformed"),
        (b"\xff\xfe\x00", "malformed"),
        (b"[" * 100_000, "malformed"),
        (b"9" * 5000, "malformed"),
        (b"[1, 2]", "malformed"),
        (b"null", "malformed"),
        (b'{"id": "1", "kind": "SetClock", "body": {"speed": NaN}}', "malformed"),
        (b'{"kind": "Status", "body": {}}', "malformed"),
        (b'{"id": 1, "kind": "Status", "body": {}}', "malformed"),
        (b'{"id": "a b", "kind": "Status", "body": {}}', "malformed"),
        (b'{"id": "1", "kind": "Explode", "body": {}}', "unknown-kind"),
        (b'{"id": "1", "kind": ["Status"], "body": {}}', "unknown-kind"),
        (b'{"id": "1", "kind": "\\ud800", "body": {}}', "unknown-kind"),
        (b'{"id": "1", "kind": "Status", "body": []}', "malformed"),
        (b'{"id": "1", "kind": "Status", "body": {"uid": 0}}', "malformed"),
        (b'{"id": "1", "kind": "Stop", "body": {"force": "yes"}}', "malformed"),
    ],
)
async def test_a_message_that_cannot_be_taken_is_answered_and_journaled(folder: Path, line: bytes, code: str) -> None:
    async with serving(folder) as (host, _, path):
        raw = await Raw.open(path)
        raw.send(line + b"\n")
        assert (await raw.hear())["error"]["code"] == code
        assert [rejected for rejected, _ in host.rejections] == [code]
        host.rejections[0][1].encode()  # a file can hold it
        assert (await raw.ask("Status"))["ok"]["kind"] == "Status"
        raw.close()


async def test_a_client_that_only_talks_nonsense_is_sent_away(folder: Path) -> None:
    async with serving(folder, faults=3) as (host, _, path):
        raw = await Raw.open(path)
        raw.send(b"x\n" * 5000)
        assert await raw.ended()
        assert [code for code, _ in host.rejections] == ["malformed"] * 3 + ["too-many-faults"]
        await served_still(path)


async def test_rejections_are_journaled_sparingly(folder: Path) -> None:
    async with serving(folder, faults=10_000) as (host, _, path):
        raw = await Raw.open(path)
        raw.send(b"x\n" * 2000)
        for _ in range(2000):
            await raw.hear()
        assert 0 < len(host.rejections) < 100
        raw.close()


@pytest.mark.parametrize("end", [b"", b"\n"])
async def test_a_message_too_large_is_answered_journaled_and_ends_the_connection(folder: Path, end: bytes) -> None:
    async with serving(folder, linger=0.2) as (host, _, path):
        raw = await Raw.open(path)
        raw.send(b'{"id": "1", "kind": "Status", "pad": "' + b"x" * (5 << 20) + end)
        answer = await raw.hear()
        assert (answer["error"]["code"], answer["error"]["exit_code"]) == ("too-large", 2)
        assert await raw.ended()
        assert [code for code, _ in host.rejections] == ["too-large"]
        await served_still(path)


async def test_what_came_before_a_message_too_large_is_done(folder: Path) -> None:
    async with serving(folder, message=200, linger=0.2) as (host, _, path):
        raw = await Raw.open(path)
        raw.send(b'{"id": "1", "kind": "Drain", "body": {}}\n' + b"x" * 201)
        await until(lambda: host.finished == ["1"])
        assert (await raw.hear())["error"]["code"] == "too-large"
        raw.close()


async def test_identity_is_the_kernels_and_not_the_messages(folder: Path) -> None:
    async with serving(folder) as (host, _, path):
        raw = await Raw.open(path)
        raw.say({"id": "1", "kind": "Status", "body": {}, "actor": "mallory", "uid": 12345, "peer": {"uid": 1}})
        await raw.hear()
        assert (host.peers[0].pid, host.peers[0].uid) == (os.getpid(), os.geteuid())
        assert "mallory" not in host.peers[0].actor
        raw.close()


async def test_another_user_is_not_permitted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(folder) as (host, _, path):
        monkeypatch.setattr(connection, "peer_of", lambda _: Peer(1, 54321, "uid 54321"))
        raw = await Raw.open(path, hello=False)
        assert (await raw.hear())["error"]["code"] == "not-permitted"
        assert await raw.ended()
        assert [code for code, _ in host.rejections] == ["not-permitted"]


async def test_a_client_too_many_is_told_so_while_all_others_follow_or_wait(folder: Path) -> None:
    async with serving(folder, clients=2) as (_, _, path):
        first, second = await Raw.open(path), await Raw.open(path)
        assert (await first.ask("Subscribe"))["ok"]
        assert (await second.ask("Subscribe"))["ok"]
        third = await Raw.open(path, hello=False)
        assert (await third.hear())["error"]["code"] == "too-many-clients"
        first.close()
        third.close()
        await asyncio.gather(first.writer.wait_closed(), third.writer.wait_closed())
        assert (await second.ask("Status"))["ok"]
        await served_still(path)
        second.close()


async def test_who_was_silent_for_longest_makes_room_for_the_next(folder: Path) -> None:
    """Sixty-four forgotten clients must not keep the operator out."""
    async with serving(folder, clients=2, silent=0) as (_, _, path):
        first, second = await Raw.open(path), await Raw.open(path)
        assert (await first.ask("Status"))["ok"]
        third = await Raw.open(path)
        assert await second.ended()
        assert (await first.ask("Status", "2"))["ok"]
        assert (await third.ask("Status"))["ok"]
        first.close()
        third.close()


async def test_nobody_makes_room_who_was_heard_a_moment_ago(folder: Path) -> None:
    async with serving(folder, clients=2, silent=60) as (_, _, path):
        first, second = await Raw.open(path), await Raw.open(path)
        third = await Raw.open(path, hello=False)
        assert (await third.hear())["error"]["code"] == "too-many-clients"
        for client in (first, second):
            assert (await client.ask("Status"))["ok"]
            client.close()
        third.close()


async def test_who_has_not_read_its_answer_yet_makes_no_room(folder: Path) -> None:
    async with serving(folder, clients=1, silent=0) as (host, _, path):
        slow = socket.socket(socket.AF_UNIX)
        slow.connect(str(path))
        said = [{"hello": {"protocol": 1, "version": "0.1.0", "client": "test"}}]
        said += [{"id": str(number), "kind": "Next", "body": {"target": "a"}} for number in range(4)]
        slow.sendall(b"".join(json.dumps(each).encode() + b"\n" for each in said))
        while len(host.finished) < 4:
            await asyncio.sleep(0.01)
        second = await Raw.open(path, hello=False)
        assert (await second.hear())["error"]["code"] == "too-many-clients"
        second.close()
        reader, writer = await asyncio.open_unix_connection(sock=slow, limit=1 << 22)
        heard = [json.loads(await asyncio.wait_for(reader.readline(), PATIENCE)) for _ in said]
        assert [len(answer["ok"]["large"]) for answer in heard[1:]] == [300_000] * 4
        writer.close()


async def test_closing_leaves_the_socket_of_the_engine_that_took_over(folder: Path) -> None:
    async with serving(folder) as (_, stale, path):
        path.unlink()
        async with serving(folder):
            await stale.close()
            await served_still(path)


async def test_listening_replaces_the_socket_of_a_dead_engine_and_nothing_else(folder: Path) -> None:
    async with serving(folder) as (_, _, path):
        pass
    assert not path.exists()
    stale = await asyncio.start_unix_server(lambda r, w: None, str(path))
    stale.close()
    assert path.exists()
    async with serving(folder):
        await served_still(path)
    path.write_text("precious")
    with pytest.raises(Refused):
        async with serving(folder):
            pass
    assert path.read_text() == "precious"


async def test_closing_answers_what_is_done_and_lets_go_of_the_rest(folder: Path) -> None:
    async with serving(folder) as (_, server, path):
        raw = await Raw.open(path)
        raw.say({"id": "1", "kind": "Check", "body": {"operation": "failover", "target": "p"}})
        assert (await raw.ask("Status", "2"))["id"] == "2"
        await server.close(patience=0.01)
        assert await raw.ended()
        with pytest.raises((FileNotFoundError, ConnectionRefusedError)):
            await Raw.open(path)
