"""Frame that the terminal shows, cell by cell: of each update only the cells that differ are written.

Textual repaints whole regions: all of a page for a changed layout, the union of two regions, a scroll bar with every
layout. Over a slow line each of these bytes is time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.color import ColorSystem
from rich.console import Console, RenderableType
from rich.control import Control
from rich.segment import Segment
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

from drconsole.console.terminal.pen import Pen
from drconsole.console.widgets.view import single_cells

GAP = 9
"""Equal cells in one style that are written again sooner than skipped: a move costs as many bytes."""

Cell = tuple[object, object]
"""Letter and style. A piece with a letter that does not take one cell is compared, and written, as a whole."""
Piece = tuple[int, int, Strip]
"""Column, row, and what begins there."""


class Differences(CompositorUpdate):
    """Pieces of lines to write."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces

    def render_segments(self, console: Console) -> str:
        pen = Pen(console._color_system or ColorSystem.TRUECOLOR)
        written = [Control.move_to(x, y).segment.text + pen.write(strip) for x, y, strip in self.pieces]
        return "".join(written) + pen.lifted()


class Frame:
    """Cells as they were last written; empty = nothing is known of the terminal, and everything is written."""

    def __init__(self) -> None:
        self._shown: dict[int, dict[int, Cell]] = {}

    def forget(self) -> None:
        """Write everything again: the terminal may show something else."""
        self._shown.clear()

    def differences(self, update: RenderableType) -> RenderableType | Differences:
        """Return what has to be written of an update, and note it as shown."""
        if isinstance(update, LayoutUpdate):
            pieces = layout_pieces(update)
        elif isinstance(update, ChopsUpdate):
            pieces = chops_pieces(update)
        else:
            self.forget()
            return update
        return Differences([found for x, y, strip in pieces for found in self._differing(x, y, strip)])

    def _differing(self, x: int, y: int, strip: Strip) -> Iterator[Piece]:
        strip = Strip(
            [Segment(text, style and style.clear_meta_and_links()) for text, style, control in strip if not control]
        )
        shown = self._shown.setdefault(y, {})
        whole = any(not single_cells(text) for text, _, _ in strip)
        if whole:
            new: list[Cell] = [(strip, at) for at in range(strip.cell_length)]
        else:
            new = [(letter, style) for text, style, _ in strip for letter in text]
        differ = [at for at, cell in enumerate(new) if shown.get(x + at) != cell]
        shown.update(enumerate(new, x))
        if whole and differ:
            yield x, y, strip
            return
        for start, end in runs(differ, new):
            yield x + start, y, strip.crop(start, end)


def runs(differ: Sequence[int], new: Sequence[Cell]) -> Iterator[tuple[int, int]]:
    """Yield from where to where cells are written: those that differ, and short gaps between them."""
    if not differ:
        return
    start = end = differ[0]
    for at in differ:
        if at > end and not _bridged(new[end - 1 : at + 1]):
            yield start, end
            start = at
        end = at + 1
    yield start, end


def _bridged(between: Sequence[Cell]) -> bool:
    return len(between) <= GAP and all(style == between[0][1] for _, style in between)


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
