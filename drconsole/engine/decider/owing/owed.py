"""Obligations for those who ask: what they showed last, as the rules take it; in words; as stored and shown. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from drconsole.engine.decider.beside import Obligation
from drconsole.engine.decider.owing import left_off
from drconsole.engine.decider.state import State
from drconsole.records.rows.work.owed import ObligationRow
from drconsole.records.waiting.waits import CLEANUP, LEFT_OFF, STAY_DOWN, must_stay_down
from drconsole.recovery.types.estate.known import ABSENT, OTHER, POWERED, TEST, Known

KINDS = (STAY_DOWN, CLEANUP, LEFT_OFF)


def owed_of(state: State, item: str) -> list[Obligation]:
    """Obligations of one item."""
    if not state.obligations:
        return []
    held = (state.obligations.get(f"{what}:{item}") for what in KINDS)
    return [one for one in held if one is not None]


def known_of(state: State, item: str | None = None) -> Known:
    """Return what the obligations showed last, as the rules take it; None = of all items that owe something."""
    owed = list(state.obligations.values()) if item is None else owed_of(state, item)
    if not owed:
        return Known(runs=state.runs)
    seen: dict[str, dict[str, str]] = {}
    stays_down: dict[str, str] = {}
    off: dict[str, str] = {}
    for one in owed:
        probes = seen.setdefault(one.item, {})
        if one.seen:
            probes[one.probe] = one.seen
        if one.runs:
            probes[OTHER[one.probe]] = one.runs
        if one.what == CLEANUP and one.seen != ABSENT:
            probes[TEST] = one.seen or "present"
        if must_stay_down(one.what, one.runs):
            stays_down[one.item] = one.probe
        elif one.what == LEFT_OFF:
            off[one.item] = one.after_job or ""
    cut = frozenset(one.item for one in owed if one.cancelled)
    return Known(seen, runs=state.runs, stays_down=stays_down, left_off=off, cancelled=cut)


def words_of(one: Obligation, stamped: Callable[[datetime | None], str | None]) -> str:
    """An obligation in words."""
    if one.what == CLEANUP:
        return f"the test failover of {one.name} is to be cleaned up, and its machine seen gone"
    silent = f"; not seen since {stamped(one.silent_since)}" if one.silent_since is not None else ""
    if one.what == LEFT_OFF:
        return f"{left_off.said(one)}{silent}"
    if not must_stay_down(one.what, one.runs):
        return (
            f"the machine that took over from {one.name} at {one.site} is gone: this may be the only one that is left "
            f"({one.seen or 'not seen yet'}{silent}); see what it holds before anybody uses it"
        )
    if one.broken:
        return (
            f"{one.name} runs at {one.site} although it failed over from there: two machines run, and what this one "
            f"writes is lost. Shut it down at {one.site} and keep it down{silent}"
        )
    if one.seen == POWERED.get(one.probe):
        return f"{one.name} runs at {one.site} although it must stay down there{silent}"
    if one.seen == ABSENT:
        return f"{one.name} is gone at {one.site}{silent}; should anybody restore it, it must stay down there"
    return f"{one.name} must stay down at {one.site}: {one.seen or 'not seen yet'}{silent}"


def row_of(one: Obligation, stamped: Callable[[datetime | None], str | None]) -> ObligationRow:
    """As stored and shown."""
    return {
        "what": one.what,
        "item": one.name,
        "item_key": one.item,
        "site": one.site,
        "probe": one.probe,
        "since": stamped(one.since),
        "after_job": one.after_job,
        "network": one.network,
        "seen": one.seen,
        "seen_at": stamped(one.seen_at),
        "seen_since": stamped(one.seen_since),
        "silent_since": stamped(one.silent_since),
        "runs": one.runs,
        "runs_since": stamped(one.runs_since),
        "cancelled": one.cancelled,
        "broken": one.broken or (one.what == LEFT_OFF and left_off.stands(one)),
        "why": words_of(one, stamped),
    }
