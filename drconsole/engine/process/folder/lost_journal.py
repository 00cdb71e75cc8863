"""Acceptance of a store that lost what was acknowledged, by a person who has looked at the machines.

Nothing is begun by that. Every open job is held, and a job that is resumed looks at the provider before each begin, as
after a crash: what was begun and is no longer in the journal is found there. Jobs of which nothing is left in the
journal are not known any more; what they did is seen at the items alone.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TypedDict

from drconsole.engine.decider.fold import fold
from drconsole.engine.process.folder.lock import StateLock
from drconsole.engine.process.folder.state_check import require_state
from drconsole.engine.shell import Engine
from drconsole.providers import registry
from drconsole.recovery.types.remedies import Act, Option, Remedy
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import Refused
from drconsole.settings.state import StatePaths, umask_for
from drconsole.store.head import Noted
from drconsole.store.writing.loss import Lost, lost_of
from drconsole.store.writing.writer import SqliteJournal


class Accepted(TypedDict):
    """Loss that was accepted, in words, and the ids of the jobs that are held for it."""

    lost: str
    held: list[str]


def accept(state: Path, confirm: str | None, comment: str, actor: str) -> Accepted:
    """Take the store as it is, and hold every open job.

    Raises ``Refused``: an engine runs, nothing is lost, or it was not confirmed with the folder's name and a comment.
    """
    paths = StatePaths.of(state)
    require_state(paths)
    with StateLock.take(paths.lock):
        lost = lost_of(paths.db)
        if lost is None:
            raise Refused("nothing-lost", "the store is not behind what was noted of it", place=str(paths.db))
        _confirmed(paths.folder.name, confirm, comment, lost)
        umask = os.umask(umask_for(paths.folder))
        try:
            held = asyncio.run(_accept(paths, comment, actor))
        finally:
            os.umask(umask)
    return {"lost": lost.text, "held": held}


def _confirmed(name: str, confirm: str | None, comment: str, lost: Lost) -> None:
    if confirm != name:
        raise Refused(
            "not-confirmed",
            f"{lost.text}. Steps may have been begun of which nothing is known",
            option=Option.CONFIRM,
            advice="look at the machines and at the provider's jobs first; a newer copy of the store is better than "
            "this one. To take it as it is, holding every open job, say which state it is and what you saw",
            remedies=(Remedy(Act.ACCEPT_LOSS, options=((Option.CONFIRM, name), (Option.COMMENT, None))),),
        )
    if not comment.strip():
        raise Refused("comment-missing", "say what was seen", option=Option.COMMENT, advice="it is the only evidence")


async def _accept(paths: StatePaths, comment: str, actor: str) -> list[str]:
    failed: list[BaseException] = []
    loop = asyncio.get_running_loop()
    journal = SqliteJournal.open(paths.db, loop=loop, on_fatal=failed.append, accept_loss=True)
    engine = Engine(journal, registry.find(journal.provider).open(paths.folder), state_dir=paths.folder)
    jobs = await doubt(engine, journal.lost or Lost(None, Noted()), comment, actor)
    await engine.close("loss accepted")
    if failed:
        raise failed[0]
    return jobs


async def doubt(engine: Engine, lost: Lost, comment: str, actor: str) -> list[str]:
    """Hold every open job and say why, in the journal; return their ids. For an engine that was not started."""
    await engine.provider.open()
    for recorded in engine.journal.load("open"):
        fold(engine.state, recorded)
    engine.state.touched.clear()
    engine.state.gone.clear()
    jobs, found, before = engine.open_jobs(), lost.found, lost.noted
    accepted = ev.LossAccepted(found.epoch, found.events, before and before.epoch, before and before.events, comment)
    why = f"the store lost events: {comment}"
    await engine.durable(accepted, *(ev.JobDoubted(job, why) for job in jobs), actor=actor)
    return jobs
