"""Commands that write into the record: notes, and their pins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.console.context import Command, Console
from drconsole.records.tables import JOBS

if TYPE_CHECKING:
    from drconsole.console.state.typed import Typed


class TakeANote(Command):
    """Write into the record what happened, as in :note the bank sees no orders; --at 14:05 for earlier"""

    id = "note"
    title = "Note"
    keys = ("M",)
    verb = "note TEXT"
    dangerous = True
    argument = "text"

    async def run(self, app: Console, argument: str = "") -> None:
        if not argument:
            app.action_run("command-line", f"{self.id} ")
            return
        await self._take(app, argument, None, _job_of_page(app), pin=False)

    async def run_typed(self, app: Console, typed: Typed) -> None:
        await self._take(app, typed.comment, typed.at or None, typed.subject or _job_of_page(app), pin=typed.pin)

    async def _take(self, app: Console, text: str, at: str | None, job: str | None, *, pin: bool) -> None:
        from drconsole.link.messages import TakeNote
        from drconsole.render.rows.notes import noted_text

        app.say(noted_text(await app.ask(TakeNote(text, at, pin, job))))


def _job_of_page(app: Console) -> str | None:
    """Return the job whose page this is: a note that is taken there is about it."""
    about = app.here.about() if app.here is not None else None
    return about[1] if about is not None and about[0] == JOBS else None


class PinANote(Command):
    """Pin a note by its id, or take its pin; without an id that of the journal's line under the cursor"""

    dangerous = True
    argument = "text"

    def __init__(self, id: str, title: str, about: str, *, on: bool) -> None:  # noqa: A002
        self.id, self.title, self.about = id, title, about
        self.verb = f"notes {id} NOTE"
        self._on = on

    def why_not(self, app: Console) -> str | None:
        return None if _note_of_line(app) else ""

    async def run(self, app: Console, argument: str = "") -> None:
        from drconsole.link.messages import PinNote
        from drconsole.recovery.types.work.errors import BadInput
        from drconsole.render.rows.notes import pinned_text

        note = argument or _note_of_line(app)
        if not note:
            raise BadInput("bad-arguments", "which note?", place="NOTE", advice=f":{self.id} n1; :notes lists them")
        app.say(pinned_text(await app.ask(PinNote(note, self._on))))


def _note_of_line(app: Console) -> str:
    row = app.here.row_of() if app.here is not None else None
    return str(row.get("note") or "") if row is not None else ""


COMMANDS: tuple[Command, ...] = (
    TakeANote(),
    PinANote("pin", "Pin a note", "Mark a note: who takes over is told of it", on=True),
    PinANote("unpin", "Unpin a note", "Take a note's pin; the note stays", on=False),
)
