"""Grouping of alarms: what belongs to one cause is one alarm, and an outage is few lines. Pure.

Ten alarms in ten minutes are what a person can follow (EEMUA 191): so many lines are told at most, and what is left is
counted in the last one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from drconsole.records.alarms.kinds import KINDS, Kind
from drconsole.records.alarms.outages import WORDS
from drconsole.records.rows.alarms import AlarmRow

MOST = 10
"""Lines at most."""
APART = 3
"""Alarms of one kind that are told one by one at most: answers that are waited for, reasons, errors (our choice)."""
_OF_JOBS = frozenset({Kind.RTO_MISSED, Kind.RTO_WILL_BE_MISSED})
_STOPPED = frozenset({Kind.WAITS, Kind.HELD})
_PLACE = {kind: place for place, kind in enumerate(KINDS)}


def in_order(found: Sequence[AlarmRow]) -> list[AlarmRow]:
    """Return alarms worst first; of one kind those that came first, then those that are about most."""
    return sorted(
        found,
        key=lambda one: (_PLACE[Kind(one["kind"])], one["since"] is None, one["since"] or "", -one["count"], one["id"]),
    )


def under_their_causes(found: Sequence[AlarmRow]) -> list[AlarmRow]:
    """Return alarms without those that follow from another one: they are counted there.

    A run that waits or is held is late for that, and a site that is silent shows no machine that must stay down there.
    """
    stopped = {one["target"]["key"]: one for one in found if one["kind"] in _STOPPED and one["target"] is not None}
    silent = {one["id"].partition(":")[2]: one for one in found if one["kind"] == Kind.SITE_SILENT}
    left = []
    for one in found:
        cause = None
        if one["kind"] in _OF_JOBS and one["target"] is not None:
            cause = stopped.get(one["target"]["key"])
        elif one["kind"] == Kind.NOT_SEEN_DOWN:
            cause = silent.get(one["id"].partition(":")[2])
        if cause is None:
            left.append(one)
        else:
            cause["consequences"].append({"what": WORDS[Kind(one["kind"])], "count": one["count"] or 1})
    return left


def few(found: Sequence[AlarmRow], most: int = MOST) -> list[AlarmRow]:
    """Return alarms in at most so many lines: of a kind that has many one line, then one for the least grave kinds."""
    lines = list(found)
    per_kind = Counter(one["kind"] for one in lines)
    crowded = {kind for kind, size in per_kind.items() if size > APART and not KINDS[Kind(kind)].by_plan}
    lines = _merged(lines, crowded)
    while len(lines) > most:
        kind, size = Counter(one["kind"] for one in lines).most_common(1)[0]
        if size == 1:
            return [*lines[: most - 1], _rest(lines[most - 1 :])]
        lines = _merged(lines, {kind})
    return lines


def _merged(lines: Sequence[AlarmRow], kinds: set[str]) -> list[AlarmRow]:
    left: list[AlarmRow] = []
    for one in lines:
        if one["kind"] not in kinds:
            left.append(one)
        elif not any(other["kind"] == one["kind"] for other in left):
            same = [other for other in lines if other["kind"] == one["kind"]]
            left.append(_as_one(same) if len(same) > 1 else one)
    return left


def _as_one(same: Sequence[AlarmRow]) -> AlarmRow:
    """Return alarms of one kind as one: the first on top, the others counted."""
    first, row, count = same[0], KINDS[Kind(same[0]["kind"])], sum(one["count"] for one in same)
    alike = bool(row.many) and "{why}" not in row.many
    cause = row.cause(count, at="") if alike and count else f"{first['cause']}; and {len(same) - 1} more like it"
    return _joined(same, first["kind"], cause, first["action"])


def _rest(rest: Sequence[AlarmRow]) -> AlarmRow:
    """Return what is left as one line."""
    row = KINDS[Kind.OTHERS]
    cause = row.cause(len(rest), why=rest[0]["cause"])
    return _joined(rest, Kind.OTHERS, cause, row.action)


def _joined(some: Sequence[AlarmRow], kind: str, cause: str, action: str) -> AlarmRow:
    first, sinces = some[0], [one["since"] for one in some if one["since"]]
    consequences: Counter[str] = Counter()
    for one in some:
        consequences.update({each["what"]: each["count"] for each in one["consequences"]})
    return {
        **first,
        "id": str(kind),
        "kind": kind,
        "cause": cause,
        "items": [item for one in some for item in one["items"]],
        "plans": [plan for one in some for plan in one["plans"]],
        "count": sum(one["count"] for one in some),
        "since": min(sinces, default=None),
        "action": action,
        "target": first["target"] if len({str(one["target"]) for one in some}) == 1 else None,
        "first": first["first"] or (first["items"][0] if first["items"] else None),
        "raised": {
            "ten_minutes": sum(one["raised"]["ten_minutes"] for one in some),
            "hour": sum(one["raised"]["hour"] for one in some),
        },
        "consequences": [{"what": what, "count": number} for what, number in consequences.items()],
    }
