"""Setup of a state: world and store from an estate's definition, under the lock, leaving no engine."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict

from drconsole.engine.process import garbage
from drconsole.engine.process.folder.lock import StateLock
from drconsole.engine.shell import Engine
from drconsole.link.trust import require_own
from drconsole.providers.port import Provider
from drconsole.providers.registry import PROVIDERS, Registered, left_in
from drconsole.recovery.types.work.errors import Refused
from drconsole.settings.state import StatePaths, make_state_dir, umask_for
from drconsole.store.writing.writer import SqliteJournal


class Loaded(TypedDict):
    """Estate that was loaded, with its sizes."""

    estate: str
    items: int
    plans: int


def load_estate_into(state: Path, registered: Registered, make: Callable[[Path], Provider]) -> Loaded:
    """Make world and store in an empty state; returns what there is now. ``make``: as ``Registered.create``.

    Raises:
        Refused: an engine runs on this state, it holds an estate already, or the folder is not ours alone; nothing is
            changed.
        DrError: the folder or its file system cannot hold a state; what was begun is removed.

    What was left of a load that died in its middle is made anew: the world gets its name when all is there.
    """
    paths = make_state_dir(state)
    require_own(paths.folder)
    with StateLock.take(paths.lock):
        if left_in(paths.folder) or (paths.db.exists() and not paths.loading):
            raise Refused(
                "state-not-empty",
                "this state holds an estate already",
                place=str(paths.folder),
                advice="name another state with --state, or move this folder away",
            )
        _remove(paths)
        umask = os.umask(umask_for(paths.folder))
        try:
            with garbage.for_life():
                loaded = asyncio.run(_first_look(paths, registered.name, make(paths.folder)))
            for made, name in zip(registered.loading_in(paths.folder), registered.files, strict=True):
                os.replace(made, paths.folder / name)
            return loaded
        except BaseException:
            _remove(paths)
            raise
        finally:
            os.umask(umask)


async def _first_look(paths: StatePaths, name: str, provider: Provider) -> Loaded:
    """Write what the provider tells into the store, so that it can be read before any engine runs."""
    failed: list[BaseException] = []
    journal = SqliteJournal.open(paths.db, loop=asyncio.get_running_loop(), on_fatal=failed.append, provider=name)
    engine = Engine(journal, provider, state_dir=paths.folder)
    await engine.provider.open()
    engine.tell_world()
    await engine.look(everything=True)
    view = engine.estate.view
    loaded: Loaded = {"estate": view.name, "items": len(view.items), "plans": len(view.plans)}
    await engine.close("estate loaded")
    if failed:
        raise failed[0]
    return loaded


def _remove(paths: StatePaths) -> None:
    loading = [path for one in PROVIDERS.values() for path in one.loading_in(paths.folder)]
    for path in (paths.db, *loading):
        for suffix in ("-wal", "-shm", "-journal", "-head", ""):
            with contextlib.suppress(OSError):
                path.with_name(path.name + suffix).unlink()
