"""Parts of a parsed predicate. Each knows its kind, and the words that it may hold."""

from __future__ import annotations

from drconsole.recovery.types.data import dataclass
from drconsole.training.predicates.fields import Kind, Value


@dataclass(frozen=True, slots=True)
class Literal:
    """Value as it is written."""

    value: Value
    kind: Kind
    column: int


@dataclass(frozen=True, slots=True)
class FieldOf:
    """Field of one row: ``item("a").stand``. ``table`` and ``names`` say which row; no names: the row being counted."""

    table: str
    names: tuple[str, ...]
    field: str
    kind: Kind
    words: frozenset[str]
    seconds: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """Number of the rows of a table for which ``where`` holds; None = all of them."""

    table: str
    where: Node | None
    kind: Kind = Kind.NUMBER


@dataclass(frozen=True, slots=True)
class Journaled:
    """Number of the events of a kind since the beginning."""

    event: str
    kind: Kind = Kind.NUMBER


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Seconds since the beginning."""

    kind: Kind = Kind.NUMBER


@dataclass(frozen=True, slots=True)
class Looked:
    """Truth that a screen was looked at. ``item``: key or name of the one of which it is asked; empty = of none."""

    screen: str
    item: str = ""
    kind: Kind = Kind.TRUTH


@dataclass(frozen=True, slots=True)
class Compare:
    """Comparison of two values."""

    sign: str
    left: Node
    right: Node
    kind: Kind = Kind.TRUTH


@dataclass(frozen=True, slots=True)
class Among:
    """Truth that a value is one of some."""

    left: Node
    values: tuple[Value, ...]
    kind: Kind = Kind.TRUTH


@dataclass(frozen=True, slots=True)
class Not:
    """Opposite of a condition."""

    of: Node
    kind: Kind = Kind.TRUTH


@dataclass(frozen=True, slots=True)
class Both:
    """Conjunction of two conditions."""

    left: Node
    right: Node
    kind: Kind = Kind.TRUTH


@dataclass(frozen=True, slots=True)
class Either:
    """Disjunction of two conditions."""

    left: Node
    right: Node
    kind: Kind = Kind.TRUTH


def in_seconds(node: Node) -> bool:
    """Return whether the value of a node is a number of seconds."""
    return isinstance(node, Elapsed) or (isinstance(node, FieldOf) and node.seconds)


Node = Literal | FieldOf | Count | Journaled | Elapsed | Looked | Compare | Among | Not | Both | Either


def tables_of(node: Node) -> frozenset[str]:
    """Return the tables that a node asks."""
    match node:
        case FieldOf():
            return frozenset({node.table})
        case Count():
            return frozenset({node.table}) | (frozenset() if node.where is None else tables_of(node.where))
        case Among():
            return tables_of(node.left)
        case Not():
            return tables_of(node.of)
        case Compare() | Both() | Either():
            return tables_of(node.left) | tables_of(node.right)
        case _:
            return frozenset()
