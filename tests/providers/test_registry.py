"""Which provider made a state is written in its store, and looked up in one place."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from drconsole.cli.commands.estate import estate
from drconsole.engine.process.entry import build, run_engine
from drconsole.engine.process.launch import start_detached
from drconsole.engine.service.doctor import examine
from drconsole.providers import registry
from drconsole.providers.simulator import Simulator
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.settings.config.values import Limits
from drconsole.settings.state import LOADING, StatePaths
from drconsole.store.reading.reader import Reader
from drconsole.store.writing.writer import SqliteJournal

OTHER_FILE = "elsewhere.db"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> registry.Registered:
    """A second provider: the same simulated world, under another name and in another file."""
    known = registry.find("simulator")

    def create(folder, definition, grain):
        world = Simulator.create(definition, grain)
        world.save_as(folder / f"{OTHER_FILE}{LOADING}")
        return Simulator(world)

    def examine_other(folder):
        return [] if (folder / OTHER_FILE).exists() else ["elsewhere is gone"]

    made = replace(
        known,
        name="other",
        files=(OTHER_FILE,),
        open=lambda folder: Simulator(folder / OTHER_FILE),
        create=create,
        examine=examine_other,
        compare=lambda folder, told: [] if told.get("identity") else ["the store tells of no world"],
    )
    monkeypatch.setitem(registry.PROVIDERS, made.name, made)
    monkeypatch.setattr(registry, "OF_ESTATES", made.name)
    return made


def told(state: Path) -> str:
    with Reader(StatePaths.of(state).db) as reader:
        return reader.meta().provider


def change(state: Path, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(StatePaths.of(state).db)) as db, db:
        for statement in statements:
            db.execute(statement)


def engine_opens(state: Path) -> str:
    """The file of the provider that an engine of this state works with."""

    async def look() -> str:
        parts = await build(StatePaths.of(state), Limits(), lambda error: None)
        await parts.engine.start()
        try:
            return Path(parts.engine.provider.world.file._db.execute("PRAGMA database_list").fetchone()[2]).name
        finally:
            await parts.engine.close("looked")

    return asyncio.run(look())


def test_each_provider_keeps_a_file_so_that_a_state_half_made_is_known():
    for name, one in registry.PROVIDERS.items():
        assert one.name == name
        assert one.files


def test_a_state_says_which_provider_made_it(state: Path) -> None:
    estate.make(state, "contoso")
    assert told(state) == "simulator"
    assert engine_opens(state) == "world.db"
    assert told(state) == "simulator"


def test_a_state_of_an_older_program_is_the_simulators(state: Path) -> None:
    estate.make(state, "contoso")
    change(
        state,
        "ALTER TABLE meta DROP COLUMN rows_shape",
        "ALTER TABLE meta DROP COLUMN provider",
        "UPDATE meta SET schema = 4",
        "DELETE FROM _sqlite_migrations WHERE name LIKE 'm005%' OR name LIKE 'm006%'",
    )
    assert engine_opens(state) == "world.db"
    assert told(state) == ""
    assert examine(state)["ok"]


def test_a_state_of_another_provider_is_made_opened_and_examined_by_it(state: Path, other: registry.Registered) -> None:
    estate.make(state, "contoso")
    assert told(state) == "other"
    assert other.left_in(state) == [state / OTHER_FILE]
    assert not (state / "world.db").exists()
    assert not StatePaths.of(state).loading
    assert engine_opens(state) == OTHER_FILE
    assert examine(state)["ok"]

    (state / OTHER_FILE).unlink()
    assert "elsewhere is gone" in examine(state)["problems"]
    for start in (run_engine, start_detached):
        with pytest.raises(Refused) as refused:
            start(state)
        assert (refused.value.code, refused.value.place) == ("world-missing", str(state / OTHER_FILE))


def test_files_of_any_provider_keep_a_state_from_being_made_anew(state: Path, other: registry.Registered) -> None:
    estate.make(state, "contoso")
    StatePaths.of(state).db.unlink()
    with pytest.raises(Refused) as refused:
        estate.make(state, "contoso")
    assert refused.value.code == "state-not-empty"
    with pytest.raises(Refused) as refused:
        start_detached(state)
    assert refused.value.code == "store-missing"


def test_an_unknown_provider_is_refused_by_name_and_nothing_is_opened(state: Path) -> None:
    estate.make(state, "contoso")
    change(state, "UPDATE meta SET provider = 'qemu'")
    for start in (run_engine, start_detached, engine_opens):
        with pytest.raises(BadInput) as refused:
            start(state)
        assert (refused.value.code, refused.value.place) == ("provider-unknown", "qemu")
        assert "'qemu'" in refused.value.message
        assert "simulator" in refused.value.advice
    found = examine(state)
    assert not found["ok"]
    assert sum("'qemu'" in problem for problem in found["problems"]) == 1


async def test_a_journal_keeps_the_provider_that_made_the_state(tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    path = tmp_path / "drconsole.db"
    for making in ("first", ""):
        journal = SqliteJournal.open(path, loop=loop, on_fatal=lambda error: None, provider=making)
        assert journal.provider == "first"
        await journal.close()
