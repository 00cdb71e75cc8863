"""Answers what clients ask of an engine: queries at once, commands after their commit."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from drconsole.engine.execution.keyring import opened
from drconsole.engine.service import arming, commands, queries, rehearsing, starting, validating
from drconsole.engine.service.asked import Asked
from drconsole.engine.service.exercise import instructing
from drconsole.engine.service.handler import Handler, Handlers, by
from drconsole.engine.service.room import leading, playing, seating
from drconsole.engine.shell import Engine
from drconsole.link import messages as say
from drconsole.link.answers import Answer
from drconsole.link.peer import Peer
from drconsole.link.wire import body_of
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import BadInput, Refused

HANDLERS: Handlers = dict(
    (
        by(say.StartJob, starting.start),
        by(say.HoldJob, commands.hold),
        by(say.ResumeJob, commands.resume),
        by(say.CancelJob, commands.cancel_job),
        by(say.RetryJob, starting.retry),
        by(say.AnswerTask, commands.answer_task),
        by(say.Validate, validating.validate),
        by(say.SetClock, commands.set_clock),
        by(say.Repair, rehearsing.repair),
        by(say.Inject, instructing.inject),
        by(say.ExerciseClock, instructing.clock),
        by(say.TakeSnapshot, instructing.snapshot),
        by(say.Arm, arming.arm),
        by(say.Status, queries.status),
        by(say.Check, queries.check),
        by(say.Preview, queries.preview),
        by(say.RecoveryPoints, queries.points),
        by(say.Next, queries.next_step),
        by(say.Doctor, queries.diagnose),
        by(say.Faults, rehearsing.faults),
    )
)
"""Handlers of the messages that an engine takes with or without an incident room; those of the room are in
``room.handlers``. The process itself answers ``Drain`` and ``Stop``, and the link ``Subscribe``."""


def handler_of(message: type[say.Message[Any]]) -> Handler | None:
    """Return who answers messages of this type; None = not the engine."""
    if (handler := HANDLERS.get(message)) is not None:
        return handler
    # With the first message of a room: most states have none, and an engine's start does not wait for it.
    from drconsole.engine.service.room import handlers

    return handlers.HANDLERS.get(message)


class Dispatch:
    """Hands each message to its command or query."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._obeying: dict[str, tuple[str, asyncio.Future[Answer]]] = {}
        """Commands that are being carried out, by the id of their message: who asked, and the answer to come."""

    async def handle(self, peer: Peer, message: say.Message[Any], request_id: str) -> Answer:
        """Answer a command or a query. Raises ``DrError``; a command is answered after its commit."""
        message, key = opened(message)
        asked, kept = Asked(request_id, actor_of(peer), message.kind, peer, key), False
        try:
            handler = handler_of(type(message))
            if handler is None:
                raise BadInput("unknown-kind", f"there is no message '{message.kind}'")
            if message.kind in say.QUERIES:
                return await handler(self.engine, message, asked)
            same = self._obeyed(handler, message, asked)
            if not same.done():
                # Who asked may go away before: the key is needed for as long as the command.
                kept = True
                same.add_done_callback(lambda _: self.engine.keyring.spent(key))
            # Shielded: a client that goes away does not take its command back.
            return await asyncio.shield(same)
        finally:
            if not kept:
                self.engine.keyring.spent(key)

    def _obeyed(self, handler: Handler, message: say.Message[Any], asked: Asked) -> asyncio.Future[Answer]:
        """A command's answer to come; of one that is being carried out, the same. Raises ``DrError``."""
        if self.engine.failed:
            raise Refused("engine-failed", "the engine has failed and takes no command")
        if (known := self._obeying.get(asked.id)) is not None:
            actor, same = known
            commands.require_own_id(asked, actor)
            return same
        same = asyncio.ensure_future(self._obey(handler, message, replace(asked, digest=_digest(message))))
        self._obeying[asked.id] = asked.actor, same
        same.add_done_callback(lambda _: self._obeying.pop(asked.id, None))
        return same

    async def _obey(self, handler: Handler, message: say.Message[Any], asked: Asked) -> Answer:
        """Carry a command out once, whatever is sent again. Raises ``DrError``."""
        earlier = await commands.obeyed_before(self.engine, asked)
        if earlier is not None:
            return earlier
        leading.require_lead(self.engine, message, asked)
        arming.require(self.engine, message, asked)
        return await handler(self.engine, message, asked)

    def require(self, peer: Peer, message: say.Message[Any]) -> None:
        """Raise ``Refused`` where a message that came over the link takes a seat that its asker does not have."""
        seating.require_seat(self.engine, peer, message)

    def who_asks(self, peer: Peer) -> Peer:
        """Return who asks: in an exercise the player whom a console names."""
        return playing.seated(self.engine, peer)

    def commands(self, peer: Peer) -> bool:
        """Return whether somebody has a seat that may command anything."""
        return seating.commands(self.engine, peer)

    def seats(self, peer: Peer) -> Sequence[str]:
        """Return somebody's seats in the incident room; none where there is no room."""
        return seating.seats(self.engine, peer)

    def looks_only(self, peer: Peer) -> bool:
        """Return whether there is an incident room, and somebody has no seat in it that commands."""
        return seating.looks_only(self.engine, peer)

    def gone(self, peer: Peer) -> None:
        """Note that a process has no connection left."""
        arming.gone(self.engine, peer.pid)

    def rejected(self, peer: Peer | None, code: str, message: str) -> None:
        """Journal a message that could not be taken."""
        self.engine.record(ev.LinkRejected(code, message[:500]), actor=actor_of(peer))


def actor_of(peer: Peer | None) -> str:
    return peer.actor if peer is not None else "unknown"


def _digest(message: say.Message[Any]) -> str:
    """Return a digest of all that was said but the key, which is not to be kept in any form."""
    said = {name: value for name, value in body_of(message).items() if name != "encryption_key"}
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()
