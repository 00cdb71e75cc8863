"""Stores in three conditions for the tests of the store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from store_bench import Bench

from drconsole.store.writing.writer import SqliteJournal


@pytest.fixture(params=["memory", "sqlite"])
async def bench(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bench]:
    made = Bench(None if request.param == "memory" else tmp_path / "drconsole.db")
    yield made
    await made.close()


@pytest.fixture
async def sqlite_bench(tmp_path: Path) -> AsyncIterator[Bench]:
    made = Bench(tmp_path / "drconsole.db")
    yield made
    await made.close()


@pytest.fixture
def store(tmp_path: Path) -> Callable[[], Path]:
    """Makes an empty store, stopped cleanly."""

    def make() -> Path:
        path = tmp_path / "drconsole.db"

        async def start_and_stop() -> None:
            journal = SqliteJournal.open(path, loop=asyncio.get_running_loop(), on_fatal=lambda error: None)
            await journal.close()

        asyncio.run(start_and_stop())
        return path

    return make
