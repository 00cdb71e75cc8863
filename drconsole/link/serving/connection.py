"""Connection of one client, as the engine's loop sees it.

The engine awaits nothing here: what a client does not read waits in its own bounded buffer, and a client that lets it
fill, says no hello or stops in the middle of a message is dropped.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol, cast

from drconsole.link.answers import Hello
from drconsole.link.messages import Here
from drconsole.link.peer import Peer, peer_of
from drconsole.link.serving.heard import request_id_of, require_protocol, told_name
from drconsole.link.serving.limits import LinkLimits
from drconsole.link.serving.timers import Timers
from drconsole.link.wire import LineBuffer, decode, encode, error_to_json
from drconsole.recovery.types.work.errors import BadInput, DrError, Refused

log = logging.getLogger(__name__)


class Hub(Protocol):
    """Server as a connection needs it."""

    @property
    def limits(self) -> LinkLimits:
        """Return the limits of a client."""

    def admit(self, connection: Connection) -> DrError | None:
        """Count a client in; return why it may not stay, None if it may."""

    def who_asks(self, peer: Peer) -> Peer:
        """Return who is at the other end, once a client has said who it is."""

    def commands(self, peer: Peer) -> bool:
        """Return whether somebody of another account has a seat that may command anything."""

    def hello(self) -> Hello:
        """Return the greeting for a client."""

    def request(self, connection: Connection, request_id: str, kind: str, body: object) -> None:
        """Take a request. Raises ``DrError``; otherwise ``Connection.answered`` comes, now or later."""

    def rejected(self, peer: Peer, error: DrError) -> None:
        """Journal a message that was not taken."""

    def gone(self, connection: Connection) -> None:
        """Count a client out."""


class Connection(asyncio.Protocol):
    """Connection of one client: cuts its bytes into messages, and holds it to the limits."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._limits = hub.limits
        self._loop = asyncio.get_running_loop()
        self._lines = LineBuffer(self._limits.message)
        self._transport: asyncio.Transport | None = None
        self._timers = Timers(self._loop, self._late)
        self.here: Here | None = None
        """What the console at the other end shows; None = it is no console, or has not said so."""
        self.guest = False
        """Whether it is of the group that the owner lets in, and neither the owner's nor root's."""
        self.since = datetime.now(UTC)
        """When it connected, by the wall's clock."""
        self._greeted = False
        self._rejected = False
        """Whether the client was told why it is rejected: what it still sends is read and thrown away, so that it can
        read the reason."""
        self._ended = False
        """The client sends no more, but may still read."""
        self._paused = False
        self._owed: int | None = None
        self._taking = False
        self._outstanding = 0
        self._faults = 0
        self.heard = self._loop.time()
        """When it last sent anything, on the loop's clock."""

    # -- what asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Admit the client, or say why not."""
        self._transport = cast(asyncio.Transport, transport)
        self.peer = peer_of(transport.get_extra_info("socket"))
        if (refusal := self._hub.admit(self)) is not None:
            self._send_away(refusal)
        else:
            self._timers.begin("hello", self._limits.hello)

    def data_received(self, data: bytes) -> None:
        """Take what the client sends."""
        self.heard = self._loop.time()
        if self._rejected:
            return
        self._lines.feed(data)
        self._take_lines()

    def eof_received(self) -> bool:
        """Note that the client sends no more; return whether it still waits for answers."""
        self._ended = True
        return self._outstanding > 0 and not self._rejected

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the client."""
        self._transport = None
        self._timers.clear()
        self._lines.clear()
        self._hub.gone(self)

    def pause_writing(self) -> None:
        """Note that the client does not read; it has to within ``limits.stalled``."""
        self._paused = True
        self._timers.begin("stalled", self._limits.stalled)

    def resume_writing(self) -> None:
        """Go on: the client has read what waited."""
        self._paused = False
        self._timers.cancel("stalled")
        if self._owed is not None:
            rev, self._owed = self._owed, None
            self.push(rev)

    # -- what the server calls

    @property
    def idle(self) -> bool:
        """Return whether it was greeted, waits for no answer, has read all of them, and has been silent for a while."""
        if not self._greeted or self._outstanding or len(self._lines) or self._transport is None:
            return False
        return not self._transport.get_write_buffer_size() and self.silence >= self._limits.silent

    @property
    def reads_only(self) -> bool:
        """Return whether it may ask, and command nothing."""
        return self.guest and not self._hub.commands(self.peer)

    @property
    def _most(self) -> int:
        """Number of requests that it may have open; further ones wait unread."""
        return self._limits.readers_requests if self.reads_only else self._limits.requests

    @property
    def silence(self) -> float:
        """Return for how many seconds it has said nothing; 0 while it waits for an answer: then the engine is late."""
        return 0.0 if self._outstanding else self._loop.time() - self.heard

    @property
    def lost(self) -> float:
        """Return for how many seconds nothing was heard of it or of its terminal, whichever is longer."""
        return max(self.silence, float(self.here.silent) if self.here is not None else 0.0)

    def placed(self, here: Here) -> None:
        """Note what a console shows, and watch from now on whether it is still there."""
        if self.here is None:
            self._timers.begin("gone", self._limits.gone)
        self.here = here

    def push(self, rev: int) -> None:
        """Tell a new revision; to a client that is behind with reading only the newest, once it has caught up."""
        if self._paused:
            self._owed = rev
        else:
            self._put({"rev": rev})

    def answered(self, request_id: str, reply: Mapping[str, Any] | None) -> None:
        """Send the answer to a request; None = there will be none, the engine is going down."""
        self._outstanding -= 1
        self.heard = self._loop.time()
        if reply is None:
            self.drop("the engine is going down")
        elif not self._rejected:
            self._put({"id": request_id, **reply})
            self._take_lines()
        if self._ended and self._outstanding == 0:
            self.close()

    def close(self) -> None:
        """Close the connection once what was put is read."""
        if self._transport is not None:
            self._transport.close()

    def drop(self, why: str) -> None:
        """Cut the connection at once; ``why`` goes to the log."""
        if self._transport is not None:
            log.info("client %s (pid %d) dropped: %s", self.peer.user, self.peer.pid, why)
            self._transport.abort()

    # -- inside

    def _take_lines(self) -> None:
        # The buffer is cut only while the client has room for another request; the rest waits in it unread.
        if self._taking:
            return  # answered at once, from within the loop below
        self._taking = True
        try:
            while not self._rejected and self._transport is not None and self._outstanding < self._most:
                if (line := self._lines.next_line()) is None:
                    break
                self._take(line)
        except BadInput as error:
            self._send_away(error)
        finally:
            self._taking = False
        if self._transport is not None and not self._rejected:
            self._wait_for_more(self._transport)

    def _wait_for_more(self, transport: asyncio.Transport) -> None:
        full = self._outstanding >= self._most
        if full and not self._ended:
            transport.pause_reading()
        elif self._greeted:
            transport.resume_reading()
        if full or not len(self._lines):
            self._timers.cancel("partial")
        elif "partial" not in self._timers and self._greeted:
            self._timers.begin("partial", self._limits.partial)

    def _take(self, line: bytes) -> None:
        self._timers.cancel("partial")
        request_id: str | None = None
        try:
            message = decode(line)
            if not self._greeted:
                self._greet(message)
                return
            request_id = request_id_of(message)
            self._outstanding += 1
            try:
                self._hub.request(self, request_id, message.get("kind", ""), message.get("body", {}))
            except DrError:
                self._outstanding -= 1
                raise
        except DrError as error:
            self._fault(request_id, error)

    def _greet(self, message: Mapping[str, Any]) -> None:
        hello = said if isinstance(said := message.get("hello"), dict) else {}
        ours = self._hub.hello()
        require_protocol(hello, ours)
        self.peer = self._hub.who_asks(replace(self.peer, told=told_name(hello)))
        self._greeted = True
        self._timers.cancel("hello")
        self._put({"hello": ours})

    def _fault(self, request_id: str | None, error: DrError) -> None:
        self._faults += 1
        if not self._greeted:
            self._send_away(error)
        elif self._faults > self._limits.faults:
            self._send_away(Refused("too-many-faults", "too many messages that could not be taken"))
        else:
            if isinstance(error, BadInput):
                self._hub.rejected(self.peer, error)
            self._put({"id": request_id, "error": error_to_json(error)})

    def _send_away(self, error: DrError) -> None:
        # Closing now, with unread data in the socket, would break the pipe of a client that is still sending
        # and reset the connection; what still comes is read and thrown away instead, for ``linger`` seconds.
        if self._transport is None or self._rejected:
            return
        self._hub.rejected(self.peer, error)
        self._put({"id": None, "error": error_to_json(error)})
        self._rejected = True
        self._timers.clear()
        self._lines.clear()
        if self._transport is not None:
            self._transport.resume_reading()
            self._timers.begin("linger", self._limits.linger)
            if self._ended:
                self._transport.close()
            else:
                self._transport.write_eof()

    def _put(self, message: Mapping[str, Any]) -> None:
        if self._transport is None or self._transport.is_closing() or self._rejected:
            return
        if self._transport.get_write_buffer_size() > self._limits.output:
            self.drop("it does not read its answers")
            return
        self._transport.write(encode(message))

    def _late(self, name: str) -> None:
        if name == "gone" and (left := self._limits.gone - self.silence) > 0:
            self._timers.begin("gone", left)  # it spoke meanwhile; so no message has to set a timer anew
        elif name == "hello":
            self._send_away(Refused("protocol", f"no hello within {self._limits.hello:g} seconds"))
        else:
            self.drop(f"too slow ({name})")
