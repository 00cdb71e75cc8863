"""Loss of what was acknowledged: a journal that ends before the note beside it, or not where its store says."""

from __future__ import annotations

import contextlib
from pathlib import Path

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.remedies import Act, Remedy
from drconsole.recovery.types.work.errors import BadInput
from drconsole.store import head
from drconsole.store.head import Noted
from drconsole.store.rows import GENESIS
from drconsole.store.sqlite import connect_reader, sqlite3
from drconsole.store.tables.schema import NOTED_SINCE
from drconsole.store.tables.version import schema_version

LAST_UP_TO = "SELECT hash FROM journal WHERE rev <= ? ORDER BY rev DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Lost:
    """A store that ends before what was noted beside it."""

    noted: Noted | None
    """None = there is no note, and there should be one."""
    found: Noted

    @property
    def text(self) -> str:
        found = f"the store ends at event {self.found.events} of epoch {self.found.epoch}"
        if self.noted is None:
            return f"{found}, and the note of where the journal ended is missing or damaged: it may be an older copy"
        if self.found.events >= self.noted.events and self.found.epoch >= self.noted.epoch:
            return f"{found}, and event {self.noted.events} is not the one that was acknowledged"
        return f"{found}, and event {self.noted.events} of epoch {self.noted.epoch} was acknowledged: the end is lost"

    def refusal(self, path: Path) -> BadInput:
        return BadInput("store.behind", self.text, place=str(path), advice=head.ADVICE, remedies=head.REMEDIES)


def refuse_cut(connection: sqlite3.Connection, path: Path) -> None:
    """An engine on a journal whose end is gone would not look for what was begun there, and do it again."""
    (said,) = connection.execute("SELECT head FROM meta").fetchone()
    last = connection.execute("SELECT hash FROM journal ORDER BY rev DESC LIMIT 1").fetchone()
    if said != (last[0] if last else GENESIS):
        raise BadInput(
            "store.cut",
            "the journal does not end where the store says that it does: events are missing, or were put in",
            place=str(path),
            advice="look at the machines first; put the store back from a copy; examine what is there",
            remedies=(Remedy(Act.EXAMINE),),
        )


def stand(connection: sqlite3.Connection) -> Noted:
    return Noted(*connection.execute("SELECT epoch, rev, events, head FROM meta").fetchone())


def lost_of(path: Path) -> Lost | None:
    """Return what the store lacks of what was noted beside it; nobody may be writing it. Raises ``BadInput``."""
    try:
        with contextlib.closing(connect_reader(path)) as connection:
            return missed(connection, path, schema_version(connection, path))
    except sqlite3.Error as error:
        raise BadInput("store.unreadable", f"the store cannot be read: {error}", place=str(path)) from error


def missed(connection: sqlite3.Connection, path: Path, known: int) -> Lost | None:
    """Return what the store lacks of what was noted beside it; None = nothing."""
    found = stand(connection)
    try:
        before = head.noted(path)
    except BadInput as error:
        if error.code != "store.head-damaged":
            raise
        return Lost(None, found)
    if before is None:
        # A store of a program that noted nothing has none, nor has one whose first engine died in the making.
        return Lost(None, found) if known >= NOTED_SINCE and found.events else None
    if found.epoch < before.epoch or found.events < before.events:
        return Lost(before, found)
    last = connection.execute(LAST_UP_TO, (before.rev,)).fetchone()
    return None if (last[0] if last else GENESIS) == before.head else Lost(before, found)
