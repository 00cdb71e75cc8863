"""Server of a wall for browsers of this machine: textual-serve carries the picture, and hardly a key.

Of textual-serve there is its protocol and its terminal for browsers. Left out are its page (which fetches a font from
outside), its downloads and its listing of files. Each browser has a process of its own (``wall.served``), sealed
against the engine. It listens at 127.0.0.1 alone, answers to its own names alone (else a page from elsewhere could
reach it by a name of its own: DNS rebinding), takes a socket from its own pages alone, and lets in only who has its
address (``admission``).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shlex
import site
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

import textual_serve
from aiohttp import WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from drconsole.console.wall.app import Setting
from drconsole.console.wall.served import argv_of
from drconsole.console.wall.web.admission import Admission
from drconsole.recovery.types.work.errors import BadInput
from drconsole.settings.environment import ENCRYPTION_PASSWORD

HOST = "127.0.0.1"
PAGE = Path(__file__).parent / "page"
THEIRS = Path(textual_serve.__file__).parent / "static"
FILES: dict[str, Path] = {
    "textual.js": THEIRS / "js" / "textual.js",
    "xterm.css": THEIRS / "css" / "xterm.css",
    "RobotoMono-VariableFont_wght.ttf": THEIRS / "fonts" / "RobotoMono-VariableFont_wght.ttf",
    **{name: PAGE / name for name in ("before.js", "after.js", "wall.css")},
}
"""All that a browser can get beside the page."""
KEYS = frozenset({" ", "n", "p", "\x1b[C", "\x1b[D"})
"""What may be typed: to turn pages, and to choose plans. Everything else ends at the server."""
BROWSERS = 8
"""Browsers at once (our choice): each has a process."""
LEAST, MOST = 10, 600
"""Columns and lines that a browser may ask for."""
PATIENCE = 3.0
"""Seconds for a browser's process to end by itself."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self' {sockets}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the page may fetch: nothing from elsewhere. The terminal writes its styles into the page."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Served(AppService):
    """Process of one browser's wall."""

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        environment: dict[str, str] = super()._build_environment(width, height)
        environment.pop(ENCRYPTION_PASSWORD, None)
        environment["TEXTUAL_FPS"] = "10"
        # A checkout that is found only because it is the current folder.
        root = str(Path(__file__).resolve().parents[4])
        if root not in {*site.getsitepackages(), site.getusersitepackages()}:
            old = environment.get("PYTHONPATH")
            environment["PYTHONPATH"] = os.pathsep.join([root, *([old] if old else [])])
        return environment

    async def end(self) -> None:
        """End the process: ask it, and end it where it does not, also where the server itself must not wait longer."""
        try:
            await asyncio.wait_for(self.stop(), PATIENCE)
        except (TimeoutError, ConnectionError, OSError):
            pass
        finally:
            if self._process is not None and self._process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    self._process.kill()


class WallServer:
    """Page, files and sockets of one wall."""

    def __init__(self, setting: Setting, port: int, public_url: str | None = None, *, to_all: bool = False) -> None:
        """``to_all``: no token is asked, and whoever reaches it looks at it."""
        self._command = "exec " + shlex.join(argv_of(setting))
        self._downloads = DownloadManager()
        self._open: set[web.WebSocketResponse] = set()
        self._admission = None if to_all else Admission(port)
        url = public_url or f"http://{HOST}:{port}/"
        self.url = url if self._admission is None else self._admission.address(url)
        """Address that lets a browser in."""
        origins = [f"http://{HOST}:{port}", f"http://localhost:{port}"]
        if public_url:
            origins.append(_origin(public_url))
        self._origins = frozenset(origins)
        self._hosts = frozenset(urlsplit(origin).netloc for origin in origins)

    def app(self) -> web.Application:
        """Return the application."""
        app = web.Application(middlewares=[self._guard])
        app.add_routes([web.get("/", self._index), web.get("/static/{name}", self._file), web.get("/ws", self._socket)])
        app.on_shutdown.append(self._close)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.host not in self._hosts:
            raise web.HTTPForbidden(text=f"this wall is not called {request.host!r}: see --public-url\n")
        response = await self._admitted(request, handler)
        if not response.prepared:
            sockets = " ".join(f"{scheme}://{request.host}" for scheme in ("ws", "wss"))
            response.headers["Content-Security-Policy"] = POLICY.format(sockets=sockets)
            response.headers["X-Content-Type-Options"] = "nosniff"
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["Cache-Control"] = "no-cache"
        return response

    async def _admitted(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        admission = self._admission
        if admission is None or admission.knows(request):
            return await handler(request)
        if admission.lets_in(request):
            return admission.welcome(request, secure=f"https://{request.host}" in self._origins)
        raise web.HTTPForbidden(text="this wall is open to who has the address that it told when it was started\n")

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE / "index.html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        path = FILES.get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound
        return web.FileResponse(path)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        """Carry the picture to one browser, and its few keys back."""
        if request.headers.get("Origin") not in self._origins:
            raise web.HTTPForbidden(text="this socket is for the wall's own page\n")
        if len(self._open) >= BROWSERS:
            raise web.HTTPServiceUnavailable(text=f"{BROWSERS} browsers show this wall already\n")
        browser = web.WebSocketResponse(heartbeat=15, max_msg_size=4096)
        self._open.add(browser)
        served: Served | None = None
        try:
            await browser.prepare(request)
            served = Served(
                self._command,
                write_bytes=browser.send_bytes,
                write_str=browser.send_str,
                close=browser.close,  # type: ignore[arg-type]
                download_manager=self._downloads,
            )
            size = (_cells(request.query.get("width"), 80), _cells(request.query.get("height"), 24))
            await served.start(*size)
            async for message in browser:
                if message.type is WSMsgType.TEXT:
                    await self._heard(browser, served, message.data)
        finally:
            self._open.discard(browser)
            if served is not None:
                await served.end()
        return browser

    async def _heard(self, browser: web.WebSocketResponse, served: Served, text: str) -> None:
        """Take what a browser says: its size, a ping, a key that turns pages. Nothing else."""
        match _envelope(text):
            case ["resize", {"width": int(width), "height": int(height)}]:
                await served.set_terminal_size(_cells(width, 80), _cells(height, 24))
            case ["ping", str(said)]:
                await browser.send_json(["pong", said[:40]])
            case ["stdin", str(said)] if said in KEYS:
                await served.send_bytes(said.encode())

    async def _close(self, app: web.Application) -> None:
        for browser in list(self._open):
            await browser.close()


def _envelope(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _cells(said: object, usual: int) -> int:
    try:
        return max(LEAST, min(MOST, int(str(said))))
    except ValueError:
        return usual


def _origin(url: str) -> str:
    """Return scheme and host of an address. Raises ``BadInput`` for what is none."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadInput(
            "bad-url", f"{url!r} is no address of a page", place="--public-url", advice="such as https://wall.example"
        )
    return f"{parts.scheme}://{parts.netloc}"


def listen(port: int) -> socket.socket:
    """Return a socket at ``HOST`` and no other address; 0 = any port that is free. Raises ``BadInput``."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen()
    except OSError as error:
        listening.close()
        raise BadInput(
            "port-taken",
            f"nothing can listen at {HOST}:{port}: {error.strerror}",
            place="--port",
            advice="name another port, or 0 for any that is free",
        ) from error
    return listening


def serve(
    setting: Setting, port: int, public_url: str | None, announce: Callable[[str], None], *, to_all: bool = False
) -> int:
    """Serve a wall until SIGINT or SIGTERM; return the exit code. Raises ``BadInput`` for a port that is taken.

    ``announce`` is told the address once browsers can come; ``to_all``: it asks for no token.
    """
    with listen(port) as listening:
        server = WallServer(setting, listening.getsockname()[1], public_url, to_all=to_all)
        app = server.app()

        async def told(app: web.Application) -> None:
            announce(server.url)

        app.on_startup.append(told)
        web.run_app(app, sock=listening, print=None, access_log=None, shutdown_timeout=PATIENCE)
    return 0
