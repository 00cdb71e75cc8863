"""The wall for browsers: to whom it answers, what it hands out, and that what is typed there commands nothing."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from support.patience import PATIENCE

from drconsole.console.wall.app import Setting
from drconsole.console.wall.web import server
from drconsole.console.wall.web.server import FILES, KEYS, PAGE, WallServer
from drconsole.recovery.types.work.errors import BadInput
from drconsole.settings.state import StatePaths

PUBLIC = "https://wall.example"


class Typed:
    """What would have been typed into a browser's process."""

    started: list[Typed] = []

    def __init__(self, command: str, **more: Any) -> None:
        self.command, self.heard, self.ended = command, [], False
        Typed.started.append(self)

    async def start(self, width: int, height: int) -> None:
        self.heard.append(("size", width, height))

    async def set_terminal_size(self, width: int, height: int) -> None:
        self.heard.append(("size", width, height))

    async def send_bytes(self, data: bytes) -> None:
        self.heard.append(("key", data.decode()))

    async def end(self) -> None:
        self.ended = True


@pytest.fixture
async def address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[str]:
    """A server with processes that are none, which asks for no token."""
    Typed.started.clear()
    monkeypatch.setattr(server, "Served", Typed)
    listening = server.listen(0)
    port = listening.getsockname()[1]
    runner = web.AppRunner(WallServer(Setting(StatePaths.of(tmp_path)), port, PUBLIC, to_all=True).app())
    await runner.setup()
    await web.SockSite(runner, listening).start()
    yield f"http://127.0.0.1:{port}"
    await runner.cleanup()


async def test_it_answers_to_its_own_names_alone(address: str) -> None:
    assert address.startswith("http://127.0.0.1:")
    async with aiohttp.ClientSession() as session:
        for host, status in (("wall.example", 200), ("evil.example", 403), ("127.0.0.1", 403), ("", 403)):
            async with session.get(address, headers={"Host": host}) as answer:
                assert answer.status == status, host
        for origin, status in ((address, 101), (PUBLIC, 101), ("http://evil.example", 403), ("null", 403), (None, 403)):
            try:
                async with session.ws_connect(f"{address}/ws", headers={"Origin": origin} if origin else {}):
                    found = 101
            except aiohttp.WSServerHandshakeError as error:
                found = error.status
            assert found == status, origin


async def test_the_page_fetches_nothing_from_elsewhere(address: str) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(address) as answer:
            policy, page = answer.headers["Content-Security-Policy"], await answer.text()
        sources = {source for part in policy.split(";") for source in part.split()[1:]}
        host = address.removeprefix("http://")
        assert sources <= {"'none'", "'self'", "'unsafe-inline'", "data:", f"ws://{host}", f"wss://{host}"}
        named = re.findall(r'(?:src|href)="([^"]+)"', page)
        assert named
        for name in named:
            if name == "data:,":
                continue
            async with session.get(f"{address}/{name}") as answer:
                assert answer.status == 200, name
        for path in ("static/", "static/images", "static/../server.py", "static/..%2fserver.py", "download/x", "x"):
            async with session.get(f"{address}/{path}") as answer:
                assert answer.status == 404, path


def test_our_part_of_the_page_names_no_address() -> None:
    for path in (*PAGE.iterdir(), FILES["xterm.css"]):
        assert not re.search(r"(?:src|href|url|import|fetch)\W+(?:https?:)?//", path.read_text(encoding="utf-8")), path


async def test_what_is_typed_or_pasted_ends_at_the_server_but_for_the_keys_that_turn_pages(address: str) -> None:
    typed = (":", ":failover shop\r", "q", "\x03", "\x11", "\x10", "\r", "!", "nn", " \r", "\x1b[200~n\x1b[201~")
    wrong: list[object] = [["stdin", text] for text in typed]
    wrong += [["stdin"], ["stdin", 3], ["quit"], {}, 7, "x", None, ["meta", {"type": "quit"}]]
    wrong += [["resize", {"width": "x"}], ["focus"], ["blur"]]
    page = {"Origin": address}
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{address}/ws?width=x&height=9999", headers=page) as socket,
    ):
        for said in wrong:
            await socket.send_str(json.dumps(said))
        await socket.send_str("no JSON")
        await socket.send_str(json.dumps(["resize", {"width": 160, "height": 50}]))
        for key in sorted(KEYS):
            await socket.send_str(json.dumps(["stdin", key]))
        await socket.send_str(json.dumps(["ping", "1"]))
        assert await socket.receive_json(timeout=PATIENCE) == ["pong", "1"]
    (process,) = Typed.started
    assert process.heard == [("size", 80, 600), ("size", 160, 50), *(("key", key) for key in sorted(KEYS))]
    assert process.ended


async def test_so_many_browsers_and_no_more(address: str) -> None:
    async with aiohttp.ClientSession() as session:
        open_ = [await session.ws_connect(f"{address}/ws", headers={"Origin": address}) for _ in range(server.BROWSERS)]
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(f"{address}/ws", headers={"Origin": address})
        assert refused.value.status == 503
        for socket in open_:
            await socket.close()


def test_a_port_that_is_taken_and_an_address_that_is_none_are_named(tmp_path: Path) -> None:
    with server.listen(0) as first, pytest.raises(BadInput, match="Address already in use") as taken:
        server.listen(first.getsockname()[1])
    assert taken.value.place == "--port"
    for wrong in ("wall.example", "ftp://wall.example", "https://"):
        with pytest.raises(BadInput) as refused:
            WallServer(Setting(StatePaths.of(tmp_path)), 8080, wrong)
        assert refused.value.place == "--public-url"
