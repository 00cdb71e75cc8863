"""Notices of a vault about itself beside items and plans: its health, and the newest of its events."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from drconsole.providers.azure.calls import VAULT, Call, Transport, Urgency
from drconsole.providers.azure.redaction import redacted
from drconsole.providers.azure.vault import rights
from drconsole.providers.azure.wire.events import events
from drconsole.providers.azure.wire.health import Issue, vault_health
from drconsole.providers.port import Unreachable
from drconsole.recovery.types.estate.estate import HealthError
from drconsole.recovery.types.estate.service_event import ServiceEvent

HEALTH_EVERY, EVENTS_EVERY = 300.0, 60.0
"""Least seconds on the wall's clock between two readings (our choice: neither decides anything)."""
PATIENCE = 2.0
"""Seconds that a look at the vault waits for them (our choice: items are what matters)."""
EVENTS_KEPT = 20
"""Events that are told at most (our choice: what a page shows)."""
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class Notices:
    """Notices as they were read last. Where they cannot be read, those stay, and a look at the vault goes on
    without."""

    def __init__(self, transport: Transport, *, read_only: bool = False) -> None:
        """``read_only``: the state needs no permission to act."""
        self._transport = transport
        self._read_only = read_only
        self._under_way: asyncio.Future[None] | None = None
        self._health_at: float | None = None
        self._events_at: float | None = None
        self._vault: tuple[HealthError, ...] = ()
        self._lacking: tuple[HealthError, ...] = ()
        self.events: tuple[ServiceEvent, ...] = ()
        """Newest first."""

    @property
    def health(self) -> tuple[HealthError, ...]:
        """Errors of the vault and of its fabrics and containers, and permissions that are missing there; those of items
        are told with the items."""
        return (*self._vault, *self._lacking)

    async def read(self) -> None:
        """Read what is due; what takes longer than a look waits for it goes on, and the next look has it."""
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.ensure_future(self._read_due())
        await asyncio.wait((self._under_way,), timeout=PATIENCE)

    def close(self) -> None:
        if self._under_way is not None:
            self._under_way.cancel()

    async def _read_due(self) -> None:
        now = asyncio.get_running_loop().time()
        health = self._health_at is None or now - self._health_at >= HEALTH_EVERY
        newest = self._events_at is None or now - self._events_at >= EVENTS_EVERY
        if health:
            self._health_at = now
        if newest:
            self._events_at = now
        health_now = [self._read_health(), self._read_rights()] if health else []
        await asyncio.gather(*health_now, *([self._read_events()] if newest else []))

    async def _read_health(self) -> None:
        try:
            answer = await self._transport.ask(Call("GET", f"{VAULT}/replicationVaultHealth"), Urgency.BACKGROUND)
        except Unreachable:
            return
        if not answer.ok or answer.body is None:
            return
        found = vault_health(answer.body)
        told = (*found.errors, *map(_as_error, (*found.fabrics, *found.containers)))
        self._vault = tuple(dict.fromkeys(map(_kept, told)))

    async def _read_rights(self) -> None:
        try:
            answer = await rights.ask(self._transport, Urgency.BACKGROUND)
        except Unreachable:
            return
        if answer.ok:
            found = rights.warning(rights.granted(answer), read_only=self._read_only)
            self._lacking = (found,) if found is not None else ()

    async def _read_events(self) -> None:
        """Read the first page: it has the newest [REC]."""
        pages = self._transport.pages(Call("GET", f"{VAULT}/replicationEvents"), Urgency.BACKGROUND)
        try:
            first = await anext(aiter(pages), ())
        except Unreachable:
            return
        found = sorted(events(first), key=lambda one: one.at or _LONG_AGO, reverse=True)[:EVENTS_KEPT]
        self.events = tuple(
            ServiceEvent(one.id, one.at, one.kind, one.severity, redacted(one.text), one.about) for one in found
        )


def _as_error(issue: Issue) -> HealthError:
    return HealthError(issue.code, issue.message, issue.severity)


def _kept(error: HealthError) -> HealthError:
    return replace(
        error,
        message=redacted(error.message),
        possible_causes=redacted(error.possible_causes),
        recommended_action=redacted(error.recommended_action),
    )
