"""The feed: one thread that reads the store by revision and one that holds the line to the engine.

A console never waits for either: they tell what they saw as ``News``, at most four times a second. The
store is the truth, a push on the line only says that it is worth a look; without pushes the store is
polled. An engine that is gone without having said so is started again (never by a read-only console).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, cast

from drconsole.console.state.model import TABLES, Link, News
from drconsole.console.state.session import Session
from drconsole.link.client import SILENT, Client
from drconsole.link.ensure import ensure_engine
from drconsole.link.messages import Status
from drconsole.records.tables import TASKS
from drconsole.records.view import Row
from drconsole.recovery.types.errors import DrError, NoEngine
from drconsole.store.opening import NoStore
from drconsole.store.reader import Reader

LEAST_APART = 0.25
"""Seconds between two news: at most four updates a second."""
POLL = 0.5
"""Seconds between looks at the store when nothing wakes the feed."""
RETRY = 1.0
HEARTBEAT = 2.0
"""Seconds between questions for the engine's status while nothing moves."""
JOURNAL_KEPT = 2000


class Feed:
    """``start`` it, ``stop`` it; ``tell`` is called on its threads."""

    def __init__(self, session: Session, tell: Callable[[News], None]) -> None:
        self._session = session
        self._tell = tell
        self._wake = threading.Event()
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._job: str | None = None
        self._job_rev = 0
        self._journal_rev: int | None = None
        self._link = Link.NONE
        self._detail = ""
        self._status: Mapping[str, Any] | None = None
        self._threads = [
            threading.Thread(target=self._read, name="feed-store", daemon=True),
            threading.Thread(target=self._hold, name="feed-engine", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._over.set()
        self._wake.set()

    def follow_job(self, job: str | None) -> None:
        """Tasks of this job come with the news from now on, first all of them."""
        with self._lock:
            self._job, self._job_rev = job, 0
        self._wake.set()

    def follow_journal(self, on: bool) -> None:
        with self._lock:
            self._journal_rev = 0 if on else None
        self._wake.set()

    def look(self) -> None:
        """Do not wait for the next poll."""
        self._wake.set()

    # The store

    def _read(self) -> None:
        reader: Reader | None = None
        rev, version, told = 0, -1, (Link.NONE, "")
        while not self._over.is_set():
            self._wake.wait(POLL)
            woken = self._wake.is_set()
            self._wake.clear()
            if self._over.is_set():
                break
            try:
                reader = reader or Reader(self._session.paths.db)
                now = reader.data_version()
                rows: dict[str, dict[str, Row | None]] = {}
                journal: tuple[Row, ...] = ()
                if woken or now != version:
                    version = now
                    rows, journal, rev = self._changes(reader, rev)
            except NoStore:
                rows, journal = {}, ()
            except DrError as error:
                reader, rows, journal = None, {}, ()
                self._detail = self._detail or error.message
            with self._lock:
                status, self._status = self._status, None
                here = (self._link, self._detail)
            if rows or journal or status is not None or here != told:
                told = here
                self._tell(News(rows, rev, *here, status, time.monotonic(), journal))
                self._over.wait(LEAST_APART)
        if reader is not None:
            reader.close()

    def _changes(self, reader: Reader, since: int) -> tuple[dict[str, dict[str, Row | None]], tuple[Row, ...], int]:
        # The revision first: what comes in between is then read again, never missed.
        rev = reader.rev()
        rows: dict[str, dict[str, Row | None]] = {}
        for table in TABLES:
            for row in cast(list[Row], reader.rows(table, since=since)):
                rows.setdefault(table, {})[str(row["key"])] = row
        with self._lock:
            job, job_rev, journal_rev = self._job, self._job_rev, self._journal_rev
        if job is not None:
            tasks = reader.rows(TASKS, since=job_rev, job=job)
            if tasks:
                rows["task"] = {row["id"]: row for row in tasks}
            with self._lock:
                if self._job == job:
                    self._job_rev = rev
        for grave in reader.tombstones(since):
            if grave["table"] in TABLES:
                rows.setdefault(grave["table"], {})[grave["key"]] = None
        journal: tuple[Row, ...] = ()
        if journal_rev is not None:
            start = journal_rev or max(0, rev - JOURNAL_KEPT)
            journal = tuple(reader.journal(start))
            with self._lock:
                if self._journal_rev is not None:
                    self._journal_rev = journal[-1]["rev"] if journal else start
        return rows, journal, rev

    # The line

    def _hold(self) -> None:
        while not self._over.is_set():
            try:
                with self._connect() as client:
                    self._say(Link.HERE, "")
                    for _ in client.subscribe(heartbeat=HEARTBEAT):
                        if self._over.is_set():
                            return
                        status = client.ask(Status(), timeout=10.0)
                        with self._lock:
                            self._status = status
                        self._wake.set()
                        self._over.wait(LEAST_APART)
            except NoEngine as error:
                gone = error.code != SILENT and self._stopped_on_purpose()
                self._say(Link.NONE if gone else Link.LOST, error.message)
            except DrError as error:
                self._say(Link.BARRED if error.code == "not-permitted" else Link.NONE, error.message)
            self._over.wait(RETRY)

    def _connect(self) -> Client:
        paths = self._session.paths
        try:
            return Client.connect(paths, timeout=5.0, client="console")
        except NoEngine:
            if self._session.read_only or self._stopped_on_purpose():
                raise
        self._say(Link.STARTING, "")
        return ensure_engine(paths, client="console")[0]

    def _stopped_on_purpose(self) -> bool:
        """Whether the last engine said that it stops: then it is not ours to start another."""
        try:
            with Reader(self._session.paths.db) as reader:
                last = list(reader.journal(max(0, reader.rev() - 200)))
        except DrError:
            return False
        kinds = [event["kind"] for event in last if event["kind"].startswith("engine.")]
        return bool(kinds) and kinds[-1] == "engine.stopped" and self._link is not Link.NONE

    def _say(self, link: Link, detail: str) -> None:
        with self._lock:
            self._link, self._detail = link, detail
        self._wake.set()
