"""State folders that this user has opened a console on, newest first: for switching between them."""

from __future__ import annotations

import contextlib
from pathlib import Path

from drconsole.settings.environment import xdg_folder
from drconsole.settings.state import StatePaths, state_dir

KEPT = 50


def list_file() -> Path:
    """Return where the list lies."""
    return xdg_folder("XDG_STATE_HOME", ".local/state") / "drconsole.states"


def known_states() -> list[Path]:
    """Return the folders that are known and hold a state, and the default one."""
    try:
        lines = list_file().read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        lines = []
    folders = dict.fromkeys([*(Path(line) for line in lines if line), state_dir()])
    return [folder for folder in folders if _holds_state(folder)]


def remember(folder: Path) -> None:
    """Put a folder on top of the list; a list that cannot be written stays as it is: it is a convenience."""
    known = dict.fromkeys([folder, *known_states()])
    text = "".join(f"{each}\n" for each in list(known)[:KEPT])
    file = list_file()
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_name(f"{file.name}.new")
        new.write_text(text, encoding="utf-8", errors="surrogateescape")
        new.replace(file)


def _holds_state(folder: Path) -> bool:
    try:
        return StatePaths.of(folder).db.exists()
    except OSError:
        return False
