"""Looking again and again at what is owed, on the provider's clock and without ever moving it.

Nobody sleeps on the provider's clock for this: a jumping clock would never stand still. The watch ticks on the wall's
and looks at what was not looked at for a minute of the provider's time, or of the wall's where the provider's stands.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from drconsole.engine.decider.beside import Obligation
from drconsole.engine.decider.owing.obligations import settle
from drconsole.engine.decider.state import State
from drconsole.engine.execution.looking import look_at
from drconsole.providers.port import Provider
from drconsole.records.waiting.waits import CLEANUP
from drconsole.recovery.states.assessments.testdebt import is_open
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.estate.known import REPLICATING, SOURCE, TARGET, TEST
from drconsole.recovery.types.work import events as ev

EVERY = 60.0
"""Seconds between two looks at one obligation (our choice)."""
BATCH = 100
"""Items asked about at once."""
TICK = 1.0
"""Least seconds on the wall's clock between two batches."""
IDLE = 5.0
"""Seconds on the wall's clock between two ticks while nothing is owed, or the provider's clock stands or jumps."""


class Watched(Protocol):
    """Parts of an engine that the watch needs."""

    @property
    def state(self) -> State: ...
    @property
    def provider(self) -> Provider: ...
    @property
    def view(self) -> EstateView: ...
    def record_seen(self, items: Sequence[str], new: Sequence[ev.Event]) -> None: ...


class Watch:
    """``pace`` stretches the wall's times, for engines on a slower one."""

    def __init__(self, engine: Watched, pace: float = 1.0) -> None:
        self._engine = engine
        self._pace = pace
        self._asked: dict[str, tuple[datetime, float]] = {}
        """Obligation -> when it was looked at: on the provider's clock, on the loop's."""

    def pause(self) -> float:
        """Seconds on the wall's clock until the next tick."""
        clock = self._engine.provider.clock
        if not self._engine.state.obligations or clock.speed is None or clock.paused:
            return IDLE * self._pace
        return max(TICK, min(IDLE, EVERY / clock.speed)) * self._pace

    def due(self) -> list[Obligation]:
        """At most a batch, what was not looked at for longest first."""
        owed = self._engine.state.obligations
        self._asked = {key: when for key, when in self._asked.items() if key in owed}
        now, wall = self._engine.provider.clock.now(), asyncio.get_running_loop().time()
        due = [one for one in owed.values() if self._wanted(one) and self._is_due(one.key, now, wall)]
        due.sort(key=lambda one: self._asked[one.key][1] if one.key in self._asked else -1.0)
        return due[:BATCH]

    def _is_due(self, key: str, now: datetime, wall: float) -> bool:
        last = self._asked.get(key)
        return last is None or now - last[0] >= timedelta(seconds=EVERY) or wall - last[1] >= EVERY * self._pace

    def _wanted(self, one: Obligation) -> bool:
        """An open test is known to be there: it is looked for when it is said to be cleaned up."""
        if one.what != CLEANUP:
            return True
        status = self._engine.view.statuses.get(one.item)
        return one.item not in self._engine.state.busy and (status is None or not is_open(status))

    def forget(self, item: str) -> None:
        """Make what is owed of this item due again: something was done about it."""
        owed = self._engine.state.obligations
        self._asked = {key: when for key, when in self._asked.items() if key in owed and owed[key].item != item}

    async def look(self) -> int:
        """One batch; how many were looked at."""
        due = self.due()
        by_probes: dict[tuple[str, ...], list[str]] = {}
        for one in due:
            by_probes.setdefault(_probes_of(one), []).append(one.item)
        for probes, items in by_probes.items():
            seen = await look_at(self._engine.provider, items, probes)
            state, view = self._engine.state, self._engine.view
            new = settle(state, view, items, self._engine.provider.clock.now(), seen)
            if new:
                self._engine.record_seen(items, new)
        now, wall = self._engine.provider.clock.now(), asyncio.get_running_loop().time()
        self._asked.update((one.key, (now, wall)) for one in due)
        return len(due)

    async def keep(self) -> None:
        """Until cancelled. Raises what no rule covers."""
        while True:
            await asyncio.sleep(self.pause())
            await self.look()


def _probes_of(one: Obligation) -> tuple[str, ...]:
    if one.what == CLEANUP:
        return (TEST,)
    return (SOURCE, TARGET, REPLICATING) if one.cancelled else (SOURCE, TARGET)
