"""State folder: where it is, what lies in it, and who may read it.

It is made with mode 0700. The mode of a folder that exists is respected: one made by hand with group read and search
(``install -d -m 2750 -g dr-readers DIR``; the set-group-id bit gives new files the folder's group) lets that group
read the store. It never lets anybody command the engine: the socket and the lock stay with the folder's owner.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from drconsole.recovery.types.data import dataclass
from drconsole.settings.environment import xdg_folder
from drconsole.settings.errors import SettingsError
from drconsole.settings.sockets import socket_path

LOADING = ".loading"
"""End of the name of what a provider keeps beside the store, while a state is made; it is taken away last of all."""

_GROUP_READS = stat.S_IRGRP | stat.S_IXGRP


@dataclass(frozen=True, slots=True)
class StatePaths:
    """Paths in a state folder. ``socket`` may lie elsewhere: see ``socket_path``."""

    folder: Path
    db: Path
    lock: Path
    log: Path
    scripts: Path
    """Run folder of the scripts: one folder an attempt."""

    @classmethod
    def of(cls, folder: Path) -> StatePaths:
        """Return the paths in ``folder``, whatever links lead to it; touches nothing."""
        folder = Path(os.path.realpath(folder))
        return cls(
            folder=folder,
            db=folder / "drconsole.db",
            lock=folder / "engine.lock",
            log=folder / "engine.log",
            scripts=folder / "scripts",
        )

    @property
    def loading(self) -> bool:
        """Return whether an estate is being loaded, or a load died: the provider's files have no name of their own."""
        return any(self.folder.glob(f"*{LOADING}"))

    @property
    def socket(self) -> Path:
        """Return where the engine listens.

        Raises ``SettingsError`` when the runtime folder that a long path needs is not safe.
        """
        return socket_path(self.folder)


def state_dir(cli_value: str | os.PathLike[str] | None = None) -> Path:
    """Return the state folder, without links: ``--state``, else ``DRCONSOLE_STATE``, else XDG's state home.

    It may not be there yet.
    """
    chosen = cli_value or os.environ.get("DRCONSOLE_STATE")
    if chosen:
        return Path(os.path.realpath(Path(chosen).expanduser()))
    return default_state_dir()


def default_state_dir() -> Path:
    """Return the state folder where nobody names another."""
    return Path(os.path.realpath(xdg_folder("XDG_STATE_HOME", ".local/state") / "drconsole"))


def make_state_dir(folder: Path) -> StatePaths:
    """Make the folder (mode 0700) where it is missing. Raises ``SettingsError`` when it cannot be one."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"the state folder cannot be made: {error.strerror}",
            place=str(folder),
            advice="name another with --state or DRCONSOLE_STATE",
        ) from error
    return StatePaths.of(folder)


def group_may_read(folder: Path) -> bool:
    """Return whether the folder's own mode lets its group in."""
    return folder.stat().st_mode & _GROUP_READS == _GROUP_READS


def umask_for(folder: Path) -> int:
    """Return the umask under which files of this state are made: its owner's alone, or readable by its group."""
    return 0o027 if group_may_read(folder) else 0o077
