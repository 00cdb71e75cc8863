"""The one writing connection: open and migrate, one batch a transaction; the epoch is a fencing token. Blocking; no
threads."""

from __future__ import annotations

import contextlib
import errno
from pathlib import Path

from drconsole import __version__
from drconsole.records.rows.doctor import FactsRow
from drconsole.records.tables import ITEMS, TABLES
from drconsole.records.tables import SHAPE as ROWS_SHAPE
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.store import ballast, head
from drconsole.store.batch import Batch, Counters
from drconsole.store.files import prepare, share
from drconsole.store.head import HeadFile, Noted
from drconsole.store.journal import FenceLost, StoreFailed, StoreUnknown, no_room
from drconsole.store.locks import BUSY_LIMIT, OPEN_LIMIT, lock_to_write, named
from drconsole.store.result_codes import BUSY, CANTOPEN, FULL, IOERR, code_of
from drconsole.store.rows import COLUMNS, StoredRow
from drconsole.store.sqlite import SYNCHRONOUS, connect_writer, sqlite3
from drconsole.store.tables import listing, rpo_history
from drconsole.store.tables.schema import migrate, refuse_strange
from drconsole.store.tables.version import SCHEMA_VERSION, rows_shape, schema_version
from drconsole.store.writing.loss import Lost, missed, refuse_cut, stand

APPEND = f"INSERT INTO journal VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608
UPSERTS: dict[str, str] = {
    table: f"INSERT INTO {table} (key, job, state, body, rev) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE "  # noqa: S608
    "SET job = excluded.job, state = excluded.state, body = excluded.body, rev = excluded.rev"
    for table in TABLES
}
DELETES: dict[str, str] = {table: f"DELETE FROM {table} WHERE key = ?" for table in TABLES}  # noqa: S608
BURY = 'INSERT OR REPLACE INTO tombstone ("table", key, rev) VALUES (?, ?, ?)'
UNBURY = 'DELETE FROM tombstone WHERE "table" = ? AND key = ?'
KEEP = "INSERT INTO intent (id, actor, kind, answer, asked, rev) VALUES (?, ?, ?, ?, ?, ?)"
RESHAPE = "UPDATE meta SET rows_shape = ?"
MOVE = "UPDATE meta SET rev = ?, events = ?, head = ?, intents = ?, intents_head = ?"


class Writer:
    """Owns the connection; to be used on the thread that opened it."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, epoch: int, counters: Counters, lost: Lost | None = None
    ) -> None:
        self.connection = connection
        self.path = path
        self.epoch = epoch
        self.counters = counters
        self.blocked: str | None = None
        """Who keeps this writer waiting at this moment."""
        self.lost = lost
        """What this store was found to lack, and a person took upon himself. The note stays as it was until the first
        commit, which says so: an engine that dies before it has accepted nothing."""
        self.noted = HeadFile(path)
        if lost is None:
            self._note()
            self.noted.sync()
        self._inode = path.stat().st_ino
        self._buried: set[tuple[str, str]] = {
            (table, key) for table, key in connection.execute('SELECT "table", key FROM tombstone').fetchall()
        }

    @classmethod
    def open(cls, path: Path, *, accept_loss: bool = False, provider: str = "") -> Writer:
        """Make or migrate the store and take the next epoch, in one transaction.

        A store that ends before the note beside it is refused; with ``accept_loss`` it is taken as it is, and no epoch
        and no revision is given out again. ``provider``: who makes this state; empty = it is made. Raises ``BadInput``,
        ``Refused``.
        """
        try:
            return cls._open(path, accept_loss, provider)
        except (sqlite3.Error, OSError, BadInput) as error:
            if not _disk_full(path, error):
                raise
            if not ballast.drop(path.parent):
                raise no_room(path, freed=False) from error
        try:
            return cls._open(path, accept_loss, provider)
        except (sqlite3.Error, OSError, BadInput) as error:
            if not _disk_full(path, error):
                raise
            raise no_room(path, freed=True) from error

    @classmethod
    def _open(cls, path: Path, accept_loss: bool, provider: str) -> Writer:
        prepare(path)
        connection = connect_writer(path)
        try:
            lock_to_write(connection, path, OPEN_LIMIT)
            known = schema_version(connection, path)
            if known < SCHEMA_VERSION:
                migrate(connection)
            refuse_strange(connection, path)
            rows_shape(connection, path)
            refuse_cut(connection, path)
            lost = missed(connection, path, known)
            if lost is not None and not accept_loss:
                raise lost.refusal(path)
            if lost is not None:
                after = lost.noted or Noted()
                connection.execute("UPDATE meta SET epoch = max(epoch, ?), rev = max(rev, ?)", (after.epoch, after.rev))
            elif not head.head_path(path).exists():
                HeadFile.make(path, stand(connection))
            connection.execute("UPDATE meta SET epoch = epoch + 1, program = ?", (__version__,))
            if provider:
                connection.execute("UPDATE meta SET provider = ?", (provider,))
            epoch, *counters = connection.execute(
                "SELECT epoch, rev, events, head, intents, intents_head FROM meta"
            ).fetchone()
            connection.execute("COMMIT")
            share(path)
            return cls(connection, path, epoch, Counters(*counters), lost)
        except sqlite3.OperationalError as error:
            connection.close()
            if code_of(error) != BUSY:
                raise
            raise Refused(
                "store.busy",
                f"another process holds the store's write lock: {named(path)}",
                place=str(path),
                advice="end that process (no tool but the engine writes here), then start the engine again",
            ) from error
        except BaseException:
            connection.close()
            raise

    def commit(self, batch: Batch) -> None:
        """Write one transaction, durable on return.

        Raises ``FenceLost`` where another engine has come since, ``StoreFailed`` for any error of SQLite; nothing of
        the batch is written then. Raises ``StoreUnknown`` where the disk refused to say that it has it. The writer must
        not be used again after any of them. A writer beside us, which there should not be, is waited for.
        """
        try:
            lock_to_write(self.connection, self.path, BUSY_LIMIT, tell=self._tell, outlasting_readers=True)
            # Under the write lock: between the check and the commit no other engine can take over.
            self._check_fence()
            self._write(batch)
        except sqlite3.Error as error:
            raise self._failed(error) from error
        except BaseException:
            self._roll_back()
            raise
        try:
            self.connection.execute("COMMIT")
            # After the commit: a note ahead of its store would tell of a loss that is none.
            self._note()
        except sqlite3.Error as error:
            raise self._failed(error) if code_of(error) == FULL else self._unknown(error) from error
        except OSError as error:
            raise self._unknown(error) from error

    def facts(self) -> FactsRow:
        """Return what this very connection runs with, read back from it; ``synchronous`` is 2 for FULL."""
        ask = self.connection.execute
        synchronous = int(ask("PRAGMA synchronous").fetchone()[0])
        return {
            "synchronous": synchronous,
            "synchronous_name": SYNCHRONOUS[synchronous],
            "journal_mode": str(ask("PRAGMA journal_mode").fetchone()[0]),
            "sqlite": str(ask("SELECT sqlite_version()").fetchone()[0]),
            "library": sqlite3.__name__.partition(".")[0],
            "schema": SCHEMA_VERSION,
            "path": str(self.path),
            "epoch": self.epoch,
            "rev": self.counters.rev,
        }

    def close(self) -> None:
        self.connection.close()
        self.noted.close()

    def _note(self) -> None:
        """Note beside the store how far it has come (``store.head``)."""
        counters = self.counters
        self.noted.put(Noted(self.epoch, counters.rev, counters.events, counters.head))

    def _check_fence(self) -> None:
        """A stale engine must not get a ``begin`` into the journal; an effect would follow it."""
        row = self.connection.execute("SELECT epoch FROM meta").fetchone()
        found = row[0] if row else None
        if found != self.epoch:
            raise FenceLost(
                "store.fence",
                f"another engine has taken over this store (epoch {found}, ours is {self.epoch})",
                place=str(self.path),
                advice="this engine stops; the other one goes on",
            )
        try:
            inode = self.path.stat().st_ino
        except FileNotFoundError:
            inode = -1
        if inode != self._inode:
            raise FenceLost(
                "store.replaced",
                "the database file was removed or replaced while the engine was running",
                place=str(self.path),
                advice="this engine stops; put the right file back and start it again",
            )

    def _write(self, batch: Batch) -> None:
        many = self.connection.executemany
        # Plain tuples: the library binds them a third faster than named ones.
        if batch.journal:
            many(APPEND, map(tuple, batch.journal))
        for table, rows in batch.upserts.items():
            many(UPSERTS[table], map(tuple, rows.values()))
            if self._buried:
                self._unbury(table, rows)
        for table, keys in batch.deletes.items():
            many(DELETES[table], [(key,) for key in keys])
            many(BURY, [(table, key, rev) for key, rev in keys.items()])
            self._buried.update((table, key) for key in keys)
        if batch.lines:
            listing.put(self.connection, list(batch.lines.values()))
        if gone := batch.deletes.get(ITEMS):
            listing.drop(self.connection, list(gone))
        if gone and not batch.refolded:
            # Rows that are folded anew come back with the next look; their history would not, and is kept.
            rpo_history.drop(self.connection, gone)
        if batch.samples or batch.looked:
            rpo_history.put(self.connection, batch.samples, batch.looked)
        if batch.intents:
            many(KEEP, batch.intents)
        if batch.refolded:
            self.connection.execute(RESHAPE, (ROWS_SHAPE,))
        counters = self.counters
        self.connection.execute(
            MOVE, (counters.rev, counters.events, counters.head, counters.intents, counters.intents_head)
        )

    def _unbury(self, table: str, rows: dict[str, StoredRow]) -> None:
        back = [(table, key) for key in rows if (table, key) in self._buried]
        if back:
            self.connection.executemany(UNBURY, back)
            self._buried.difference_update(back)

    def _failed(self, error: sqlite3.Error) -> StoreFailed:
        self._roll_back()
        if code_of(error) == FULL:
            return no_room(self.path, ballast.drop(self.path.parent))
        if code_of(error) == BUSY:
            return StoreFailed(
                "store.busy",
                f"the store cannot be written, it is locked: {named(self.path)}",
                place=str(self.path),
                advice="end that process (no tool but the engine writes here), then start the engine",
            )
        return StoreFailed(
            "store.failed",
            f"the store cannot be written: {error}",
            place=str(self.path),
            advice="nothing is tried again; check the disk, then start the engine: it looks before it acts",
        )

    def _unknown(self, error: Exception) -> StoreUnknown:
        """After a failed sync nobody knows what is on the disk: what was to be written may be found there."""
        self._roll_back()
        return StoreUnknown(
            "store.unknown",
            f"the disk did not confirm what was written: {error}",
            place=str(self.path),
            advice="whether it was recorded shows at the engine's next start; check the disk first",
        )

    def _tell(self, who: str | None) -> None:
        self.blocked = who

    def _roll_back(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")


def _disk_full(path: Path, error: Exception) -> bool:
    """Return whether the store could not be opened for want of room.

    Of its log's shared memory SQLite says no more than "disk I/O error", or that the file cannot be opened."""
    cause = error.__cause__ if isinstance(error, BadInput) else error
    if code_of(cause) == FULL or (isinstance(cause, OSError) and cause.errno == errno.ENOSPC):
        return True
    return code_of(cause) in (IOERR, CANTOPEN) and ballast.full(path.parent)
