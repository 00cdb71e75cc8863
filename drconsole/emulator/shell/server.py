"""Server of the emulator: HTTP calls to calls of its core and back, on this machine's own address alone."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus

from aiohttp import web

from drconsole.emulator.calls import EmulatorAnswer, EmulatorCall
from drconsole.emulator.refusals import arm
from drconsole.emulator.service import Emulator
from drconsole.recovery.types.work.errors import BadInput

LOOPBACK = "127.0.0.1"
_NAMES = frozenset({LOOPBACK, "localhost"})
"""What a client may call this machine. Any other name came by a resolver that somebody else controls."""
BODY_MOST = 1 << 20


class Server:
    """Listens from ``start`` to ``stop``."""

    def __init__(self, emulator: Emulator, context: ssl.SSLContext) -> None:
        self._emulator = emulator
        self._context = context
        app = web.Application(client_max_size=BODY_MOST)
        app.router.add_route("*", "/{path:.*}", self._handle)
        # A client that waits for an answer that never comes must not keep the emulator from ending.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5, handle_signals=False)

    async def start(self, port: int, host: str = LOOPBACK) -> str:
        """Listen; returns the base URL. Raises ``BadInput`` for an address that others reach, or a port in use."""
        if host != LOOPBACK:
            raise BadInput(
                "bad-address",
                f"the emulator listens at {LOOPBACK} alone: it asks nobody for a password",
                place=host,
                advice="reach it from elsewhere by an ssh tunnel",
            )
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port, ssl_context=self._context)
        try:
            await site.start()
        except OSError as error:
            await self._runner.cleanup()
            raise BadInput(
                "port-in-use",
                f"nobody can listen at port {port} ({error.strerror or error})",
                place="--port",
                advice="name another port, or 0 for any that is free",
            ) from error
        return f"https://{LOOPBACK}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if (request.host or "").partition(":")[0].lower() not in _NAMES:
            return _response(
                arm(421, "MisdirectedRequest", f"The emulator is {LOOPBACK} or localhost, not '{request.host}'.").answer
            )
        try:
            body = await _body(request)
        except ValueError as error:
            return _response(arm(400, "InvalidRequestContent", f"The request content was invalid: {error}.").answer)
        headers = {name.lower(): value for name, value in request.headers.items()}
        call = EmulatorCall(request.method, request.rel_url.raw_path, dict(request.query), headers, body)
        answer = await self._emulator.answer(call)
        if answer.dropped:
            with suppress(AttributeError):
                request.transport.abort()  # type: ignore[union-attr]
            return web.Response()
        return _response(answer)


async def _body(request: web.Request) -> Mapping[str, object] | None:
    """A JSON object, also where curl calls it a form; nothing for an empty body or a real form, of which no route reads
    anything. Raises ``ValueError``."""
    text = (await request.text()).strip()
    if not text or ("form" in request.content_type and not text.startswith("{")):
        return None
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("it is no JSON object")
    return found


def _response(answer: EmulatorAnswer) -> web.Response:
    headers = {"content-type": "application/json; charset=utf-8", **answer.headers} if answer.body else answer.headers
    text = None if answer.body is None else json.dumps(answer.body, separators=(",", ":"))
    body = None if text is None else text.encode()
    try:
        reason: str | None = HTTPStatus(answer.status).phrase
    except ValueError:
        reason = None
    return web.Response(status=answer.status, reason=reason, headers=dict(headers), body=body)
