"""Alarms of the provider itself: what keeps it from being read as it should be."""

from __future__ import annotations

from collections.abc import Iterator

from drconsole.records.alarms.kinds import KINDS, Kind
from drconsole.records.alarms.seen import Seen
from drconsole.records.condition import age_text, condition_text, is_silent
from drconsole.records.rows.alarms import AlarmRow
from drconsole.recovery.types.remedies import Act, Remedy, as_json


def of_provider(seen: Seen) -> Iterator[AlarmRow]:
    told = seen.condition
    # Without an engine nobody looks, and what it told last may long be over.
    if told is None or (seen.engine is not None and seen.engine["running"] is False):
        return
    kind = Kind.NOT_READ if is_silent(told) else Kind.CLOCKS_APART
    row = KINDS[kind]
    yield {
        "id": f"{kind}:{told['kind']}",
        "kind": kind,
        "severity": row.severity,
        "cause": row.cause(1, why=condition_text(told), age=age_text(told, seen.now)),
        "items": [],
        "plans": [],
        "count": 0,
        "since": told["since"],
        "action": row.action.format(advice=told["advice"]),
        "remedies": [as_json(Remedy(Act.STATUS))],
        "target": None,
    }
