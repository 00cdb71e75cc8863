"""Answers what clients ask of an engine: queries at once, commands after their commit."""

from __future__ import annotations

import asyncio
from typing import Any

from drconsole.engine.execution.keyring import FIELD, opened
from drconsole.engine.service import commands, queries
from drconsole.engine.shell import Engine
from drconsole.link.peer import Peer
from drconsole.recovery.types import events as ev
from drconsole.recovery.types.errors import BadInput, Refused


class Dispatch:
    """Hands each message to its command or query."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._obeying: dict[str, asyncio.Future[dict[str, Any]]] = {}
        """Commands that are being carried out, by the id of their message."""

    async def handle(self, peer: Peer, kind: str, body: dict[str, Any], request_id: str) -> dict[str, Any]:
        """Answer a command or a query. Raises ``DrError``; a command is answered after its commit."""
        body = opened(body)
        key, kept = body.get(FIELD), False
        try:
            if kind in queries.QUERIES:
                return await queries.QUERIES[kind](self.engine, body)
            same = self._obeyed(peer, kind, body, request_id)
            if not same.done():
                # Who asked may go away before: the key is needed for as long as the command.
                kept = True
                same.add_done_callback(lambda _: self.engine.keyring.spent(key))
            # Shielded: a client that goes away does not take its command back.
            return await asyncio.shield(same)
        finally:
            if not kept:
                self.engine.keyring.spent(key)

    def _obeyed(self, peer: Peer, kind: str, body: dict[str, Any], request_id: str) -> asyncio.Future[dict[str, Any]]:
        """A command's answer to come; of one that is being carried out, the same. Raises ``DrError``."""
        if kind not in commands.COMMANDS:
            raise BadInput("unknown-kind", f"there is no message '{kind}'")
        if self.engine.failed:
            raise Refused("engine-failed", "the engine has failed and takes no command")
        if (same := self._obeying.get(request_id)) is None:
            carried = commands.obey(self.engine, peer, kind, body, request_id)
            same = self._obeying[request_id] = asyncio.ensure_future(carried)
            same.add_done_callback(lambda _: self._obeying.pop(request_id, None))
        return same

    def rejected(self, peer: Peer | None, code: str, message: str) -> None:
        """Journal a message that could not be taken."""
        self.engine.record(ev.LinkRejected(code, message[:500]), actor=commands.actor_of(peer))
