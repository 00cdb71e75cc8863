"""Requests and answers between the provider and the transport: no object of the SDK goes through here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import field
from datetime import timedelta
from enum import IntEnum
from typing import Protocol, TypeAlias

from drconsole.recovery.types.data import dataclass

JsonObject: TypeAlias = Mapping[str, object]
"""One JSON object as it came: only ``wire`` looks inside."""

VAULT = "{vault}"
"""Stands at a path's beginning for the vault's own ARM id; the transport puts it in."""


class Urgency(IntEnum):
    """Order of requests that have to wait for the rate limit: lowest number first."""

    ACTION = 0
    OPEN_VIEW = 1
    RUNNING_JOB = 2
    BACKGROUND = 3


@dataclass(frozen=True, slots=True)
class Call:
    """One request to Resource Manager."""

    method: str
    path: str
    """Under the vault (``{vault}/replicationJobs``), or an absolute ARM id, or a whole URL (a ``nextLink``)."""
    query: Mapping[str, str] = field(default_factory=dict)
    """Without ``api-version``: the transport adds it."""
    body: JsonObject | None = None
    request_id: str = ""
    """Goes out as ``x-ms-client-request-id``; empty = one of the transport's own."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Response of the service, whatever its status: a refusal is an answer too."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: JsonObject | None
    """None = empty, or no JSON object."""

    @property
    def ok(self) -> bool:
        return self.status < 400


class Transport(Protocol):
    """Way to Resource Manager. Each method raises ``port.Unreachable`` where a question got no answer."""

    skew: timedelta
    """How far the service's clock is before this machine's, as it said last."""

    @property
    def closed_for(self) -> float:
        """Seconds until the service takes requests again, after it said that it is asked too often; 0 = it does."""

    async def ask(self, call: Call, urgency: Urgency = Urgency.OPEN_VIEW) -> Answer:
        """Read something; retried by the transport, throttling waited out. An answer of 4xx is returned."""

    def pages(self, call: Call, urgency: Urgency = Urgency.BACKGROUND) -> AsyncIterator[Sequence[JsonObject]]:
        """Read a list to its end, one page's ``value`` after the other. Raises ``Unreachable`` for a refused page too:
        half a list is no list."""

    async def send(self, call: Call) -> Answer:
        """Change something: sent once; again only where it was refused unseen (429).

        Raises ``port.NoAnswer`` where it may have arrived.
        """

    async def close(self) -> None:
        """Close connections and credential."""
