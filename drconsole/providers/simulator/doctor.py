"""Faults in the file of a simulated world, and whether it is the one that a store tells of."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from drconsole.providers.simulator.state.file.storage import about_of
from drconsole.providers.simulator.state.world import World
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import BadInput
from drconsole.store.sqlite import connect_reader, sqlite3


def examine(path: Path) -> list[str]:
    """Return what is wrong with the file. Nobody may be writing it.

    Nothing is found for a user who may read the store but not this file.
    """
    if not path.exists():
        return [f"the world that the store tells of is missing: {path}"]
    if not os.access(path, os.R_OK):
        return []
    logged = _logged(path)
    try:
        with contextlib.closing(connect_reader(path, immutable=not logged)) as connection:
            said = [str(line) for (line,) in connection.execute("PRAGMA integrity_check").fetchall() if line != "ok"]
        if not said:
            World.examine(path, immutable=not logged)
    except sqlite3.Error as error:
        said = [str(error)]
    except BadInput as error:
        said = [error.message]
    return [f"world: {line}" for line in said]


def compare(path: Path, stored: Mapping[str, Any]) -> list[str]:
    """Return what tells that this is not the world that the store tells of, or an older copy of it.

    ``stored``: the store's row of its world. Where an older program wrote it without an
    identity, nothing is compared.
    """
    identity = stored.get("identity")
    if not identity or not os.access(path, os.R_OK):
        return []
    try:
        found, generation = World.mark_of(path, immutable=not _logged(path))
    except (sqlite3.Error, ValueError, LookupError, TypeError, BadInput):
        return []  # said by ``examine``
    if found != identity:
        return [f"the world is not the one that the store tells of (it is {found or 'of before'})"]
    if generation < int(stored.get("generation") or 0):
        return ["the world is an older copy than the one that the store has seen"]
    return []


def grain_of(path: Path) -> Grain | None:
    """Return what the world does by itself; None = it cannot be read."""
    try:
        with contextlib.closing(connect_reader(path, immutable=not _logged(path))) as connection:
            return Grain(about_of(connection)["grain"])
    except (sqlite3.Error, ValueError, LookupError, BadInput):
        return None


def _logged(path: Path) -> bool:
    return path.with_name(path.name + "-wal").exists()
