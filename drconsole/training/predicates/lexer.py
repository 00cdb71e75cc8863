"""Words of a predicate: its text cut into tokens, each with its column."""

from __future__ import annotations

import re

from drconsole.recovery.types.data import dataclass

LONGEST = 1000
"""Characters of a predicate."""
ORDER = ("<", "<=", ">", ">=")
SIGNS = ("==", "!=", *ORDER)
_UNITS = {"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1}
_TOKEN = re.compile(
    r"""(?P<blank>\ +)
    |(?P<text>"[^"]*")
    |(?P<duration>-?(?:[0-9]{1,6}[wdhms])+(?![\w]))
    |(?P<number>-?[0-9]{1,9}(?:\.[0-9]{1,6})?(?![\w]))
    |(?P<word>[a-z][a-z0-9_]*)
    |(?P<sign>==|!=|<=|>=|<|>|[().,\[\]])""",
    re.VERBOSE,
)


class PredicateFault(ValueError):
    """Fault of a predicate. ``column`` counts from 1."""

    def __init__(self, column: int, message: str, right: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message
        self.right = right


@dataclass(frozen=True, slots=True)
class Token:
    """Token of a predicate; ``kind`` is ``text``, ``number``, ``word``, ``sign`` or ``end``."""

    kind: str
    text: str
    column: int


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text, an ``end`` last. Raises ``PredicateFault``."""
    if len(text) > LONGEST:
        raise PredicateFault(LONGEST + 1, f"the text has {len(text)} characters", f"At most {LONGEST}")
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            what = "the quotation mark has no end" if text[at] == '"' else f"{text[at]!r} means nothing here"
            right = 'Close it with "' if text[at] == '"' else 'Names stand in "", and signs are == != < <= > >='
            raise PredicateFault(at + 1, what, right)
        kind, said = match.lastgroup or "", match.group()
        if kind == "text":
            found.append(Token(kind, said[1:-1], at + 1))
        elif kind == "duration":
            found.append(Token("number", str(_seconds(said)), at + 1))
        elif kind != "blank":
            found.append(Token(kind, said, at + 1))
        at = match.end()
    return [*found, Token("end", "", len(text) + 1)]


def _seconds(said: str) -> int:
    total = sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"([0-9]+)([wdhms])", said))
    return -total if said.startswith("-") else total
