"""Copy of a rehearsed state: store and world of one moment, from which another engine goes on.

The copy is what a death of this engine at that moment would leave to the next one. What the journal has as begun and
the world does not know was never sent; nothing happened in the world whose begin is not in the journal, since a begin
is awaited before its effect. So the engine of the copy takes it up as after a crash, and does nothing twice.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from drconsole.engine.execution.scripts.claims import sync_folder
from drconsole.providers import registry
from drconsole.providers.port import Rehearsal
from drconsole.recovery.types.work.errors import BadInput
from drconsole.settings.state import StatePaths

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine

PART = ".part"
"""End of a folder's name while it is filled; a folder that was never filled to its end is removed by the next try."""


def take(engine: Engine, rehearsal: Rehearsal, folder: Path) -> None:
    """Make the copy, durably; whole under this name, or not at all. Blocks: nothing happens in between.

    Raises ``BadInput`` where the folder is there already or cannot be made, ``Refused`` while a script runs.
    """
    part = folder.with_name(folder.name + PART)
    if folder.exists():
        raise BadInput(
            "snapshot-exists", "there is such a folder already", place=str(folder), advice="choose another name"
        )
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        _fill(engine, rehearsal, part)
        os.rename(part, folder)
        sync_folder(folder.parent)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise BadInput(
            "snapshot-failed",
            f"the copy cannot be made: {error.strerror}",
            place=str(folder),
            advice="name a folder in one that is there and has room",
        ) from error
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _fill(engine: Engine, rehearsal: Rehearsal, folder: Path) -> None:
    paths = StatePaths.of(folder)
    engine.scripts.copy_to(paths.scripts)
    engine.journal.copy_to(paths.db)
    rehearsal.copy_to(folder / registry.find(engine.provider.name).files[0])
    for level, _, files in os.walk(folder):
        for name in files:
            _sync_file(Path(level) / name)
        sync_folder(Path(level))


def _sync_file(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
