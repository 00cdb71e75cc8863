"""Standing of an item beside its state, for its row: which side counts, what it owes, whether it could come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from drconsole.engine.decider.beside import Obligation
from drconsole.engine.decider.owing.owed import known_of, row_of, words_of
from drconsole.engine.decider.state import State
from drconsole.engine.projections.judging import judged, standing_word
from drconsole.engine.projections.parts import stamp
from drconsole.records.rows.estate.items import DebtRow, FlagRow, MachinesRow, MustStayDownRow, SideRow, StandingRow
from drconsole.records.rows.estate.plans import PlanFlagRow
from drconsole.records.rows.work.owed import ObligationRow
from drconsole.records.waiting import waits
from drconsole.recovery.states.assessments import testdebt
from drconsole.recovery.states.assessments.flag_kinds import FlagKind
from drconsole.recovery.states.row import Phase
from drconsole.recovery.types.estate.estate import EstateView, Item, ItemStatus
from drconsole.recovery.types.estate.known import NOTHING, SOURCE, TARGET, Known
from drconsole.recovery.types.estate.rpo import is_late
from drconsole.recovery.types.remedies import as_json, target_in
from drconsole.recovery.types.words import TargetType


def standing(item: Item, status: ItemStatus, view: EstateView, state: State, phase: Phase) -> StandingRow:
    """Additional fields of an item's row; ``phase``: of its state."""
    # Nothing is owed of most estates: they are told so at once, however many items they have.
    known = known_of(state, item.key) if state.obligations else NOTHING
    judgement = judged(item, status, view, known)
    flags = _dated(judgement["flags"], state, item.key)
    return {
        **judgement,
        "flags": flags,
        "stand": str(standing_word(item, status, phase, flags, known, state, is_late(item, status, view))),
        "stand_since": None,
        "machines": _machines(item.key, known),
        "must_stay_down": _must_stay_down(state, item.key),
        "test_debt": debts_of(item, status, view, state),
    }


def _dated(flags: list[FlagRow], state: State, key: str) -> list[FlagRow]:
    """Return flags with since when each was seen so: what the obligations recorded, which outlives an engine."""
    if not flags or not state.obligations:
        return flags
    down = state.obligations.get(f"{waits.STAY_DOWN}:{key}")
    off = state.obligations.get(f"{waits.LEFT_OFF}:{key}")
    return [{**flag, "since": stamp(_since(flag["flag"], down, off))} for flag in flags]


def _since(flag: str, down: Obligation | None, off: Obligation | None) -> datetime | None:
    if flag == FlagKind.REPLICATION_STOPPED:
        return off.since if off is not None else None
    if flag == FlagKind.RUNS_NOWHERE:
        # The machine that counts: the one that was left off, or the one that took over.
        return (off.seen_since or off.since) if off is not None else down.runs_since if down is not None else None
    owed = down or off
    if flag != FlagKind.TWO_AUTHORITIES or owed is None:
        return None
    return max(filter(None, (owed.seen_since, owed.runs_since)), default=None)


def _machines(key: str, known: Known) -> MachinesRow | None:
    """Return what was seen of its two machines, by probe, and what is owed of them; None = nothing is, nobody looks."""
    if key not in known.stays_down and key not in known.left_off:
        return None
    return {
        SOURCE: known.of(key, SOURCE) or None,
        TARGET: known.of(key, TARGET) or None,
        "stays_down": known.stays_down.get(key),
        "left_off_by": known.left_off.get(key),
        "cancelled": key in known.cancelled,
    }


class Written(NamedTuple):
    """Content of an item's row when it was written last, in this life of the engine."""

    stand: str
    stand_since: str | None
    flags: list[FlagRow]


def flagged(keys: Iterable[str], view: EstateView, written: Mapping[str, Written]) -> list[PlanFlagRow]:
    """Flags of these items, for their plan: in the fields of an item's flags, with whose each is.

    Taken from the items' rows: a plan's row is made anew with each of its items that changes, and none is judged for it
    again.
    """
    known = [key for key in keys if key in written and key in view.items]
    return [{"item": view.items[key].name, "item_key": key, **flag} for key in known for flag in written[key].flags]


def _must_stay_down(state: State, key: str) -> MustStayDownRow | None:
    owed = state.obligations.get(f"{waits.STAY_DOWN}:{key}")
    if owed is None or not waits.must_stay_down(owed.what, owed.runs):
        return None
    return {
        "site": owed.site,
        "since": stamp(owed.since),
        "seen": owed.seen or None,
        "seen_at": stamp(owed.seen_at),
        "seen_since": stamp(owed.seen_since),
        "silent_since": stamp(owed.silent_since),
        "broken": owed.broken,
        "why": words_of(owed, stamp),
    }


def debts_of(item: Item, status: ItemStatus | None, view: EstateView, state: State) -> list[DebtRow]:
    owed = state.obligations.get(f"{waits.CLEANUP}:{item.key}")
    return [] if owed is None else [_debt(owed, item, status, view)]


def _debt(owed: Obligation, item: Item, status: ItemStatus | None, view: EstateView) -> DebtRow:
    return {
        "item": item.name,
        "item_key": item.key,
        "state": testdebt.stands(status, owed.seen),
        "since": stamp(owed.since),
        "job": owed.after_job,
        "side_effects": [
            {"what": effect.what, "detail": effect.detail}
            for effect in testdebt.side_effects(item, owed.site, owed.network)
        ],
        "remedies": [as_json(testdebt.undo(target_in(view.items, TargetType.ITEM, item.key)))],
    }


def debts(view: EstateView, state: State) -> list[DebtRow]:
    """Return all that tests have left, longest owed first."""
    owed = [one for one in state.obligations.values() if one.what == waits.CLEANUP and one.item in view.items]
    owed.sort(key=lambda one: one.since)
    return [_debt(one, view.items[one.item], view.statuses.get(one.item), view) for one in owed]


def owed_rows(state: State) -> list[ObligationRow]:
    """Return what is owed of machines, as stored and shown."""
    return [row_of(one, stamp) for one in state.obligations.values()]


def side_rows(view: EstateView, state: State) -> list[SideRow]:
    """Return the items of which perhaps no side is known to count, with the fields that ``waiting.waits`` asks for."""
    found: list[SideRow] = []
    for key, status in view.statuses.items():
        item = view.items.get(key)
        if item is None or key in state.busy or status.protection_state.startswith(waits.QUIET):
            continue
        found.append(
            {
                "key": key,
                "name": item.name,
                "protection_state": status.protection_state,
                "current_job": None,
                "as_of": stamp(status.as_of),
                "flags": _dated(judged(item, status, view, known_of(state, key))["flags"], state, key),
            }
        )
    return found
