"""Pen of the terminal: it keeps its style from piece to piece, and only what changes of the style is written.

Textual resets after each piece and begins the next one with all of its style: about half of what a page costs.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style

_ATTRIBUTES = (
    ("bold", "1"),
    ("dim", "2"),
    ("italic", "3"),
    ("underline", "4"),
    ("blink", "5"),
    ("blink2", "6"),
    ("reverse", "7"),
    ("conceal", "8"),
    ("strike", "9"),
    ("underline2", "21"),
    ("frame", "51"),
    ("encircle", "52"),
    ("overline", "53"),
)
_SEEN_ON_BLANKS = frozenset({"4", "7", "9", "21", "51", "52", "53"})
"""Attributes that a blank shows as well."""


class Tone(NamedTuple):
    """Style as codes of SGR (ECMA-48); an empty colour is the terminal's own."""

    attributes: frozenset[str] = frozenset()
    colour: str = ""
    ground: str = ""


PLAIN = Tone()


class Pen:
    """Pen for one update. It begins with the terminal's own style, and leaves that behind (``lifted``)."""

    def __init__(self, system: ColorSystem) -> None:
        self._system = system
        self._tone = PLAIN

    def write(self, segments: Iterable[Segment]) -> str:
        """Return what is written for these pieces of a line."""
        written = []
        for text, style, _ in segments:
            wanted = tone_of(style, self._system)
            if not text.strip(" ") and not (wanted.attributes | self._tone.attributes) & _SEEN_ON_BLANKS:
                # Of a blank only the ground is seen.
                wanted = self._tone._replace(ground=wanted.ground)
            written += [between(self._tone, wanted), text]
            self._tone = wanted
        return "".join(written)

    def lifted(self) -> str:
        """Return what restores the terminal's own style."""
        written, self._tone = between(self._tone, PLAIN), PLAIN
        return written


@lru_cache(maxsize=2048)
def tone_of(style: Style | None, system: ColorSystem) -> Tone:
    """Return a style as codes, in the colours that the terminal has."""
    if style is None:
        return PLAIN
    attributes = frozenset(code for name, code in _ATTRIBUTES if getattr(style, name))
    return Tone(attributes, _codes(style.color, system), _codes(style.bgcolor, system, foreground=False))


def _codes(colour: Color | None, system: ColorSystem, *, foreground: bool = True) -> str:
    if colour is None or colour.is_default:
        return ""
    return ";".join(colour.downgrade(system).get_ansi_codes(foreground=foreground))


@lru_cache(maxsize=4096)
def between(before: Tone, after: Tone) -> str:
    """Return what turns one style into another."""
    if before == after:
        return ""
    codes = []
    if before.attributes - after.attributes:
        # No code ends just one attribute on every terminal.
        codes, before = ["0"], PLAIN
        if after == PLAIN:
            return "\x1b[0m"
    codes += sorted(after.attributes - before.attributes, key=int)
    if before.colour != after.colour:
        codes.append(after.colour or "39")
    if before.ground != after.ground:
        codes.append(after.ground or "49")
    return f"\x1b[{';'.join(codes)}m"
