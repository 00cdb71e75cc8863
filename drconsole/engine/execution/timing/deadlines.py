"""Deadlines by the wall's clock, whether or not anybody asks: of polls, proposals, and the time of shelved alarms.

A shelved alarm that gets worse returns at once: whoever reads the rows sees that (``records.alarms.shelves``). Here it
is journaled, and stays so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from drconsole.engine.decider.room import approving, handing_over, polling
from drconsole.engine.decider.room.shelving import time_up
from drconsole.engine.decider.state import State
from drconsole.engine.projections.room.agreed import shelved_row
from drconsole.records.alarms.seen import Seen
from drconsole.recovery.types.work import events as ev

ENDS = (polling.run_out, approving.run_out, handing_over.run_out)
LOOK = 5.0
"""Seconds between two looks at shelved alarms (our choice)."""
SET = 60.0
"""Seconds between two looks at the wall's clock, which may be set, and after which it is written (our choice)."""


class Timed(Protocol):
    """Parts of an engine that the deadlines need."""

    @property
    def state(self) -> State: ...
    @property
    def wall(self) -> Callable[[], datetime]: ...
    async def seen(self, drill_days: int = ...) -> Seen: ...
    def note(self, *new: ev.Event) -> None: ...
    def tell_clocks(self) -> None: ...


class Deadlines:
    """Keeper of the ends that come by themselves."""

    def __init__(self, engine: Timed) -> None:
        self._engine = engine
        self._changed = asyncio.Event()
        self._told_at: float | None = None
        """When the clocks were written last, by the loop's clock."""

    def changed(self) -> None:
        """Note that something has an end that had none before."""
        self._changed.set()

    async def keep(self) -> None:
        """Record each end when it comes, until this is cancelled."""
        while True:
            self._changed.clear()
            if new := [*self._run_out(), *await self._returned()]:
                self._engine.note(*new)
            pause = self._pause()
            now = asyncio.get_running_loop().time()
            if pause is not None and (self._told_at is None or now - self._told_at >= SET):
                # An engine that starts after a death knows by it what of the time had passed.
                self._told_at = now
                self._engine.tell_clocks()
            try:
                await asyncio.wait_for(self._changed.wait(), pause)
            except TimeoutError:
                continue

    def _pause(self) -> float | None:
        """Seconds until the next look; None = nothing has an end."""
        state, now = self._engine.state, self._engine.wall()
        ends = [one.until for one in state.polls.values() if one.open]
        ends += [one.until for one in state.handovers.values() if one.open]
        ends += [one.expires_at for one in state.approvals.lasting()]
        ends += [shelf.until for shelf in state.shelved.values()]
        if not ends:
            return None
        return max(0.01, min(LOOK if state.shelved else SET, (min(ends) - now).total_seconds()))

    def _run_out(self) -> list[ev.Event]:
        state, now = self._engine.state, self._engine.wall()
        return [end for of in ENDS for end in of(state, now)]

    async def _returned(self) -> list[ev.Event]:
        """Return the returns of alarms whose time is up, and of those that have got worse."""
        if not self._engine.state.shelved:
            return []
        # An engine's start does not wait for what is needed only where somebody shelved something.
        from drconsole.records.alarms.all_of_them import everything
        from drconsole.records.alarms.kinds import Severity
        from drconsole.records.alarms.shelves import is_worse

        found = {alarm["id"]: alarm for alarm in everything(await self._engine.seen())}
        over = time_up(self._engine.state, self._engine.wall())
        gone = {event.alarm for event in over if isinstance(event, ev.AlarmReturned)}
        for key, shelf in self._engine.state.shelved.items():
            alarm = found.get(key)
            # How many tests are due depends on the settings of who asks.
            if key in gone or alarm is None or alarm["severity"] == Severity.NOTICE:
                continue
            if is_worse(alarm, shelved_row(shelf)):
                over.append(ev.AlarmReturned(key, ev.Return.WORSE, alarm["cause"]))
        return over
