"""The engine's shell: its life, and its looks at the world.

The work itself is in ``execution``, what it is asked in ``service``.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from drconsole import __version__
from drconsole.engine.decider.decide import Limits
from drconsole.engine.decider.fold import fold
from drconsole.engine.decider.owing.obligations import before_removal
from drconsole.engine.decider.runs import runs_noted
from drconsole.engine.execution.doing import Doing
from drconsole.engine.execution.scripts.running import LocalScripts, Scripts
from drconsole.engine.execution.timing.deadlines import Deadlines
from drconsole.engine.execution.timing.wall_seen import Boot, set_back
from drconsole.engine.execution.watch import Watch
from drconsole.engine.projections.parts import stamp
from drconsole.engine.shown import IssuedTexts, Previews
from drconsole.providers.port import Provider, Unreachable
from drconsole.records.alarms.seen import DRILL_DAYS, Asking, Seen
from drconsole.records.rows.status import EngineRow, JumpRow
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.estate.look import ACCEPTED_AGE
from drconsole.recovery.types.work import events as ev
from drconsole.store.entries import Intent

if TYPE_CHECKING:
    from drconsole.store.journal import Journal

REFRESH = 0.25
"""Seconds on the wall's clock between two looks at the inventory while jobs run; 20 times that when idle."""
JUMP = 5.0
"""Seconds: a jump of the wall's clock below this is ignored, as what time servers correct, or a busy engine's late look
(our choice)."""
LOOK_SHARE = 40
"""One part in so many of the engine's time, at most, goes into looking while nobody asks."""

log = logging.getLogger(__name__)


def utcnow() -> datetime:
    return datetime.now(UTC)


class Engine(Doing):
    """One engine: the only one who changes the state it was given."""

    def __init__(
        self,
        journal: Journal,
        provider: Provider,
        *,
        limits: Limits | None = None,
        state_dir: Path,
        wall: Callable[[], datetime] = utcnow,
        scripts: Scripts | None = None,
        refresh: float = REFRESH,
        accepted_age: timedelta = ACCEPTED_AGE,
        boot: Callable[[], Boot | None] = lambda: None,
    ) -> None:
        scripts = scripts or LocalScripts(state_dir / "scripts")
        super().__init__(journal, provider, wall, limits or Limits(), scripts)
        self.boot = boot
        self.state_dir = state_dir
        self.started_at = wall()
        self.accepted_age = accepted_age
        """How long a test failover counts."""
        self.previews = Previews()
        self.on_revision: Callable[[int], None] | None = None
        self.revision = 0
        self._refresh_every = refresh
        self.watch = Watch(self, refresh / REFRESH)
        self.deadlines = Deadlines(self)
        self.to_sign = IssuedTexts()
        self._created = 0
        self._wall_offset = 0.0
        self.wall_jump: JumpRow | None = None
        """The last jump of the wall's clock that was seen in this life."""
        self._background: list[asyncio.Task[None]] = []
        journal.on_commit = self._committed

    # Life

    async def start(self) -> None:
        """Load, fold, look at the world, take up what was begun, and begin what is due."""
        self.provider.use_secrets(self.keyring)
        await self.provider.open()
        for recorded in self.journal.load("open"):
            fold(self.state, recorded)
        self.state.touched.clear()
        self.state.gone.clear()
        before, told = self.journal.last_times(), self.journal.told_world()
        if before is not None:
            self.world_floor = before[1]
        self.bring_up_to_date()
        self.record(ev.EngineStarted(os.getpid(), __version__, self.provider.name))
        self._wall_jumped(set_back(self.wall(), self.boot(), before[0] if before is not None else None, told))
        self._wall_offset = self._offset()
        self.tell_world()
        # A fresh look first: what is decided now rests on the world as it is. Then what another life has begun is
        # followed, and only then something new begins.
        with contextlib.suppress(Unreachable):
            await self.look(everything=True)
        self.look_on()
        self.pump()
        self._background.append(asyncio.create_task(self._keep_looking(), name="inventory"))
        for keep, name in ((self.watch.keep, "obligations"), (self.deadlines.keep, "deadlines")):
            self._background.append(asyncio.create_task(self._kept(keep), name=name))
            self._background[-1].add_done_callback(lambda done: done.cancelled() or done.exception())

    async def run(self) -> None:
        """Until the engine fails; raises what made it fail."""
        await self._failure

    def open_jobs(self) -> list[str]:
        return list(self.state.jobs)

    def under_way(self) -> int:
        """Steps whose effect is under way."""
        return self.state.open_steps

    async def drain(self) -> None:
        """Begin nothing new; return when nothing is under way, or the engine has failed."""
        self.draining = True
        # What has just ended may start more work: its pump runs in this turn of the loop.
        while (self._pumping is not None or any(map(self._goes_on, self._in_hand))) and not self._failure.done():
            self._changed.clear()
            await self._changed.wait()

    async def close(self, reason: str) -> None:
        """Stop at once, leaving every begin open for the next engine."""
        self.draining = True
        running = [*self._background, *self._in_hand.values()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        self.keyring.clear()
        if not self._failure.done():
            with contextlib.suppress(Exception):
                self.tell_world()
                await self.durable(ev.EngineStopped(reason))
            self._failure.cancel()
        await self.provider.close()
        await self.journal.close()

    # Recording

    def _committed(self, revision: int) -> None:
        self.revision = revision
        if self.on_revision is not None:
            self.on_revision(revision)

    def create_job(self, created: ev.JobCreated, actor: str, intent: Intent, *more: ev.Event) -> asyncio.Future[int]:
        """Its items and their plans are busy from now on, and their rows say so in the same transaction.

        ``more``: what else is so from its begin on.
        """
        self._touch_items(created.qualified)
        owed = before_removal(self.state, created, self.view)
        noted = runs_noted(self.state, created)
        return self.record(created, *more, *owed, *noted, actor=actor, intent=intent)

    # Looking

    def _offset(self) -> float:
        """The wall's clock against one that nobody sets, and that stands while the machine sleeps."""
        return self.wall().timestamp() - asyncio.get_running_loop().time()

    def _watch_wall(self) -> None:
        offset = self._offset()
        self._wall_jumped(offset - self._wall_offset)
        self._wall_offset = offset

    def _wall_jumped(self, seconds: float) -> None:
        if abs(seconds) >= JUMP:
            self.wall_jump = {"seconds": round(seconds, 3), "at": stamp(self.wall())}
            way = "back" if seconds < 0 else "forward"
            log.warning("the wall's clock went %s by %.0f s: it was set, or the machine slept", way, abs(seconds))
            self.record(ev.WallJumped(round(seconds, 3)))
            self.tell_clocks()

    def tell_clocks(self) -> None:
        """Write at once how the clocks go: what ends in time ends by them in the next life, too."""
        self.tell_world()
        self.write_estate(set())

    async def _keep_looking(self) -> None:
        cost = 0.0
        while True:
            pause = max(self._refresh_every * (1 if self.state.jobs else 20), self.provider.look_every)
            await asyncio.sleep(max(pause, LOOK_SHARE * cost))
            start = time.thread_time()
            self._watch_wall()
            try:
                await self.look()
                cost = time.thread_time() - start
            except Unreachable:
                continue
            except Exception as error:
                self.fail(error)
                raise

    async def _kept(self, keep: Callable[[], Awaitable[None]]) -> None:
        try:
            await keep()
        except asyncio.CancelledError:
            raise
        except Exception as error:
            self.fail(error)
            raise

    async def seen(self, drill_days: int = DRILL_DAYS) -> Seen:
        """Return what alarms are made of, as a console of this engine sees it."""
        engine: EngineRow = {
            "running": True,
            "pid": os.getpid(),
            "epoch": self.journal.epoch,
            "version": __version__,
            "since": stamp(self.started_at),
        }
        now, wall = stamp(self.provider.clock.now()), stamp(self.wall())
        return await self.journal.seen(Asking(engine, now, wall, drill_days))

    @property
    def view(self) -> EstateView:
        return self.estate.view

    def record_seen(self, items: Sequence[str], new: Sequence[ev.Event]) -> None:
        """Record what a look at obligations showed; the items' rows say so in the same transaction."""
        self._touch_items(items)
        self.record(*new)

    def next_job_id(self) -> str:
        """Unique over lives: the epoch is."""
        self._created += 1
        return f"j{self.journal.epoch}-{self._created}"
