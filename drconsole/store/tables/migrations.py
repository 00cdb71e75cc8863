"""Migrations of the store, by sqlite-utils: all that were ever released, oldest first; none is ever changed.

A new one is added at the end of ``STEPS``. ``schema.migrate`` applies them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from drconsole import __version__
from drconsole.records.listed import item_line
from drconsole.store.chain import chain_intents
from drconsole.store.rows import GENESIS
from drconsole.store.tables.listing import DECLARED, NAMES, put
from drconsole.store.tables.rpo_history import DECLARED as HISTORY_DECLARED

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

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
"""Commands in the order in which they were taken: no two share a revision."""


def migrations() -> Migrations:
    """Return all migrations, as sqlite-utils applies them."""
    from sqlite_utils import Migrations

    made = Migrations("drconsole")
    for name, step in STEPS:
        made(name=name)(step)
    return made


def _tables(*names: str) -> Callable[[Database], None]:
    """Return the migration that makes tables of rows."""

    def make(database: Database) -> None:
        for table in names:
            database.execute(ROWS.format(table=table))
            database.execute(f"CREATE INDEX {table}_rev ON {table}(rev)")

    return make


def _journal_and_tables(database: Database) -> None:
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


def _what_was_asked(database: Database) -> None:
    database.execute("ALTER TABLE intent ADD COLUMN asked TEXT NOT NULL DEFAULT ''")


def _chain_of_commands(database: Database) -> None:
    database.execute("ALTER TABLE meta ADD COLUMN intents INTEGER NOT NULL DEFAULT 0")
    database.execute(f"ALTER TABLE meta ADD COLUMN intents_head TEXT NOT NULL DEFAULT '{GENESIS}'")
    count, head = chain_intents(database.execute(INTENTS).fetchall())
    database.execute("UPDATE meta SET intents = ?, intents_head = ?", [count, head])


def _who_made_the_state(database: Database) -> None:
    database.execute("ALTER TABLE meta ADD COLUMN provider TEXT NOT NULL DEFAULT ''")


def _shape_of_rows(database: Database) -> None:
    database.execute("ALTER TABLE meta ADD COLUMN rows_shape INTEGER NOT NULL DEFAULT 0")


def _lines_of_items(database: Database) -> None:
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


def _rpo_history(database: Database) -> None:
    for statement in HISTORY_DECLARED:
        database.execute(statement)


def _names_of_items(database: Database) -> None:
    database.execute(NAMES)


STEPS: tuple[tuple[str, Callable[[Database], None]], ...] = (
    ("m001_journal_and_tables", _journal_and_tables),
    ("m002_obligations", _tables("obligation")),
    ("m003_what_was_asked", _what_was_asked),
    ("m004_chain_of_commands", _chain_of_commands),
    ("m005_who_made_the_state", _who_made_the_state),
    ("m006_shape_of_rows", _shape_of_rows),
    ("m007_lines_of_items", _lines_of_items),
    ("m008_rpo_history", _rpo_history),
    ("m009_names_of_items", _names_of_items),
    ("m010_proposals", _tables("proposal")),
    ("m011_notes", _tables("note")),
    ("m012_shelved_alarms_and_polls", _tables("shelved", "poll")),
    ("m013_handovers", _tables("handover")),
    ("m014_members", _tables("member")),
)
"""Name and act of each migration. The names stand in every store: they say which were applied."""
