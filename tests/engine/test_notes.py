"""Notes in the record: what was said, when it happened and when it was written down, whoever dies meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from support.estates import small
from support.rig import Crash, CrashAt, Player, Rig

from drconsole.records.clock import moment
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import BadInput


def rig() -> Rig:
    return Rig(small(), Grain.STEP, speed=60.0)


def rows(world: Rig) -> list[dict[str, Any]]:
    return [dict(row) for row in world.store.rows("note")]


def test_a_note_keeps_when_it_happened_and_when_it_was_written_down() -> None:
    world = rig()

    async def play(player: Player) -> Any:
        await player.sleep(100)
        return await player.ask("TakeNote", {"text": " the bank sees no orders ", "at": "5m", "pin": True})

    told = world.live(play)
    (row,) = rows(world)
    assert told.items() <= row.items()
    assert (row["id"], row["text"], row["by"], row["job"]) == ("n1", "the bank sees no orders", "operator", None)
    assert (row["pinned"], row["pinned_by"]) == (True, "operator")
    wrote, was = moment(row["noted_at"]), moment(row["at"])
    assert wrote is not None and was is not None
    assert timedelta(minutes=5) <= wrote - was < timedelta(minutes=6)
    (event,) = [event for event in world.store.journal() if event["kind"] == "room.note-taken"]
    assert (event["actor"], event["note"], event["text"]) == ("operator", "n1", "the bank sees no orders")
    assert world.doctor() == []


def test_a_pin_is_set_and_taken_and_a_note_outlives_engine_and_job() -> None:
    world = rig()

    async def first(player: Player) -> Any:
        job = await player.run("failover", "plan:crew")
        return (await player.ask("TakeNote", {"text": "shop answers", "job": job["id"]}))["job"], job["id"]

    of_job, job = world.live(first)
    assert of_job == job

    async def second(player: Player) -> Any:
        pinned = await player.ask("PinNote", {"note": "n1", "pin": True})
        again = await player.ask("TakeNote", {"text": "second"})
        await player.ask("PinNote", {"note": "n2", "pin": True})
        await player.ask("PinNote", {"note": "n2", "pin": False})
        return pinned["pinned"], again["id"]

    assert world.live(second) == (True, "n2")
    assert [(row["id"], row["pinned"], row["pinned_by"]) for row in rows(world)] == [
        ("n1", True, "operator"),
        ("n2", False, ""),
    ]
    assert world.doctor() == []


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("TakeNote", {"text": "x", "at": "2099-01-01"}, "time-to-come"),
        ("TakeNote", {"text": "x", "at": "later"}, "bad-time"),
        ("TakeNote", {"text": " "}, "bad-note"),
        ("TakeNote", {"text": "x", "job": "j9-9"}, "unknown-job"),
        ("PinNote", {"note": "n1", "pin": True}, "unknown-note"),
    ],
)
def test_what_is_no_note_leaves_nothing(kind: str, body: dict[str, Any], code: str) -> None:
    world = rig()

    async def play(player: Player) -> Any:
        with pytest.raises(BadInput) as refused:
            await player.ask(kind, body)
        return refused.value.code

    assert world.live(play) == code
    assert rows(world) == []
    assert not [event for event in world.store.journal() if event["kind"].startswith("room.")]


async def write(player: Player) -> Any:
    return [
        await player.ask("TakeNote", {"text": "first"}, "note-1"),
        await player.ask("PinNote", {"note": "n1", "pin": True}, "pin-1"),
    ]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_note_and_its_pin_are_written_once_wherever_the_engine_dies(when: str) -> None:
    deaths = 0
    for number in range(1, 50):
        world = rig()
        died = isinstance(world.live(write, crash=CrashAt(number, when)), Crash)
        deaths += died
        world.live(write)
        assert [(row["id"], row["text"], row["pinned"]) for row in rows(world)] == [("n1", "first", True)]
        kinds = [event["kind"] for event in world.store.journal()]
        assert (kinds.count("room.note-taken"), kinds.count("room.note-pinned")) == (1, 1)
        assert world.doctor() == []
        if not died:
            break
    assert deaths > 2
