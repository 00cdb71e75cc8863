"""Attention of an operator who looks elsewhere: the terminal's bell, and its title."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from drconsole.recovery.types.data import dataclass
from drconsole.render.words.text import clean

if TYPE_CHECKING:
    from drconsole.records.rows.status import NeedsRow

SAVE, RESTORE = "\x1b[22;2t", "\x1b[23;2t"
"""Put the terminal's title on its stack, and take it from there (xterm's window operations)."""
WITHOUT_TITLE = frozenset({"linux"})
"""Terminals that have none, and may draw what they are told of it."""


@dataclass(slots=True)
class Attention:
    """Memory of what needed a person so far in this sitting."""

    seen: frozenset[tuple[str, ...]] | None = None
    """Waits at the last look; None = there was no look yet."""

    def rings(self, waits: Collection[NeedsRow]) -> bool:
        """Return whether something new needs a person; what did so at the start rings no bell."""
        now = frozenset(map(_which, waits))
        new = self.seen is not None and bool(now - self.seen)
        self.seen = now
        return new


def _which(wait: NeedsRow) -> tuple[str, ...]:
    return tuple(str(wait.get(name) or "") for name in ("kind", "job", "task", "item_key", "about"))


def title(mode: str, waits: int) -> str:
    """Return the sequence that sets the title: what needs a person stands first, where a tab is narrow."""
    first = f"{waits} need{'s' if waits == 1 else ''} a person - " if waits else ""
    return f"\x1b]2;{first}drconsole {clean(mode)}\x07"
