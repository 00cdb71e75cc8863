"""The simulator behind the port: one open look into a simulated world."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from drconsole.documents.definition import EstateDefinition
from drconsole.providers.inventory import Inventory
from drconsole.providers.port import NoAnswer, Observation, Rejected, SecretSource, Unreachable, Work
from drconsole.providers.simulator import birth, inbox
from drconsole.providers.simulator.advance import advance
from drconsole.providers.simulator.items import keys
from drconsole.providers.simulator.items.points import points_of
from drconsole.providers.simulator.rehearsal import SimulatorRehearsal
from drconsole.providers.simulator.remote import run as remote
from drconsole.providers.simulator.service.problems import as_errors, problem
from drconsole.providers.simulator.state.clock import WRITE_EVERY, SimulatorClock, SteadyWall, Wall
from drconsole.providers.simulator.state.file.commits import Commits
from drconsole.providers.simulator.state.moments import as_datetime, moment, optional, utcnow
from drconsole.providers.simulator.state.world import World
from drconsole.providers.simulator.steps import running
from drconsole.providers.simulator.views import inventory, observing, status
from drconsole.providers.simulator.views.falling_behind import tell_again
from drconsole.recovery.types.estate.points import PointsRead
from drconsole.recovery.types.words import Grain, Mode, Operation, Outcome, RemoteAct, Scenario, TargetType
from drconsole.recovery.types.work.observed import Evidence
from drconsole.recovery.types.work.secret import Secret

SETTLE = 30.0
"""Seconds in which a request may still land: more than it can be late."""
_BREATHER = 50
"""Items read between two chances for others to run."""


class Simulator:
    """``providers.port.Provider``. ``world`` is the file of a world, or a world in memory, which outlives the simulator
    that looks into it as the outside world outlives an engine."""

    @staticmethod
    def create(
        definition: EstateDefinition, grain: Grain, *, wall: Wall = utcnow, mode: Mode = Mode.SIMULATION
    ) -> World:
        """A new world in memory; ``World.save_as`` makes a file of it. Grain (STEP or PLAN) and mode are fixed now.

        Raises ``ValueError`` for grain ITEM.
        """
        if grain is Grain.ITEM:
            raise ValueError("a world works at STEP or at PLAN grain")
        return birth.create(definition, grain, wall, mode)

    def __init__(self, world: Path | World, *, wall: Wall | None = None) -> None:
        """``wall``: by default the wall's clock as it is now, and steady from here on."""
        wall = wall or SteadyWall()
        self._source = world
        self._wall = wall
        self._world: World | None = world if isinstance(world, World) else None
        self._clock = SimulatorClock(lambda: self._opened.clock, wall, self._moved, self._clock_changed)
        self._commits = Commits(lambda: self._opened.commit())
        self._rehearsal: SimulatorRehearsal | None = None
        self._secrets: SecretSource | None = None

    # Life

    @property
    def name(self) -> str:
        return "simulator"

    @property
    def mode(self) -> Mode:
        return self._opened.about.mode

    @property
    def clock(self) -> SimulatorClock:
        return self._clock

    @property
    def rehearsal(self) -> SimulatorRehearsal:
        if self._rehearsal is None:
            self._rehearsal = SimulatorRehearsal(self._opened, self._clock, self._look, self._wall)
        return self._rehearsal

    @property
    def answers(self) -> tuple[Outcome, ...]:
        """All: the simulated service takes whatever a person says."""
        return ()

    @property
    def place(self) -> None:
        """Nowhere outside of this machine."""

    @property
    def look_every(self) -> float:
        """A world in this process may be looked at any time."""
        return 0.0

    @property
    def poll_every(self) -> float:
        return 0.0

    @property
    def world(self) -> World:
        """The world itself, for tests and for who shows it by another interface."""
        return self._opened

    async def open(self) -> None:
        """Let happen what happened while nobody looked. Raises ``BadInput`` where there is no world."""
        if isinstance(self._source, Path) and self._world is None:
            self._world = World.read(self._source)
        if self._opened.clock.take_up(moment(self._wall())):
            self._opened.touch(self._opened.clock)
        self._look()

    async def close(self) -> None:
        self._clock.close()
        world = self._world
        if world is None:
            return
        if world.clock.keep_up(moment(self._wall())):
            world.touch(world.clock)
        if isinstance(self._source, Path) and world.file is not None:
            self._commits.at_once()
            world.file.close()
            self._world = None
            self._rehearsal = None

    @property
    def _opened(self) -> World:
        if self._world is None:
            raise RuntimeError("the simulator is not open")
        return self._world

    def _look(self) -> int:
        """Let everything happen up to this moment, durably; returns the moment."""
        now = self._happened()
        if self._opened.changed:
            self._commits.at_once()
        return now

    def up_to_now(self) -> int:
        """Let everything happen up to this moment, durably; returns the moment. For who shows the world by itself."""
        return self._look()

    def _happened(self) -> int:
        """Let everything happen up to this moment; returns the moment. The caller commits before it answers."""
        world = self._opened
        clock = world.clock
        wall = moment(self._wall()) if clock.goes else clock.wall
        now = clock.now(wall)
        advance(world, now)
        if clock.keep_up(wall) >= WRITE_EVERY or world.changed:
            world.touch(clock)
        return now

    async def _committed(self) -> None:
        """Return once what happened is durable. A world in memory has no disk to share a wait for."""
        if self._opened.file is None:
            self._commits.at_once()
        else:
            await self._commits.durable()

    def _moved(self, at: int) -> None:
        world = self._opened
        advance(world, at)
        world.touch(world.clock)
        self._commits.at_once()

    def _clock_changed(self) -> None:
        self._moved(self._opened.clock.world)

    # What it offers

    def grain(self, operation: Operation, scenario: Scenario, target_type: TargetType) -> Grain | None:
        return inbox.grain(self._opened, operation, scenario, target_type)

    def settle(self, operation: Operation) -> float:
        return SETTLE

    # What there is

    async def inventory(self, since: str | None) -> Inventory:
        now = self._look()
        if self.silent(""):
            raise Unreachable("the service does not answer")
        tell_again(self._opened, now)
        return inventory.since(self._opened, since, now)

    async def recovery_points(self, items: Sequence[str]) -> AsyncIterator[PointsRead]:
        """One after the other, each as of the moment it is read."""
        for number, key in enumerate(items):
            if number % _BREATHER == _BREATHER - 1:
                await asyncio.sleep(0)
            yield self._points(key, self._look())

    def _points(self, key: str, now: int) -> PointsRead:
        world = self._opened
        item = world.items.get(key)
        as_of = as_datetime(now)
        if item is None:
            return PointsRead(key, as_of, error=f"there is no item '{key}'")
        if self.silent(key):
            return PointsRead(key, as_of, error="the service does not answer")
        points = points_of(world, item, now)
        return PointsRead(key, as_of, points.listed(), unprocessed_until=optional(points.unprocessed_until()))

    # What is done

    def use_secrets(self, source: SecretSource) -> None:
        self._secrets = source

    def _secret_of(self, work: Work) -> Secret | None:
        return self._secrets.secret(work.secret) if self._secrets is not None and work.secret is not None else None

    async def begin(self, work: Work) -> str:
        now = self._happened()
        heard = inbox.receive(self._opened, work, now, keys.thumbprints(self._secret_of(work)))
        await self._committed()
        if heard.refused:
            raise Rejected(as_errors(list(heard.refused), work.step))
        if heard.silence == "never":
            await asyncio.Event().wait()
        if heard.silence:
            raise NoAnswer(f"no answer to {work.key}")
        return heard.reference

    async def observe(self, work: Work, reference: str | None) -> Observation:
        now = self._look()
        if self._opened.faults_of("no-answer") and any(map(self.silent, work.items or (work.target,))):
            raise Unreachable("the service does not answer")
        return observing.observe(self._opened, work, reference, now)

    async def act(
        self,
        work: Work,
        reference: str,
        action: RemoteAct,
        comment: str,
        node: str = "",
        outcome: Outcome = Outcome.DONE,
    ) -> None:
        now = self._happened()
        why = self._act(reference, action, (outcome, comment), node, now)
        await self._committed()
        if why is not None:
            raise Rejected(as_errors([problem("Stopped", None, why)]))

    def _act(self, reference: str, action: RemoteAct, said: tuple[Outcome, str], node: str, now: int) -> str | None:
        """End what can be ended; return why not. Nothing is offered for restart (our choice: a new request is as
        good, and leaves a trace of its own)."""
        world = self._opened
        run, job = world.run_of_reference.get(reference), world.job_of_reference.get(reference)
        if run is None and job is None:
            return f"nothing is known of '{reference}'"
        if action is RemoteAct.CANCEL:
            if run is not None:
                running.cancel(world, run, now)
            elif job is not None:
                remote.cancel(world, job, now)
            return None
        if action is RemoteAct.RESUME and job is not None:
            return remote.resume(world, job, node, said, now)
        return f"'{action}' is not possible here"

    async def look(self, items: Sequence[str], probes: Sequence[str]) -> list[Evidence]:
        now = self._look()
        world = self._opened
        if any(self.silent(key) for key in items):
            raise Unreachable("the service does not answer")
        return [
            status.evidence(world, world.items[key], probe, now)
            for key in items
            if key in world.items
            for probe in probes
        ]

    # Faults in being asked

    def silent(self, key: str) -> bool:
        """Return whether a fault keeps the service from answering for this item or plan; empty = for all of them."""
        world = self._opened
        return any(
            fault.phase == "active"
            and fault.params.get("on") == "observe"
            and (
                key in (fault.item, fault.plan)
                or (fault.plan is not None and key in world.members(fault.plan))
                or (fault.item is None and fault.plan is None)
            )
            for fault in world.faults_of("no-answer")
        )
