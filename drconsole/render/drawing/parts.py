"""Parts of drawn lines: text with the name of its style, and the twins of glyphs for terminals without them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from drconsole.recovery.types.data import dataclass

Part = tuple[str, str]
"""Text and the name of its style: a ``Severity``, ``header``, ``dim``, ``loud`` or '' for the plain one."""
Parts = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Glyph:
    """A sign of one cell and its twin in ASCII."""

    sign: str
    ascii: str

    def text(self, unicode: bool) -> str:
        return self.sign if unicode else self.ascii


def joined(cells: Iterable[Part]) -> Parts:
    """Neighbours of one style as one part."""
    found: list[Part] = []
    for text, style in cells:
        if found and found[-1][1] == style:
            found[-1] = (found[-1][0] + text, style)
        elif text:
            found.append((text, style))
    return tuple(found)


def plain(parts: Sequence[Part]) -> str:
    """Return the text alone."""
    return "".join(text for text, _ in parts)
