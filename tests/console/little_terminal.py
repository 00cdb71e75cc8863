"""A little terminal of one's own: what is seen of what is written to it, cell by cell."""

from __future__ import annotations

import re

SEEN_ON_BLANKS = {"4", "7"}
ENDS = {"22": {"1", "2"}, "23": {"3"}, "24": {"4"}, "25": {"5"}, "27": {"7"}, "28": {"8"}, "29": {"9"}}
_CODE = re.compile(r"\x1b\[([\d;]*)([a-zA-Z])|[\r\v\b]|.", re.DOTALL)

Seen = tuple[str, object]


class LittleTerminal:
    """Erases with the ground that is set, and does not wrap lines, as Textual asks for.

    What it does not know is an error, and so is a step to the side from where other terminals may be elsewhere: after a
    letter that is no ASCII.
    """

    def __init__(self, width: int = 1000, height: int = 1) -> None:
        self.width, self.height = width, height
        self.row = self.column = 0
        self._sure = True
        """Whether every terminal is in this column."""
        self._letter = ""
        """Letter that was just written."""
        self._full = False
        """Whether that was in the last column."""
        self._attributes: set[str] = set()
        self._colours = {"3": "", "4": ""}
        self.cells: dict[tuple[int, int], Seen] = {}

    def write(self, text: str) -> None:
        for found in _CODE.finditer(text):
            if not found[2] and found[0] not in "\r\v\b":
                self._show(found[0])
                continue
            if found[2]:
                self._do(found[2], found[1])
            elif found[0] == "\r":
                self.column, self._sure = 0, True
            elif found[0] == "\v":
                self.row += 1
                assert self.row < self.height, "scrolled"
            else:
                self._to_the_side(-1)
            self._letter = ""
            self._full &= found[2] == "m"

    def _show(self, letter: str) -> None:
        assert not self._full, "written beyond the margin"
        self.cells[self.row, self.column] = self._seen(letter)
        self._letter = letter
        self._full = self.column + 1 == self.width
        # At the margin, a terminal that gave two cells to a letter before has come to a stop as well.
        self._sure = self._full or (self._sure and letter.isascii())
        self.column = min(self.column + 1, self.width - 1)

    def _to_the_side(self, cells: int) -> None:
        assert self._sure, "terminals differ in where they go then"
        self.column += cells
        assert 0 <= self.column < self.width

    def _do(self, what: str, said: str) -> None:
        numbers = [int(each) for each in said.split(";") if each]
        if what == "m":
            self._turn((said or "0").split(";"))
        elif what == "H":
            self.row, self.column = [int(each or 1) - 1 for each in f"{said};;".split(";")[:2]]
            self._sure = True
        elif what == "G":
            self.column, self._sure = (numbers or [1])[0] - 1, True
        elif what == "C":
            self._to_the_side((numbers or [1])[0])
        elif what == "b":
            assert self._letter, "only a letter that was just written is repeated everywhere"
            for _ in range((numbers or [1])[0]):
                self._show(self._letter)
        elif what == "X":
            self._erase(self.row, range(self.column, min(self.width, self.column + numbers[0])))
        elif what == "K":
            assert not numbers
            self._erase(self.row, range(self.column, self.width))
        elif what == "J":
            assert not numbers
            assert (self.row, self.column) == (0, 0)
            for row in range(self.height):
                self._erase(row, range(self.width))
        else:
            raise AssertionError(f"no such code: {said}{what}")

    def _erase(self, row: int, columns: range) -> None:
        assert not self._attributes & SEEN_ON_BLANKS, "terminals differ in what they erase with then"
        for column in columns:
            self.cells[row, column] = self._seen(" ")

    def _seen(self, letter: str) -> Seen:
        if letter == " " and not self._attributes & SEEN_ON_BLANKS:
            return letter, self._colours["4"]
        return letter, (frozenset(self._attributes), *self._colours.values())

    def _turn(self, codes: list[str]) -> None:
        while codes:
            code = codes.pop(0)
            if code == "0":
                self._attributes, self._colours = set(), {"3": "", "4": ""}
            elif code in ("38", "48"):
                many = 4 if codes[0] == "2" else 2
                self._colours[code[0]] = ";".join(codes[:many])
                del codes[:many]
            elif code in ("39", "49"):
                self._colours[code[0]] = ""
            elif code in ENDS:
                self._attributes -= ENDS[code]
            elif (len(code) == 2 and code[0] in "34") or len(code) == 3:
                self._colours["3" if code[0] in "39" else "4"] = code
            else:
                self._attributes.add(code)
