"""The world's file: what is damaged in it is named, and what it acknowledged outlives a power cut."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest
from support.estates import small

from drconsole.providers.simulator import Simulator
from drconsole.providers.simulator.doctor import examine
from drconsole.providers.simulator.state.world import World
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import BadInput


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "world.db"
    Simulator.create(small(items=2, groups=1), Grain.STEP).save_as(made)
    return made


def change(path, *statements):
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        for statement in statements:
            db.execute(statement)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE state SET data = replace(data, ':', ';') WHERE kind = 'item' AND key = 'm1'", "state item m1"),
        ("UPDATE state SET data = replace(data, '1', '2') WHERE kind = 'item' AND key = 'm1'", "state item m1"),
        ("UPDATE state SET data = 'x' WHERE kind = 'clock'", "state clock clock"),
        ("UPDATE definition SET data = replace(data, 'm1', 'm9') WHERE kind = 'items'", "definition items 0000000"),
        ("UPDATE about SET value = 'junk' WHERE name = 'seed'", "what it is"),
        ("DELETE FROM about WHERE name = 'seed'", "is not what was written"),
        ("UPDATE state SET kind = 'itm', sum = NULL WHERE kind = 'item'", "is not what was written"),
        ("DROP TABLE state", "state"),
    ],
)
def test_a_world_damaged_in_its_text_is_named(path, damage, said):
    assert examine(path) == []
    change(path, damage)

    with pytest.raises(BadInput) as refused:
        World.read(path)
    assert refused.value.code == "world.damaged"
    assert said in refused.value.message
    assert "copy" in refused.value.advice
    assert any(said in line for line in examine(path))


def test_the_world_is_as_durable_as_its_promises(path):
    world = World.read(path)
    assert world.file is not None
    assert world.file._db.execute("PRAGMA synchronous").fetchone() == (2,)
    world.file.close()


def test_a_world_of_before_checksums_is_read_and_gets_them(path):
    for table in ("definition", "state", "effect"):
        change(path, f"ALTER TABLE {table} DROP COLUMN sum")
    change(path, "PRAGMA user_version = 1")
    assert examine(path) == []

    world = World.read(path)
    world.commit()
    world.file.close()
    assert examine(path) == []
