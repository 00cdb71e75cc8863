"""Place of the engine's socket: in the state folder, or in the user's runtime folder where that path is too long."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from drconsole.settings.errors import SettingsError

SOCKET_PATH_LIMIT = 107
"""Bytes: ``sun_path`` holds 108 with the closing zero (unix(7))."""


def socket_path(folder: Path) -> Path:
    """Return ``engine.sock`` in the folder; where that is over 107 bytes, a hashed name in the runtime folder.

    Raises ``SettingsError`` when the runtime folder is somebody else's.
    """
    plain = folder / "engine.sock"
    return plain if _fits(plain) else runtime_dir() / _hashed(folder)


def may_be_socket_of(folder: Path, path: str) -> bool:
    """Return whether an engine of ``folder`` may listen at ``path``: its runtime folder may be another than ours.

    What a copied state folder says of its original's engine is not believed.
    """
    return not _fits(folder / "engine.sock") and os.path.basename(path) == _hashed(folder)


def _fits(path: Path) -> bool:
    return len(os.fsencode(path)) <= SOCKET_PATH_LIMIT


def _hashed(folder: Path) -> str:
    import hashlib  # only for a folder of a long name: it is slow to load

    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:24] + ".sock"


def runtime_dir() -> Path:
    """Return ``XDG_RUNTIME_DIR/drconsole``, else ``/tmp/drconsole-UID``, made with mode 0700 where it is missing.

    Raises ``SettingsError`` where it is not a folder of this user alone.
    """
    base = os.environ.get("XDG_RUNTIME_DIR")
    if base and os.path.isabs(base) and os.access(base, os.W_OK | os.X_OK) and len(os.fsencode(base)) <= 60:
        return _own_folder(Path(base) / "drconsole")
    return _own_folder(Path("/tmp") / f"drconsole-{os.geteuid()}")  # noqa: S108 - its owner and mode are checked


def _own_folder(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise SettingsError(f"the runtime folder cannot be made: {error.strerror}", place=str(folder)) from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise SettingsError(
            "the runtime folder is not a folder of this user alone",
            place=str(folder),
            advice="remove it, or use a state folder with a shorter path",
        )
    return folder
