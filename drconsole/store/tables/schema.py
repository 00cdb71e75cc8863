"""The tables, made and changed by sqlite-utils' migrations; only the holder of the state's lock runs them.

``Migrations.apply`` looks up what is pending outside of its transactions, so the caller holds ``BEGIN IMMEDIATE``
around it (with four processes at once 7 of 20 starts failed without, none with).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from drconsole import __version__
from drconsole.records.listed import item_line
from drconsole.records.tables import SHAPE as ROWS_SHAPE
from drconsole.recovery.types.work.errors import BadInput
from drconsole.store.chain import chain_intents
from drconsole.store.rows import GENESIS
from drconsole.store.sqlite import sqlite3
from drconsole.store.tables.listing import DECLARED, NAMES, put
from drconsole.store.tables.rpo_history import DECLARED as HISTORY_DECLARED
from drconsole.store.tables.version import SCHEMA_VERSION

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

NOTED_SINCE = 4
"""From here on a store has a note of its end beside it (``store.head``)."""

META = """
CREATE TABLE meta (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  schema INTEGER NOT NULL,
  program TEXT NOT NULL,
  created TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  rev INTEGER NOT NULL,
  events INTEGER NOT NULL,
  head TEXT NOT NULL
) STRICT
"""
"""One row: the lease (``epoch``), the last revision, and where the hash chain ends."""

JOURNAL = """
CREATE TABLE journal (
  rev INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  world_at TEXT NOT NULL,
  actor TEXT NOT NULL,
  session TEXT,
  role TEXT,
  approvals TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  kind TEXT NOT NULL,
  job TEXT,
  data TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT
"""

ROWS = """
CREATE TABLE {table} (
  key TEXT PRIMARY KEY,
  job TEXT,
  state TEXT,
  body TEXT NOT NULL,
  rev INTEGER NOT NULL
) STRICT
"""
"""One shape for all folded and observed tables: what a row means is in its JSON body."""

FIRST_TABLES = (
    *("job", "task", "gate", "validation"),
    *("item", "plan", "site", "network", "policy", "replication_group", "foreign_job", "world"),
)
"""Those of the first schema; ``TABLES`` are all there are now."""

OTHERS = (
    "CREATE INDEX journal_job ON journal(job) WHERE job IS NOT NULL",
    "CREATE INDEX journal_loose ON journal(kind) WHERE job IS NULL",
    "CREATE INDEX task_job ON task(job)",
    'CREATE TABLE tombstone ("table" TEXT NOT NULL, key TEXT NOT NULL, rev INTEGER NOT NULL, '
    'PRIMARY KEY ("table", key)) STRICT',
    "CREATE INDEX tombstone_rev ON tombstone(rev)",
    "CREATE TABLE intent (id TEXT PRIMARY KEY, actor TEXT NOT NULL, kind TEXT NOT NULL, answer TEXT NOT NULL, "
    "rev INTEGER NOT NULL) STRICT",
)


INTENTS = "SELECT id, actor, kind, answer, asked, rev FROM intent ORDER BY rev, id"
"""In the order in which they were taken: no two share a revision."""


SHAPE = "SELECT type, name, coalesce(sql, '') FROM sqlite_master"
OF_LIBRARIES = ("sqlite_", "_sqlite_")
"""What SQLite and sqlite-utils keep for themselves; how they declare it is theirs to change."""


DECLARED_DIGEST = "7af3ec378e9e2c97965e3a0616ace7fc3ce8df4986b2f74e7a21f2c2abadc008"
"""Of all that the migrations declare together: a store of this digest needs no comparison. To compare takes a store in
memory and the library of the migrations, which an engine's start would wait for; a test says when it is another."""


def shape_of(rows: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """Return what a store declares, without layout and without what the libraries keep for themselves."""
    return {(kind, name): " ".join(sql.split()) for kind, name, sql in rows if not name.startswith(OF_LIBRARIES)}


def expected_shape() -> dict[tuple[str, str], str]:
    """Return what a store of this program declares."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        migrate(connection)
        return shape_of(connection.execute(SHAPE).fetchall())
    finally:
        connection.close()


def digest_of(shape: Mapping[tuple[str, str], str]) -> str:
    """SHA-256, in hexadecimal, of what a store declares."""
    return sha256(repr(sorted(shape.items())).encode()).hexdigest()


def strange(found: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """Yield what of a store's declarations is not as this program declares it, in words. ``found``: as ``shape_of``.

    A trigger, an index or a table that nobody of ours made could change what is written, or hide it.
    """
    if digest_of(found) == DECLARED_DIGEST:
        return
    expected = expected_shape()
    for kind, name in sorted(expected.keys() | found.keys()):
        if (kind, name) not in expected:
            yield f"the store holds a {kind} {name!r}, which is none of drconsole's"
        elif (kind, name) not in found:
            yield f"the {kind} {name!r} is missing in the store"
        elif found[kind, name] != expected[kind, name]:
            yield f"the {kind} {name!r} is not declared as drconsole declares it"


def refuse_strange(connection: sqlite3.Connection, path: Path) -> None:
    """Raise ``BadInput`` (``store.shape``) where the store declares anything else than this program does."""
    said = list(strange(shape_of(connection.execute(SHAPE).fetchall())))
    if said:
        raise BadInput(
            "store.shape",
            f"{said[0]}: what is written could be changed or hidden by it",
            place=str(path),
            advice="put the store back from a copy of before; or look at what it is, take it out with the sqlite3 "
            "command, and see with doctor whether the store is sound",
        )


def migrate(connection: sqlite3.Connection) -> None:
    """Apply what is pending; the caller holds the write lock (``BEGIN IMMEDIATE``) and commits."""
    from sqlite_utils import Database

    if not connection.in_transaction:
        raise RuntimeError("migrate inside of BEGIN IMMEDIATE")
    database = Database(connection, execute_plugins=False)
    migrations().apply(database)
    connection.execute("UPDATE meta SET schema = ?, program = ?", (SCHEMA_VERSION, __version__))
    connection.execute("UPDATE meta SET rows_shape = ? WHERE rev = 0", (ROWS_SHAPE,))


def migrations() -> Migrations:
    """Return all migrations ever released, oldest first. A new one is added at the end; none is ever changed."""
    from sqlite_utils import Migrations

    steps = Migrations("drconsole")

    @steps(name="m001_journal_and_tables")
    def journal_and_tables(database: Database) -> None:
        for statement in (META, JOURNAL, *(ROWS.format(table=table) for table in FIRST_TABLES)):
            database.execute(statement)
        for table in FIRST_TABLES:
            database.execute(f"CREATE INDEX {table}_rev ON {table}(rev)")
        for statement in OTHERS:
            database.execute(statement)
        database.execute(
            "INSERT INTO meta VALUES (1, 0, ?, ?, 0, 0, 0, ?)",
            [__version__, datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z", GENESIS],
        )

    @steps(name="m002_obligations")
    def obligations(database: Database) -> None:
        database.execute(ROWS.format(table="obligation"))
        database.execute("CREATE INDEX obligation_rev ON obligation(rev)")

    @steps(name="m003_what_was_asked")
    def what_was_asked(database: Database) -> None:
        database.execute("ALTER TABLE intent ADD COLUMN asked TEXT NOT NULL DEFAULT ''")

    @steps(name="m004_chain_of_commands")
    def chain_of_commands(database: Database) -> None:
        database.execute("ALTER TABLE meta ADD COLUMN intents INTEGER NOT NULL DEFAULT 0")
        database.execute(f"ALTER TABLE meta ADD COLUMN intents_head TEXT NOT NULL DEFAULT '{GENESIS}'")
        count, head = chain_intents(database.execute(INTENTS).fetchall())
        database.execute("UPDATE meta SET intents = ?, intents_head = ?", [count, head])

    @steps(name="m005_who_made_the_state")
    def who_made_the_state(database: Database) -> None:
        database.execute("ALTER TABLE meta ADD COLUMN provider TEXT NOT NULL DEFAULT ''")

    @steps(name="m006_shape_of_rows")
    def shape_of_rows(database: Database) -> None:
        database.execute("ALTER TABLE meta ADD COLUMN rows_shape INTEGER NOT NULL DEFAULT 0")

    @steps(name="m007_lines_of_items")
    def lines_of_items(database: Database) -> None:
        for statement in DECLARED:
            database.execute(statement)
        # What the provider said is a cache that the engine reads anew; until then nobody knows how an item stands.
        database.execute("UPDATE item SET body = json_set(body, '$.stand', 'unknown')")
        database.execute("UPDATE plan SET body = json_set(body, '$.stands', json('{}'))")
        for key, body in database.execute("SELECT key, body FROM item").fetchall():
            try:
                put(database.conn, [item_line(json.loads(body))])
            except (KeyError, TypeError, ValueError):
                database.execute("DELETE FROM item WHERE key = ?", [key])

    @steps(name="m008_rpo_history")
    def rpo_history(database: Database) -> None:
        for statement in HISTORY_DECLARED:
            database.execute(statement)

    @steps(name="m009_names_of_items")
    def names_of_items(database: Database) -> None:
        database.execute(NAMES)

    @steps(name="m010_proposals")
    def proposals(database: Database) -> None:
        database.execute(ROWS.format(table="proposal"))
        database.execute("CREATE INDEX proposal_rev ON proposal(rev)")

    @steps(name="m011_notes")
    def notes(database: Database) -> None:
        database.execute(ROWS.format(table="note"))
        database.execute("CREATE INDEX note_rev ON note(rev)")

    @steps(name="m012_shelved_alarms_and_polls")
    def shelved_alarms_and_polls(database: Database) -> None:
        for table in ("shelved", "poll"):
            database.execute(ROWS.format(table=table))
            database.execute(f"CREATE INDEX {table}_rev ON {table}(rev)")

    @steps(name="m013_handovers")
    def handovers(database: Database) -> None:
        database.execute(ROWS.format(table="handover"))
        database.execute("CREATE INDEX handover_rev ON handover(rev)")

    @steps(name="m014_members")
    def members(database: Database) -> None:
        database.execute(ROWS.format(table="member"))
        database.execute("CREATE INDEX member_rev ON member(rev)")

    return steps
