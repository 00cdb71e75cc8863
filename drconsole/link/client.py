"""The blocking end of the link, for the command line, and ``ensure_engine``.

An answer that does not come is not an answer: for a query the engine counts as absent, for a command
the outcome is unknown. Sending the same request again under the same id is safe.
"""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from drconsole import __version__
from drconsole.link.held import silent_holder
from drconsole.link.messages import COMMANDS, PROTOCOL, Subscribe, new_id
from drconsole.link.spawn import EXIT_LOCKED, Spawned, engine_argv, spawn
from drconsole.link.trust import not_permitted, require_own, require_trusted
from drconsole.link.wire import LineBuffer, encode, error_from_json
from drconsole.recovery.types.errors import BY_EXIT_CODE, BadInput, DrError, NoEngine, OutcomeUnknown, Refused
from drconsole.recovery.types.remedies import Act, Remedy
from drconsole.settings.sockets import may_be_socket_of
from drconsole.settings.state import StatePaths

CONNECT_SECONDS = 5.0
ASK_SECONDS = 60.0
START_SECONDS = 30.0
TRY_SECONDS = 3.0
"""For one try of those that a start takes."""

SILENT = "engine-silent"
"""Of an engine that holds the state's lock and does not answer."""

_SEEN_OFF_SECONDS = 5.0
_ANSWER_LIMIT = 256 << 20


class Client:
    """One connection; not for several threads at once."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._lines = LineBuffer(_ANSWER_LIMIT)
        self.hello: dict[str, Any] = {}
        """What the engine said of itself: ``protocol, version, mode, epoch, pid, rev``."""
        self.rev = 0
        """The newest revision heard of."""

    @classmethod
    def connect(cls, paths: StatePaths, timeout: float = CONNECT_SECONDS, client: str = "cli") -> Self:
        """Connect and exchange hellos within ``timeout`` seconds.

        Raises ``NoEngine`` when nobody answers (``engine-silent`` where the lock says that there is one), ``Refused``
        for another protocol, and before a word is said for what ``trust`` refuses.
        """
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(timeout)
            connection.connect(_address(paths))
            require_trusted(paths.folder, connection)
            self = cls(connection)
            self._greet(client, time.monotonic() + timeout)
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

    def ask(
        self,
        kind: str,
        body: Mapping[str, Any] | None = None,
        timeout: float | None = None,
        request_id: str | None = None,
    ) -> dict[str, Any]:
        """Send a request and return its answer, waiting ``timeout`` seconds (60 when None).

        Raises what the engine refused with. No answer: ``NoEngine`` for a query, ``OutcomeUnknown`` for a
        command, its ``extra["request_id"]`` for sending it again.
        """
        identity = request_id or new_id()
        end = time.monotonic() + (ASK_SECONDS if timeout is None else timeout)
        try:
            self._send({"id": identity, "kind": kind, "body": dict(body or {})}, end)
            while True:
                message = self._receive(end)
                if message.get("id") == identity:
                    break
                if "error" in message and message.get("id") is None:
                    raise error_from_json(message["error"])
        except (OSError, ValueError) as error:
            raise _no_answer(kind, identity, error) from None
        if "error" in message:
            refusal = error_from_json(message["error"])
            if isinstance(refusal, OutcomeUnknown):
                refusal.extra.setdefault("request_id", identity)
            raise refusal
        answer: dict[str, Any] = message["ok"]
        return answer

    def subscribe(self, heartbeat: float | None = None) -> Iterator[int]:
        """The store's revision now and whenever it moves; after ``heartbeat`` silent seconds the same one again.

        A revision is a hint: what is true stands in the store. Ends with ``NoEngine`` when the engine goes.
        """
        self.rev = max(self.rev, int(self.ask(Subscribe.kind)["rev"]))
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
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def _greet(self, client: str, end: float) -> None:
        self._send({"hello": {"protocol": PROTOCOL, "version": __version__, "client": client}}, end)
        answer = self._receive(end)
        if "error" in answer:
            raise error_from_json(answer["error"])
        said = answer.get("hello")
        if not isinstance(said, dict) or said.get("protocol") != PROTOCOL:
            raise Refused("protocol", f"what answers does not speak protocol {PROTOCOL}", advice="restart the engine")
        self.hello = said
        self.rev = int(said.get("rev") or 0)

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


def ensure_engine(
    paths: StatePaths, argv: Sequence[str] | None = None, timeout: float = START_SECONDS, client: str = "cli"
) -> tuple[Client, bool]:
    """A connection to this state's engine, started detached where none answers; whether it was started here.

    Two that start one at once are sorted out by the lock: the refused engine's starter is served by the other.
    Raises ``BadInput`` without an estate, ``NoEngine`` when it does not come up, with the end of its log.
    """
    with contextlib.suppress(NoEngine):
        return Client.connect(paths, client=client), False
    require_own(paths.folder)
    require_estate(paths)
    end = time.monotonic() + timeout
    spawned = spawn(paths, engine_argv(paths) if argv is None else argv)
    pause = 0.01
    while True:
        # Asked before connecting: an engine that ended before had its chance to answer.
        code = spawned.exit_code()
        with contextlib.suppress(NoEngine):
            # A socket that nobody serves any more takes a connection and never answers: not all the time for one try.
            left = max(0.1, end - time.monotonic())
            connected = Client.connect(paths, timeout=min(left, TRY_SECONDS), client=client)
            ours = connected.hello.get("pid") == spawned.process.pid
            if not ours:
                # Seen off by the lock before we go on: left alone, it might take over right after a stop.
                spawned.wait(_SEEN_OFF_SECONDS)
            return connected, ours
        if time.monotonic() > end or code not in (None, EXIT_LOCKED):
            raise _not_started(paths, spawned, code)
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)
        if code == EXIT_LOCKED and pause == 0.1 and silent_holder(paths.lock) is None:
            # The lock was another's who was just leaving. As long as somebody holds it, a further try is no use.
            spawned, pause = spawn(paths, engine_argv(paths) if argv is None else argv), 0.01


def require_estate(paths: StatePaths) -> None:
    """Raises ``BadInput`` while nothing was loaded into this state. Whether all of it is there, the engine says."""
    if not paths.db.exists() or paths.loading:
        raise BadInput(
            "no-estate",
            "no estate is loaded in this state folder",
            place=str(paths.folder),
            advice="load one",
            remedies=(Remedy(Act.LOAD_ESTATE),),
        )


def _nobody_answers(paths: StatePaths, error: Exception) -> NoEngine:
    """No engine, or one that is there and does not answer: it hangs, is still starting, or has its hands full."""
    held = silent_holder(paths.lock)
    if held is None:
        return _absent("no-engine", "no engine answers", error, str(paths.folder))
    pid = held.get("pid")
    who = f"process {pid}" if isinstance(pid, int) else "a process"
    return NoEngine(
        SILENT,
        f"an engine is there and does not answer: {who} holds this state",
        place=str(paths.folder),
        advice="try again in a moment; if it stays so, look at engine.log, and end it",
        remedies=(Remedy(Act.END_ENGINE),),
        extra={"pid": pid if isinstance(pid, int) else None, **_why(error)},
    )


def _absent(code: str, message: str, error: Exception, place: str = "") -> NoEngine:
    started = (Remedy(Act.START_ENGINE),)
    return NoEngine(code, message, place=place, advice="start it", remedies=started, extra=_why(error))


def _address(paths: StatePaths) -> str:
    """Where the engine listens: as its lock file says, where that can be, else as we would."""
    try:
        said = json.loads(paths.lock.read_text())["socket"]
        if may_be_socket_of(paths.folder, said):
            return str(said)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return str(paths.socket)


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


def _not_started(paths: StatePaths, spawned: Spawned, code: int | None) -> DrError:
    lines = spawned.last_lines()
    cls = BY_EXIT_CODE[code] if code in (BadInput.exit_code, Refused.exit_code) else NoEngine
    what = "the engine does not answer yet" if code is None else f"the engine ended at its start (exit {code})"
    return cls(
        "engine-not-started",
        ": ".join([what, *lines[-1:]]),
        place=str(paths.log),
        advice="the log has more",
        extra={"log": lines},
    )


def _why(error: Exception) -> dict[str, Any]:
    return {"why": str(error) or type(error).__name__}


def _left(end: float) -> float:
    return max(0.001, end - time.monotonic())
