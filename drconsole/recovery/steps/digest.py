"""Digest of what an operator confirmed, sixteen characters; and the difference between two previews in words.

The digest covers what will be done (operation, target, options, items, points, findings, shape of the tree, actions,
content of scripts) and nothing that only describes it: not the comment, not texts, not minutes, not the time of the
look. The difference is computed from the very same parts, so it is empty exactly when the digests are equal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.points import ChosenPoint
from drconsole.recovery.types.words import Level, PointChoice
from drconsole.recovery.types.work.tasks import Finding, Preview, TaskKind, TaskSpec

LENGTH = 16
"""Hexadecimal digits of SHA-256 that a person can compare; it guards against change, not against forgery."""

Parts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is no longer as a preview showed it; ``shown`` and ``now`` are None, words or lists of words."""

    what: str
    shown: object
    now: object
    item: str | None = None
    """Key of the item that it is about."""


_WORDS = {
    "operation": "operation",
    "target": "target",
    "target_type": "kind of target",
    "grain": "how much the provider does by itself",
    "direction": "direction",
    "point": "choice of the recovery point",
    "point_id": "recovery point asked for",
    "shutdown": "shutdown of the source",
    "network": "network",
    "encryption_key": "encryption key",
    "stop_on_failure": "stopping at the first failure",
}
_TREE_WORDS = {
    "parent": "place",
    "kind": "kind",
    "step": "step",
    "skipped": "skipped",
    "after": "order",
    "action": "action",
}


def parts(preview: Preview) -> Parts:
    """Everything the digest covers, as JSON-ready values that do not depend on any order of input.

    Of the trees, at ITEM and PLAN grain the predicted one, so that an edited plan shows there too.
    """
    request, tree = preview.request, preview.predicted or preview.tree
    options = request.options
    takes_part: dict[str, str] = {one.item: f"skipped: {one.reason}" for one in preview.skipped}
    takes_part.update(dict.fromkeys(preview.qualified, "qualified"))
    return {
        "plain": {
            "operation": str(request.operation),
            "target": request.target,
            "target_type": str(request.target_type),
            "grain": str(preview.grain),
            "direction": _text(options.direction),
            "point": _text(options.point),
            "point_id": options.point_id,
            "shutdown": options.shutdown,
            "network": options.network,
            "encryption_key": options.certificate.thumbprint if options.certificate else None,
            "stop_on_failure": tree.stop_on_failure,
        },
        "items": takes_part,
        "points": {key: _point(point) for key, point in preview.points.items()},
        "findings": {_finding(one): str(one.level) for one in preview.findings if _covered(one)},
        "tree": {task.id: shape for task, shape in _shapes(tree.tasks)},
        "scripts": dict(preview.scripts),
    }


def digest_of(preview: Preview) -> str:
    """The first sixteen hexadecimal digits of SHA-256 over the canonical JSON of ``parts``."""
    return _hash(parts(preview))


def difference(shown: Preview, now: Preview) -> list[Difference]:
    """Return what has changed since a preview was shown; empty if and only if nothing has."""
    before, after = parts(shown), parts(now)
    names = {**_names(shown), **_names(now)}
    return [
        *_plain(before["plain"], after["plain"]),
        *_by_item("taking part", before["items"], after["items"]),
        *_by_item("recovery point", before["points"], after["points"]),
        *_scripts(before["scripts"], after["scripts"]),
        *_findings(before["findings"], after["findings"]),
        *_tree(before["tree"], after["tree"], names),
    ]


def _hash(covered: Parts) -> str:
    text = json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _point(point: ChosenPoint) -> str:
    """``latest`` is made during the run, so its time moves with every look: the choice is all that is fixed."""
    if point.choice is PointChoice.LATEST:
        return str(point.choice)
    return f"{point.choice} {point.id}"


_MOVE_WITH_TIME = frozenset({"data-loss", "point-older", "replication-group-points"})
"""They tell by how much a point is behind, which moves with the clock: what is confirmed is the point."""


def _covered(one: Finding) -> bool:
    return one.level != Level.INFO and one.kind not in _MOVE_WITH_TIME


def _finding(one: Finding) -> str:
    return one.id if one.item is None else f"{one.id} ({one.item})"


def _shapes(tasks: Sequence[TaskSpec]) -> Iterator[tuple[TaskSpec, dict[str, Any]]]:
    """Each task's place and kind; the order of siblings only where they run one after the other."""
    kinds = {task.id: task.kind for task in tasks}
    last: dict[str | None, str] = {}
    for task in tasks:
        ordered = task.parent is None or kinds.get(task.parent) is not TaskKind.PARALLEL
        yield (
            task,
            {
                "parent": task.parent,
                "kind": str(task.kind),
                "step": task.step,
                "skipped": task.skipped is not None,
                "after": last.get(task.parent) if ordered else None,
                "action": _action(task),
            },
        )
        last[task.parent] = task.id


def _action(task: TaskSpec) -> list[Any] | None:
    """Return what would be run: another script is another run, and so is another content (``scripts``). Instructions
    are a text."""
    action = task.action
    if action is None:
        return None
    return [action.name, str(action.kind), action.path, list(action.arguments), action.timeout]


def _names(preview: Preview) -> dict[str, str]:
    return {task.id: task.friendly_name for task in (preview.predicted or preview.tree).tasks}


def _plain(before: Parts, after: Parts) -> list[Difference]:
    return [
        Difference(words, before[name], after[name]) for name, words in _WORDS.items() if before[name] != after[name]
    ]


def _by_item(what: str, before: Parts, after: Parts) -> list[Difference]:
    return [
        Difference(what, before.get(key), after.get(key), key)
        for key in sorted({*before, *after})
        if before.get(key) != after.get(key)
    ]


def _scripts(before: Parts, after: Parts) -> list[Difference]:
    """A script with another content does something else, whatever its path. One that runs only now is a task's."""
    return [
        Difference(f"content of the script {path}", before.get(path, "absent"), after.get(path, "absent"))
        for path in sorted({*before, *after})
        if before.get(path) != after.get(path)
    ]


def _findings(before: Parts, after: Parts) -> list[Difference]:
    return [
        Difference(f"finding {name}", before.get(name, "absent"), after.get(name, "absent"))
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]


def _tree(before: Parts, after: Parts, names: Mapping[str, str]) -> list[Difference]:
    """Tasks that came, went or changed. A moved neighbour is told only when nothing else explains it."""
    changed = []
    for task in sorted({*before, *after}):
        old, new = before.get(task), after.get(task)
        if old == new:
            continue
        if old is None or new is None:
            changed.append(
                _task(task, names, "absent" if old is None else "present", "absent" if new is None else "present")
            )
            continue
        fields = [name for name in _TREE_WORDS if name != "after" and old[name] != new[name]]
        changed += [_task(task, names, old[name], new[name], f" ({_TREE_WORDS[name]})") for name in fields]
    return changed or [
        _task(task, names, before[task]["after"], after[task]["after"], f" ({_TREE_WORDS['after']})")
        for task in sorted(before)
        if before[task] != after.get(task)
    ]


def _task(task: str, names: Mapping[str, str], shown: object, now: object, aspect: str = "") -> Difference:
    return Difference(f"task {task} {names.get(task, '')!r}{aspect}", shown, now)
