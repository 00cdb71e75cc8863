"""A real engine on virtual time behind a console: on a thread of its own, which stands still while nobody asks."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from console_fakes import SEEN_AT, FakeSession, fake_session, plain, row_key, said
from support.patience import PATIENCE
from support.rig import Player, Rig
from textual.pilot import Pilot

from drconsole.console.app import ConsoleApp
from drconsole.console.state.model.model import TABLES, Link, News
from drconsole.link.messages import COMMANDS, Message
from drconsole.link.wire import body_of
from drconsole.recovery.states.states import has_open_test

REST = 6 * 3600.0
"""Virtual seconds in which all that goes on by itself has come to an end."""
STEP = 10.0

Work = Callable[[Player], Any]


class LiveWorld:
    """``with LiveWorld(rig)``: what is asked of it is done on the engine's thread, one thing after the other."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.asked = 0
        """Commands answered so far."""
        self._work: queue.Queue[tuple[Work, Future[Any]] | None] = queue.Queue()
        self._thread = threading.Thread(target=rig.live, args=(self._play,), daemon=True)

    def __enter__(self) -> LiveWorld:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._work.put(None)
        self._thread.join(PATIENCE)

    def do(self, work: Work) -> Any:
        """What a coroutine function of the player returns. Raises what it raises."""
        answer: Future[Any] = Future()
        self._work.put((work, answer))
        return answer.result(PATIENCE)

    async def _play(self, player: Player) -> None:
        while (given := self._work.get()) is not None:
            work, answer = given
            try:
                answer.set_result(await work(player))
            except Exception as error:
                answer.set_exception(error)

    def ask(self, kind: str, body: Mapping[str, Any], request_id: str | None) -> dict[str, Any]:
        async def work(player: Player) -> Any:
            body_ = {"options": {}, **body} if kind in ("Check", "Preview") else body
            return plain(await player.ask(kind, body_, request_id))

        found: dict[str, Any] = self.do(work)
        self.asked += kind in COMMANDS
        return found

    def rest(self) -> None:
        """Until every job has ended or waits for a person, and no first copy is under way."""

        async def work(player: Player) -> None:
            end = player.rig.loop.time() + REST
            while not await _at_rest(player):
                assert player.rig.loop.time() < end, "it never comes to rest"
                await player.sleep(STEP)

        self.do(work)

    def news(self, job: str | None) -> News:
        """Everything, as a console hears it that opens now."""

        async def work(player: Player) -> News:
            store = self.rig.store
            rows = {table: {row_key(table, row): plain(row) for row in store.rows(table)} for table in TABLES}
            if job is not None:
                rows["task"] = {key: plain(row) for key, row in self.rig.tasks(job).items()}
            status = plain(await player.ask("Status"))
            return News(rows=rows, rev=store.rev(), link=Link.HERE, status=status, seen_at=SEEN_AT)

        found: News = self.do(work)
        return found


async def _at_rest(player: Player) -> bool:
    if any(not job.waiting for job in player.engine.state.jobs.values()):
        return False
    await player.engine.look()
    statuses = player.engine.estate.view.statuses.values()
    return not any(
        (status.current_scenario and not has_open_test(status))
        or status.protection_state.startswith("InitialReplication")
        for status in statuses
    )


@dataclass(slots=True)
class LiveSession(FakeSession):
    """Everything is answered by the engine of the world."""

    world: LiveWorld = field(default=None)  # type: ignore[assignment]

    def ask(self, message: Message[Any], request_id: str | None = None) -> dict[str, Any]:
        self.calls.append((message.kind, said(message)))
        return self.world.ask(message.kind, body_of(message), request_id)


def live_session(world: LiveWorld) -> LiveSession:
    made = fake_session()
    names = ("paths", "read_only", "screen", "over_ssh", "operator", "log_in", "theme")
    return LiveSession(**{name: getattr(made, name) for name in names}, world=world)


@dataclass
class Watched:
    """A console in front of a world. What the engine does is heard as soon as it has come to rest."""

    app: ConsoleApp
    pilot: Pilot[None]
    world: LiveWorld
    _heard: tuple[int, str | None] = (-1, None)

    async def hear(self) -> None:
        now = (self.world.asked, self.app.model.job)
        if now == self._heard:
            return
        self._heard = now
        await asyncio.to_thread(self.world.rest)
        self.app.take(await asyncio.to_thread(self.world.news, now[1]))
        await self.pilot.pause()


@asynccontextmanager
async def live_console(
    rig: Rig, before: Work | None = None, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Watched, LiveSession]]:
    """A console in front of a world in which something was done before."""
    with LiveWorld(rig) as world:
        if before is not None:
            await asyncio.to_thread(world.do, before)
            await asyncio.to_thread(world.rest)
        session = live_session(world)
        app = ConsoleApp(session, feed=False)
        app.monotonic = lambda: SEEN_AT
        async with app.run_test(size=size) as pilot:
            watched = Watched(app, pilot, world)
            await watched.hear()
            yield watched, session
