"""How an item stands beside its state: which side counts, what it owes, whether it could come back. For its row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from drconsole.engine.decider import obligations
from drconsole.engine.decider.state import Obligation, State
from drconsole.engine.projections.jobs import stamp
from drconsole.recovery.follow_up import unfinished
from drconsole.recovery.states import authority_flags as authority
from drconsole.recovery.states import states, testdebt
from drconsole.recovery.states.comeback import MAX_DISKS, come_back, has_vmware
from drconsole.recovery.types.estate import EstateView, Item, ItemStatus
from drconsole.recovery.types.known import SOURCE, TARGET, Known


def standing(item: Item, status: ItemStatus, view: EstateView, state: State) -> dict[str, Any]:
    """Additional fields of an item's row."""
    return {
        **_judged(item, status, view, obligations.known_of(state, item.key)),
        "must_stay_down": _must_stay_down(state, item.key),
        "test_debt": debts_of(item, status, state),
    }


_KEPT = 4096
_judgements: dict[tuple[Any, ...], dict[str, Any]] = {}
"""Thousands of items stand in a handful of ways: what the rules say of each is worked out once."""


def _judged(item: Item, status: ItemStatus, view: EstateView, known: Known) -> dict[str, Any]:
    key = (
        states.standing(item, status),
        item.source,
        item.target,
        status.source_reachable,
        status.failover_health,
        status.connection,
        item.managed_disks,
        len(item.disks) > MAX_DISKS,
        has_vmware(view),
        known.of(item.key, SOURCE),
        known.of(item.key, TARGET),
    )
    found = _judgements.get(key)
    if found is None:
        if len(_judgements) >= _KEPT:
            _judgements.clear()
        found = _judgements[key] = _judge(item, status, view, known)
    return found


def _judge(item: Item, status: ItemStatus, view: EstateView, known: Known) -> dict[str, Any]:
    way = authority.replication(item, status)
    back = come_back(item, status, view, known)
    return {
        "authority": authority.sides(item, status)[0],
        "replicates": None if way is None else {"from": way.origin, "to": way.destination},
        "authority_words": authority.in_words(item, status),
        "flags": [
            *({"flag": flag.kind, "text": flag.text} for flag in authority.flags(item, status, known)),
            *({"flag": "network", "text": text} for text in (unfinished(item, status),) if text is not None),
        ],
        "reverse": {"answer": back.answer, "why": "; ".join(back.why)},
    }


def _must_stay_down(state: State, key: str) -> dict[str, Any] | None:
    owed = state.obligations.get(f"{obligations.STAY_DOWN}:{key}")
    if owed is None or not obligations.must_stay_down(owed.what, owed.runs):
        return None
    return {
        "site": owed.site,
        "since": stamp(owed.since),
        "seen": owed.seen or None,
        "seen_at": stamp(owed.seen_at),
        "silent_since": stamp(owed.silent_since),
        "broken": owed.broken,
        "why": obligations.said(owed, stamp),
    }


def debts_of(item: Item, status: ItemStatus | None, state: State) -> list[dict[str, Any]]:
    owed = state.obligations.get(f"{obligations.CLEANUP}:{item.key}")
    return [] if owed is None else [_debt(owed, item, status)]


def _debt(owed: Obligation, item: Item, status: ItemStatus | None) -> dict[str, Any]:
    return {
        "item": item.name,
        "state": testdebt.stands(status, owed.seen),
        "since": stamp(owed.since),
        "job": owed.after_job,
        "side_effects": [
            {"what": effect.what, "detail": effect.detail}
            for effect in testdebt.side_effects(item, owed.site, owed.network)
        ],
        "undo": testdebt.undo(item.name),
    }


def debts(view: EstateView, state: State) -> list[dict[str, Any]]:
    """All that tests have left, longest owed first."""
    owed = [one for one in state.obligations.values() if one.what == obligations.CLEANUP and one.item in view.items]
    owed.sort(key=lambda one: one.since)
    return [_debt(one, view.items[one.item], view.statuses.get(one.item)) for one in owed]


def broken(state: State) -> list[dict[str, Any]]:
    """Machines that run although they must stay down: each needs a person."""
    rows: Iterable[dict[str, Any] | None] = (
        obligations.needs_a_person(obligations.row(one, stamp)) for one in state.obligations.values() if one.broken
    )
    return [row for row in rows if row is not None]


_QUIET = ("Protected", "InitialReplication")


def nobody(view: EstateView, state: State) -> list[dict[str, Any]]:
    """Items of which no side is known to count: each needs a person."""
    found = []
    for key, status in view.statuses.items():
        item = view.items.get(key)
        if item is None or key in state.busy or status.protection_state.startswith(_QUIET):
            continue
        flags = authority.flags(item, status, obligations.known_of(state, key))
        text = next((flag.text for flag in flags if flag.kind is authority.FlagKind.NO_AUTHORITY), None)
        if text is not None:
            found.append(_no_authority(item.name, text, stamp(status.as_of)))
    return found


def _no_authority(name: str, text: str, since: str | None) -> dict[str, Any]:
    return {
        "kind": "authority",
        "job": None,
        "operation": None,
        "target": name,
        "task": None,
        "friendly_name": f"No side of {name} is known to count",
        "state_description": "NoAuthority",
        "why": text,
        "since": since,
        "outcomes": [],
        "item": name,
    }


def counted(state: State) -> dict[str, int]:
    """How many machines must stay down, how many of them run, how many do not answer."""
    down = [one for one in state.obligations.values() if obligations.must_stay_down(one.what, one.runs)]
    return {
        "stay_down": len(down),
        "broken": sum(one.broken for one in down),
        "not_seen": sum(one.silent_since is not None or not one.seen for one in down),
    }
