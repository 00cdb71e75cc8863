"""Chromium without a screen, over its debugging protocol: what it fetches, what it complains of, what it shows."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import re
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from support.patience import PATIENCE

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
LISTENS = re.compile(rb"DevTools listening on ws://([^/]+)/")


class Tab:
    """A page of the browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self.fetched: list[str] = []
        """Every address that it asked for."""
        self.complaints: list[str] = []
        self.received = b""
        """All that came over its sockets."""
        self._reading = asyncio.ensure_future(self._read())

    async def _read(self) -> None:
        async for message in self._socket:
            told = message.json()
            if "id" in told:
                self._answers.pop(told["id"]).set_result(told)
            elif told["method"] == "Network.requestWillBeSent":
                self.fetched.append(told["params"]["request"]["url"])
            elif told["method"] == "Network.webSocketFrameReceived":
                frame = told["params"]["response"]
                self.received += base64.b64decode(frame["payloadData"]) if frame["opcode"] == 2 else b""
            elif told["method"] == "Network.webSocketCreated":
                self.fetched.append(told["params"]["url"])
            elif told["method"] == "Runtime.exceptionThrown":
                self.complaints.append(str(told["params"]["exceptionDetails"]))
            elif told["method"] == "Log.entryAdded" and told["params"]["entry"]["level"] == "error":
                self.complaints.append(told["params"]["entry"]["text"])

    async def ask(self, method: str, **parameters: Any) -> Any:
        """Send a command; return its result."""
        number = next(self._ids)
        self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        told = await asyncio.wait_for(self._answers[number], PATIENCE)
        assert "error" not in told, told
        return told["result"]

    async def open(self, url: str) -> None:
        for domain in ("Network", "Page", "Runtime", "Log"):
            await self.ask(f"{domain}.enable")
        await self.ask("Page.navigate", url=url)

    async def value(self, script: str) -> Any:
        """Return what an expression is worth in the page."""
        told = await self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        return told["result"].get("value")

    async def until(self, script: str, patience: float = PATIENCE) -> Any:
        """Wait until an expression is worth something."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if found := await self.value(script):
                return found
            await asyncio.sleep(0.2)
        raise AssertionError(f"never true in the page: {script}")

    async def picture(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        told = await self.ask("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(told["data"]))

    async def type(self, text: str) -> None:
        """Type into the page as a keyboard does, then paste it too."""
        for letter in text:
            await self.ask("Input.dispatchKeyEvent", type="keyDown", text=letter, key=letter)
            await self.ask("Input.dispatchKeyEvent", type="keyUp", key=letter)
        await self.ask("Input.insertText", text=text)


@asynccontextmanager
async def browser(folder: Path, size: tuple[int, int] = (1920, 1080)) -> AsyncIterator[Tab]:
    """A browser with one page. Root has no sandbox."""
    assert BROWSER is not None, "Chromium is needed (Debian: chromium)"
    process = await asyncio.create_subprocess_exec(
        BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
        f"--user-data-dir={folder}", f"--window-size={size[0]},{size[1]}", "--no-first-run",
        "--disable-background-networking", "about:blank",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://{await _listens(process)}/json/list") as answer:
                pages = [page for page in await answer.json() if page["type"] == "page"]
            async with session.ws_connect(pages[0]["webSocketDebuggerUrl"], max_msg_size=1 << 26) as socket:
                yield Tab(socket)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _listens(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    while line := await asyncio.wait_for(process.stderr.readline(), PATIENCE):
        if found := LISTENS.search(line):
            asyncio.ensure_future(process.stderr.read())  # noqa: RUF006 - so that it never waits for us
            return found[1].decode()
    raise AssertionError("chromium does not start")
