"""Who is let in to a wall for browsers: over real HTTP, by address, cookie and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from aiohttp import web

from drconsole.console.wall.app import Setting
from drconsole.console.wall.web import server
from drconsole.console.wall.web.server import WallServer
from drconsole.settings.state import StatePaths

PUBLIC = "https://wall.example/room/?fontsize=24"
STRANGERS = ("token=", "token=x", "token=%ff%fe", "token=%00", "key=1")


class Silent:
    """A browser's process that does nothing."""

    def __init__(self, command: str, **more: Any) -> None:
        self.command = command

    async def start(self, width: int, height: int) -> None:
        pass

    async def end(self) -> None:
        pass


@asynccontextmanager
async def serving(folder: Path, **more: Any) -> AsyncIterator[tuple[str, WallServer]]:
    """A wall at a port of its own; yields where, without a token."""
    with server.listen(0) as listening:
        port = listening.getsockname()[1]
        wall = WallServer(Setting(StatePaths.of(folder)), port, **more)
        runner = web.AppRunner(wall.app())
        await runner.setup()
        await web.SockSite(runner, listening).start()
        try:
            yield f"http://127.0.0.1:{port}", wall
        finally:
            await runner.cleanup()


@pytest.fixture(autouse=True)
def no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "Served", Silent)


@asynccontextmanager
async def user() -> AsyncIterator[aiohttp.ClientSession]:
    """A browser of its own: addresses without a name have cookies, too."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


async def status(session: aiohttp.ClientSession, address: str, **more: Any) -> int:
    async with session.get(address, **more) as answer:
        return answer.status


async def socket_status(session: aiohttp.ClientSession, address: str) -> int:
    try:
        async with session.ws_connect(f"{address}/ws", headers={"Origin": address}):
            return 101
    except aiohttp.WSServerHandshakeError as error:
        return error.status


async def test_another_user_of_the_machine_gets_nothing(tmp_path: Path) -> None:
    async with serving(tmp_path) as (address, wall), user() as stranger:
        token = parse_qs(urlsplit(wall.url).query)["token"][0]
        assert len(token) >= 43, "32 bytes of chance"
        paths = ("/", "/static/textual.js", "/static/none", "/none", *(f"/?{said}" for said in STRANGERS))
        paths += (
            f"/?token={token[:-1]}",
            f"/?token={token}x",
            f"/static/textual.js?token={token}",
            f"/ws?token={token}",
        )
        for path in paths:
            async with stranger.get(address + path) as answer:
                assert answer.status == 403, path
                assert "Set-Cookie" not in answer.headers and token not in await answer.text()
        name = f"drconsole-wall-{urlsplit(address).port}"
        for cookie in (f"{name}=", f"{name}=x", f"{name}={token}", "other=1"):
            assert await status(stranger, address, headers={"Cookie": cookie}) == 403, cookie
        assert await socket_status(stranger, address) == 403


async def test_the_address_lets_a_browser_in_which_then_needs_no_token(tmp_path: Path) -> None:
    async with serving(tmp_path) as (address, wall), user() as one, user() as two:
        assert wall.url.startswith(f"{address}/?token=")
        async with one.get(f"{wall.url}&fontsize=24", allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "./?fontsize=24")
            (cookie,) = answer.cookies.values()
            assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", "")
            assert cookie.value not in wall.url and answer.headers["Referrer-Policy"] == "no-referrer"
        async with two.get(wall.url) as answer:
            assert (answer.status, str(answer.url)) == (200, f"{address}/")
        for path in ("/", "/?fontsize=24", "/static/textual.js"):
            assert await status(one, address + path) == 200, path
        assert await status(one, f"{address}/none") == 404
        assert await socket_status(one, address) == 101
        # It opens no door that was closed to all: another name, another page.
        assert await status(one, wall.url, headers={"Host": "evil.example"}) == 403
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await one.ws_connect(f"{address}/ws", headers={"Origin": "http://evil.example"})


async def test_each_wall_has_a_token_and_a_cookie_of_its_own(tmp_path: Path) -> None:
    async with serving(tmp_path) as (first, one), serving(tmp_path) as (second, other), user() as session:
        assert await status(session, one.url) == 200
        assert await status(session, second) == 403
        assert await status(session, f"{second}/?{urlsplit(one.url).query}") == 403
        assert await status(session, other.url) == 200
        assert await status(session, first) == 200, "the other wall's cookie took its place"


async def test_behind_a_proxy_the_token_is_in_the_public_address_and_the_cookie_goes_by_https_alone(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path, public_url=PUBLIC) as (address, wall), user() as session:
        assert wall.url.startswith(f"{PUBLIC}&token=")
        asked = f"{address}/?{urlsplit(wall.url).query}"
        async with session.get(asked, headers={"Host": "wall.example"}, allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "./?fontsize=24")
            (cookie,) = answer.cookies.values()
            assert cookie["secure"] is True


async def test_only_who_says_so_opens_it_to_everybody(tmp_path: Path) -> None:
    async with serving(tmp_path, to_all=True) as (address, wall), user() as stranger:
        assert wall.url == f"{address}/"
        assert await status(stranger, address) == 200
        assert await socket_status(stranger, address) == 101
