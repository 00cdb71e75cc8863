"""Permissions of the store's files: the state folder's own mode decides who may read.

A folder that its group may enter and read (``chmod 2750``, the set-group-id bit so that new files get the folder's
group) gives files of mode 0640; any other folder, 0700 by default, gives 0600. Nobody but the owner ever writes.
SQLite gives ``-wal`` and ``-shm`` the mode of the database file.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from drconsole.recovery.types.work.errors import BadInput
from drconsole.store.head import SUFFIX as HEAD

SUFFIXES = ("", "-wal", "-shm", HEAD)


def file_mode(folder: Path) -> int:
    """Return the mode of files made in ``folder``. Raises ``BadInput`` where it is missing."""
    needed = stat.S_IRGRP | stat.S_IXGRP
    return 0o640 if _status(folder).st_mode & needed == needed else 0o600


def prepare(path: Path) -> None:
    """Make the database file with its mode, or give an existing one the mode its folder asks for now.

    An existing file is not opened: closing it again would drop the locks of this process's connections.
    """
    mode = file_mode(path.parent)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, mode))
    share(path)


def share(path: Path) -> None:
    """Mode and group of the database and its companions, as far as we may set them."""
    mode, group = file_mode(path.parent), _status(path.parent).st_gid
    for suffix in SUFFIXES:
        file = path.with_name(path.name + suffix)
        with contextlib.suppress(FileNotFoundError, PermissionError):
            if mode & stat.S_IRGRP and file.stat().st_gid != group:
                os.chown(file, -1, group)
            file.chmod(mode)


def _status(folder: Path) -> os.stat_result:
    try:
        return folder.stat()
    except OSError as error:
        raise BadInput(
            "store.no-folder", f"the state folder cannot be used: {error.strerror}", place=str(folder)
        ) from error
