"""Stand-ins for the store's reader and the engine's client, with the shapes of the contract."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, Self

from support.rows import ends
from support.whole import TABLES, answer_of, filled, whole

from drconsole.link.messages import Message
from drconsole.link.wire import body_of
from drconsole.records.listed import item_line
from drconsole.records.rows.work.jobs import JobRow, TaskRow
from drconsole.records.rows.work.journal import EventRow
from drconsole.recovery.types.remedies import Act, Remedy
from drconsole.recovery.types.work.errors import NoEngine
from drconsole.store.sqlite import sqlite3
from drconsole.store.tables import listing

NO_ENGINE = NoEngine("no-engine", "no engine answers", advice="start it", remedies=(Remedy(Act.START_ENGINE),))


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Exactly one document, or this fails."""
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        found: dict[str, Any] = self.json["error"]
        return found


Run = Callable[..., Ran]


def job_row(state: str = "InProgress", **more: Any) -> dict[str, Any]:
    everyday = {"started_at": "2026-03-01T10:00:00Z", "items": ends({"web01": state})}
    return whole(JobRow, **{**everyday, "state": state, "state_description": state, **more})


def task_row(key: str, state: str = "NotStarted", **more: Any) -> dict[str, Any]:
    named = {"id": key, "name": key, "friendly_name": f"Task {key}", "state": state, "state_description": state}
    return whole(TaskRow, **{**named, **more})


class FakeReader:
    """``tables``: name -> key -> row. A write moves the revision, as the engine's would."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, dict[str, Any]]] = {}
        self.events: list[dict[str, Any]] = []
        self.revision = 0
        self.looked: Callable[[], None] = lambda: None
        """Called before every look at the revision: where a test lets the world go on."""

    def put(self, table: str, key: str, row: dict[str, Any]) -> None:
        self.revision += 1
        said = {"key": key, **row, "rev": self.revision}
        self.tables.setdefault(table, {})[key] = whole(TABLES.get(table), **said)

    def put_task(self, row: dict[str, Any]) -> None:
        self.put("task", f"{row['job']}/{row['id']}", row)

    def rev(self) -> int:
        self.looked()
        return self.revision

    def rows(
        self, table: str, *, since: int = 0, job: str | None = None, state: str | None = None
    ) -> list[dict[str, Any]]:
        found = [row for row in self.tables.get(table, {}).values() if row["rev"] > since]
        return sorted((row for row in found if job in (None, row.get("job"))), key=lambda row: row["rev"])

    def names(self, table: str) -> list[tuple[str, str]]:
        found = sorted(self.tables.get(table, {}).items(), key=lambda each: each[1]["position"])
        return [(key, row["name"]) for key, row in found]

    def items_called(self, words: Iterable[str]) -> list[tuple[str, str]]:
        return [(key, name) for key, name in self.names("item") if key in words or name in words]

    def items_graver(self, gravity: int) -> list[dict[str, Any]]:
        keys = self.ask(lambda lines: listing.standing(lines, range(gravity), 10**9))
        return self.rows_of("item", keys)

    def count(self, table: str) -> int:
        return len(self.tables.get(table, {}))

    def rows_of(self, table: str, keys: Iterable[str]) -> list[dict[str, Any]]:
        return [row for key in keys if (row := self.row(table, key)) is not None]

    def ask(self, question: Callable[[sqlite3.Connection], Any]) -> Any:
        """Answer over the lines that belong to the items."""
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as lines:
            for statement in listing.DECLARED:
                lines.execute(statement)
            items: list[Any] = list(self.tables.get("item", {}).values())
            listing.put(lines, [item_line(item) for item in items])
            return question(lines)

    def row(self, table: str, key: str) -> dict[str, Any] | None:
        return self.tables.get(table, {}).get(key)

    def journal(self, since: int = 0, limit: int | None = None) -> Iterator[dict[str, Any]]:
        found = [filled(EventRow, event) for event in self.events if event["rev"] > since]
        return iter(found[:limit])

    def journal_rows(self, since: int = 0) -> Iterator[SimpleNamespace]:
        return iter([SimpleNamespace(**event) for event in self.events if event["rev"] > since])

    def close(self) -> None:
        pass


class FakeEngine:
    """Answers by kind; an exception as an answer is raised. ``up = False``: nobody answers."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.up = True

    def connect(self, paths: Any) -> FakeClient:
        if not self.up:
            raise NO_ENGINE
        return FakeClient(self)


class FakeClient:
    def __init__(self, engine: FakeEngine) -> None:
        self._engine = engine
        self.hello = {"mode": "SIMULATION", "pid": 7}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def ask(self, message: Message[Any], request_id: str | None = None) -> Any:
        self._engine.asked.append((message.kind, body_of(message)))
        answer = self._engine.answers[message.kind]
        if isinstance(answer, list):
            answer = answer.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return filled(answer_of(type(message)), answer)

    def subscribe(self, heartbeat: float | None = None) -> Iterator[int]:
        while self._engine.up:
            yield 1
            threading.Event().wait(0.001)
        raise NO_ENGINE


class World:
    """One state folder with a fake store and a fake engine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reader = FakeReader()
        self.engine = FakeEngine()

    def make_store(self) -> None:
        (self.folder / "drconsole.db").touch()


STATUS = {
    "mode": "SIMULATION",
    "engine": {"running": True, "pid": 7, "epoch": 2, "version": "0.1.0", "since": "2026-03-01T09:00:00Z"},
    "clock": {"now": "2026-03-01T10:00:00Z", "speed": "max", "paused": True},
    "estate": "contoso",
    "provider": "simulator",
    "counts": {"items": 20},
    "running_jobs": [job_row()],
    "needs_a_person": [
        {"job": "J1", "task": "t1", "friendly_name": "Switch DNS", "why": "manual", "outcomes": ["done"]}
    ],
}
