"""Dialog of the states that are known: which there are, and what each is of; enter opens a console on one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from textual import on

from drconsole.console.dialogs.base.dialog import Dialog
from drconsole.console.widgets.sheet import Sheet
from drconsole.records.rows.estate.estate import WorldRow
from drconsole.records.tables import WORLD
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.operation.options import table
from drconsole.render.rows.entries import COLUMNS, Entry
from drconsole.render.rows.lines import text_column
from drconsole.render.rows.records import Column
from drconsole.render.words.marks import mode_cell
from drconsole.render.words.text import clean
from drconsole.settings.state import StatePaths
from drconsole.store.reading.reader import Reader


@dataclass(frozen=True, slots=True)
class KnownState:
    """State folder, with what its store says that it is of; None = it does not say, or cannot be read."""

    folder: Path
    world: WorldRow | None = None
    why: str = ""
    """Why it cannot be read; empty = it can."""

    @property
    def mode(self) -> str:
        """Return how real it is; of one that cannot be read, that nobody knows."""
        return mode_cell(self.world["mode"]).strip() if self.world is not None else "?"

    @property
    def of(self) -> str:
        """Return what it is of, else why that is not known."""
        return self.world["estate"] if self.world is not None else self.why or "empty"


STATES: tuple[Column[KnownState], ...] = (
    text_column("State", lambda each: clean(each.folder.name)),
    text_column("Mode", lambda each: each.mode),
    text_column("Estate", lambda each: clean(each.of)),
    text_column("Folder", lambda each: clean(str(each.folder))),
)


def looked_at(folder: Path) -> KnownState:
    """Read what a state is of; called on a thread."""
    try:
        reader = Reader(StatePaths.of(folder).db)
    except DrError as error:
        return KnownState(folder, why=error.message)
    try:
        return KnownState(folder, reader.row(WORLD, WORLD))
    except DrError as error:
        return KnownState(folder, why=error.message)
    finally:
        reader.close()


def why_not(known: KnownState) -> str:
    """Return why no console opens on a state: this one would be left for none. Empty = one does."""
    return f"no console opens on {known.folder}: {known.why}" if known.why else ""


class StatesDialog(Dialog[Path | None]):
    """List of known states; result: the one to switch to, or None."""

    hint = "j/k move  enter opens a console on it  esc back"

    def __init__(self, folders: Sequence[Path], here: Path) -> None:
        super().__init__()
        self.folders, self.here = folders, here

    def on_mount(self) -> None:
        self.head("states", f"this one: {self.here}; another one: :state DIR, or drconsole --state DIR")
        self.say("")
        self.run_worker(self._look(), group="look", exclusive=True)

    async def _look(self) -> None:
        known = [await asyncio.to_thread(looked_at, folder) for folder in self.folders]
        titles, *lines = table(STATES, known)
        entries = [
            Entry(line, act=str(each.folder), why_not="this is it" if each.folder == self.here else why_not(each))
            for line, each in zip(lines, known, strict=True)
        ]
        self.show([Entry(titles, COLUMNS), *entries] if entries else [Entry("no states are known")], top=True)

    @on(Sheet.Acted)
    def _acted(self, message: Sheet.Acted) -> None:
        if message.entry.why_not:
            self.say(message.entry.why_not)
        else:
            self.dismiss(Path(message.entry.act))
