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
_ENDS = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "8": "28", "9": "29"}
"""Attribute -> what ends it. ``22`` ends bold and dim; what ends the others is not known everywhere."""


class Tone(NamedTuple):
    """Style as codes of SGR (ECMA-48); an empty colour is the terminal's own."""

    attributes: frozenset[str] = frozenset()
    colour: str = ""
    ground: str = ""


PLAIN = Tone()


def is_blank(text: str, tone: Tone) -> bool:
    """Return whether of a text in this tone only the ground is seen."""
    return not text.strip(" ") and not tone.attributes & _SEEN_ON_BLANKS


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
            written += [self.turned(wanted, blank=is_blank(text, wanted)), text]
        return "".join(written)

    def turned(self, wanted: Tone, *, blank: bool = False) -> str:
        """Return what turns the style into another; ``blank``: only its ground is seen of what comes next."""
        if blank and not self._tone.attributes & _SEEN_ON_BLANKS:
            wanted = self._tone._replace(ground=wanted.ground)
        before, self._tone = self._tone, wanted
        return between(before, wanted)

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


def seen_on_blanks(style: Style | None) -> bool:
    """Return whether more is seen of a style on a blank than its ground."""
    return style is not None and bool(tone_of(style, ColorSystem.TRUECOLOR).attributes & _SEEN_ON_BLANKS)


@lru_cache(maxsize=2048)
def ground_of(style: Style | None) -> Style:
    """Return what is seen of a style on a blank."""
    if style is None:
        return Style.null()
    return style if seen_on_blanks(style) else Style(bgcolor=style.bgcolor)


@lru_cache(maxsize=4096)
def between(before: Tone, after: Tone) -> str:
    """Return what turns one style into another: what differs, or all of it anew, whichever is shorter."""
    if before == after:
        return ""
    anew = f"\x1b[{';'.join(['0', *_different(PLAIN, after)])}m"
    gone = before.attributes - after.attributes
    if not gone <= _ENDS.keys():
        return anew
    ends = {_ENDS[code] for code in gone}
    left = frozenset(code for code in before.attributes - gone if _ENDS.get(code) not in ends)
    codes = [*sorted(ends, key=int), *_different(before._replace(attributes=left), after)]
    return min(f"\x1b[{';'.join(codes)}m", anew, key=len)


def _different(before: Tone, after: Tone) -> list[str]:
    codes = sorted(after.attributes - before.attributes, key=int)
    if before.colour != after.colour:
        codes.append(after.colour or "39")
    if before.ground != after.ground:
        codes.append(after.ground or "49")
    return codes
