"""A console without an engine's process: rows that the real engine made on virtual time, and a session that remembers.

``rows_at(moment)`` are the rows of contoso while the plan ``finance`` is failed over: ``quiet`` (before),
``running`` (steps under way), ``waiting`` (its manual action waits for a person), ``done`` (succeeded, not committed).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from support.estates import contoso
from support.rig import Player, Rig
from support.whole import answer_of, filled

from drconsole.console.state.model.model import TABLES, Link, News
from drconsole.console.state.session import Session
from drconsole.link.messages import COMMANDS, KINDS, Message
from drconsole.link.wire import body_of
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import DrError, Refused
from drconsole.settings.state import StatePaths

PLAN = "finance"
JOB = "j1-1"
SPEED = 30.0
QUERIES = frozenset({"Status", "Check", "Preview", "RecoveryPoints", "Next"})
SEEN_AT = 1000.0
"""The clock of ages when the samples were seen; give it to ``app.monotonic``."""

Answer = Mapping[str, Any] | DrError | Callable[[Mapping[str, Any]], Mapping[str, Any]]
Row = Any
"""A row of any table: these tests make and hold all kinds."""
Tables = dict[str, dict[str, Row]]


@dataclass(frozen=True)
class Sample:
    tables: Tables
    tasks: dict[str, Row]
    """Of the job; empty before it."""
    status: Mapping[str, Any]
    rev: int
    journal: tuple[Row, ...]


@cache
def samples() -> dict[str, Sample]:
    """Moment -> what the store and the engine told then. Rows are shared: do not change them."""
    rig = Rig(contoso(), Grain.STEP, speed=SPEED)
    taken: dict[str, Sample] = {}

    async def take(player: Player, moment: str) -> None:
        status = plain(await player.ask("Status"))
        status["engine"]["pid"] = 4711
        tables = {table: {row_key(table, row): plain(row) for row in rig.store.rows(table)} for table in TABLES}
        tasks = {key: plain(row) for key, row in rig.tasks(JOB).items()}
        journal = tuple(named(plain(event), tasks) for event in rig.store.journal(0))
        taken[moment] = Sample(tables, tasks, status, rig.store.rev(), journal)

    async def play(player: Player) -> None:
        await take(player, "quiet")
        await player.start("failover", f"plan:{PLAN}")
        await player.sleep(20.0)
        await take(player, "running")
        await player.sleep(20.0)
        await take(player, "waiting")
        await player.ended(JOB)
        await take(player, "done")

    died = elsewhere(lambda: rig.live(play))
    assert died is None, died
    return taken


def named(event: Row, tasks: Mapping[str, Row]) -> Row:
    """The event as a console's feed gives it: of a task with its name."""
    task = tasks.get(str(event.get("task")))
    return event if task is None else {**event, "task_name": task["friendly_name"], "task_item": task["item"]}


def elsewhere(work: Callable[[], Any]) -> Any:
    """On a thread of its own: virtual time cannot go on inside a loop that runs."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(work).result()


def row_key(table: str, row: Row) -> str:
    return str(row["id"] if table == "job" else row.get("key", row.get("item")))


def plain(value: Any) -> Any:
    """As it comes out of JSON."""
    return json.loads(json.dumps(value))


def news_at(moment: str = "quiet", *, link: Link = Link.HERE, **more: Any) -> News:
    """Everything as a console hears it when it opens at that moment."""
    sample = samples()[moment]
    rows: dict[str, Mapping[str, Row | None]] = {table: rows for table, rows in sample.tables.items() if rows}
    if sample.tasks:
        rows["task"] = sample.tasks
    return News(**{"rows": rows, "rev": sample.rev, "link": link, "status": sample.status, "seen_at": SEEN_AT} | more)


def changes(before: str, after: str, *, link: Link = Link.HERE) -> News:
    """What a console hears between two moments: rows that differ, None for those that are gone."""
    old, new = samples()[before], samples()[after]
    rows: dict[str, dict[str, Row | None]] = {}
    for table in (*TABLES, "task"):
        had = old.tasks if table == "task" else old.tables[table]
        has = new.tasks if table == "task" else new.tables[table]
        found: dict[str, Row | None] = {key: row for key, row in has.items() if had.get(key) != row}
        found |= dict.fromkeys(set(had) - set(has))
        if found:
            rows[table] = found
    return News(rows=rows, rev=new.rev, link=link, status=new.status, seen_at=SEEN_AT)


@cache
def _answering() -> tuple[Rig, threading.Lock, dict[str, dict[str, Any]]]:
    return Rig(contoso(), Grain.STEP), threading.Lock(), {}


def real_answer(kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """A query answered by the real engine over contoso before anything was done. Raises ``DrError``."""
    rig, lock, known = _answering()
    question = json.dumps([kind, body], sort_keys=True)

    async def play(player: Player) -> Any:
        return await player.ask(kind, {"options": {}, **body} if kind in ("Check", "Preview") else body)

    with lock:
        if question not in known:
            known[question] = plain(elsewhere(lambda: rig.live(play)))
        return plain(known[question])


def said(message: Message[Any]) -> dict[str, Any]:
    """The body of a message without what nobody said: fields that are empty or None."""
    body = body_of(message)
    if "options" in body:
        body["options"] = {name: value for name, value in body["options"].items() if value not in (None, "")}
    return {name: value for name, value in body.items() if value not in (None, "", [])}


@dataclass(slots=True)
class FakeSession(Session):
    """Answers from ``answers`` (a body, an error to raise, or a function of the question), else as the engine would.

    ``calls`` holds every question in order, refused ones too. A command without an answer is answered with ``{}``.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def ask(self, message: Message[Any], request_id: str | None = None) -> dict[str, Any]:
        kind, asked = message.kind, said(message)
        self.calls.append((kind, asked))
        if kind in COMMANDS and self.read_only:
            raise Refused(
                "read-only", "this console was opened read-only", advice="open another one without --read-only"
            )
        answer = self.answers.get(kind)
        if isinstance(answer, DrError):
            raise answer
        if callable(answer):
            answer = answer(asked)
        if answer is not None:
            return dict(filled(answer_of(KINDS[kind]), answer))
        return real_answer(kind, asked) if kind in QUERIES else {}

    def asked(self, kind: str) -> list[dict[str, Any]]:
        """The bodies of all questions of a kind."""
        return [body for each, body in self.calls if each == kind]


def fake_session(answers: Mapping[str, Answer] | None = None, **more: Any) -> FakeSession:
    """A session of the operator ``ann`` in a state folder that is not there."""
    settings: dict[str, Any] = {"operator": "ann", "over_ssh": False, **more}
    return FakeSession(StatePaths.of(Path("/nonexistent/drconsole")), answers=dict(answers or {}), **settings)
