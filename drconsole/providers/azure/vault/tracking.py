"""Jobs of Azure: the job of our work, found by its name or by our request's id, and jobs that others began."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from drconsole.providers.azure.calls import VAULT, Call, JsonObject, Transport, Urgency
from drconsole.providers.azure.identities import Identities
from drconsole.providers.azure.refusals import unreachable
from drconsole.providers.azure.vault.reading import Reader
from drconsole.providers.azure.vault.snapshot import names_of
from drconsole.providers.azure.wire.acting import requests
from drconsole.providers.azure.wire.ids import last
from drconsole.providers.azure.wire.json import text
from drconsole.providers.azure.wire.running import jobs, tasks
from drconsole.providers.port import Observation, Status, Unreachable, Work
from drconsole.recovery.types.estate.estate import ForeignJob

log = logging.getLogger(__name__)

CANDIDATES = 40
"""Jobs of the list that are read one by one in one search of ours, newest first (our choice: the list has no
``activityId``); the rest is read by the next searches, and until then nobody knows."""
CHILDREN = 20
"""Child jobs that are read in one look at a job that goes on."""
FOREIGN_EVERY = 15.0
"""Seconds on the wall's clock between two looks at the list of jobs."""
FOREIGN_AGE = timedelta(days=1)
"""How long ago a job of others may have begun to be told."""


class Tracker:
    def __init__(
        self, transport: Transport, identities: Identities, reader: Reader, now: Callable[[], datetime]
    ) -> None:
        self._transport = transport
        self._identities = identities
        self._reader = reader
        self._now = now
        self._ended: dict[str, JsonObject] = {}
        """Child jobs that are over, by name in lower case: they are not read again."""
        self._activities: dict[str, str] = {}
        """Name of a job in lower case -> its ``activityId``, once it says one or is over: that never changes."""
        self._ours: dict[str, bool] = {}
        """Name of a job in lower case -> whether we began it, once that was seen."""
        self._foreign: tuple[ForeignJob, ...] = ()
        self._foreign_at: float | None = None

    def request_of(self, work: Work) -> str:
        return requests.request_id(work.key, self._identities.mark)

    # Our work

    async def observe(self, work: Work, reference: str | None) -> Observation:
        """Raises ``Unreachable``."""
        found = await self._by_name(reference) if reference is not None else None
        job = found[0] if found is not None else None
        pause = found[1] if found is not None else None
        if job is None:
            job = await self._by_request(work, reference)
        if job is None:
            return Observation(Status.ABSENT, self._now())
        self._ours[jobs.name_of(job).lower()] = True
        children = await self._children(job)
        key_of = names_of(self._reader.latest, work.items)
        seen = jobs.observation(job, key_of, self._now(), children=children, items=work.items, pause=pause)
        for key, arm_id in seen.replaced_ids.items():
            self._identities.extend(arm_id, key)
        return seen

    async def job(self, reference: str) -> JsonObject | None:
        """A job by the name or alias that was given; None = there is none. Raises ``Unreachable``."""
        found = await self._by_name(reference)
        return found[0] if found is not None else None

    async def _by_name(self, name: str) -> tuple[JsonObject, float | None] | None:
        answer = await self._transport.ask(Call("GET", f"{VAULT}/replicationJobs/{name}"), Urgency.RUNNING_JOB)
        if answer.status in (400, 404):
            return None
        if not answer.ok or answer.body is None:
            raise unreachable(answer, f"job {name}")
        activity = jobs.activity_of(answer.body)
        if activity or jobs.ended(answer.body):
            self._activities[name.lower()] = activity
        return answer.body, jobs.retry_after(answer)

    async def _by_request(self, work: Work, reference: str | None) -> JsonObject | None:
        """The newest job that our request began: what its target is in the middle of, else one of the list."""
        wanted = self.request_of(work)
        name = await self._current(work)
        if name is not None:
            found = await self._by_name(name)
            if found is not None and jobs.begun_by(found[0], wanted):
                return found[0]
        unread: list[str] = []
        for job in await self._listed():
            name = jobs.name_of(job)
            if not jobs.may_be(job, work.operation):
                continue
            if name.lower() not in self._activities:
                unread.append(name)
            elif jobs.is_of(self._activities[name.lower()], wanted) and (found := await self._by_name(name)):
                return found[0]
        for name in unread[:CANDIDATES]:
            found = await self._by_name(name)
            if found is not None and jobs.begun_by(found[0], wanted):
                return found[0]
        if left := len(unread[CANDIDATES:]):
            raise Unreachable(f"{left} job(s) of the vault are still to be read in search of ours")
        return None

    async def _current(self, work: Work) -> str | None:
        """Name of the job that the target is in the middle of, as it says now."""
        target = work.target if requests.is_whole_plan(work) else work.items[0] if work.items else work.target
        answer = await self._transport.ask(Call("GET", self._identities.id_of(target)), Urgency.RUNNING_JOB)
        if answer.status == 404:
            return None
        if not answer.ok:
            raise unreachable(answer, last(target))
        name = last(text(answer.body, "properties", "currentScenario", "jobId"))
        return name if jobs.is_job(name) else None

    async def _listed(self) -> list[JsonObject]:
        """Jobs of the vault, newest first."""
        found: list[JsonObject] = []
        async for page in self._transport.pages(Call("GET", f"{VAULT}/replicationJobs"), Urgency.RUNNING_JOB):
            found.extend(page)
        found.sort(key=_begun, reverse=True)
        return found

    async def _children(self, job: JsonObject) -> dict[str, JsonObject]:
        """Child jobs; the rest of many comes with the next looks, where there will be any."""
        found: dict[str, JsonObject] = {}
        names = list(dict.fromkeys(name.lower() for name, _ in tasks.child_jobs(job)))
        found.update((name, self._ended[name]) for name in names if name in self._ended)
        for name in [one for one in names if one not in found][: None if jobs.ended(job) else CHILDREN]:
            child = await self._by_name(name)
            if child is None:
                continue
            found[name] = child[0]
            self._ours[name] = True
            if jobs.ended(child[0]):
                self._ended[name] = child[0]
        return found

    # Others' jobs

    async def foreign(self) -> tuple[ForeignJob, ...]:
        """Jobs that others began and that run, or began within a day; as known before where the list is not told."""
        now, begun = self._now(), asyncio.get_running_loop().time()
        if self._foreign_at is not None and begun - self._foreign_at < FOREIGN_EVERY:
            return self._foreign
        try:
            recent = [job for job in await self._listed() if _is_recent(job, now)]
            await self._tell_apart(recent)
        except Unreachable as error:
            log.warning("jobs of others are not told: %s", error)
            return self._foreign
        self._foreign = tuple(jobs.foreign(job) for job in recent if self._ours.get(jobs.name_of(job).lower()) is False)
        self._foreign_at = begun
        return self._foreign

    async def _tell_apart(self, listed: Iterable[JsonObject]) -> None:
        """Learn of jobs that are new whether we began them: each is read until it says who did, or is over."""
        new = [name for job in listed if (name := jobs.name_of(job).lower()) not in self._ours]
        for name in [one for one in new if one not in self._activities][:CANDIDATES]:
            await self._by_name(name)
        for name in new:
            if name in self._activities:
                self._ours.setdefault(name, requests.is_ours(self._activities[name], self._identities.mark))


def _begun(job: JsonObject) -> float:
    began = jobs.began_at(job)
    return began.timestamp() if began is not None else float("inf")


def _is_recent(job: JsonObject, now: datetime) -> bool:
    began = jobs.began_at(job)
    return not jobs.ended(job) or began is None or now - began < FOREIGN_AGE


def waits(seen: Observation) -> Observation:
    """On a clock that jumps nobody looks again at what waits for a person: it would not stand still for the answer."""
    return replace(seen, look_again=None) if seen.status is Status.WAITING else seen
