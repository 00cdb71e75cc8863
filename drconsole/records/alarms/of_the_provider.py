"""Alarms of the provider itself: what keeps it from being read as it should be, and what it says is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator

from drconsole.records.alarms.kinds import KINDS, Kind
from drconsole.records.alarms.seen import Seen
from drconsole.records.condition import age_text, condition_text, is_silent
from drconsole.records.rows.alarms import CauseRow
from drconsole.recovery.types.remedies import Act, Remedy, as_json

_GRAVE = frozenset({"error", "critical"})
_LOOK = "Look at it with the provider's own means"


def of_provider(seen: Seen) -> Iterator[CauseRow]:
    told = seen.condition
    # Without an engine nobody looks, and what it told last may long be over.
    if told is None or (seen.engine is not None and seen.engine["running"] is False):
        return
    kind = Kind.NOT_READ if is_silent(told) else Kind.CLOCKS_APART
    cause = KINDS[kind].cause(1, why=condition_text(told), age=age_text(told, seen.now))
    yield _alarm(kind, told["kind"], cause, told["advice"], told["since"])


def of_vault(seen: Seen) -> Iterator[CauseRow]:
    """One alarm an error, in the service's words."""
    for told in seen.health:
        kind = Kind.VAULT_CRITICAL if told["level"].lower() in _GRAVE else Kind.VAULT_WARNING
        why = ": ".join(part for part in (told["code"], told["message"].rstrip(".")) if part)
        causes = told["possible_causes"].rstrip(".")
        said = f"{why}. Possible causes: {causes}" if causes else why
        # A warning that asks for nothing is an event.
        advice = told["recommended_action"].rstrip(".") or (_LOOK if kind is Kind.VAULT_CRITICAL else "")
        yield _alarm(kind, why, KINDS[kind].cause(1, why=said), advice, None)


def _alarm(kind: Kind, about: str, cause: str, advice: str, since: str | None) -> CauseRow:
    row = KINDS[kind]
    return {
        "id": f"{kind}:{about}",
        "kind": kind,
        "severity": row.severity,
        "cause": cause,
        "items": [],
        "plans": [],
        "count": 0,
        "since": since,
        "action": row.action.format(advice=advice),
        "remedies": [as_json(Remedy(Act.STATUS))],
        "target": None,
    }
