"""The group that a state's owner lets in: it may ask the engine, and command nothing."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest
from link_host import Raw, served_still, serving

from drconsole.link.peer import Peer
from drconsole.link.serving import connection
from drconsole.link.trust import owner_of_another, reading_group

READER = Peer(1, 54321, "uid 54321")


@pytest.fixture
def shared(folder: Path) -> Path:
    folder.chmod(0o750)
    return folder


@pytest.fixture
def as_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "peer_of", lambda _: READER)


@pytest.mark.parametrize(
    ("mode", "let_in"), [(0o700, False), (0o750, True), (0o2750, True), (0o755, False), (0o770, False), (0o740, False)]
)
def test_a_folder_lets_its_group_in_where_it_may_read_and_nobody_else(folder: Path, mode: int, let_in: bool) -> None:
    folder.chmod(mode)
    assert reading_group(folder) == (folder.stat().st_gid if let_in else None)


async def test_the_socket_is_open_to_that_group_and_to_nobody_else(shared: Path) -> None:
    async with serving(shared) as (_, _, path):
        found = path.stat()
        assert stat.S_IMODE(found.st_mode) == 0o660
        assert found.st_gid == shared.stat().st_gid


@pytest.mark.usefixtures("as_reader")
async def test_a_reader_is_answered_and_commands_nothing(shared: Path) -> None:
    async with serving(shared) as (host, server, path):
        raw = await Raw.open(path)
        preview: dict[str, Any] = {"operation": "failover", "target": "shop"}
        for number, (kind, body) in enumerate((("Status", {}), ("Preview", preview), ("Next", {"target": "shop"}))):
            assert "ok" in await raw.ask(kind, str(number), **body)
        asked = len(host.asked)
        for kind, body in (
            ("StartJob", {**preview, "confirm": "shop"}),
            ("Stop", {}),
            ("SetClock", {"paused": True}),
            ("Preview", {**preview, "encryption_key": "aGVsbG8="}),
        ):
            answer = await raw.ask(kind, "x", **body)
            assert answer["error"]["code"] == "not-permitted"
            assert answer["error"]["exit_code"] == 3
        assert len(host.asked) == asked
        await raw.ask("Here", "h", screen="Jobs", read_only=False)
        assert [each["read_only"] for each in server.consoles()] == [True]
        raw.close()


@pytest.mark.usefixtures("as_reader")
async def test_readers_leave_room_for_the_owner(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(shared, readers=1, readers_requests=1) as (host, _, path):
        first = await Raw.open(path)
        for identity in ("r1", "r2"):
            first.say({"id": identity, "kind": "Check", "body": {"operation": "failover", "target": "shop"}})
        second = await Raw.open(path, hello=False)
        assert (await second.hear())["error"]["code"] == "too-many-clients"
        assert [asked[2] for asked in host.asked] == ["r1"], "the second waits unread"
        monkeypatch.undo()
        await served_still(path)
        host.release.set()
        assert {(await first.hear())["id"] for _ in range(2)} == {"r1", "r2"}
        first.close()
        second.close()


def test_a_folder_of_ours_is_not_anothers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert owner_of_another(folder) == ""
    assert owner_of_another(folder / "gone") == ""
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    assert owner_of_another(folder) != ""
