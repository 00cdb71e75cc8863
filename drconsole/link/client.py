"""Client of the link, blocking: what the command line and the console ask the engine with.

An answer that does not come is not an answer: for a query the engine counts as absent, for a command
the outcome is unknown. Sending the same request again under the same id is safe.
"""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar, cast

from drconsole import __version__
from drconsole.link.answers import Answer, Hello
from drconsole.link.lock_holder import holder, silent_holder
from drconsole.link.messages import COMMANDS, PROTOCOL, Message, Subscribe
from drconsole.link.trust import not_permitted, require_trusted
from drconsole.link.wire import LineBuffer, body_of, encode, error_from_json, new_id
from drconsole.recovery.types.remedies import Act, Remedy
from drconsole.recovery.types.work.errors import BadInput, DrError, NoEngine, OutcomeUnknown, Refused
from drconsole.settings.operator import operator_name
from drconsole.settings.sockets import may_be_socket_of
from drconsole.settings.state import StatePaths

CONNECT_SECONDS = 5.0
ASK_SECONDS = 60.0

SILENT = "engine-silent"
"""Code of the error where an engine holds the state's lock and does not answer."""

_ANSWER_LIMIT = 256 << 20


A = TypeVar("A", bound=Answer)


class Client:
    """Connection to the engine; not for several threads at once."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._lines = LineBuffer(_ANSWER_LIMIT)
        self.hello: Hello
        """What the engine said of itself; there is one once ``connect`` returns."""
        self.rev = 0
        """The newest revision heard of."""

    @classmethod
    def connect(
        cls, paths: StatePaths, timeout: float = CONNECT_SECONDS, client: str = "cli", told: str | None = None
    ) -> Self:
        """Connect and exchange hellos within ``timeout`` seconds. ``told``: who it says that it is; None = as always.

        Raises ``NoEngine`` when nobody answers (``engine-silent`` where the lock says that there is one), ``Refused``
        for another protocol, and before a word is said for what ``trust`` refuses.
        """
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(timeout)
            connection.connect(_address(paths))
            require_trusted(paths.folder, connection)
            self = cls(connection)
            self._greet(client, operator_name() if told is None else told, time.monotonic() + timeout)
        except PermissionError:
            connection.close()
            raise not_permitted(paths.folder) from None
        except (OSError, ValueError) as error:
            connection.close()
            raise _nobody_answers(paths, error) from None
        except BaseException:
            connection.close()
            raise
        return self

    def ask(self, message: Message[A], timeout: float | None = None, request_id: str | None = None) -> A:
        """Send a message and return its answer, waiting ``timeout`` seconds (60 when None).

        Raises what the engine refused with. No answer: ``NoEngine`` for a query, ``OutcomeUnknown`` for a
        command, its ``extra["request_id"]`` for sending it again.
        """
        # The answer is JSON of our own engine, of the type that the message names: nobody looks at each field again.
        return cast(A, self._request(message.kind, body_of(message), timeout, request_id))

    def _request(
        self, kind: str, body: Mapping[str, Any], timeout: float | None = None, request_id: str | None = None
    ) -> dict[str, Any]:
        identity = request_id or new_id()
        end = time.monotonic() + (ASK_SECONDS if timeout is None else timeout)
        try:
            self._send({"id": identity, "kind": kind, "body": body}, end)
            while True:
                answer = self._receive(end)
                if answer.get("id") == identity:
                    break
                if "error" in answer and answer.get("id") is None:
                    raise error_from_json(answer["error"])
        except (OSError, ValueError) as error:
            raise _no_answer(kind, identity, error) from None
        if "error" in answer:
            refusal = error_from_json(answer["error"])
            if isinstance(refusal, OutcomeUnknown):
                refusal.extra.setdefault("request_id", identity)
            raise refusal
        said: dict[str, Any] = answer["ok"]
        return said

    def subscribe(self, heartbeat: float | None = None) -> Iterator[int]:
        """Yield the store's revision now and whenever it moves; after ``heartbeat`` silent seconds the same one again.

        A revision is a hint: what is true stands in the store. Raises ``NoEngine`` when the engine goes.
        """
        self.rev = max(self.rev, self.ask(Subscribe())["rev"])
        told = self.rev
        yield told
        while True:
            end = None if heartbeat is None else time.monotonic() + heartbeat
            try:
                # A push may have come while another question was being answered.
                while self.rev == told:
                    self._receive(end)
            except TimeoutError:
                pass
            except (OSError, ValueError) as error:
                raise _no_answer(Subscribe.kind, "", error) from None
            told = self.rev
            yield told

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def _greet(self, client: str, told: str, end: float) -> None:
        said = {"protocol": PROTOCOL, "version": __version__, "client": client, "as": told}
        self._send({"hello": said}, end)
        answer = self._receive(end)
        if "error" in answer:
            raise error_from_json(answer["error"])
        greeting = answer.get("hello")
        if not isinstance(greeting, dict) or greeting.get("protocol") != PROTOCOL:
            raise Refused("protocol", f"what answers does not speak protocol {PROTOCOL}", advice="restart the engine")
        self.hello = cast(Hello, greeting)
        self.rev = int(greeting.get("rev") or 0)

    def _send(self, message: Mapping[str, Any], end: float) -> None:
        self._socket.settimeout(_left(end))
        # A peer that sends us away may close before it has read all; what it said about it is still to be read.
        try:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self._socket.sendall(encode(message))
        except TimeoutError:
            self.close()  # half a message may be out: nothing more can be said here
            raise

    def _receive(self, end: float | None) -> dict[str, Any]:
        while True:
            line = self._next_line()
            if line is not None:
                message = json.loads(line)
                if not isinstance(message, dict):
                    raise ValueError("an answer is not an object")
                if "rev" in message:
                    self.rev = max(self.rev, int(message["rev"]))
                return message
            self._socket.settimeout(None if end is None else _left(end))
            data = self._socket.recv(1 << 18)
            if not data:
                raise ConnectionResetError("the engine closed the connection")
            self._lines.feed(data)

    def _next_line(self) -> bytes | None:
        try:
            return self._lines.next_line()
        except BadInput as error:
            raise ValueError(error.message) from None


def _nobody_answers(paths: StatePaths, error: Exception) -> NoEngine:
    """Return the refusal: no engine, or one that is there and does not answer (it hangs, is still starting, or is
    busy)."""
    held = silent_holder(paths.lock)
    if held is None:
        return _absent("no-engine", "no engine answers", error, str(paths.folder))
    pid = held.get("pid")
    who = f"process {pid}" if pid is not None else "a process"
    return NoEngine(
        SILENT,
        f"an engine is there and does not answer: {who} holds this state",
        place=str(paths.folder),
        advice="try again in a moment; if it stays so, look at engine.log, and end it",
        remedies=(Remedy(Act.END_ENGINE),),
        extra={"pid": pid, **_why(error)},
    )


def _absent(code: str, message: str, error: Exception, place: str = "") -> NoEngine:
    started = (Remedy(Act.START_ENGINE),)
    return NoEngine(code, message, place=place, advice="start it", remedies=started, extra=_why(error))


def _address(paths: StatePaths) -> str:
    """Return where the engine listens: as its lock file says, where that can be, else as we would."""
    said = holder(paths.lock).get("socket")
    return said if said is not None and may_be_socket_of(paths.folder, said) else str(paths.socket)


def _no_answer(kind: str, identity: str, error: Exception) -> DrError:
    if kind not in COMMANDS and isinstance(error, TimeoutError):
        advice = "try again in a moment; if it stays so, look at engine.log"
        return NoEngine(SILENT, "the engine is there and does not answer", advice=advice, extra=_why(error))
    if kind not in COMMANDS:
        return _absent("no-answer", "the engine does not answer", error)
    return OutcomeUnknown(
        "outcome-unknown",
        f"{kind} was sent and no answer came: it may or may not have been done",
        advice="look before you send it again",
        remedies=(Remedy(Act.STATUS),),
        extra={"request_id": identity, **_why(error)},
    )


def _why(error: Exception) -> dict[str, Any]:
    return {"why": str(error) or type(error).__name__}


def _left(end: float) -> float:
    return max(0.001, end - time.monotonic())
