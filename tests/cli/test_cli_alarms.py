"""``drconsole alarms`` on a real store, with no engine: it reads what is wrong and never all items."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from cli_fakes import Run
from store.store_samples import AT
from support.whole import whole

from drconsole.records.listed import item_line
from drconsole.records.rows.estate.estate import WorldRow
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.estate.plans import PlanRow
from drconsole.records.rows.work.jobs import GateRow, JobRow
from drconsole.recovery.types.work.events import JobHeld, Recorded
from drconsole.store.entries import Entry, RowChange
from drconsole.store.reading.reader import Reader
from drconsole.store.writing.writer import SqliteJournal


def item(number: int, stand: str = "protected") -> RowChange:
    row: Any = whole(ItemRow, key=f"m{number}", name=f"m{number}", stand=stand, position=number)
    return RowChange("item", row["key"], row, line=item_line(row))


@pytest.fixture
def state(tmp_path: Path) -> Path:
    tmp_path.chmod(0o700)
    items = [item(n) for n in range(50)] + [item(50, "runs-nowhere"), item(51, "runs-twice")]
    plan: Any = whole(PlanRow, last_test_failover="2026-02-28T00:00:00Z", allowed_operations=["test-failover"])
    job: Any = whole(JobRow, id="J1", started_at="2026-03-01T10:00:00Z")
    gate: Any = whole(GateRow, friendly_name="Call the bank", outcomes=["done"])
    world: Any = whole(WorldRow, clock={"now": "2026-03-01T10:05:00Z", "speed": 1.0, "paused": True})
    observed = (*items, RowChange("plan", "shop", plan), RowChange("world", "world", world))
    folded = (RowChange("job", "J1", job, state="InProgress"), RowChange("gate", "J1/t1", gate, "J1"))

    async def write() -> None:
        loop = asyncio.get_running_loop()
        journal = SqliteJournal.open(tmp_path / "drconsole.db", loop=loop, on_fatal=lambda error: None)
        await journal.submit(Entry(rows=observed))
        await journal.submit(Entry((Recorded(JobHeld("J1"), AT, AT, "ann"),), folded))
        await journal.close()

    asyncio.run(write())
    return tmp_path


def test_what_is_wrong_is_listed_worst_first_with_the_command_that_leads_on(state: Path, run: Run) -> None:
    ran = run("alarms")
    assert ran.code == 0
    heads = [line for line in ran.out.splitlines() if line.startswith("x ")]
    assert [head.split("  ")[1].partition(" [")[0] for head in heads] == [
        "1 machine runs at both sites",
        "1 machine runs nowhere",
        "No engine runs, and 1 job is open: nobody follows it",
        "Failover of Shop waits: Call the bank",
    ]
    assert "drconsole next item:m51" in ran.out
    assert "drconsole job answer J1 t1 --outcome done --comment TEXT" in ran.out


def test_as_json_they_have_the_fields_of_the_contract(state: Path, run: Run) -> None:
    found = run("--json", "alarms").json
    for alarm in found:
        assert alarm.keys() >= {"id", "severity", "cause", "items", "since", "action", "command", "target"}
    assert [alarm["id"] for alarm in found] == ["runs-twice", "runs-nowhere", "engine-lost", "waits:J1/t1"]


def test_only_the_rows_of_what_is_wrong_are_read(state: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    whole_rows, some_rows = Reader.rows, Reader.rows_of

    def rows(self: Reader, table: Any, **more: Any) -> Any:
        asked.append(str(table))
        return whole_rows(self, table, **more)

    def rows_of(self: Reader, table: Any, keys: Any) -> Any:
        asked.extend(keys)
        return some_rows(self, table, keys)

    monkeypatch.setattr(Reader, "rows", rows)
    monkeypatch.setattr(Reader, "rows_of", rows_of)
    assert run("alarms").code == 0
    assert "item" not in asked
    assert {key for key in asked if key.startswith("m")} == {"m50", "m51"}


def test_one_item_is_found_without_the_rows_of_the_others(
    state: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole_rows = Reader.rows

    def rows(self: Reader, table: Any, **more: Any) -> Any:
        assert str(table) != "item"
        return whole_rows(self, table, **more)

    monkeypatch.setattr(Reader, "rows", rows)
    assert run("--json", "items", "m50").json["key"] == "m50"
    assert run("--json", "items", "nobody").error["code"] == "unknown-item"


def test_where_nothing_is_loaded_it_says_so(tmp_path: Path, run: Run) -> None:
    tmp_path.chmod(0o700)
    assert run("alarms").code == 2
