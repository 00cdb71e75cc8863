"""Thread of a wall that reads the store by revision. It never writes, and speaks to no engine.

What it finds it tells as ``Look``; between two of them nothing has changed. Ages the wall counts by itself, so that it
goes on to tell them where this thread hangs.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from drconsole.console.state.feed.found import Found, look_at
from drconsole.console.wall.engine import sight
from drconsole.records.tables import JOBS, NOTES, TASKS
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.wall.facts import Sight
from drconsole.settings.state import StatePaths
from drconsole.store.reading.reader import Reader

if TYPE_CHECKING:
    from drconsole.records.rows.anchor import AnchorRow
    from drconsole.records.rows.room.notes import NoteRow
    from drconsole.records.rows.work.jobs import TaskRow
    from drconsole.records.rows.work.journal import EventRow

POLL = 1.0
"""Seconds between two looks."""
TAIL, FARTHEST = 500, 20_000
"""Revisions back from the newest one in which decisions are looked for, at first and at most."""


@dataclass(frozen=True, slots=True)
class News:
    """Changes that one look found."""

    anew: bool
    """Whether what was read before is to be forgotten: it was of another store."""
    found: Found
    tasks: Mapping[str, Sequence[TaskRow]]
    """Open job -> its tasks that are new or have changed."""
    decisions: Sequence[EventRow]
    """Oldest first."""
    notes: Sequence[NoteRow]
    stopped: bool
    """Whether the last thing in the journal is an engine that was told to go."""
    world_at: str | None
    """The provider's clock at the journal's last event."""
    anchor: AnchorRow
    moved: float | None
    """Wall time, in seconds since 1970, at which the store was written last."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the store and at the engine's process."""

    engine: Sight
    news: News | None = None
    """None: nothing has changed since the last one."""
    why: str = ""
    """Why the store cannot be read; empty = it can."""
    behind: str = ""
    """What the store lacks of what was acknowledged; told where no engine runs, since none starts then."""
    at: float = field(default_factory=time.monotonic)


class Looker:
    """Reader of the store for one wall; ``tell`` is called on its thread. ``wanted``: which events are decisions."""

    def __init__(self, paths: StatePaths, tell: Callable[[Look], None], wanted: Callable[[EventRow], bool]) -> None:
        self._paths, self._tell, self._wanted = paths, tell, wanted
        self._over = threading.Event()
        self._reader: Reader | None = None
        self._version, self._rev, self._created = -1, 0, ""
        self._behind: str | None = None
        """What was found of the store's end since the engine went; None = it was not looked at."""
        self._open: dict[str, int] = {}
        """Open job -> revision up to which its tasks were read."""
        self._stopped = False
        self._world_at: str | None = None
        self._thread = threading.Thread(target=self._follow, name="wall-store", daemon=True)

    def start(self) -> None:
        """Start to look."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end; do not wait for it."""
        self._over.set()

    def _follow(self) -> None:
        while not self._over.is_set():
            self._tell(self.look())
            self._over.wait(POLL)
        self.close()

    def look(self) -> Look:
        """Look once, on the thread that calls."""
        engine = sight(self._paths.lock)
        try:
            self._reader = self._reader or Reader(self._paths.db)
            version = self._reader.data_version()
            news = None if version == self._version else self._read(self._reader)
            if engine is not Sight.GONE:
                self._behind = None
            elif news is not None or self._behind is None:
                self._behind = _behind(self._reader)
        except DrError as error:
            self.close()
            return Look(engine, why=error.message)
        self._version = version
        return Look(engine, news, behind=self._behind or "")

    def close(self) -> None:
        """Forget the store: another file may have its place by the next look."""
        if self._reader is not None:
            self._reader.close()
        self._reader, self._version = None, -1

    def _read(self, reader: Reader) -> News:
        meta = reader.meta()
        anew = (meta.created, meta.rev < self._rev) != (self._created, False)
        if anew:
            # The first look, or another store has the place of the one that was read: a simulation that began anew.
            self._created, self._rev = meta.created, 0
            self._open.clear()
        since = self._rev
        found = look_at(reader, since, {})
        for key, row in found.rows.get(JOBS, {}).items():
            if row is None or row["ended_at"]:  # type: ignore[typeddict-item]
                self._open.pop(key, None)
            else:
                self._open.setdefault(key, 0)
        tasks = {job: reader.rows(TASKS, since=rev, job=job) for job, rev in self._open.items()}
        decisions = self._decisions(reader, since, found.rev)
        self._open = dict.fromkeys(self._open, found.rev)
        self._rev = found.rev
        return News(
            anew=anew,
            found=found,
            tasks=tasks,
            decisions=decisions,
            notes=reader.rows(NOTES),
            stopped=self._stopped,
            world_at=self._world_at,
            anchor={"head": meta.head, "length": meta.events},
            moved=_written(self._paths),
        )

    def _decisions(self, reader: Reader, since: int, rev: int) -> list[EventRow]:
        reach = TAIL
        while True:
            events = list(reader.journal(since or max(0, rev - reach)))
            wanted = [event for event in events if self._wanted(event)]
            if events:
                self._stopped, self._world_at = events[-1]["kind"] == "engine.stopped", events[-1]["world_at"]
            if since or wanted or reach >= min(rev, FARTHEST):
                return wanted
            reach *= 4


def _behind(reader: Reader) -> str:
    # With this one's connection: to open another one would change the store's files, and so be news.
    from drconsole.store.tables.version import schema_version
    from drconsole.store.writing.loss import missed

    lost = reader.ask(lambda store: missed(store, reader.path, schema_version(store, reader.path)))
    return "" if lost is None else lost.text


def _written(paths: StatePaths) -> float | None:
    """Return when the store's files were written last."""
    times = []
    for path in (paths.db, paths.db.with_name(paths.db.name + "-wal")):
        with contextlib.suppress(OSError):
            times.append(path.stat().st_mtime)
    return max(times, default=None)
