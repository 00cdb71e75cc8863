"""Wire format: one JSON object a line, UTF-8, over a Unix socket.

Client first: ``{"hello": {"protocol", "version", "client", "as"}}``, answered by the engine's hello or an
error; ``as`` names the person at the keyboard and may be missing. Then ``{"id", "kind", "body"}`` ->
``{"id", "ok"}`` or ``{"id", "error"}``, in any order, and ``{"rev"}`` to who subscribed.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, NoReturn

from drconsole.link.messages.message import Message
from drconsole.recovery.types.work.errors import BY_EXIT_CODE, BadInput, DrError

MESSAGE_LIMIT = 256 * 1024
"""Bytes a client may put in one message. Answers are not limited so: a plan's preview is large."""

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id() -> str:
    """Return a ULID: 48 bits of milliseconds, 80 of chance. With it a command can be sent again: it is done once."""
    number = (time.time_ns() // 1_000_000 & (1 << 48) - 1) << 80 | secrets.randbits(80)
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def body_of(message: Message[Any]) -> dict[str, Any]:
    """Return the fields of a message, every default put in, JSON-ready."""
    return _fields(message)


def _fields(said: Any) -> dict[str, Any]:
    return {each.name: _plain(getattr(said, each.name)) for each in fields(said)}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return _fields(value)
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value.value if isinstance(value, Enum) else value


def encode(message: Mapping[str, Any]) -> bytes:
    """Return a message as its line."""
    return json.dumps(message, separators=(",", ":"), allow_nan=False, default=str).encode() + b"\n"


def decode(line: bytes) -> dict[str, Any]:
    """Return the message of a line. Raises ``BadInput`` (``malformed``) for whatever is not one JSON object."""
    try:
        message = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        why = "nested too deep" if isinstance(error, RecursionError) else str(error)
        raise BadInput("malformed", f"the message is not JSON: {why}", advice="one JSON object a line") from None
    if not isinstance(message, dict):
        raise BadInput(
            "malformed", f"the message is a JSON {type(message).__name__}, not an object", advice="one object a line"
        )
    return message


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def too_large(limit: int) -> BadInput:
    """Return the refusal of a message over the limit."""
    return BadInput("too-large", f"a message may have {limit} bytes", advice="send less, in several messages")


class LineBuffer:
    """Buffer that cuts a stream into lines; it holds no more than one line over what was last fed."""

    def __init__(self, limit: int | None = None) -> None:
        self._limit = limit
        self._data = bytearray()
        self._scanned = 0

    def feed(self, data: bytes) -> None:
        """Add what came in."""
        self._data += data

    def next_line(self) -> bytes | None:
        """Return the next whole line without its end, or None. Raises ``BadInput`` (``too-large``)."""
        end = self._data.find(b"\n", self._scanned)
        size = len(self._data) if end < 0 else end
        if self._limit is not None and size > self._limit:
            raise too_large(self._limit)
        if end < 0:
            self._scanned = size
            return None
        line = bytes(self._data[:end])
        del self._data[: end + 1]
        self._scanned = 0
        return line

    def clear(self) -> None:
        """Forget what is held."""
        self._data.clear()
        self._scanned = 0

    def __len__(self) -> int:
        return len(self._data)


def error_to_json(error: DrError) -> dict[str, Any]:
    """Return an error as it goes over the wire."""
    return {**error.to_json(), "exit_code": error.exit_code}


def error_from_json(data: Mapping[str, Any]) -> DrError:
    """Return the error that the other side raised, as its own class."""
    rest = {k: v for k, v in data.items() if k not in {"code", "message", "place", "advice", "exit_code"}}
    cls = BY_EXIT_CODE.get(data.get("exit_code", 1), DrError)
    return cls(
        str(data.get("code", "unknown")),
        str(data.get("message", "the engine gave no reason")),
        place=str(data.get("place", "")),
        advice=str(data.get("advice", "")),
        extra=rest,
    )
