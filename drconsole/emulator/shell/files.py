"""Files that the emulator writes: its certificate, and a connection document for drconsole; nothing else."""

from __future__ import annotations

import contextlib
import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from drconsole.emulator.names.ids import RESOURCE_GROUP, Ids
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.work.errors import BadInput

MARK = "# Written by the emulator, and written over by it."


@dataclass(frozen=True, slots=True)
class Files:
    ca_file: Path
    connect_file: Path


@contextlib.contextmanager
def place(told: Path | None) -> Iterator[Files]:
    """Give the folder of the files: the one that was named, where they stay; else one of our own, removed at the end.

    Raises ``BadInput`` for a file that is not ours to write over, or a folder that is not there.
    """
    if told is not None:
        files = _beside(told)
        with _held(files.connect_file):
            yield files
        return
    folder = Path(tempfile.mkdtemp(prefix="drconsole-emulator-"))
    try:
        yield Files(folder / "ca.pem", folder / "connect.yaml")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _held(told: Path) -> Iterator[None]:
    """Keep other emulators from writing the same files. Raises ``BadInput`` where one that runs has them."""
    with told.open("a", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadInput(
                "emulator-running",
                "an emulator that runs has written this file",
                place=str(told),
                advice="name another file, or end that emulator",
            ) from None
        yield


def _beside(told: Path) -> Files:
    told = told.absolute()
    if not told.parent.is_dir():
        raise BadInput(
            "no-folder",
            "the connect file's folder is not there",
            place=str(told.parent),
            advice="make it, or name another file",
        )
    if told.exists() and not _ours(told):
        raise BadInput(
            "file-exists",
            "the file is there already, and the emulator did not write it",
            place=str(told),
            advice="name another file",
        )
    return Files(told.with_name(f"{told.stem}-ca.pem"), told)


def _ours(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open(encoding="utf-8", errors="replace") as file:
        # Empty: of one that ended before it had an address to write.
        return file.readline().rstrip("\n") in (MARK, "")


def connection(ids: Ids, url: str, ca_file: Path) -> str:
    """The connection document of this vault. Its sign-in is made up and never leaves this machine."""
    return "\n".join(
        (
            MARK,
            f"name: {ids.vault_name}",
            "cloud: custom",
            f"endpoint: {url}",
            f"scope: {url}/.default",
            f"subscription: {ids.subscription}",
            f"resource_group: {RESOURCE_GROUP}",
            f"vault: {ids.vault_name}",
            "authentication: {kind: emulator}",
            "read_only: false",
            f'ca_file: "{ca_file}"',
            "cache_accounts:" if ids.cache_accounts else "cache_accounts: {}",
            *(f"  {region}: {account}" for region, account in ids.cache_accounts.items()),
            "",
        )
    )
