"""The page of a job that an older program ran, once an engine has brought its state up to date."""

from __future__ import annotations

import asyncio
from pathlib import Path

from console_fakes import row_key
from screen_support import LARGE, console
from support.older import FAILOVER, live, older_state

from drconsole.console.state.model.model import TABLES, News
from drconsole.store.reading.reader import Reader


def everything(state: Path) -> News:
    with Reader(state / "drconsole.db") as reader:
        rows = {table: {row_key(table, row): row for row in reader.rows(table)} for table in TABLES}
        rows["task"] = {row["id"]: row for row in reader.rows("task", job=FAILOVER)}
        return News(rows=rows, rev=reader.rev())


async def test_the_page_of_a_job_of_before_tells_its_items_and_tasks(tmp_path: Path) -> None:
    state = older_state(tmp_path / "state")
    await asyncio.to_thread(live, state)
    async with console(None, size=LARGE) as opened:
        await opened.take(everything(state))
        await opened.app.open("job.page:JobScreen", FAILOVER)
        await opened.take(everything(state))
        assert "test failover is open" in opened.flat
        assert "Prerequisites check for the recovery plan" in opened.flat
        assert "Succeeded" in opened.flat
