"""Big letters and figures, made of blocks: what has to be read from across a room. Pure.

Each letter has five rows of dots. ``Size.SMALL`` puts two rows of dots into a line of the terminal, ``Size.LARGE``
makes a dot two cells wide and a line high. A terminal without blocks has none of them: there a text stands as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

LETTERS: dict[str, str] = {
    "A": ".#. #.# ### #.# #.#",
    "B": "##. #.# ##. #.# ##.",
    "C": ".## #.. #.. #.. .##",
    "D": "##. #.# #.# #.# ##.",
    "E": "### #.. ##. #.. ###",
    "F": "### #.. ##. #.. #..",
    "G": ".## #.. #.# #.# .##",
    "H": "#.# #.# ### #.# #.#",
    "I": "# # # # #",
    "J": "..# ..# ..# #.# .#.",
    "K": "#.# #.# ##. #.# #.#",
    "L": "#.. #.. #.. #.. ###",
    "M": "#...# ##.## #.#.# #...# #...#",
    "N": "#..# ##.# #.## #..# #..#",
    "O": "### #.# #.# #.# ###",
    "P": "### #.# ### #.. #..",
    "Q": "### #.# #.# ### ..#",
    "R": "##. #.# ##. #.# #.#",
    "S": ".## #.. .#. ..# ##.",
    "T": "### .#. .#. .#. .#.",
    "U": "#.# #.# #.# #.# ###",
    "V": "#.# #.# #.# #.# .#.",
    "W": "#...# #...# #.#.# ##.## #...#",
    "X": "#.# #.# .#. #.# #.#",
    "Y": "#.# #.# .#. .#. .#.",
    "Z": "### ..# .#. #.. ###",
    "0": "### #.# #.# #.# ###",
    "1": ".#. ##. .#. .#. ###",
    "2": "### ..# ### #.. ###",
    "3": "### ..# .## ..# ###",
    "4": "#.# #.# ### ..# ..#",
    "5": "### #.. ### ..# ###",
    "6": "### #.. ### #.# ###",
    "7": "### ..# ..# ..# ..#",
    "8": "### #.# ### #.# ###",
    "9": "### #.# ### ..# ###",
    ":": ". # . # .",
    "-": ".. .. ## .. ..",
    ".": ". . . . #",
    ",": ". . . # #",
    "_": "... ... ... ... ###",
    "/": "..# ..# .#. #.. #..",
    "(": ".# #. #. #. .#",
    ")": "#. .# .# .# #.",
    "+": "... .#. ### .#. ...",
    "'": "# # . . .",
    " ": ".. .. .. .. ..",
}
"""Letter -> its rows of dots, from the top."""
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
BLOCKS = frozenset(_HALVES.values()) - {" "}


class Size(Enum):
    """Size of big letters: lines that they take."""

    SMALL = 3
    LARGE = 5


def can_write(text: str) -> bool:
    """Return whether there is a big letter for each of a text."""
    return all(letter in LETTERS for letter in text.upper())


def figures(text: str, size: Size) -> list[str]:
    """Return a text in big letters: as many lines as ``size`` has, equally wide. What has no letter is left out."""
    rows = _dots(text)
    if size is Size.LARGE:
        return ["".join("██" if dot else "  " for dot in row) for row in rows]
    pairs = zip(rows[::2], [*rows[1::2], [False] * len(rows[0])], strict=True)
    return ["".join(_HALVES[upper, lower] for upper, lower in zip(*pair, strict=True)) for pair in pairs]


def figures_width(text: str, size: Size) -> int:
    """Return the cells of a text in big letters."""
    return len(_dots(text)[0]) * (2 if size is Size.LARGE else 1)


def _dots(text: str) -> Sequence[list[bool]]:
    """Return five rows of dots; one blank column stands between letters."""
    rows: list[list[bool]] = [[] for _ in range(5)]
    for letter in text.upper():
        if letter not in LETTERS:
            continue
        gap = [False] if rows[0] else []
        for row, dots in zip(rows, LETTERS[letter].split(), strict=True):
            row += [*gap, *(dot == "#" for dot in dots)]
    return rows
