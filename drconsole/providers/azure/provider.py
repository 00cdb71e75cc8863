"""Azure Site Recovery behind the port: one vault."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from drconsole.documents.connection.definition import Connection
from drconsole.providers.azure import offers
from drconsole.providers.azure.calls import Transport
from drconsole.providers.azure.clock import EmulatorClock
from drconsole.providers.azure.identities import Identities
from drconsole.providers.azure.place import place_of
from drconsole.providers.azure.redaction import in_errors, in_observation
from drconsole.providers.azure.refusals import clocks, rejected
from drconsole.providers.azure.vault.asking import Asker, may_change
from drconsole.providers.azure.vault.deltas import Deltas
from drconsole.providers.azure.vault.looking import Looker
from drconsole.providers.azure.vault.notices import Notices
from drconsole.providers.azure.vault.patience import patiently
from drconsole.providers.azure.vault.points import PointTimes
from drconsole.providers.azure.vault.points import read as read_points
from drconsole.providers.azure.vault.reading import Reader
from drconsole.providers.azure.vault.tracking import Tracker, waits
from drconsole.providers.azure.wire import errors
from drconsole.providers.azure.wire.acting import requests
from drconsole.providers.azure.wire.running import jobs
from drconsole.providers.inventory import Inventory
from drconsole.providers.port import (
    Clock,
    NoAnswer,
    Observation,
    Place,
    Rejected,
    SecretSource,
    Unreachable,
    Work,
)
from drconsole.recovery.types.estate.points import PointsRead
from drconsole.recovery.types.words import Grain, Mode, Operation, Outcome, RemoteAct, Scenario, TargetType
from drconsole.recovery.types.work.observed import Evidence

POLL_EVERY = 2.0
"""Seconds between two looks at one job (our choice: four jobs that run take less than the rate limit bears)."""
AZURE_EVERY, EMULATOR_EVERY = 30.0, 2.0
"""Seconds between two looks at the whole vault while nobody asks (our choice: a job that runs is followed apart)."""
AT_ONCE = 8
"""Items whose recovery points are read at once."""


class AzureProvider:
    """``providers.port.Provider`` over one connection. ``emulated``: what answers is an emulator on this machine."""

    def __init__(
        self,
        connection: Connection,
        transport: Transport,
        clock: Clock,
        identities: Identities,
        *,
        emulated: bool = False,
    ) -> None:
        self._connection = connection
        self._transport = transport
        self._clock = clock
        self._identities = identities
        self._emulated = emulated
        self._reader = Reader(transport, identities, clock.now)
        self._tracker = Tracker(transport, identities, self._reader, clock.now)
        self._looker = Looker(transport, self._reader)
        self._asker = Asker(connection, identities, self._reader)
        self._times = PointTimes(transport, identities)
        self._notices = Notices(transport, read_only=connection.read_only)
        self._deltas = Deltas()
        self._secrets: SecretSource | None = None

    # Life

    @property
    def name(self) -> str:
        return "azure"

    @property
    def mode(self) -> Mode:
        return Mode.EXERCISE if self._emulated else Mode.LIVE

    @property
    def clock(self) -> Clock:
        return self._clock

    @property
    def rehearsal(self) -> None:
        """Nobody rehearses faults of a world that is not ours."""

    @property
    def answers(self) -> tuple[Outcome, ...]:
        """The service can be told to go on, and nothing else."""
        return (Outcome.DONE,)

    @property
    def place(self) -> Place:
        return place_of(self._connection, emulated=self._emulated)

    @property
    def look_every(self) -> float:
        return EMULATOR_EVERY if self._emulated else AZURE_EVERY

    @property
    def poll_every(self) -> float:
        return POLL_EVERY

    async def open(self) -> None:
        """Nothing is asked yet, but an emulator for its clock."""
        await self._read_clock()

    async def close(self) -> None:
        self._reader.close()
        self._notices.close()
        await self._transport.close()

    async def _read_clock(self) -> None:
        if isinstance(self._clock, EmulatorClock):
            await self._clock.read()

    def use_secrets(self, source: SecretSource) -> None:
        self._secrets = source

    # What it offers

    def grain(self, operation: Operation, scenario: Scenario, target_type: TargetType) -> Grain | None:
        return offers.grain(operation, scenario, target_type)

    def settle(self, operation: Operation) -> float:
        return offers.SETTLE

    # What there is

    async def inventory(self, since: str | None) -> Inventory:
        return await patiently(self._inventory(since), self._transport)

    async def _inventory(self, since: str | None) -> Inventory:
        await self._read_clock()
        snapshot, _ = await asyncio.gather(self._reader.read(anew=since is None), self._notices.read())
        foreign = await self._tracker.foreign()
        dated = await self._times.put_into(snapshot.statuses)
        told = self._deltas.since(since, self._connection.name, replace(snapshot, statuses=dated), foreign)
        notices = self._notices
        return replace(told, health=notices.health, events=notices.events, condition=clocks(self._transport.skew))

    async def recovery_points(self, items: Sequence[str]) -> AsyncIterator[PointsRead]:
        for first in range(0, len(items), AT_ONCE):
            for read in await asyncio.gather(*map(self._points, items[first : first + AT_ONCE])):
                yield read

    async def _points(self, key: str) -> PointsRead:
        try:
            snapshot = self._reader.latest or await self._reader.read()
        except Unreachable as error:
            return PointsRead(key, self._clock.now(), error=str(error))
        return await read_points(self._transport, self._identities, snapshot, key, self._clock.now)

    # What is done

    async def begin(self, work: Work) -> str:
        call = await self._asker.request(work, self._secrets)
        answer = await self._transport.send(call)
        if not answer.ok:
            raise Rejected(in_errors(errors.of_answer(answer.status, answer.body)))
        started = jobs.started(answer)
        if not started.job:
            raise NoAnswer("the service took it and named no job")
        return started.job

    async def observe(self, work: Work, reference: str | None) -> Observation:
        seen = in_observation(await self._tracker.observe(work, reference))
        return waits(seen) if self._clock.speed is None else seen

    async def act(
        self,
        work: Work,
        reference: str,
        action: RemoteAct,
        comment: str,
        node: str = "",
        outcome: Outcome = Outcome.DONE,
    ) -> None:
        may_change(self._connection)
        if action is RemoteAct.RESUME and outcome is not Outcome.DONE:
            raise rejected(
                "NotOffered",
                f"Site Recovery can be told to go on, not that this is to count as '{outcome}'",
                "say that it is done, or cancel the job",
            )
        try:
            job = await self._tracker.job(reference)
        except Unreachable as error:
            raise NoAnswer(f"nothing was sent: {error}") from error
        if job is None:
            raise rejected("ResourceNotFound", f"nothing is known of '{reference}'")
        if action is RemoteAct.CANCEL and jobs.ended(job):
            return
        name = jobs.name_of(job)
        request = requests.request_id(f"{work.key}/{action}/{node}", self._identities.mark)
        if action is RemoteAct.RESUME:
            call = requests.resume(name, comment, request)
        else:
            call = (requests.cancel if action is RemoteAct.CANCEL else requests.restart)(name, request)
        answer = await self._transport.send(call)
        if not answer.ok and not (action is RemoteAct.CANCEL and await self._is_over(name)):
            raise Rejected(in_errors(errors.of_answer(answer.status, answer.body)))

    async def _is_over(self, name: str) -> bool:
        """Return whether a job ended while it was told to."""
        try:
            job = await self._tracker.job(name)
        except Unreachable:
            return False
        return job is not None and jobs.ended(job)

    async def look(self, items: Sequence[str], probes: Sequence[str]) -> list[Evidence]:
        return await self._looker.look(items, probes)
