"""Server of the link, in the engine: accepts clients, checks what they say, answers, and pushes revisions.

The socket is bound by who holds the state's lock, and last of all: ``listen`` removes a file left by a dead engine, and
would remove a living one's as well.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from drconsole.link.answers import About, Answer, Hello
from drconsole.link.messages import COMMANDS, Here, Message, Subscribe
from drconsole.link.peer import Peer
from drconsole.link.serving.connection import Connection
from drconsole.link.serving.console_row import console_row
from drconsole.link.serving.host import Host
from drconsole.link.serving.limits import LinkLimits
from drconsole.link.serving.socket_file import clear, file_of, open_to_readers
from drconsole.link.serving.validate import parse
from drconsole.link.token_bucket import TokenBucket
from drconsole.link.wire import error_to_json
from drconsole.records.rows.status import ConsoleRow
from drconsole.recovery.types.remedies import Act, Remedy
from drconsole.recovery.types.work.errors import DrError, NotPermitted, OutcomeUnknown, Refused

log = logging.getLogger(__name__)

_JOURNALED_AT_ONCE = 50
_JOURNALED_A_SECOND = 1.0


Reply = dict[str, Any]


class LinkServer:
    """Server of one state's clients. All methods are for the loop's own thread."""

    def __init__(self, host: Host, about: Callable[[], About], limits: LinkLimits | None = None, rev: int = 0) -> None:
        """Serve nobody yet. ``about``: what the engine says of itself; ``rev``: the newest revision of its store."""
        self.limits = limits or LinkLimits()
        self._host = host
        self._about = about
        self._rev = rev
        self._path: Path | None = None
        self._group_reads = False
        self._named: tuple[int, int] | None = None
        self._server: asyncio.Server | None = None
        self._clients: set[Connection] = set()
        self._subscribers: set[Connection] = set()
        self._flying: dict[tuple[str, str], tuple[Message[Any], asyncio.Task[Reply]]] = {}
        """Requests that are being answered, by who asks and their id."""
        self._rejections = TokenBucket(_JOURNALED_AT_ONCE, _JOURNALED_A_SECOND)
        self._push_timer: asyncio.TimerHandle | None = None
        self._pushed_at = float("-inf")
        self._closing = False
        self._all_gone = asyncio.Event()
        self._all_gone.set()

    async def listen(self, path: Path) -> None:
        """Bind and accept, the socket for its owner, and for a group that is let in to read.

        Raises ``Refused`` when the path is no socket's.
        """
        clear(path)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            listener.bind(os.fspath(path))
            self._group_reads = open_to_readers(path)
            loop = asyncio.get_running_loop()
            self._server = await loop.create_unix_server(lambda: Connection(self), sock=listener, backlog=128)
        except BaseException:
            listener.close()
            raise
        self._path, self._named = path, file_of(path)

    def revision(self, rev: int) -> None:
        """Tell subscribers that the store moved: the newest revision only, no more often than ``limits.pushes``."""
        self._rev = max(self._rev, rev)
        if self._push_timer is None and self._subscribers:
            loop = asyncio.get_running_loop()
            due = max(loop.time(), self._pushed_at + 1 / self.limits.pushes)
            self._push_timer = loop.call_at(due, self._push)

    def consoles(self) -> list[ConsoleRow]:
        """Return the consoles that are open here, the first one first: one a connection, for as long as that lasts.

        One whose terminal is lost is left out after ``limits.gone`` seconds. It is back once its terminal answers.
        """
        told = sorted(self._clients, key=lambda client: (client.since, client.peer.pid))
        return [
            console_row(
                client.since,
                client.peer,
                client.here,
                reads_only=client.reads_only or self._host.looks_only(client.peer),
                seats=self._host.seats(client.peer),
                lost=client.lost if client.lost >= self.limits.lost else None,
            )
            for client in told
            if client.here is not None and client.here.silent < self.limits.gone
        ]

    def is_connected(self, pid: int) -> bool:
        """Return whether a process has a connection."""
        return any(client.peer.pid == pid for client in self._clients)

    async def close(self, patience: float = 1.0) -> None:
        """Take no more clients; give what is being answered ``patience`` seconds, then let go of all."""
        self._closing = True
        if self._server is not None:
            self._server.close()
        # Not the socket of an engine that has taken over since.
        if self._path is not None and file_of(self._path) == self._named:
            clear(self._path)
        if self._push_timer is not None:
            self._push_timer.cancel()
        tasks = {task for _, task in self._flying.values()}
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await asyncio.sleep(0)  # the answers' callbacks
        for client in list(self._clients):
            client.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._all_gone.wait(), patience)
        for client in list(self._clients):
            client.drop("the engine is going down")

    # -- what a connection calls

    def admit(self, connection: Connection) -> DrError | None:
        """Count a client in; return why it may not stay, None if it may."""
        peer = connection.peer
        self._clients.add(connection)
        self._all_gone.clear()
        if peer.uid not in (os.geteuid(), 0):
            if not self._group_reads:
                return Refused("not-permitted", f"this engine takes nothing from {peer.user}", advice="ask its owner")
            connection.guest = True
            if connection.reads_only and sum(client.reads_only for client in self._clients) > self.limits.readers:
                return Refused("too-many-clients", f"{self.limits.readers} readers are connected", advice="close one")
        if len(self._clients) > 2 * self.limits.clients:
            connection.drop("too many clients")
        if len(self._clients) > self.limits.clients and not self._make_room():
            return Refused("too-many-clients", f"{self.limits.clients} clients are connected", advice="close one")
        return None

    def _make_room(self) -> bool:
        """Close the client that has been silent for longest, asks for nothing and follows nothing; False = there is
        none."""
        idle = [client for client in self._clients - self._subscribers if client.idle]
        if not idle:
            return False
        oldest = min(idle, key=lambda client: client.heard)
        self._clients.discard(oldest)
        oldest.close()
        return True

    def who_asks(self, peer: Peer) -> Peer:
        """Return who is at the other end, once a client has said who it is."""
        return self._host.who_asks(peer)

    def commands(self, peer: Peer) -> bool:
        """Return whether somebody of another account has a seat that may command anything."""
        return self._host.commands(peer)

    def hello(self) -> Hello:
        """Return the greeting for a client."""
        return {**self._about(), "rev": self._rev}

    def gone(self, connection: Connection) -> None:
        """Count a client out."""
        # What it asked for goes on: a command does not end with its asker.
        self._clients.discard(connection)
        self._subscribers.discard(connection)
        if not self._closing and not self.is_connected(connection.peer.pid):
            self._host.gone(connection.peer)
        if not self._clients:
            self._all_gone.set()

    def rejected(self, peer: Peer, error: DrError) -> None:
        """Journal a message that was not taken, by a token bucket: a client gone mad must not fill the disk."""
        more = self._rejections.take(asyncio.get_running_loop().time())
        if more is None:
            return
        text = error.message + (f" (and {more} more that were not journaled)" if more else "")
        log.warning("rejected, from %s (pid %d): %s: %s", peer.user, peer.pid, error.code, _clean(text))
        try:
            self._host.rejected(peer, error.code, _clean(text))
        except Exception:
            log.exception("a rejection could not be journaled")

    def request(self, connection: Connection, request_id: str, kind: str, body: object) -> None:
        """Take a request. Raises ``DrError``; otherwise ``connection.answered`` comes, now or later."""
        if self._closing:
            raise Refused(
                "leaving",
                "the engine is going down",
                advice="start the next one",
                remedies=(Remedy(Act.START_ENGINE),),
            )
        message = parse(kind, body)
        self._require(connection.peer, message)
        if connection.reads_only and (kind in COMMANDS or getattr(message, "encryption_key", None) is not None):
            who = connection.peer.user
            raise Refused("not-permitted", f"{who} may read this state, and change nothing", advice="ask its owner")
        if isinstance(message, Subscribe):
            self._subscribers.add(connection)
            connection.answered(request_id, {"ok": {"rev": self._rev}})
            return
        if isinstance(message, Here):
            connection.placed(message)
            connection.answered(request_id, {"ok": {"consoles": self.consoles()}})
            return
        task = self._task(connection.peer, request_id, message)
        task.add_done_callback(partial(_deliver, connection, request_id))

    # -- inside

    def _require(self, peer: Peer, message: Message[Any]) -> None:
        try:
            self._host.require(peer, message)
        except DrError as error:
            self.rejected(peer, error)
            raise

    def _task(self, peer: Peer, request_id: str, message: Message[Any]) -> asyncio.Task[Reply]:
        # A request that the same person sends again while the first is being answered waits for the same answer.
        key = (peer.actor, request_id)
        if key in self._flying:
            same, flying = self._flying[key]
            if same != message:
                raise Refused("id-reused", "another request with this id is being answered", place="id")
            return flying
        if len(self._flying) >= self.limits.requests_overall:
            raise Refused("busy", "too many requests are being answered", advice="ask again in a moment")
        task = asyncio.create_task(self._answer(peer, self._host.handle(peer, message, request_id), message.kind))
        self._flying[key] = message, task
        task.add_done_callback(lambda _: self._flying.pop(key, None))
        return task

    async def _answer(self, peer: Peer, handling: Awaitable[Answer], kind: str) -> Reply:
        try:
            return {"ok": await handling}
        except NotPermitted as error:
            self.rejected(peer, error)
            return {"error": error_to_json(error)}
        except DrError as error:
            return {"error": error_to_json(error)}
        except Exception as error:
            log.exception("%s failed", kind)
            text = f"the engine failed on {kind}: {type(error).__name__}: {error}"
            cls = OutcomeUnknown if kind in COMMANDS else DrError
            return {"error": error_to_json(cls("internal", text, advice="see the engine's log"))}

    def _push(self) -> None:
        self._push_timer = None
        self._pushed_at = asyncio.get_running_loop().time()
        for subscriber in list(self._subscribers):
            subscriber.push(self._rev)


def _deliver(connection: Connection, request_id: str, task: asyncio.Task[Reply]) -> None:
    connection.answered(request_id, None if task.cancelled() else task.result())


def _clean(text: str) -> str:
    """Return a text without lone surrogates, which JSON can carry and no file can hold."""
    return text.encode("utf-8", "backslashreplace").decode()[:500]
