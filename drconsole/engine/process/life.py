"""Life of one engine process: start, serve, and go by the table ``LEAVE``."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import threading
from asyncio import FIRST_COMPLETED
from collections.abc import Sequence
from typing import Any, cast

from drconsole import __version__
from drconsole.engine.process import garbage
from drconsole.engine.process.folder.lock import StateLock
from drconsole.engine.process.leaving import EXIT_FATAL, LEAVE, Way, next_way
from drconsole.engine.process.parts import Build, Parts
from drconsole.link.answers import About, Answer, Leaving
from drconsole.link.messages import PROTOCOL, Arm, Drain, Message, ResumeJob, RetryJob, SetClock, StartJob, Status, Stop
from drconsole.link.peer import Peer, own_peer
from drconsole.link.serving.server import LinkServer
from drconsole.link.serving.socket_file import require_place
from drconsole.link.wire import new_id
from drconsole.records.leads import with_leads
from drconsole.records.rows.refusal import RefusalRow
from drconsole.records.rows.status import StatusRow
from drconsole.recovery.types.remedies import Act, Remedy
from drconsole.recovery.types.work.errors import DrError, Refused
from drconsole.settings.config.values import Config
from drconsole.settings.speed import Speed
from drconsole.settings.state import StatePaths
from drconsole.store import ballast
from drconsole.store.journal import StoreFailed, no_room

log = logging.getLogger(__name__)

CLOSE_SECONDS = 5.0
"""Seconds for closing journal and provider."""
PLACE_SECONDS = 2.0
"""Seconds between two looks whether the state folder still is where it was (our choice)."""
HANG_SECONDS = 10.0
"""Seconds after which the process ends itself, whatever still hangs."""

_STARTS = (StartJob, RetryJob, ResumeJob)


class Life:
    """Life of one engine process; also what the link talks to, since leaving is the process's own business."""

    def __init__(self, paths: StatePaths, lock: StateLock, config: Config, speed: Speed | None, build: Build) -> None:
        self._paths = paths
        self._lock = lock
        self._config = config
        self._speed = speed
        self._build = build
        self._way: Way | None = None
        self._reason = ""
        self._turned = asyncio.Event()
        """Set whenever ``_way`` changes, or the store fails."""
        self._fatal: BaseException | None = None
        self._parts: Parts
        self._server: LinkServer | None = None
        self._started = False
        self.watchdog = threading.Timer(HANG_SECONDS, self._hard_exit)
        self.watchdog.daemon = True

    async def live(self) -> int:
        """Live until told to go; return the exit code. Raises ``DrError`` where the engine cannot start."""
        self._heed_signals()
        # Before anything is taken up: who cannot be asked must not begin what is due.
        require_place(self._paths.socket)
        if ballast.full(self._paths.folder):
            ballast.drop(self._paths.folder)  # the engine that laid it died before it could give it up
        self._parts = await self._build(self._paths, self._config.limits, self._on_fatal)
        try:
            if await self._until_left(asyncio.create_task(self._start())):
                running = asyncio.create_task(self._parts.engine.run())
                placed = asyncio.create_task(self._keep_place())
                running.add_done_callback(lambda _: placed.cancel())
                await self._until_left(running)
                await self._wait_for_steps(running)
        except DrError as error:
            if not self._started and self._fatal is None:
                if ballast.full(self._paths.folder):
                    raise no_room(self._paths.db, freed=False) from error
                raise
            self._on_fatal(error)
        except Exception as error:
            log.exception("the engine failed")
            self._on_fatal(error)
        finally:
            await self._close()
        if self._fatal is not None:
            log.critical("the engine gave up (exit %d): %s", EXIT_FATAL, _said(self._fatal))
            return EXIT_FATAL
        log.info("stopped: %s", self._reason)
        return 0

    async def _keep_place(self) -> None:
        """Notice that the state folder went away: nobody could find this engine, and the next one would not meet it."""
        while not self._lock.lost():  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(PLACE_SECONDS)
        self._on_fatal(
            StoreFailed(
                "state-gone",
                "the state folder, or the lock in it, was removed or replaced while the engine was running",
                place=str(self._paths.folder),
                advice="put the folder back where it was, whole, then start the engine",
            )
        )

    # -- what the link asks

    async def handle(self, peer: Peer, message: Message[Any], request_id: str) -> Answer:
        """Answer a message: go, or hand it to the service. Raises ``DrError``."""
        if isinstance(message, Drain):
            return self._leave(Way.DRAIN, peer.actor)
        if isinstance(message, Stop):
            return self._leave(Way.FORCE if message.force else Way.STOP, peer.actor)
        if self._way is not None and isinstance(message, _STARTS):
            raise Refused(
                "leaving",
                f"the engine is going down ({self._way})",
                advice="start the next one once this one has gone",
                remedies=(Remedy(Act.START_ENGINE),),
            )
        answer = await self._parts.service.handle(peer, message, request_id)
        if isinstance(message, Arm) and self._server is not None and not self._server.is_connected(peer.pid):
            # The asker went away before its command was carried out: nothing else would report that it has gone.
            self.gone(peer)
        if isinstance(message, Status) and self._server is not None:
            jobs = cast(StatusRow, answer).get("running_jobs", [])
            return {**answer, "consoles": with_leads(self._server.consoles(), jobs)}
        return answer

    def require(self, peer: Peer, message: Message[Any]) -> None:
        """Raise ``Refused`` where a message takes a seat that its asker does not have."""
        self._parts.service.require(peer, message)

    def who_asks(self, peer: Peer) -> Peer:
        """Return who asks: in an exercise the player whom a console names."""
        return self._parts.service.who_asks(peer)

    def commands(self, peer: Peer) -> bool:
        """Return whether somebody has a seat that may command anything."""
        return self._parts.service.commands(peer)

    def seats(self, peer: Peer) -> Sequence[str]:
        """Return somebody's seats in the incident room; none where there is no room."""
        return self._parts.service.seats(peer)

    def looks_only(self, peer: Peer) -> bool:
        """Return whether there is an incident room, and somebody has no seat in it that commands."""
        return self._parts.service.looks_only(peer)

    def rejected(self, peer: Peer, code: str, message: str) -> None:
        """Journal a message that was not taken."""
        self._parts.service.rejected(peer, code, message)

    def gone(self, peer: Peer) -> None:
        """Note that a process has no connection left."""
        self._parts.service.gone(peer)

    # -- start

    async def _start(self) -> None:
        engine = self._parts.engine
        with garbage.for_life():
            await engine.start()
        await self._set_speed()
        self._server = LinkServer(self, self._about, rev=engine.revision)
        engine.on_revision = self._server.revision
        socket = self._paths.socket
        await self._server.listen(socket)
        self._lock.tell(socket=str(socket))
        self._started = True
        log.info("ready: pid %d, epoch %d, %s, %s", os.getpid(), self._parts.epoch, self._parts.mode(), socket)

    async def _set_speed(self) -> None:
        speed = self._speed
        if speed is None and self._parts.own_clock():
            speed = self._config.engine.speed
        if speed is not None:
            await self._parts.service.handle(own_peer(), SetClock(speed=speed), new_id())

    def _about(self) -> About:
        return {
            "protocol": PROTOCOL,
            "version": __version__,
            "mode": self._parts.mode(),
            "epoch": self._parts.epoch,
            "pid": os.getpid(),
        }

    # -- going

    def _leave(self, asked: Way, who: str) -> Leaving:
        engine = self._parts.engine
        jobs = engine.open_jobs()
        if LEAVE[asked].refused_while_jobs and jobs:
            raise Refused(
                "jobs-running",
                f"jobs that have not ended: {', '.join(jobs[:5])}{' and others' if len(jobs) > 5 else ''}",
                advice="wait until they have ended, or let the next engine resume them",
                remedies=(Remedy(Act.DRAIN_ENGINE), Remedy(Act.END_ENGINE)),
                extra=RefusalRow(jobs=jobs),
            )
        self._turn(asked, who)
        return {"way": str(self._way), "pid": os.getpid(), "under_way": engine.under_way(), "open_jobs": jobs}

    def _turn(self, asked: Way, who: str) -> None:
        way = next_way(self._way, asked)
        if way is not self._way:
            self._way, self._reason = way, f"{way} by {who}" if who else str(way)
            self._turned.set()
            log.info("going down: %s", self._reason)

    def _on_fatal(self, error: BaseException) -> None:
        if self._fatal is None:
            self._fatal = error
            self._turned.set()

    async def _until_left(self, task: asyncio.Task[None]) -> bool:
        """Wait for the task, or for what makes us go; raise what the task raised. False = we are going."""
        turned = asyncio.create_task(self._turned.wait())
        await asyncio.wait({task, turned}, return_when=FIRST_COMPLETED)
        turned.cancel()
        if task.done():
            task.result()
        elif not self._started:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            return False
        # Asked to go in the very moment of having started: steps that have begun are waited for all the same.
        return self._started

    async def _wait_for_steps(self, running: asyncio.Task[None]) -> None:
        """Begin nothing new; wait as the way says, which a more urgent way may shorten."""
        engine = self._parts.engine
        drained: asyncio.Task[None] | None = None
        while self._way is not None and self._fatal is None and (wait := LEAVE[self._way].wait) != 0:
            drained = drained or asyncio.create_task(engine.drain())
            self._turned.clear()
            turned = asyncio.create_task(self._turned.wait())
            done, _ = await asyncio.wait({drained, running, turned}, timeout=wait, return_when=FIRST_COMPLETED)
            turned.cancel()
            if turned not in done:
                break
        if drained is not None:
            drained.cancel()
        if running.done():
            running.result()
        if engine.under_way():
            log.info("steps under way: %d; the next engine takes them up", engine.under_way())

    async def _close(self) -> None:
        # From here on nothing may keep the process, and with it the lock, for long.
        self.watchdog.start()
        if self._server is not None:
            await self._server.close()
        reason = self._reason or ("failed" if self._fatal is not None else "ended")
        try:
            await asyncio.wait_for(self._parts.engine.close(reason), CLOSE_SECONDS)
        except Exception as error:
            log.warning("closing: %s", _said(error))

    def _heed_signals(self) -> None:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self._turn, Way.SIGTERM, "")
        loop.add_signal_handler(signal.SIGINT, self._turn, Way.SIGINT, "")
        # A handler and not SIG_IGN, which every script we start would inherit.
        loop.add_signal_handler(signal.SIGHUP, log.info, "SIGHUP ignored")

    def _hard_exit(self) -> None:
        """End the process: somebody hangs in closing. All that was answered is on the disk; the lock must come free."""
        log.critical("closing takes too long: leaving without")
        os._exit(0 if self._fatal is None else EXIT_FATAL)


def _said(error: BaseException) -> str:
    return str(error) or type(error).__name__
