"""Paragraphs of a sheet: what each says, in which tone, and what acting on it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from drconsole.recovery.types.data import dataclass
from drconsole.render.words.marks import Severity

if TYPE_CHECKING:
    from drconsole.render.drawing.parts import Parts

HEADING = "header"
COLUMNS = "columns"
"""Titles above the columns of a table."""
DIM = "dim"
KEY = "key"
"""Tone of a key that can be pressed, inside of a line."""
STILL = frozenset({HEADING, COLUMNS})
"""Tones of entries on which no cursor rests, unless something happens there."""


class Picture(Protocol):
    """Drawing that knows how to fit a width; it is a value, so that an unchanged one is not drawn again."""

    def lines(self, width: int) -> Sequence[Parts]:
        """Return the lines at a width in cells."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """Paragraph of a sheet; with an ``act`` it can be acted on, unless ``why_not`` says why it cannot be now."""

    text: str
    tone: str = ""
    """A severity's value, ``header``, ``dim`` or nothing."""
    act: str = ""
    why_not: str = ""
    hang: int = 2
    """What does not fit on its first line is set in by this much, beyond its own indent."""
    headline: bool = False
    """Whether the tone is that of its first paragraph alone: causes and advice are read after it."""
    picture: Picture | None = None
    """Drawing that stands instead of the text; the text then says the same in words."""

    @property
    def stops(self) -> bool:
        """Return whether a cursor may rest here: on no heading, no drawing and no blank line."""
        text = self.picture is None and self.text.strip() and self.tone not in STILL
        return bool(self.act or self.why_not or text)

    @property
    def chooses(self) -> bool:
        """Return whether it is a choice: something happens here, or it says why nothing can."""
        return bool(self.act or self.why_not)


def entry(text: str, severity: Severity | None = None, *, act: str = "", why_not: str = "", hang: int = 2) -> Entry:
    return Entry(text, severity.value if severity else "", act, why_not, hang)


def heading(text: str) -> Entry:
    return Entry(text, HEADING)
