"""A state folder as drconsole 0.1 left it: its rows have the shape of that time."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from pathlib import Path

from drconsole.engine.process.entry import build
from drconsole.settings.config.values import Limits
from drconsole.settings.state import StatePaths

GOLDEN = Path(__file__).parents[1] / "store" / "golden" / "state-0.1"
FAILOVER, TEST = "j2-2", "j2-1"
"""Its jobs; both have ended."""


def older_state(folder: Path) -> Path:
    """Lay the state into a folder of its owner alone."""
    folder.mkdir(mode=0o700)
    for name, file in (("store", "drconsole.db"), ("world", "world.db")):
        path = folder / file
        path.touch(mode=0o600)
        with contextlib.closing(sqlite3.connect(path)) as database:
            database.executescript((GOLDEN / f"{name}.sql").read_text())
            database.execute("PRAGMA journal_mode = WAL")
    return folder


def live(folder: Path) -> None:
    """An engine's life on this state: it starts, looks, and goes."""

    async def life() -> None:
        failed: list[BaseException] = []
        parts = await build(StatePaths.of(folder), Limits(), failed.append)
        await parts.engine.start()
        await parts.engine.close("looked")
        assert failed == []

    asyncio.run(life())
