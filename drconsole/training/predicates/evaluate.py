"""Evaluation of a parsed predicate over a scene. Total: it raises nothing, and what is not there is none.

A comparison with none is false, with two exceptions: ``x == none`` and ``x != none`` where none is written ask for it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from drconsole.training.predicates.fields import TABLES, Kind, Row, Value
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
from drconsole.training.predicates.scene import Scene, points_of

_SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def holds(node: Node, scene: Scene) -> bool:
    """Return whether a condition holds; one that has no answer does not."""
    return evaluate(node, scene) is True


def evaluate(node: Node, scene: Scene, row: Row | None = None) -> Value:
    """Return the value of a node. ``row``: the one that is being counted."""
    match node:
        case Literal():
            return node.value
        case FieldOf():
            found = row if not node.names else _row(node, scene)
            return None if found is None else TABLES[node.table][node.field].read(found, scene)
        case Count():
            return float(sum(node.where is None or _true(node.where, scene, each) for each in _rows(node.table, scene)))
        case Journaled():
            return float(scene.events.get(node.event, 0))
        case Elapsed():
            return (scene.now - scene.began).total_seconds()
        case Looked():
            return _looked(node, scene)
        case Compare():
            return _compare(node, scene, row)
        case Among():
            value = evaluate(node.left, scene, row)
            return value is not None and value in node.values
        case Not():
            return not _true(node.of, scene, row)
        case Both():
            return _true(node.left, scene, row) and _true(node.right, scene, row)
        case Either():
            return _true(node.left, scene, row) or _true(node.right, scene, row)


def _looked(node: Looked, scene: Scene) -> bool:
    if not node.item:
        return node.screen in scene.looked
    keys = [each["key"] for each in scene.items if node.item in (each["key"], each["name"])]
    return any(points_of(key) in scene.looked for key in keys)


def _true(node: Node, scene: Scene, row: Row | None) -> bool:
    return evaluate(node, scene, row) is True


def _compare(node: Compare, scene: Scene, row: Row | None) -> bool:
    left, right = evaluate(node.left, scene, row), evaluate(node.right, scene, row)
    if Kind.NONE in (node.left.kind, node.right.kind):
        return (left is right) if node.sign == "==" else node.sign == "!=" and left is not right
    if left is None or right is None:
        return False
    return _SIGNS[node.sign](left, right)


def _rows(table: str, scene: Scene) -> Sequence[Row]:
    return cast("Sequence[Row]", getattr(scene, table))


def _row(node: FieldOf, scene: Scene) -> Row | None:
    """Return the row that a function names; the newest of several."""
    rows = _rows(node.table, scene)
    if node.table == "jobs":
        operation, target = node.names
        named = [each for each in rows if each["operation"] == operation and target in _target(each)]
    else:
        named = [each for each in rows if node.names[0] in (each.get("key"), each.get("name"))]
    return named[-1] if named else None


def _target(job: Row) -> tuple[object, object]:
    return job.get("target"), job.get("target_key")
