"""A drawn wall as a picture, in a theme's colours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from frame_roles import PLAIN, variables
from frame_svg import svg
from frame_text import Frame, Run

from drconsole.console.theme import MODES, SEVERITY_VARIABLE
from drconsole.render.drawing.cells import width_of
from drconsole.render.drawing.parts import Parts, plain
from drconsole.render.words.marks import Severity

BIG = "big-"


def picture(lines: Sequence[Parts], size: tuple[int, int], theme: str = "wall") -> str:
    """The wall as SVG."""
    texts = tuple(plain(line) for line in lines)
    return svg(Frame(texts, tuple(tuple(_runs(line, theme)) for line in lines)), size, theme)


def _runs(line: Parts, theme: str) -> Iterator[Run]:
    at = 0
    for text, tone in line:
        end = at + width_of(text)
        if (named := _name(tone, theme)) != PLAIN:
            yield at, end, named
        at = end


def _name(tone: str, theme: str) -> str:
    if tone in MODES.values():
        return f"{tone}+bold+reverse"
    if tone.startswith(BIG):
        return SEVERITY_VARIABLE[Severity(tone.removeprefix(BIG))]
    if tone in [*Severity]:
        role = SEVERITY_VARIABLE[Severity(tone)]
        style = variables(theme)[f"{role}-style"]
        return role if style == "none" else f"{role}+{style.replace(' ', '+')}"
    return {"": PLAIN, "header": f"{PLAIN}+bold", "dim": "idle"}[tone]
