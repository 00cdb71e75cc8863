"""Rehearsal facet, what only a simulated world can do: its clock, its faults, its ledger, going back."""

from __future__ import annotations

import itertools
import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from drconsole.providers.port import Effect, FaultAtWork, KnownFault
from drconsole.providers.simulator import injecting, repairing
from drconsole.providers.simulator.advance import advance
from drconsole.providers.simulator.state.clock import SimulatorClock, Wall
from drconsole.providers.simulator.state.moments import moment, optional
from drconsole.providers.simulator.state.rows.effects import effect_from_row, effect_row
from drconsole.providers.simulator.state.rows.rows import FaultState
from drconsole.providers.simulator.state.world import World
from drconsole.recovery.types.naming import Named, nearest
from drconsole.recovery.types.work.errors import BadInput


class SimulatorRehearsal:
    """``providers.port.Rehearsal``. ``now`` lets the world happen up to this moment and says when that is."""

    def __init__(self, world: World, clock: SimulatorClock, now: Callable[[], int], wall: Wall) -> None:
        self._world = world
        self._clock = clock
        self._now = now
        self._wall = wall

    def set_speed(self, speed: float | None) -> None:
        """World seconds in a wall second; None = ``max``. Raises ``BadInput`` below or at 0."""
        if speed is not None and not 0 < speed < 1e9:
            raise BadInput("bad-speed", f"a clock cannot go at {speed}", advice="a number above 0, or max")
        self._now()
        self._clock.set_speed(speed)

    def pause(self) -> None:
        self._now()
        self._clock.set_paused(True)

    def resume(self) -> None:
        self._clock.set_paused(False)

    async def jump(self, seconds: float) -> None:
        """Move the world so many seconds forward, durably; who waits for a time by then wakes."""
        self._now()
        await self._clock.jump(seconds)

    def inject(self, fault: Mapping[str, object]) -> str:
        """Add a fault from now on; its id. Items and plans may be given by key or name. Raises ``BadInput``."""
        injecting.check(fault)
        now = self._now()
        world = self._world
        named = dict(fault)
        for field, known in (("item", world.configured), ("plan", world.plans)):
            if named.get(field) is not None:
                named[field] = _key(field, str(named[field]), known)
        world.meta.faults += 1
        world.touch(world.meta)
        ident = str(named.get("id") or _free(world.faults))
        if ident in world.faults:
            raise BadInput("bad-fault", f"there is a fault '{ident}' already", place="fault.id", advice="leave it out")
        world.place(injecting.from_mapping(named, ident, now))
        advance(world, now)
        world.commit()
        return ident

    def faults(self) -> list[KnownFault]:
        """Every fault there is or was, oldest first."""
        self._now()
        return [_shown(fault) for fault in self._world.faults.values()]

    def at_work(self, items: Iterable[str] | None = None) -> list[FaultAtWork]:
        """Faults that have shown themselves and are not over, then what a run left to people; of these items only."""
        self._now()
        return repairing.at_work(self._world, items)

    def repair(self, item: str, fault: str | None = None) -> list[FaultAtWork]:
        """Do what people outside would to clear what is at work on an item; what was cleared. Raises ``BadInput``."""
        now = self._now()
        done = repairing.repair(self._world, item, fault, now)
        advance(self._world, now)
        self._world.commit()
        return done

    def ledger(self) -> list[Effect]:
        """Return what really happened up to now, in order."""
        self._now()
        return list(self._world.ledger)

    def mark(self) -> tuple[str, int]:
        """Return the id of this world, and how often it was opened."""
        return self._world.about.identity, self._world.meta.generation

    def copy_to(self, path: Path) -> None:
        """Make a file of the world as it is at this moment, durably, its clock stopped. Raises ``BadInput`` where there
        is one."""
        now, world = self._now(), self._world
        clock, paused = world.clock, world.clock.paused
        clock.anchor(now, moment(self._wall()))
        clock.paused = True
        try:
            world.save_as(path)
        finally:
            clock.paused = paused

    def snapshot(self) -> bytes:
        """The whole world as it is now, its time included."""
        self._now()
        world = self._world
        plain = {
            "world": [world.about.name, world.about.seed],
            "state": list(world.state_rows()),
            "effects": [effect_row(effect) for effect in world.ledger],
        }
        return zlib.compress(json.dumps(plain, separators=(",", ":")).encode())

    def restore(self, snapshot: bytes) -> None:
        """Go back to a snapshot of this world, its time included. Raises ``BadInput`` for anything else."""
        world = self._world
        try:
            plain = json.loads(zlib.decompress(snapshot))
            same = plain["world"] == [world.about.name, world.about.seed]
        except (ValueError, KeyError, TypeError, zlib.error) as error:
            raise BadInput("bad-snapshot", f"this is no snapshot of a world: {error}") from error
        if not same:
            raise BadInput("bad-snapshot", "this is a snapshot of another world")
        generation = world.meta.generation
        speed, paused = self._clock.speed, self._clock.paused
        world.take_state(plain["state"], map(effect_from_row, plain["effects"]))
        world.meta.generation = generation + 1
        world.clock.anchor(world.clock.world, moment(self._wall()))
        world.clock.speed, world.clock.paused = speed, paused
        world.replace_all()
        world.commit()
        self._clock.rearm()


def _key(field: str, name: str, known: Mapping[str, Named]) -> str:
    if name in known:
        return name
    keys = [key for key, one in known.items() if one.name == name]
    if len(keys) > 1:
        raise BadInput(
            "bad-fault",
            f"{len(keys)} {field}s are named '{name}'",
            place=f"fault.{field}",
            advice=f"say which by its key: {', '.join(keys)}",
        )
    if not keys:
        names = {each for key, one in known.items() for each in (key, one.name)}
        raise BadInput(
            "bad-fault", f"there is no {field} '{name}'", place=f"fault.{field}", advice=nearest(name, names)
        )
    return keys[0]


def _free(faults: Mapping[str, FaultState]) -> str:
    """Return an id that no fault has, such as faults of a document have: nobody reads from it that it was added."""
    return next(name for number in itertools.count(1) if (name := f"fault-{number}") not in faults)


def _shown(fault: FaultState) -> KnownFault:
    starts, ends = optional(fault.starts_at), optional(fault.ends_at)
    return {
        "id": fault.id,
        "kind": fault.kind,
        "item": fault.item,
        "plan": fault.plan,
        "step": fault.step,
        "starts_at": starts.isoformat() if starts else None,
        "ends_at": ends.isoformat() if ends else None,
        "probability": fault.probability,
        "params": dict(fault.params),
        "phase": fault.phase,
        "fired": fault.fired,
    }
