"""Doctor: is what is written true to itself? Schema, chain, ``synchronous``, and fold(journal) == tables.

Works on the store's file alone, also while an engine writes: rows that moved between the first and
the last look are left out and counted, all others have to agree.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Protocol

from drconsole.engine.execution.scripts.running import result_of
from drconsole.engine.execution.work import attempt_key
from drconsole.engine.projections.refold import Events, Refold
from drconsole.engine.service.room.approvals.witnesses import Witnesses, witnesses
from drconsole.providers import registry
from drconsole.records.rows.doctor import ChecksRow, DoctorRow, FactsRow, FoldRow
from drconsole.records.rows.estate.estate import WorldRow
from drconsole.records.tables import FOLDED, ITEMS, OBLIGATIONS, WORLD, R, Table, TableRow
from drconsole.recovery.types.words import RunState
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import BadInput, DrError
from drconsole.settings.state import StatePaths
from drconsole.store.codec import UnreadableEvent, decode_recorded
from drconsole.store.locks import blocking
from drconsole.store.reading import check
from drconsole.store.reading.reader import Reader

FULL = 2
"""``PRAGMA synchronous``: with less, a power cut takes acknowledged records with it."""


_SAID = (RunState.SUCCEEDED, RunState.FAILED)


class Source(Events, Protocol):
    """Store that is folded and compared: a ``Reader``, or the store in memory."""

    def folded(self, table: Table[R]) -> dict[str, R]: ...


def compare(source: Source) -> tuple[list[str], FoldRow]:
    """Compare the tables with the journal folded anew; return the differences, and how much was compared."""
    again = Refold(source)
    try:
        again.go_on()
        before = dict(again.rows)
        tables: dict[tuple[str, str], TableRow] = {
            (table, key): body for table in FOLDED for key, body in source.folded(table).items()
        }
        moved = again.go_on()
    except (ValueError, DrError) as error:
        return [f"the journal cannot be folded: {error}"], {"events": again.events}
    problems = []
    for place in sorted({*before, *tables} - moved):
        change = before.get(place)
        expected = None if change is None or change.body is None else json.loads(json.dumps(change.body))
        if tables.get(place) != expected:
            table, key = place
            what = "is missing" if place not in tables else "is not in the journal" if expected is None else "differs"
            problems.append(f"{table} {key} {what}")
    return problems, {"events": again.events, "rows": len(tables), "moving": len(moved)}


def examine_store(path: Path) -> DoctorRow:
    """Examine a store's file. Raises ``DrError``: there is none, or it cannot be read."""
    with Reader(path) as reader:
        meta = reader.meta()
        owed = _owed(reader)
        problems = [f"{fault.message}" for fault in check.examine(reader)]
        folded, compared = compare(reader)
        told = _witnesses(reader)
        problems.extend(told.problems)
        if not folded:
            problems.extend(compare_scripts(reader, path.parent / "scripts"))
        problems.extend(compare_provider(path.parent, meta.provider, reader.row(WORLD, WORLD)))
    problems.extend(f"fold: {problem}" for problem in folded)
    problems.extend(f"the store cannot be written: {holder.text}" for holder in blocking(path) if holder.shared)
    checks: ChecksRow = {
        "schema": meta.schema,
        "epoch": meta.epoch,
        "events": meta.events,
        "head": meta.head,
        "fold": compared,
    }
    if told.signed:
        checks["signed_approvals"] = {"signed": told.signed, "checked": told.checked}
    return {"ok": not problems, "problems": problems, "checks": checks, "owed": owed}


def _witnesses(reader: Reader) -> Witnesses:
    """Return what signed approvals tell; nothing where an event cannot be read, which the fold has told."""
    try:
        return witnesses(reader)
    except UnreadableEvent:
        return Witnesses()


def _owed(reader: Reader) -> list[str]:
    """Return what is owed, in words; with its key beside a name that several items have."""
    rows = reader.folded(OBLIGATIONS).values()
    names = Counter(name for _, name in reader.names(ITEMS)) if rows else Counter[str]()
    return [
        f"{row['item']} ({row['item_key']}): {row['why']}" if names[row["item"]] > 1 else row["why"] for row in rows
    ]


def compare_scripts(reader: Reader, folder: Path) -> list[str]:
    """Compare the journal with what each script's attempt left beside it; an attempt that was removed says nothing.

    An answer of a person stands for itself, and so does an attempt that was stopped.
    """
    if not os.access(folder, os.R_OK | os.X_OK):
        return []
    problems = []
    tokens: dict[str, str] = {}
    for row in reader.journal_rows():
        if row.kind not in (ev.JobCreated.kind, ev.TaskEnded.kind):
            continue
        event = decode_recorded(row).event
        if isinstance(event, ev.JobCreated):
            tokens[event.job] = event.token
        elif isinstance(event, ev.TaskEnded) and event.state in _SAID:
            told = result_of(folder, attempt_key(event.job, event.task, event.attempt, tokens.get(event.job, "")))
            if told is not None and told != (event.state is RunState.SUCCEEDED):
                said = "succeeded" if told else "failed"
                what = f"script {event.task} of job {event.job}: its attempt {said}"
                problems.append(f"{what}, the journal says {event.state}")
    return problems


def examine(state: Path) -> DoctorRow:
    """Examine a state folder on which no engine works. Raises ``DrError``."""
    paths = StatePaths.of(state)
    found = examine_store(paths.db)
    with Reader(paths.db) as reader:
        provider = reader.meta().provider
    problems = [*found["problems"], *examine_provider(paths.folder, provider)]
    return {**found, "ok": not problems, "problems": problems}


def compare_provider(folder: Path, provider: str, told: WorldRow | None) -> list[str]:
    """Return what tells that what the provider keeps beside the store is not what the store tells of."""
    try:
        return registry.find(provider).compare(folder, told or {})
    except BadInput as error:
        return [error.message]


def examine_provider(folder: Path, provider: str) -> list[str]:
    """Examine what a provider keeps beside the store. ``compare_provider`` has said that a provider is unknown."""
    try:
        return registry.find(provider).examine(folder)
    except BadInput:
        return []


def examine_with(facts: FactsRow) -> DoctorRow:
    """Examine a store's file and its live writer."""
    stored = examine_store(Path(facts["path"]))
    problems = [*live_problems(facts), *stored["problems"]]
    return {**stored, "ok": not problems, "problems": problems, "checks": {**stored["checks"], "writer": facts}}


def live_problems(facts: FactsRow) -> list[str]:
    """Return what is wrong with the settings of the live writer."""
    problems = []
    if facts["synchronous"] != FULL:
        problems.append(f"the live writer runs with synchronous={facts['synchronous']}, not {FULL} (FULL)")
    if facts["journal_mode"].lower() not in ("wal", "memory"):
        problems.append(f"the live writer's journal mode is {facts['journal_mode']}, not wal")
    return problems
