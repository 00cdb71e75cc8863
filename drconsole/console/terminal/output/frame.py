"""Frame that the terminal shows, cell by cell: of each update only the cells that differ are written.

Textual repaints whole regions: all of a page for a changed layout, the union of two regions, a scroll bar with every
layout. Over a slow line each of these bytes is time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from rich.color import ColorSystem
from rich.console import Console, RenderableType
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.strip import Strip

from drconsole.console.terminal.output.abilities import Abilities
from drconsole.console.terminal.output.pen import ground_of, seen_on_blanks
from drconsole.console.terminal.output.writing import Piece, Writing
from drconsole.console.widgets.view import single_cells

GAP = 7
"""Equal cells in one style that are written again sooner than skipped: a move costs as many bytes."""

NONE = Abilities()

Cell = tuple[object, int]
"""Letter and number of its style. A piece with a letter that does not take one cell is compared, and written, whole."""
NOTHING: Cell = ("", -1)
"""Cell of which nothing is known."""


class Differences(CompositorUpdate):
    """Pieces of lines to write."""

    def __init__(self, pieces: Sequence[Piece], able: Abilities, columns: int, cleared: Style | None) -> None:
        self.pieces = pieces
        self._able, self._columns = able, columns
        self.cleared = cleared
        """Style of the blanks that fill all of the terminal before; None = it stays as it is."""

    def render_segments(self, console: Console) -> str:
        system = console._color_system or ColorSystem.TRUECOLOR
        return Writing(system, self._able, self._columns).all_of(self.pieces, self.cleared)


def writes(app: App[Any]) -> bool:
    """Return whether Textual writes an update that an app displays now: else it must not be noted as shown."""
    return not app._batch_count and app._running and not app._closed


class Frame:
    """Cells as they were last written; empty = nothing is known of the terminal, and everything is written."""

    def __init__(self, able: Abilities = NONE, columns: int = 0) -> None:
        self.able = able
        self._shown: dict[int, list[Cell]] = {}
        """Row -> its cells, from the left."""
        self._styles = Styles()
        self._columns = columns
        """Columns of the terminal; 0 = not known."""

    def forget(self) -> None:
        """Write everything again: the terminal may show something else."""
        self._shown.clear()
        self._styles = Styles()

    def resized(self, columns: int) -> None:
        """Write everything again, on a terminal of so many columns."""
        self.forget()
        self._columns = columns

    def differences(self, update: RenderableType) -> RenderableType | Differences:
        """Return what has to be written of an update, and note it as shown."""
        cleared = None
        if isinstance(update, LayoutUpdate):
            pieces = [(x, y, _seen(strip)) for x, y, strip in layout_pieces(update)]
            if self.able.erases and not self._shown:
                cleared = self._clear(update, [segments for _, _, segments in pieces])
        elif isinstance(update, ChopsUpdate):
            pieces = [(x, y, _seen(strip)) for x, y, strip in chops_pieces(update)]
        else:
            self.forget()
            return update
        found = [found for x, y, segments in pieces for found in self._differing(x, y, segments)]
        return Differences(found, self.able, self._columns, cleared)

    def to_write(self, update: RenderableType, *, moved: bool = False) -> RenderableType | None:
        """Return what an app has to write of an update, and note it as shown; None = nothing: it differs nowhere, and
        the cursor has not ``moved``."""
        found = self.differences(update)
        if isinstance(found, Differences):
            return cast("RenderableType", found) if found.pieces or moved else None
        return found

    def _clear(self, update: LayoutUpdate, lines: Iterable[Sequence[Segment]]) -> Style | None:
        """Note the terminal as filled with the blanks of which a page has most, and return their style."""
        grounds = Counter[Style]()
        for segments in lines:
            for text, style, _ in segments:
                if not seen_on_blanks(style):
                    grounds[ground_of(style)] += text.count(" ")
        region = update.region
        if not grounds or region.offset != (0, 0):
            return None
        ((ground, _),) = grounds.most_common(1)
        blank: Cell = (" ", self._styles.number(ground))
        self._shown = {y: [blank] * region.right for y in range(region.bottom)}
        return ground

    def _differing(self, x: int, y: int, segments: Sequence[Segment]) -> Iterator[Piece]:
        shown = self._shown.setdefault(y, [])
        whole = not all(single_cells(text) for text, _, _ in segments)
        if whole:
            strip = Strip(segments)
            new: list[Cell] = [(strip, at) for at in range(strip.cell_length)]
        else:
            new = [cell for text, style, _ in segments for cell in self._styles.cells(text, style)]
        end = x + len(new)
        if len(shown) < end:
            shown += [NOTHING] * (end - len(shown))
        old, shown[x:end] = shown[x:end], new
        if old == new:
            return
        if whole:
            yield x, y, strip
            return
        differ = [at for at, (before, after) in enumerate(zip(old, new, strict=True)) if before != after]
        for start, stop in runs(differ, new, self._styles, blanks=self.able.erases or self.able.repeats > 0):
            yield x + start, y, Strip(_between(segments, start, stop), stop - start)


class Styles:
    """Styles by number: Rich compares two styles by what they are made of, which takes as long as a hundred cells."""

    def __init__(self) -> None:
        self._numbers: dict[Style | None, int] = {}
        self._grounds: list[int] = []
        """Number of a style -> that of what is seen of it on a blank."""

    def number(self, style: Style | None) -> int:
        """Return the number of a style; equal ones have the same."""
        number = self._numbers.get(style)
        if number is None:
            number = self._numbers[style] = len(self._grounds)
            self._grounds.append(number)
            ground = ground_of(style)
            if ground != style:
                self._grounds[number] = self.number(ground)
        return number

    def ground(self, number: int) -> int:
        """Return the number of what is seen of a style on a blank."""
        return self._grounds[number]

    def cells(self, text: str, style: Style | None) -> list[Cell]:
        """Return a cell a letter. Of a blank only the ground is seen, unless it is underlined or reversed."""
        number = self.number(style)
        blank: Cell = (" ", self._grounds[number])
        return [blank if letter == " " else (letter, number) for letter in text]


def _seen(strip: Strip) -> list[Segment]:
    """Return the segments of a strip without what is not seen."""
    return [segment if _is_bare(segment.style) else _bare(segment) for segment in strip if not segment.control]


def _is_bare(style: Style | None) -> bool:
    """Return whether a style has nothing that is not seen."""
    return style is None or (style._meta is None and style.link is None)


def _bare(segment: Segment) -> Segment:
    return Segment(segment.text, segment.style and segment.style.clear_meta_and_links())


def _between(segments: Sequence[Segment], start: int, stop: int) -> Iterator[Segment]:
    """Yield what stands from one cell to another; each letter takes one."""
    at = 0
    for text, style, _ in segments:
        if part := text[max(0, start - at) : max(0, stop - at)]:
            yield Segment(part, style)
        at += len(text)


def runs(
    differ: Sequence[int], new: Sequence[Cell], styles: Styles, *, blanks: bool = False
) -> Iterator[tuple[int, int]]:
    """Yield from where to where cells are written: those that differ, and gaps between them that cost no more.

    ``blanks``: a long gap of blanks between blanks costs nothing.
    """
    start = end = differ[0]
    for at in differ:
        if at > end and not _bridged(new[end - 1 : at + 1], styles, blanks):
            yield start, end
            start = at
        end = at + 1
    yield start, end


def _bridged(between: Sequence[Cell], known: Styles, blanks: bool) -> bool:
    """Return whether cells are few, or all blank, and one style will do for all of them."""
    if len(between) > GAP:
        return blanks and between[0][0] == " " and len(set(between)) == 1
    styles = {style for letter, style in between if letter != " "}
    grounds = {style for letter, style in between if letter == " "}
    return len(styles) <= 1 and len(grounds | {known.ground(style) for style in styles}) <= 1


def layout_pieces(update: LayoutUpdate) -> Iterator[Piece]:
    """Yield the lines of an update of the whole screen."""
    for y, line in enumerate(update.strips, update.region.y):
        yield update.region.x, y, Strip.join(line)


def chops_pieces(update: ChopsUpdate) -> Iterator[Piece]:
    """Yield the pieces of an update of some regions, as ``ChopsUpdate.render_segments`` writes them."""
    for y, x1, x2 in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x <= x2 and end > x1:
                yield x, y, strip.crop(0, min(end, x2) - x)
