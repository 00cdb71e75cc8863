"""Parser of the predicate language: a text becomes nodes, or a fault with its column. What it returns can be evaluated
over any scene and raises nothing there.

    condition  = both { "or" both }
    both       = single { "and" single }
    single     = "not" single | value [ sign value | "in" "[" literal { "," literal } "]" ]
    value      = literal | "(" condition ")" | function | field
    function   = NAME "(" [ ... ] ")" [ "." field ]
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from drconsole.documents.faults import did_you_mean
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.naming import nearest
from drconsole.recovery.types.words import Operation
from drconsole.recovery.types.work.events import BY_KIND
from drconsole.training.predicates.fields import CONSTANTS, TABLES, Kind, Value
from drconsole.training.predicates.lexer import ORDER, SIGNS, PredicateFault, Token, tokens
from drconsole.training.predicates.nodes import (
    Among,
    Both,
    Compare,
    Count,
    Either,
    Elapsed,
    FieldOf,
    Journaled,
    Literal,
    Looked,
    Node,
    Not,
)
from drconsole.training.predicates.scene import POINTS

DEEPEST = 20
"""Brackets and ``not`` in each other."""


@dataclass(frozen=True, slots=True)
class Known:
    """Names that a predicate may use: those of its estate."""

    items: Collection[str]
    plans: Collection[str]
    screens: Collection[str]


def parse(text: str, known: Known) -> Node:
    """Return the nodes of a text, a condition or a number. Raises ``PredicateFault``."""
    parser = _Parser(tokens(text), known)
    node = parser.condition()
    parser.take_end()
    return node


def parse_condition(text: str, known: Known) -> Node:
    """Return the nodes of a condition. Raises ``PredicateFault``, also where it is a number or a text."""
    node = parse(text, known)
    if node.kind is not Kind.TRUTH:
        raise PredicateFault(1, f"this is a {node.kind} and no condition", "Compare it, such as ... == ...")
    return node


class _Parser:
    def __init__(self, found: list[Token], known: Known) -> None:
        self.found = found
        self.at = 0
        self.known = known
        self.row: str | None = None
        """Table whose rows are being counted."""
        self.depth = 0

    # Tokens

    @property
    def next(self) -> Token:
        return self.found[self.at]

    def take(self) -> Token:
        token = self.next
        self.at += token.kind != "end"
        return token

    def takes(self, text: str) -> bool:
        """Take the next token where it is this word or sign."""
        if self.next.kind in ("word", "sign") and self.next.text == text:
            self.take()
            return True
        return False

    def need(self, text: str) -> None:
        if not self.takes(text):
            raise PredicateFault(self.next.column, f"{text} is missing before {self._shown()}", f"Write {text} here")

    def name(self, what: str) -> Token:
        if self.next.kind != "text":
            raise PredicateFault(self.next.column, f"{what} is missing before {self._shown()}", 'Write it in ""')
        return self.take()

    def take_end(self) -> None:
        if self.next.kind != "end":
            right = "Join conditions with and, or; compare with == != < <= > >= in"
            raise PredicateFault(self.next.column, f"{self._shown()} follows where nothing can", right)

    def _shown(self) -> str:
        return "the end" if self.next.kind == "end" else repr(self.next.text[:40])

    # Conditions

    def condition(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise PredicateFault(self.next.column, f"more than {DEEPEST} are in each other", "Say it more simply")
        node = self.joined("or", lambda: self.joined("and", self.single, Both), Either)
        self.depth -= 1
        return node

    def joined(self, word: str, part: Callable[[], Node], made: type[Both] | type[Either]) -> Node:
        column = self.next.column
        node = part()
        while self.takes(word):
            self.truth(node, column)
            column = self.next.column
            right = part()
            self.truth(right, column)
            node = made(node, right)
        return node

    @staticmethod
    def truth(node: Node, column: int) -> None:
        if node.kind is not Kind.TRUTH:
            raise PredicateFault(column, f"this is a {node.kind} and no condition", "Compare it, such as ... == ...")

    def single(self) -> Node:
        if self.takes("not"):
            self.depth += 1
            if self.depth > DEEPEST:
                raise PredicateFault(self.next.column, f"more than {DEEPEST} are in each other", "Say it more simply")
            column = self.next.column
            node = self.single()
            self.truth(node, column)
            self.depth -= 1
            return Not(node)
        left = self.value()
        sign = self.next
        if sign.kind == "sign" and sign.text in SIGNS:
            self.take()
            right = self.value()
            self.fit(sign, left, right)
            return Compare(sign.text, left, right)
        if self.takes("in"):
            return Among(left, self.values(left, sign))
        return left

    def values(self, left: Node, sign: Token) -> tuple[Value, ...]:
        self.need("[")
        found: list[Value] = []
        while True:
            literal = self.literal()
            self.fit(sign, left, literal)
            found.append(literal.value)
            if not self.takes(","):
                break
        self.need("]")
        return tuple(found)

    def fit(self, sign: Token, left: Node, right: Node) -> None:
        """Raise ``PredicateFault`` where two values cannot be compared so."""
        kinds = {left.kind, right.kind} - {Kind.NONE}
        if sign.text in ORDER and kinds != {Kind.NUMBER}:
            raise PredicateFault(sign.column, f"{sign.text} compares numbers alone", "Use == or !=")
        if len(kinds) > 1:
            raise PredicateFault(
                sign.column, f"a {left.kind} is compared with a {right.kind}", "Compare values of one kind"
            )
        for side, other in ((left, right), (right, left)):
            words = side.words if isinstance(side, FieldOf) else frozenset()
            if words and isinstance(other, Literal) and other.value is not None and other.value not in words:
                advice = did_you_mean(str(other.value), words)
                raise PredicateFault(other.column, f"{other.value!r} is none of its words", advice)

    # Values

    def literal(self) -> Literal:
        token = self.take()
        if token.kind == "text":
            return Literal(token.text, Kind.TEXT, token.column)
        if token.kind == "number":
            return Literal(float(token.text), Kind.NUMBER, token.column)
        if token.kind == "word" and token.text in CONSTANTS:
            return Literal(*CONSTANTS[token.text], token.column)
        shown = repr(token.text) if token.kind != "end" else "the end"
        right = 'A "text", a number such as 3 or 15m, true, false, none'
        raise PredicateFault(token.column, f"a value is missing at {shown}", right)

    def value(self) -> Node:
        if self.takes("("):
            node = self.condition()
            self.need(")")
            return node
        word = self.next
        if word.kind != "word" or word.text in CONSTANTS:
            return self.literal()
        self.take()
        if self.row is not None and not (self.next.kind == "sign" and self.next.text == "("):
            return self.field(self.row, (), word)
        call = _CALLS.get(word.text)
        if call is None:
            raise PredicateFault(word.column, f"there is no {word.text!r}", nearest(word.text, _CALLS))
        self.need("(")
        return call(self)

    def field(self, table: str, names: tuple[str, ...], word: Token) -> FieldOf:
        known = TABLES[table].get(word.text)
        if known is None or word.kind != "word":
            raise PredicateFault(word.column, f"{table} have no field {word.text!r}", nearest(word.text, TABLES[table]))
        return FieldOf(table, names, word.text, known.kind, known.words, known.seconds)

    def of_row(self, table: str, names: tuple[str, ...]) -> Node:
        self.need(")")
        self.need(".")
        return self.field(table, names, self.take())

    def one_of(self, what: str, known: Collection[str]) -> str:
        token = self.name(what)
        if token.text not in known:
            right = did_you_mean(token.text, known)
            raise PredicateFault(token.column, f"there is no {what} {token.text!r}", right)
        return token.text


def _item(parser: _Parser) -> Node:
    return parser.of_row("items", (parser.one_of("item", parser.known.items),))


def _plan(parser: _Parser) -> Node:
    return parser.of_row("plans", (parser.one_of("plan", parser.known.plans),))


def _last_job(parser: _Parser) -> Node:
    operation = parser.one_of("operation", [each.value for each in Operation])
    parser.need(",")
    target = parser.one_of("plan or item", {*parser.known.plans, *parser.known.items})
    return parser.of_row("jobs", (operation, target))


def _count(parser: _Parser) -> Node:
    table = parser.take()
    if table.kind != "word" or table.text not in TABLES:
        raise PredicateFault(table.column, f"there is no table {table.text!r}", nearest(table.text, TABLES))
    if parser.row is not None:
        raise PredicateFault(table.column, "a count stands inside of another", "Count one table at a time")
    where = None
    if parser.takes(","):
        parser.row, column = table.text, parser.next.column
        where = parser.condition()
        parser.truth(where, column)
        parser.row = None
    parser.need(")")
    return Count(table.text, where)


def _journal(parser: _Parser) -> Node:
    node = Journaled(parser.one_of("event", BY_KIND))
    parser.need(")")
    return node


def _elapsed(parser: _Parser) -> Node:
    parser.need(")")
    return Elapsed()


def _looked(parser: _Parser) -> Node:
    screen, item = parser.one_of("screen", parser.known.screens), ""
    if parser.takes(","):
        if screen != POINTS:
            right = f'Write looked("{screen}"), or looked("{POINTS}", ...)'
            raise PredicateFault(parser.next.column, f"of an item its {POINTS} alone are looked at", right)
        item = parser.one_of("item", parser.known.items)
    parser.need(")")
    return Looked(screen, item)


_CALLS: dict[str, Callable[[_Parser], Node]] = {
    "item": _item,
    "plan": _plan,
    "last_job": _last_job,
    "count": _count,
    "journal": _journal,
    "elapsed": _elapsed,
    "looked": _looked,
}
"""Function -> how the rest of its call is read, from behind its bracket."""
FUNCTIONS = tuple(_CALLS)
