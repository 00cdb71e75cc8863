"""Commands about notes: what a person writes into the record, and what of it is pinned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.engine.projections.parts import stamp
from drconsole.engine.service.asked import Asked
from drconsole.link.messages import PinNote, TakeNote
from drconsole.records.actors import accounts_of
from drconsole.records.rows.room.notes import NotedRow
from drconsole.recovery.types.naming import nearest
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import BadInput, NotPermitted
from drconsole.room.notes import happened, text_of
from drconsole.room.policy import LOOSENED

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine


async def take(engine: Engine, message: TakeNote, asked: Asked) -> NotedRow:
    """Write a note down. Raises ``BadInput``: no text, no such job, or a time that is none or has not come yet."""
    text = text_of(message.text)
    when = happened(message.at, engine.provider.clock.now())
    if message.job is not None and message.job not in engine.state.jobs and not engine.journal.story(message.job):
        raise BadInput("unknown-job", f"there is no job '{message.job}'", place="--job")
    # Notes are never taken back, so that their number names the next one.
    name = f"n{len(engine.state.notes) + 1}"
    answer: NotedRow = {
        "id": name,
        "text": text,
        "at": stamp(when),
        "by": asked.actor,
        "pinned": message.pin,
        "job": message.job,
    }
    event = ev.NoteTaken(name, text, when, message.pin, message.job)
    await engine.record(event, actor=asked.actor, intent=asked.answered(answer))
    return answer


async def pin(engine: Engine, message: PinNote, asked: Asked) -> NotedRow:
    """Pin a note, or take its pin. Raises ``BadInput`` for one that is none.

    Raises ``NotPermitted`` where somebody takes down that they made approvals easier to get.
    """
    note = engine.state.notes.get(message.note)
    if note is None:
        known = engine.state.notes
        advice = nearest(message.note, known) if known else "nobody has taken a note yet"
        raise BadInput("unknown-note", f"there is no note '{message.note}'", place="NOTE", advice=advice)
    # A note of an older program has no such mark: it is recognized by its text.
    loud = note.loud or note.text.startswith(LOOSENED)
    if not message.pin and engine.state.room and loud and not accounts_of(note.by).isdisjoint(accounts_of(asked.actor)):
        raise NotPermitted(
            "own-loosening",
            f"{note.by} made approvals easier to get, and does not take down what says so",
            place=note.id,
            advice="another member unpins it, once it has been read",
        )
    answer: NotedRow = {
        "id": note.id,
        "text": note.text,
        "at": stamp(note.at),
        "by": note.by,
        "pinned": message.pin,
        "job": note.job,
    }
    event = ev.NotePinned(note.id, message.pin)
    await engine.record(event, actor=asked.actor, intent=asked.answered(answer))
    return answer
