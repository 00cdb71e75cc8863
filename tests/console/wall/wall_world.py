"""A wall without a terminal: situations as rows that the real engine made, told to the app as its reader tells them."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

from console_fakes import elsewhere, samples
from support.rig import Player, Rig

from drconsole.console.state.feed.found import Found
from drconsole.console.state.model.items import Items
from drconsole.console.wall.app import Setting, WallApp
from drconsole.console.wall.gathering import Gathered
from drconsole.console.wall.looking import Look, News
from drconsole.documents.estate import parse_estate
from drconsole.documents.generate import generate
from drconsole.recovery.types.words import Grain
from drconsole.render.wall.decisions import decides
from drconsole.render.wall.facts import Sight
from drconsole.settings.state import StatePaths

NOW = datetime(2026, 3, 1, 3, 20, 11, tzinfo=UTC)
LOOKED = 1000.0
Rows = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Situation:
    """What a reader found, and when."""

    rows: Rows
    tasks: Mapping[str, list[Any]]
    journal: tuple[Any, ...] = ()
    engine: Sight = Sight.HERE
    room: Mapping[str, list[Any]] = None  # type: ignore[assignment]
    why: str = ""
    age: float = 1.0
    """Seconds since the look."""

    def news(self) -> News:
        room = self.room or {}
        rows = {table: dict(rows) for table, rows in self.rows.items() if rows}
        for table in ("proposal", "poll", "handover", "member"):
            if table in room:
                rows[table] = {row["key"]: row for row in room[table]}
        return News(
            anew=True,
            found=Found(9, rows, None),
            tasks=self.tasks,
            decisions=[event for event in self.journal if decides(event)],
            notes=room.get("note", []),
            stopped=False,
            world_at=None,
            anchor={"head": "3f9a61c07d52" + "0" * 52, "length": 1234},
            moved=NOW.timestamp() - 40,
        )


def at(moment: str, **more: Any) -> Situation:
    """A moment of the failover of ``finance``."""
    sample = samples()[moment]
    job = next(iter(sample.tables["job"]), "")
    return Situation(copy.deepcopy(dict(sample.tables)), {job: list(sample.tasks.values())}, sample.journal, **more)


def changed(situation: Situation, table: str, keys: Callable[[Any], bool], **fields: Any) -> Situation:
    """The same with some rows otherwise."""
    rows = {key: {**row, **fields} if keys(row) else row for key, row in situation.rows[table].items()}
    return replace(situation, rows={**situation.rows, table: rows})


@cache
def _outage() -> tuple[Rows, tuple[Any, ...]]:
    """240 machines of a generated estate, as they were first looked at."""
    rig = Rig(parse_estate(generate(240, 1), "generated", None), Grain.STEP)
    taken: list[tuple[Rows, tuple[Any, ...]]] = []

    async def play(player: Player) -> None:
        tables = ("item", "plan", "world", "site", "network")
        rows = {table: {row["key"]: row for row in rig.store.rows(table)} for table in tables}
        taken.append((copy.deepcopy(rows), tuple(rig.store.journal(0))))

    died = elsewhere(lambda: rig.live(play))
    assert died is None, died
    return taken[0]


def outage() -> Situation:
    """200 of 240 machines are out, for many reasons at once."""
    rows, journal = _outage()
    stands = (
        "runs-nowhere",
        "unknown",
        "unprotected",
        "critical",
        "switched-off",
        "warning",
        "not-committed",
        "failed",
    )
    items = dict(rows["item"])
    (world,) = rows["world"].values()
    began = datetime.fromisoformat(world["clock"]["now"])
    for place, key in enumerate(list(items)[:200]):
        error = {
            "code": f"780{place % 9}",
            "message": f"The agent of the machine does not answer, reason {place % 9}",
            "level": "critical",
            "recommended_action": "Look at the machine",
        }
        items[key] = {
            **items[key],
            "stand": stands[place % len(stands)],
            "stand_since": (began + timedelta(minutes=20 - place % 12)).isoformat(),
            "replication_health": "Critical",
            "health_errors": [error],
        }
    return Situation({**rows, "item": items}, {}, journal)


def twice() -> Situation:
    """A machine that runs at both sites."""
    flag = {"flag": "two-run", "text": "both machines run", "since": "2026-03-01T03:10:00Z"}
    return changed(
        at("done"), "item", lambda row: row["name"] == "wiki", stand="runs-twice", flags=[flag],
        stand_since="2026-03-02T08:10:00Z",
    )  # fmt: skip


def full() -> Situation:
    """A run that waits, in a room: it has a lead, and there are a proposal, a poll, a handover and notes."""
    lead = {"key": "user:1000", "name": "ann"}
    return replace(changed(at("waiting"), "job", lambda row: True, lead=lead), room=ROOM)


ROOM: Mapping[str, list[Any]] = {
    "proposal": [
        {
            "key": "p4", "id": "p4", "operation": "failover", "target": "shop", "person": "ann",
            "target_key": "shop", "comment": "the site burns", "at": "2026-03-01T03:00:00Z",
            "approvals": [], "needed": 1, "expires_at": "2026-03-01T03:50:00Z", "state": "open", "job": None,
        }
    ],
    "poll": [
        {
            "key": "q1", "id": "q1", "by": "cy", "question": "Fail the shop over now?", "until": "2026-03-01T03:25:00Z",
            "votes": [{"vote": "go"}, {"vote": "no-go"}], "silent": ["dee"], "closed_at": None,
            "since": "2026-03-01T03:18:00Z",
        }
    ],
    "member": [
        {"key": "user:1001", "kind": "user", "id": 1001, "name": "cy", "seats": ["commander"]},
        {"key": "user:1002", "kind": "user", "id": 1002, "name": "ann", "seats": ["operator"]},
        {"key": "group:27", "kind": "group", "id": 27, "name": "night", "seats": ["approver"]},
    ],
    "note": [
        {"at": "2026-03-01T03:12:00Z", "by": "eve", "text": "Provider: power back at 06:00", "pinned_by": "eve"},
        {"at": "2026-03-01T03:13:00Z", "by": "eve", "text": "not pinned", "pinned_by": ""},
    ],
    "handover": [
        {
            "key": "h1", "by": "ann", "to": "bob", "comment": "end of my shift",
            "until": "2026-03-01T03:40:00Z", "ended_at": None,
        }
    ],
}  # fmt: skip


def proposed() -> Situation:
    """Nothing runs, and somebody has proposed something."""
    return replace(at("quiet"), room={"proposal": ROOM["proposal"]})


def glass() -> Situation:
    """A run that nobody approved, and that needed it."""
    broken = {"what": "failover", "by": "ann", "at": "2026-03-01T03:11:00Z", "reason": "nobody else can be reached"}
    return changed(at("running"), "job", lambda row: True, break_glass=[broken])


SITUATIONS: dict[str, Callable[[], Situation]] = {
    "calm": lambda: at("quiet"),
    "running": lambda: at("running"),
    "waiting": full,
    "done": lambda: at("done"),
    "twice": twice,
    "engine-gone": lambda: at("running", engine=Sight.GONE),
    "old-data": lambda: at("running", why="the disk is gone", age=95.0),
    "outage": outage,
    "glass": glass,
    "proposed": proposed,
}
SIZES = {"100x30": (100, 30), "160x50": (160, 50), "240x67": (240, 67)}


def gathered(situation: Situation, plans: tuple[str, ...] = ()) -> Gathered:
    """What a wall knows in a situation."""
    known = Gathered(Items, "", 180, plans)
    known.take(Look(situation.engine, situation.news(), at=LOOKED))
    if situation.why:
        known.take(Look(situation.engine, why=situation.why, at=LOOKED))
    return known


def facts_of(situation: Situation, plans: tuple[str, ...] = ()):  # type: ignore[no-untyped-def]
    """What a wall shows in a situation."""
    local = NOW.astimezone(timezone(timedelta(hours=1), "CET"))
    return gathered(situation, plans).facts(NOW, local, LOOKED + situation.age)


@asynccontextmanager
async def wall(situation: Situation, size: tuple[int, int], **setting: Any) -> AsyncIterator[tuple[WallApp, Any]]:
    """A wall app that was told a situation."""
    paths = StatePaths.of(Path("/nonexistent/state"))
    app = WallApp(Setting(paths, **setting), looks=False, clock=lambda: NOW)
    app.monotonic = lambda: LOOKED + situation.age
    async with app.run_test(size=size) as pilot:
        app.known = gathered(situation, app.setting.plans)
        app.redraw()
        await pilot.pause()
        yield app, pilot
