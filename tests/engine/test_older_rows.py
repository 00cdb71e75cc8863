"""A state that an older program left: an engine brings its rows up to date; readers say so until then."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from pathlib import Path

import pytest
from support.older import FAILOVER, TEST, live, older_state
from support.rows import outcomes, used

from drconsole.engine.process.folder.state_check import require_state
from drconsole.engine.service.doctor import examine
from drconsole.records.tables import GATES, ITEMS, JOBS, OBLIGATIONS, SHAPE, TASKS, VALIDATIONS, WORLD
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.settings.state import StatePaths
from drconsole.store.reading.reader import Reader
from drconsole.store.tables.version import SCHEMA_VERSION
from drconsole.store.writing.transaction import Writer


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return older_state(tmp_path / "state")


def store(state: Path) -> Path:
    return state / "drconsole.db"


def change(state: Path, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(store(state))) as database, database:
        for statement in statements:
            database.execute(statement)


def test_a_reader_of_an_older_state_is_told_to_start_the_engine(state: Path) -> None:
    with pytest.raises(BadInput, match="schema 3") as refused:
        Reader(store(state))
    assert "start the engine once" in refused.value.advice


def test_an_engine_that_dies_as_it_opens_a_state_leaves_the_rows_to_the_next_one(state: Path) -> None:
    Writer.open(store(state)).close()
    with pytest.raises(BadInput, match=f"rows of shape 0; this program reads rows of shape {SHAPE}") as refused:
        Reader(store(state))
    assert refused.value.code == "store.older"
    assert "start the engine once" in refused.value.advice
    live(state)
    with Reader(store(state)) as reader:
        assert len(reader.rows(JOBS)) == 2


@pytest.mark.parametrize("older", ["rows_shape = 0", f"rows_shape = {SHAPE - 1}", f"schema = {SCHEMA_VERSION - 1}"])
def test_who_made_an_older_state_is_known_before_its_rows_are_brought_up_to_date(tmp_path: Path, older: str) -> None:
    paths = StatePaths.of(tmp_path)
    Writer.open(paths.db, provider="azure").close()
    change(tmp_path, f"UPDATE meta SET {older}")
    with pytest.raises(Refused) as refused:
        require_state(paths)
    assert refused.value.place == str(tmp_path / "vault.json"), "it is a vault's state, not a simulation's"
    (tmp_path / "vault.json").write_text("{}")
    require_state(paths)


def test_an_engine_folds_what_ended_before_it_into_rows_of_today(state: Path) -> None:
    live(state)
    with Reader(store(state)) as reader:
        jobs = {row["id"]: row for row in reader.rows(JOBS)}
        assert outcomes(jobs[FAILOVER]) == {"db": "Succeeded", "web": "Other"}
        assert outcomes(jobs[TEST]) == {"web": "Succeeded"}
        assert set(used(jobs[FAILOVER])) == {"db"}
        assert jobs[FAILOVER]["skipped"] == [
            {"key": "web", "item": "web", "reason": "its test failover is open"},
        ]
        assert jobs[FAILOVER]["accepted"] == ["test-failover-open:web"]
        tasks = {row["id"]: row for row in reader.rows(TASKS, job=FAILOVER)}
        assert tasks["group-1/post-1"]["answer"] == "done: alias changed"
        assert {row["what"]: row["item_key"] for row in reader.rows(OBLIGATIONS)} == {
            "stay-down": "db",
            "test-cleanup": "web",
        }
        assert [(row["item"], row["result"]) for row in reader.rows(VALIDATIONS)] == [("db", "ok")]
        assert reader.rows(GATES) == []


def test_what_the_provider_reports_comes_back_with_the_first_look(state: Path) -> None:
    live(state)
    with Reader(store(state)) as reader:
        items = {row["key"]: row for row in reader.rows(ITEMS)}
        assert items.keys() == {"db", "web"}
        assert items["db"]["must_stay_down"]["site"] == "plant"
        assert reader.row(WORLD, WORLD)["estate"] == "harbour"
        assert not {grave["table"] for grave in reader.tombstones()} & {"item", "plan", "job", "task", "world"}


def test_nothing_is_wrong_with_a_state_that_was_brought_up_to_date(state: Path) -> None:
    live(state)
    found = examine(state)
    assert found["problems"] == []
    assert found["ok"]
    assert len(found["owed"]) == 2


def test_rows_are_folded_anew_once(state: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        live(state)
        live(state)
    assert [record.message for record in caplog.records if "folded again" in record.message] == [
        "the rows of the store were folded again from 50 events"
    ]


def test_a_job_that_cannot_be_read_keeps_no_engine_from_starting(state: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It has ended: nothing is begun on the strength of it."""
    change(state, f"UPDATE journal SET data = '{{}}' WHERE job = '{TEST}' AND kind = 'task.ended'")
    live(state)
    with Reader(store(state)) as reader:
        assert [row["id"] for row in reader.rows(JOBS)] == [FAILOVER]
        assert {row["job"] for row in reader.rows(TASKS)} == {FAILOVER}
    assert f"job {TEST} cannot be read and is not listed" in caplog.text
    assert any(
        "chain" in problem or "revision" in problem or "content" in problem for problem in examine(state)["problems"]
    )


def test_rows_of_a_newer_program_are_refused_by_readers_and_engines(state: Path) -> None:
    live(state)
    change(state, f"UPDATE meta SET rows_shape = {SHAPE + 1}, program = '7.3'")
    for open_ in (Reader, Writer.open):
        with pytest.raises(BadInput, match=f"rows of shape {SHAPE + 1}, written by drconsole 7.3") as refused:
            open_(store(state))
        assert refused.value.code == "store.newer"
