"""Document as plain data, with the line of each piece of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Any

from drconsole.documents.faults import Loc
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.remedies import Act, Remedy


@dataclass(frozen=True, slots=True)
class Kind:
    """Kind of document that a reader expects: what its refusals call it, and how a whole one begins."""

    one: str
    begins: str
    larger: str
    """Advice for a file that is too large: how it gets smaller."""
    file: str
    """Advice for a file that is not there: what to name instead."""
    missing: tuple[Remedy, ...] = ()
    """What helps where there is no file."""
    empty: tuple[Remedy, ...] = ()
    """What helps where the file is empty."""


ESTATE = Kind(
    "estate",
    "`name:`, then `sites:`, `items:`, `plans:`",
    "Write many alike items as one entry with `count`",
    "Name an estate document, or a bundled one",
    missing=(Remedy(Act.ESTATES),),
    empty=(Remedy(Act.EXAMPLE),),
)


@dataclass(slots=True)
class Document:
    """Data of a document, and where each piece of it stands."""

    file: str
    data: Any = None
    lines: dict[int, dict[str | int, int]] = field(default_factory=dict)
    """Lines of the entries of each mapping or list, by its identity."""
    words: dict[tuple[int, str | int], str] = field(default_factory=dict)
    """Entries that are plain words read as something else than text, as they are written."""
    first_line: int = 1

    def line(self, loc: Sequence[str | int]) -> int:
        """Return the line of what ``loc`` names; where it is missing, of what it is missing from."""
        at, line = self.data, self.first_line
        for part in loc:
            known = self.lines.get(id(at), {}) if isinstance(at, dict | list) else {}
            if part not in known:
                break
            line, at = known[part], at[part]
        return line

    def written(self, loc: Loc) -> str | None:
        """Return the word at ``loc`` as written, where it was read as a number, yes, no or nothing."""
        at = self.data
        for part in loc[:-1]:
            try:
                at = at[part]
            except (KeyError, IndexError, TypeError):
                return None
        return self.words.get((id(at), loc[-1])) if loc else None
