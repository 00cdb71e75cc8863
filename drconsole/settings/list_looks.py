"""Looks of the console's lists, as this user wants each: by what it is sorted, and which columns it leaves out.

A file of the user's, beside the list of known states: a reader of another's state may not write there. It is a
convenience: a file that cannot be read or written changes nothing.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict
from pathlib import Path

from drconsole.recovery.types.data import dataclass
from drconsole.settings.environment import xdg_folder

LARGEST = 64 * 1024
"""Bytes of a file that is read at most."""


@dataclass(frozen=True, slots=True)
class Look:
    """Look of one list; columns by their titles."""

    sort: str = ""
    """Empty = in the list's own order."""
    reverse: bool = False
    hidden: tuple[str, ...] = ()


def looks_file() -> Path:
    """Return where the looks lie."""
    return xdg_folder("XDG_STATE_HOME", ".local/state") / "drconsole.lists"


class Looks:
    """Looks by the name of their list; kept in a file, or nowhere (None)."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._known: dict[str, Look] | None = None

    def of(self, name: str, default: Look | None = None) -> Look:
        """Return the look of a list; where none is kept, the ``default``."""
        return self._looks().get(name, default or Look())

    def keep(self, name: str, look: Look) -> None:
        """Keep the look of a list, now and for later consoles."""
        known = self._looks()
        known[name] = look
        if self._file is None:
            return
        text = json.dumps({each: asdict(known[each]) for each in sorted(known)}, ensure_ascii=False, indent=1)
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            new = self._file.with_name(f"{self._file.name}.new")
            new.write_text(text, encoding="utf-8")
            new.replace(self._file)

    def _looks(self) -> dict[str, Look]:
        if self._known is None:
            self._known = _read(self._file) if self._file is not None else {}
        return self._known


def _read(file: Path) -> dict[str, Look]:
    try:
        with file.open(encoding="utf-8") as opened:
            told = json.loads(opened.read(LARGEST))
    except (OSError, ValueError):
        return {}
    return {name: _look(each) for name, each in told.items()} if isinstance(told, dict) else {}


def _look(told: object) -> Look:
    """Return a look as far as a file tells one: somebody may have written in it."""
    if not isinstance(told, dict):
        return Look()
    sort, hidden = told.get("sort"), told.get("hidden")
    return Look(
        sort if isinstance(sort, str) else "",
        told.get("reverse") is True,
        tuple(each for each in hidden if isinstance(each, str)) if isinstance(hidden, list) else (),
    )
