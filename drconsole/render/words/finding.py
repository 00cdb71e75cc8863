"""Search in the lines of a page: where a text stands, the next place and the one before. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from drconsole.recovery.types.data import dataclass

Document = tuple[str, Sequence[str]]
"""Key of what lines are about, and the lines."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A line in which the text stands: the key of its document, and the line's number in it."""

    key: str
    line: int


@dataclass(frozen=True, slots=True)
class Found:
    """A text that was searched for, its hits in the order of the page, and which of them is shown."""

    text: str = ""
    hits: tuple[Hit, ...] = ()
    at: int = 0

    @property
    def here(self) -> Hit | None:
        """Hit that is shown; None = there is none."""
        return self.hits[self.at] if self.hits else None

    def moved(self, step: int) -> Found:
        """Return the same at the next hit (1) or the one before (-1); after the last one comes the first."""
        return Found(self.text, self.hits, (self.at + step) % len(self.hits)) if self.hits else self

    def again(self, documents: Iterable[Document]) -> Found:
        """Return the same text in lines that have changed; the hit that is shown stays, if it is still there."""
        found = search(documents, self.text)
        here = self.here
        at = found.hits.index(here) if here in found.hits else min(self.at, max(0, len(found.hits) - 1))
        return Found(found.text, found.hits, at)

    def place(self) -> str:
        """``“quota” 3 of 17``; nothing where nothing is searched for."""
        if not self.text:
            return ""
        return f"“{self.text}” {f'{self.at + 1} of {len(self.hits)}' if self.hits else 'nowhere'}"


def search(documents: Iterable[Document], text: str) -> Found:
    """Return every line in which a text stands, whatever its case."""
    wanted = text.casefold()
    if not wanted:
        return Found()
    hits = (Hit(key, line) for key, lines in documents for line, said in enumerate(lines) if wanted in said.casefold())
    return Found(text, tuple(hits))
