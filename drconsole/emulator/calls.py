"""Requests and answers of the emulator, without sockets: what a client sends, and what it gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TypeAlias

from drconsole.recovery.types.data import dataclass

JsonObject: TypeAlias = Mapping[str, object]
"""One JSON object, to be sent or as it came."""


@dataclass(frozen=True, slots=True)
class EmulatorCall:
    """One HTTP request. All but the sign-in and the emulator's own routes need ``authorization: Bearer ...``."""

    method: str
    path: str
    """Path from the first slash on, without the query, quoted as it was sent."""
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case; ``host`` is what links in answers begin with."""
    body: JsonObject | None = None
    scheme: str = "https"

    @property
    def origin(self) -> str:
        """Return scheme and host of absolute links, as this client reached the emulator."""
        return f"{self.scheme}://{self.headers.get('host') or 'localhost'}"


@dataclass(frozen=True, slots=True)
class EmulatorAnswer:
    """Answer to a call. ``dropped``: there is none, the connection is closed; the request had its effect, or not."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: JsonObject | None = None
    dropped: bool = False

    def with_headers(self, more: Mapping[str, str]) -> EmulatorAnswer:
        """The same answer with more headers; its own stay as they are."""
        return EmulatorAnswer(self.status, {**more, **self.headers}, self.body, self.dropped)


def ok(body: JsonObject) -> EmulatorAnswer:
    return EmulatorAnswer(200, body=body)
