"""Fitting of a line into a width: each piece has shorter forms, and what matters least is shortened first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.cells import cell_len

from drconsole.console.widgets.view import Part
from drconsole.recovery.types.data import dataclass

BETWEEN = 2


@dataclass(frozen=True, slots=True)
class Form:
    """One way to say a piece. Without room, the form with the highest ``rank`` makes way for the next one of its
    piece, or for nothing after the last one; a form of rank 0 stays."""

    parts: tuple[Part, ...]
    rank: int = 0

    @property
    def width(self) -> int:
        """Cells that it takes."""
        return wide(self.parts)


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of the line with its forms, the longest first. ``right``: it stands at the right end of the line."""

    forms: tuple[Form, ...]
    right: bool = False


def piece(text: str, style: str, rank: int, *shorter: str, right: bool = False, last: int | None = None) -> Piece:
    """Return a piece of one style. ``last``: rank of its shortest form, where that is another."""
    texts = (text, *shorter)
    ranks = [rank] * (len(texts) - 1) + [rank if last is None else last]
    return Piece(tuple(Form(((each, style),), number) for each, number in zip(texts, ranks, strict=True)), right)


def fitting(given: Sequence[Piece], width: int) -> list[Part]:
    """Return the line: pieces two cells apart, those of the right end at its right end, where one cell is enough."""
    shown = dict.fromkeys(range(len(given)), 0)
    while (least := _least(given, shown)) is not None and _width(given, shown) > width:
        shown[least] += 1
    # A part that was shortened early may fit in a longer form again, now that later ones were shortened, too.
    for number in sorted(shown, key=lambda number: given[number].forms[0].rank):
        longer = next((at for at in range(shown[number]) if _width(given, {**shown, number: at}) <= width), None)
        if shown[number] and longer is None:
            break
        shown[number] = shown[number] if longer is None else longer
    forms = {number: form for number in shown if (form := _form(given, shown, number)) is not None}
    left = _joined(form for number, form in forms.items() if not given[number].right)
    right = _joined(form for number, form in forms.items() if given[number].right)
    if not right:
        return left
    room = max(1 if left else 0, width - wide(left) - wide(right))
    return [*left, (" " * room, ""), *right]


def _form(given: Sequence[Piece], shown: Mapping[int, int], number: int) -> Form | None:
    forms = given[number].forms
    return forms[shown[number]] if shown[number] < len(forms) else None


def _least(given: Sequence[Piece], shown: Mapping[int, int]) -> int | None:
    """Return the piece whose form is the first to make way; None = none may."""
    ranks = {number: form.rank for number in shown if (form := _form(given, shown, number)) is not None and form.rank}
    return max(ranks, key=lambda number: ranks[number], default=None)


def _width(given: Sequence[Piece], shown: Mapping[int, int]) -> int:
    sides = [
        _joined(form for number in shown if given[number].right is right and (form := _form(given, shown, number)))
        for right in (False, True)
    ]
    return sum(map(wide, sides)) + (1 if all(sides) else 0)


def _joined(forms: Iterable[Form]) -> list[Part]:
    """Pieces two cells apart; a piece that ends with a blank of its own has one of them."""
    parts: list[Part] = []
    for each in forms:
        if parts:
            parts.append((" " * (BETWEEN - parts[-1][0].endswith(" ")), ""))
        parts += each.parts
    return parts


def wide(parts: Iterable[Part]) -> int:
    """Return how many cells parts take."""
    return sum(cell_len(text) for text, _ in parts)
