"""Rows of what the provider no longer reports go, whether an engine ran when it went or not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.estates import small
from support.rig import Player, Rig
from support.simloop import run_sim

from drconsole.engine.projections.estate import Estate
from drconsole.providers.port import Unreachable
from drconsole.recovery.types.words import Grain
from drconsole.store.entries import Entry, RowChange
from drconsole.store.writing.memory import MemoryJournal

TABLES = ["item", "plan", "site", "network", "policy", "replication_group", "foreign_job"]


def written_by_an_earlier_life(rig: Rig) -> None:
    async def write() -> None:
        rows = tuple(RowChange(table, "gone", {"name": "gone"}) for table in TABLES)
        await MemoryJournal(rig.store).submit(Entry((), rows))

    run_sim(write(), rig.loop)


async def nothing(player: Player) -> None:
    """A life in which nobody asks for anything."""


def test_an_engine_starts_with_the_rows_of_what_there_is() -> None:
    rig = Rig(small(), Grain.STEP)
    rig.live(nothing)
    there = {table: rig.store.folded(table).keys() for table in TABLES}
    written_by_an_earlier_life(rig)
    assert "gone" in rig.store.folded("item")

    rig.live(nothing)

    assert {table: rig.store.folded(table).keys() for table in TABLES} == there
    buried = {(grave["table"], grave["key"]) for grave in rig.store.tombstones()}
    assert buried == {(table, "gone") for table in TABLES}


def test_rows_of_an_earlier_life_go_with_the_first_look_that_is_answered() -> None:
    rig = Rig(small(), Grain.STEP)
    rig.live(nothing)
    written_by_an_earlier_life(rig)

    async def play(player: Player) -> None:
        await player.engine.look()

    really = rig.simulator

    def mute() -> Any:
        made = really()
        inventory, asked = made.inventory, []

        async def answered_the_second_time(since: str | None) -> Any:
            asked.append(since)
            if len(asked) == 1:
                raise Unreachable("no route")
            return await inventory(since)

        made.inventory = answered_the_second_time  # type: ignore[method-assign]
        return made

    rig.simulator = mute  # type: ignore[method-assign]
    rig.live(play)
    assert "gone" not in rig.store.folded("item")


@pytest.mark.parametrize(
    ("table", "field", "key"),
    [("item", "items", "key"), ("plan", "plans", "key"), ("site", "sites", "name"), ("network", "networks", "name")],
)
def test_a_complete_inventory_is_all_there_is(table: str, field: str, key: str) -> None:
    rig = Rig(small(), Grain.STEP)

    async def play(player: Player) -> None:
        inventory = await player.engine.provider.inventory(None)
        estate = Estate()
        estate.take(inventory)
        first, *others = getattr(inventory, field)
        changed = estate.take(replace(inventory, **{field: tuple(others)}))
        assert (table, getattr(first, key)) in changed
        (change,) = estate.changes([(table, getattr(first, key))], player.engine.state)
        assert change.body is None

    rig.live(play)
