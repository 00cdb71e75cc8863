"""Fields that predicates know: of each table by name, with its kind, the words it may hold, and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any

from drconsole.records.waiting.waits import CLEANUP, LEFT_OFF, STAY_DOWN
from drconsole.recovery.states.assessments.stand import Stand
from drconsole.recovery.states.row import Phase
from drconsole.recovery.types.approving import ProposalState
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Direction, Health, Location, Operation, Outcome, RunState
from drconsole.training.predicates.scene import Scene

Value = str | float | bool | None
"""Value of a predicate's part; None = there is none."""


class Kind(StrEnum):
    """Kinds of value."""

    TEXT = "text"
    NUMBER = "number"
    TRUTH = "truth"
    NONE = "none"


CONSTANTS: dict[str, tuple[Value, Kind]] = {
    "true": (True, Kind.TRUTH),
    "false": (False, Kind.TRUTH),
    "none": (None, Kind.NONE),
}
"""Word of the language -> the value that it stands for."""
Row = Mapping[str, Any]
"""A row of any table; ``FIELDS`` alone looks into it, by the names that the row's type has."""


@dataclass(frozen=True, slots=True)
class Field:
    """Field of a row. ``words`` are all that it may hold; empty = any text. ``seconds``: it is in seconds."""

    kind: Kind
    read: Callable[[Row, Scene], Value]
    words: frozenset[str] = frozenset()
    seconds: bool = False


def _plain(kind: Kind, *path: str, words: Iterable[str] = ()) -> Field:
    def read(row: Row, scene: Scene) -> Value:
        found: Any = row
        for name in path:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found if isinstance(found, str | float | int) else None

    return Field(kind, read, frozenset(str(word) for word in words))


def _since(*path: str) -> Field:
    """Return the field of a time, as seconds from the lesson's beginning."""
    told = _plain(Kind.TEXT, *path)
    return _seconds(lambda row, scene: scene.seconds(told.read(row, scene)))


def _seconds(read: Callable[[Row, Scene], Value]) -> Field:
    return Field(Kind.NUMBER, read, seconds=True)


def _duration(row: Row, scene: Scene) -> Value:
    began, ended = scene.seconds(row.get("started_at")), scene.seconds(row.get("ended_at"))
    return None if began is None or ended is None else ended - began


def _loss(row: Row, scene: Scene) -> Value:
    used = [item["point_used"] for item in row.get("items") or () if item.get("point_used")]
    lost = [point["data_loss"] for point in used if point.get("data_loss") is not None]
    return max(lost) if lost else None


def _rpo(row: Row, scene: Scene) -> Value:
    as_of, until = scene.seconds(row.get("as_of")), scene.seconds(row.get("replicated_until"))
    return None if as_of is None or until is None else as_of - until


JUDGED = ("ok", "failed")
"""Results of a validation."""
TABLES: dict[str, dict[str, Field]] = {
    "items": {
        "name": _plain(Kind.TEXT, "name"),
        "stand": _plain(Kind.TEXT, "stand", words=Stand),
        "protection_state": _plain(Kind.TEXT, "protection_state"),
        "active_location": _plain(Kind.TEXT, "active_location", words=Location),
        "direction": _plain(Kind.TEXT, "direction", words=Direction),
        "authority": _plain(Kind.TEXT, "authority"),
        "replication_health": _plain(Kind.TEXT, "replication_health", words=Health),
        "source_powered": _plain(Kind.TRUTH, "source_powered"),
        "target_powered": _plain(Kind.TRUTH, "target_powered"),
        "validation": _plain(Kind.TEXT, "validation", "result", words=JUDGED),
        "point_at": _since("failover_recovery_point", "time"),
        "tested_at": _since("last_test_failover"),
        "rpo": _seconds(_rpo),
    },
    "plans": {
        "name": _plain(Kind.TEXT, "name"),
        "state": _plain(Kind.TEXT, "state", words=(*Phase, "mixed", "running")),
        "tested_at": _since("last_test_failover"),
    },
    "jobs": {
        "operation": _plain(Kind.TEXT, "operation", words=Operation),
        "target": _plain(Kind.TEXT, "target"),
        "state": _plain(Kind.TEXT, "state", words=RunState),
        "direction": _plain(Kind.TEXT, "direction", words=Direction),
        "operator": _plain(Kind.TEXT, "operator"),
        "point": _plain(Kind.TEXT, "options", "point"),
        "network": _plain(Kind.TEXT, "options", "network"),
        "held": _plain(Kind.TRUTH, "held"),
        "started_at": _since("started_at"),
        "ended_at": _since("ended_at"),
        "duration": _seconds(_duration),
        "data_loss": _seconds(_loss),
        "waited": _seconds(_plain(Kind.NUMBER, "waited").read),
    },
    "gates": {
        "task": _plain(Kind.TEXT, "friendly_name"),
        "operation": _plain(Kind.TEXT, "operation", words=Operation),
        "target": _plain(Kind.TEXT, "target"),
        "item": _plain(Kind.TEXT, "item"),
    },
    "validations": {
        "result": _plain(Kind.TEXT, "result", words=JUDGED),
        "comment": _plain(Kind.TEXT, "comment"),
        "operator": _plain(Kind.TEXT, "operator"),
    },
    "answers": {
        "task": _plain(Kind.TEXT, "task"),
        "operation": _plain(Kind.TEXT, "operation", words=Operation),
        "target": _plain(Kind.TEXT, "target"),
        "outcome": _plain(Kind.TEXT, "outcome", words=Outcome),
        "comment": _plain(Kind.TEXT, "comment"),
    },
    "proposals": {
        "operation": _plain(Kind.TEXT, "operation"),
        "target": _plain(Kind.TEXT, "target"),
        "state": _plain(Kind.TEXT, "state", words=ProposalState),
        "by": _plain(Kind.TEXT, "person"),
        "comment": _plain(Kind.TEXT, "comment"),
        "approvals": Field(Kind.NUMBER, lambda row, scene: float(len(row.get("approvals") or ()))),
    },
    "obligations": {
        "what": _plain(Kind.TEXT, "what", words=(STAY_DOWN, CLEANUP, LEFT_OFF)),
        "item": _plain(Kind.TEXT, "item"),
        "site": _plain(Kind.TEXT, "site"),
        "broken": _plain(Kind.TRUTH, "broken"),
    },
}
"""Table -> field -> what it is. Times are seconds from the lesson's beginning, negative before it."""
