"""Writing of an update: its pieces style by style, since a move costs half of what a style costs; blanks are erased."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rich.color import ColorSystem
from rich.style import Style
from textual.strip import Strip

from drconsole.console.terminal.output.abilities import Abilities
from drconsole.console.terminal.output.moves import Place, move
from drconsole.console.terminal.output.pen import Pen, Tone, is_blank, tone_of
from drconsole.console.widgets.view import single_cells

Piece = tuple[int, int, Strip]
"""Column, row, and what begins there."""
_RUNS = re.compile(r"([^\x00-\x7f])\1{2,}|(.)\2{4,}", re.DOTALL)
"""A letter so often that there may be a shorter way to write it."""
Stroke = tuple[int, int, str]
"""Row, column, and the letters of one style that begin there."""


def _order(stroke: Stroke) -> tuple[int, ...]:
    """Return where a stroke stands in its style: single letters, as borders are, come column by column."""
    row, column, text = stroke
    return (1, row, column) if len(text) > 1 else (0, column, row)


class Writing:
    """Output written for one update. It begins with the terminal's own style, and leaves that behind."""

    def __init__(self, system: ColorSystem, able: Abilities, columns: int = 0) -> None:
        self._system = system
        self._able = able
        self._columns = columns
        """Columns of the terminal; 0 = not known."""
        self._pen = Pen(system)
        self._at: Place | None = None
        """Where the cursor is; None = not known."""

    def all_of(self, pieces: Sequence[Piece], cleared: Style | None = None) -> str:
        """Return what is written for these pieces; ``cleared``: on blanks of this style, which fill the terminal."""
        written = []
        if cleared is not None:
            # From the first cell on: some terminals keep in their history what the code for all of it erases.
            written += [self._pen.turned(tone_of(cleared, self._system)), "\x1b[H\x1b[J"]
            self._at = Place(0, 0)
        cells: list[Piece] = []
        whole: list[Piece] = []
        for piece in pieces:
            (cells if all(single_cells(text) for text, _, _ in piece[2]) else whole).append(piece)
        for tone, strokes in self._by_tone(cells):
            for row, column, text in sorted(strokes, key=_order):
                written.append(self._stroke(row, column, text, tone))
        for column, row, strip in whole:
            written += [self._moved(row, column), self._pen.write(strip)]
            self._at = Place(row, None)
        return "".join(written) + self._pen.lifted()

    def _by_tone(self, pieces: Iterable[Piece]) -> list[tuple[Tone, list[Stroke]]]:
        found: dict[Tone, list[Stroke]] = {}
        for column, row, strip in pieces:
            for tone, stroke in self._strokes(column, row, strip):
                found.setdefault(tone, []).append(stroke)
        return sorted(found.items(), key=lambda group: (group[0].ground, group[0].colour, sorted(group[0].attributes)))

    def _strokes(self, column: int, row: int, strip: Strip) -> Iterator[tuple[Tone, Stroke]]:
        """Yield the letters of a piece by style; blanks belong to letters beside them with the same ground."""
        begun, letters, before = column, "", Tone()
        for text, style, _ in strip:
            tone = tone_of(style, self._system)
            blank = is_blank(text, tone)
            if blank:
                tone = Tone(ground=tone.ground)
            if letters and tone != before:
                if blank and is_blank("", before) and before.ground == tone.ground:
                    tone = before
                elif is_blank(letters, before) and is_blank("", tone) and before.ground == tone.ground:
                    before = tone
                else:
                    yield before, (row, begun, letters)
                    begun, letters = begun + len(letters), ""
            letters, before = letters + text, tone
        if letters:
            yield before, (row, begun, letters)

    def _stroke(self, row: int, column: int, text: str, tone: Tone) -> str:
        """Return what draws letters of one style in their place."""
        written = [self._moved(row, column), self._pen.turned(tone, blank=is_blank(text, tone))]
        drawn = 0
        for run in _RUNS.finditer(text):
            written.append(self._letters(text[drawn : run.start()]))
            written.append(self._run(run[0], row, column + run.start(), tone, last=run.end() == len(text)))
            drawn = run.end()
        return "".join((*written, self._letters(text[drawn:])))

    def _run(self, letters: str, row: int, column: int, tone: Tone, *, last: bool) -> str:
        """Return the shortest of what draws one letter several times; ``last``: nothing of the stroke follows."""
        here, end = self._at, column + len(letters)
        ways = [(self._letters(letters), self._at)]
        if self._able.erases and is_blank(letters, tone):
            erased = "\x1b[K" if end == self._columns else f"\x1b[{len(letters)}X"
            ways.append((erased, here) if last else (erased + self._way(here, row, end), Place(row, end)))
        if len(letters[0].encode()) <= self._able.repeats:
            ways.append((f"{letters[0]}\x1b[{len(letters) - 1}b", ways[0][1]))
        written, self._at = min(ways, key=lambda way: len(way[0].encode()))
        return written

    def _letters(self, text: str) -> str:
        """Return letters as they are, and note where the cursor is after them."""
        if text and self._at is not None:
            row, column = self._at
            after = None if column is None else column + len(text)
            if after is not None and after >= self._columns:
                # Lines are not wrapped: the cursor stays in the last column.
                after = self._columns - 1 if after == self._columns else None
            elif not text.isascii():
                after = None  # some terminals give two cells to such letters
            self._at = Place(row, after)
        return text

    def _moved(self, row: int, column: int) -> str:
        """Return what moves the cursor there, and note it."""
        before, self._at = self._at, Place(row, column)
        return self._way(before, row, column)

    def _way(self, before: Place | None, row: int, column: int) -> str:
        return move(before, row, column, to_columns=self._able.to_columns)
