"""Feed of the console: one thread reads the store by revision, another one holds the connection to the engine.

The app never waits for either thread: they report what changed as ``News``, at most four times a second. The store is
authoritative. A message of the engine only says that a look is worth while; without one the store is polled. An engine
that ends without having said so is started again, unless the console is read-only.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from drconsole.console.state.feed.found import Found, look_at
from drconsole.console.state.model.model import Link, News
from drconsole.console.state.session import Session
from drconsole.recovery.types.work.errors import BadInput, DrError, NoEngine
from drconsole.store.reading.opening import NoStore
from drconsole.store.reading.reader import Reader

if TYPE_CHECKING:
    # Its thread that reaches for the engine imports them: the first frame waits for neither.
    from drconsole.link.client import Client
    from drconsole.link.messages import Here
    from drconsole.records.rows.status import StatusRow
    from drconsole.records.rows.work.journal import EventRow

MIN_INTERVAL = 0.25
"""Seconds at least between two reports: at most four updates a second."""
POLL = 0.5
"""Seconds between two looks at the store when nothing wakes the feed."""
RETRY = 1.0
"""Seconds before the next attempt to reach the engine."""
HEARTBEAT = 2.0
"""Seconds between two questions for the engine's status while nothing changes."""
JOURNAL_KEPT = 2000
"""Revisions back from the newest one at which the journal's screen begins."""


class EngineEnd:
    """End of the last engine, as the journal tells it. For one thread; it reads only what is new in the store."""

    def __init__(self, db: Path) -> None:
        self._db = db
        self._reader: Reader | None = None
        self._version: int | None = None
        self._said = False

    def on_purpose(self) -> bool:
        """Return whether the last engine recorded that it stops: a person stopped it, and no console starts another."""
        try:
            self._reader = self._reader or Reader(self._db)
            version = self._reader.data_version()
            if version != self._version:
                last = self._reader.journal(max(0, self._reader.rev() - 200))
                kinds = [event["kind"] for event in last if event["kind"].startswith("engine.")]
                self._said, self._version = kinds[-1:] == ["engine.stopped"], version
        except DrError:
            self.close()
            return False
        return self._said

    def close(self) -> None:
        """Forget the store: another file may have its place by the next look."""
        if self._reader is not None:
            self._reader.close()
        self._reader = self._version = None


class Feed:
    """Reader of store and engine for one console; ``tell`` is called on its threads, with each piece of news."""

    def __init__(self, session: Session, tell: Callable[[News], None]) -> None:
        self._session = session
        self._tell = tell
        self._wake = threading.Event()
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._job: str | None = None
        self._job_rev = 0
        self._journal_rev: int | None = None
        self._link = Link.SOUGHT
        self._detail = ""
        self._was_here = False
        """Whether this console has reached an engine."""
        self._end = EngineEnd(session.paths.db)
        self._status: StatusRow | None = None
        self._here: Here | None = None
        self._threads = [
            threading.Thread(target=self._follow_store, name="feed-store", daemon=True),
            threading.Thread(target=self._follow_engine, name="feed-engine", daemon=True),
        ]

    def start(self) -> None:
        """Start both threads."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ask both threads to end; do not wait for them."""
        self._over.set()
        self._wake.set()

    def follow_job(self, job: str | None) -> None:
        """Report the tasks of this job from now on, at first all of them; None = of no job."""
        with self._lock:
            self._job, self._job_rev = job, 0
        self._wake.set()

    def follow_journal(self, on: bool) -> None:
        """Report the journal's events from now on, or no longer."""
        with self._lock:
            self._journal_rev = 0 if on else None
        self._wake.set()

    def place(self, here: Here) -> None:
        """Let others know what this console shows, with the next word to the engine."""
        with self._lock:
            self._here = here

    def look(self) -> None:
        """Read the store now, instead of at the next poll."""
        self._wake.set()

    # The store

    def _follow_store(self) -> None:
        reader: Reader | None = None
        rev, version, told = 0, -1, (Link.SOUGHT, "")
        while not self._over.is_set():
            self._wake.wait(POLL)
            woken = self._wake.is_set()
            self._wake.clear()
            if self._over.is_set():
                break
            found = Found(rev)
            try:
                reader = reader or Reader(self._session.paths.db)
                now = reader.data_version()
                if woken or now != version:
                    found = self._changes(reader, rev)
                    version, rev = now, found.rev
            except NoStore:
                pass
            except DrError as error:
                reader = None
                self._detail = self._detail or error.message
            with self._lock:
                status, self._status = self._status, None
                here = (self._link, self._detail)
            if found.anything or status is not None or here != told:
                told = here
                self._tell(News(found.rows, found.items, rev, *here, status, time.monotonic(), found.journal))
                self._over.wait(MIN_INTERVAL)
        if reader is not None:
            reader.close()

    def _changes(self, reader: Reader, since: int) -> Found:
        with self._lock:
            job, job_rev, journal_rev = self._job, self._job_rev, self._journal_rev
        found = look_at(reader, since, {} if job is None else {job: job_rev})
        with self._lock:
            if job is not None and self._job == job:
                self._job_rev = found.rev
        return replace(found, journal=self._events(reader, journal_rev, found.rev))

    def _events(self, reader: Reader, since: int | None, rev: int) -> tuple[EventRow, ...]:
        """Return the journal's new events; none while it is not followed (None)."""
        if since is None:
            return ()
        start = since or max(0, rev - JOURNAL_KEPT)
        # Whoever follows no journal does without what names its tasks.
        from drconsole.store.reading.named import with_task_names

        journal = tuple(with_task_names(reader, list(reader.journal(start))))
        with self._lock:
            if self._journal_rev is not None:
                self._journal_rev = journal[-1]["rev"] if journal else start
        return journal

    # The engine

    def _follow_engine(self) -> None:
        try:
            self._reach_engine()
        finally:
            self._end.close()

    def _reach_engine(self) -> None:
        from drconsole.link.client import SILENT
        from drconsole.link.messages import Status

        while not self._over.is_set():
            try:
                with self._connect() as client:
                    self._was_here = True
                    self._end.close()
                    self._set_link(Link.HERE, "")
                    told: Here | None = None
                    for _ in client.subscribe(heartbeat=HEARTBEAT):
                        if self._over.is_set():
                            return
                        told = self._tell_place(client, told)
                        status = client.ask(Status(), timeout=10.0)
                        with self._lock:
                            self._status = status
                        self._wake.set()
                        self._over.wait(MIN_INTERVAL)
            except NoEngine as error:
                nobody = self._starts_none and not self._was_here
                gone = error.code != SILENT and (nobody or self._end.on_purpose())
                self._set_link(Link.NONE if gone else Link.LOST, error.message)
            except DrError as error:
                self._set_link(Link.BARRED if error.code == "not-permitted" else Link.NONE, error.message)
            self._over.wait(RETRY)

    def _tell_place(self, client: Client, told: Here | None) -> Here | None:
        """Tell the engine where this console is, unless it knows; return what it knows now."""
        with self._lock:
            here = self._here
        if here is None or here == told:
            return told
        with contextlib.suppress(BadInput):  # an engine of an older version knows no such message
            client.ask(here, timeout=10.0)
        return here

    @property
    def _starts_none(self) -> bool:
        """Return whether we start no engine: we only read, or it would have to be another user's."""
        return self._session.read_only or bool(self._session.state_of)

    def _connect(self) -> Client:
        from drconsole.link.client import Client
        from drconsole.link.ensure import ensure_engine

        paths = self._session.paths
        try:
            return Client.connect(paths, timeout=5.0, client="console")
        except NoEngine:
            if self._starts_none or (self._was_here and self._end.on_purpose()):
                raise
        self._set_link(Link.STARTING, "")
        return ensure_engine(paths, client="console")[0]

    def _set_link(self, link: Link, detail: str) -> None:
        with self._lock:
            self._link, self._detail = link, detail
        self._wake.set()
