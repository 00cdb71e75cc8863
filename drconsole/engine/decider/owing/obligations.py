"""Obligations after a failover or a test, until evidence ends them. Pure: events from states and evidence, and back.

Three kinds: after a failover, planned or not, the machine that was failed over from must *stay down* (two that run at
once lose what one of them writes), unless it is the only one that is left; a *test cleanup* is done when its machine
was seen gone, not when a call returned; a machine that was *left off* needs a person (``left_off``).
They end by evidence, never because the object that they hung on was removed. They follow from what the provider says
of the items, so it does not matter who began the operation, or when.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from drconsole.engine.decider.beside import Obligation
from drconsole.engine.decider.owing import left_off
from drconsole.engine.decider.owing.owed import KINDS, owed_of
from drconsole.engine.decider.state import Job, State
from drconsole.records.waiting.waits import CLEANUP, LEFT_OFF, STAY_DOWN
from drconsole.recovery.checks.landing.networks import NO_NETWORK
from drconsole.recovery.states.assessments import authority, testdebt
from drconsole.recovery.states.states import active_side
from drconsole.recovery.types.data import replace
from drconsole.recovery.types.estate.estate import EstateView, Item, ItemStatus
from drconsole.recovery.types.estate.known import NO_ANSWER, OTHER, POWERED, REPLICATING, SOURCE, TEST
from drconsole.recovery.types.words import FAILS_OVER, Location, Operation
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.observed import Evidence

# From the journal


def _touch(state: State, key: str) -> None:
    state.touched["obligation", "", key] = None


def _opened(state: State, event: ev.ObligationOpened, at: datetime, actor: str) -> None:
    made = Obligation(event.what, event.item, event.name, event.site, event.probe, at, event.after_job, event.network)
    made.cancelled = event.cancelled
    state.obligations[made.key] = made
    _touch(state, made.key)


def _seen(state: State, event: ev.ObligationSeen, at: datetime, actor: str) -> None:
    found = state.obligations.get(f"{event.what}:{event.item}")
    if found is None:
        raise ValueError(f"{event.kind}: no {event.what} is owed of {event.item}")
    if event.runs and event.runs != found.runs:
        found.runs_since = event.as_of
    if event.seen not in ("", NO_ANSWER, found.seen):
        found.seen_since = event.as_of
    if event.seen == NO_ANSWER:
        found.silent_since = event.as_of
    elif not event.seen:
        found.runs, found.broken = event.runs, event.broken
    else:
        found.silent_since = None
        found.seen, found.seen_at, found.runs, found.broken = event.seen, event.as_of, event.runs, event.broken
    _touch(state, found.key)


def _closed(state: State, event: ev.ObligationClosed, at: datetime, actor: str) -> None:
    key = f"{event.what}:{event.item}"
    state.obligations.pop(key, None)
    _touch(state, key)


FOLDS: dict[str, Callable[[State, Any, datetime, str], None]] = {
    ev.ObligationOpened.kind: _opened,
    ev.ObligationSeen.kind: _seen,
    ev.ObligationClosed.kind: _closed,
}


# Into the journal

Shown = Mapping[tuple[str, str], Evidence]
"""Evidence by item and probe."""


class _Draft:
    """Events one after the other, each on what those before it say."""

    def __init__(self, state: State, keys: Iterable[str], now: datetime, shown: Shown, ending: Job | None) -> None:
        self.shown = shown
        self.ending = ending
        self.shut_down = left_off.shut_down(ending) if ending is not None else frozenset()
        held = (state.obligations.get(f"{what}:{key}") for key in keys for what in KINDS)
        self.state = State(obligations={one.key: replace(one) for one in held if one is not None})
        self.now = now
        self.events: list[ev.Event] = []

    def held(self, what: str, item: str) -> Obligation | None:
        return self.state.obligations.get(f"{what}:{item}")

    def put(self, event: ev.ObligationOpened | ev.ObligationSeen | ev.ObligationClosed) -> None:
        FOLDS[event.kind](self.state, event, self.now, "")
        self.events.append(event)


def settle(
    state: State,
    view: EstateView,
    keys: Iterable[str],
    now: datetime,
    evidence: Sequence[Evidence] = (),
    ending: Job | None = None,
) -> list[ev.Event]:
    """Return what is to be recorded of these items: owed from now on, seen to have changed, over.

    An item that a job of ours works on is left alone, unless that is the job that ends now.
    """
    shown = {(one.item, one.probe): one for one in evidence}
    moved = ending is not None and ending.created.request.operation in FAILS_OVER
    concerned = [key for key in keys if moved or _concerns(state, view, key, shown)]
    free = [key for key in concerned if state.busy.get(key) in (None, ending.id if ending else None)]
    if not concerned:
        return []
    draft = _Draft(state, concerned, now, shown, ending)
    for key in free:
        _open(draft, view, key)
    _look_at(draft, {key for key in concerned if key not in free and _is_brought_back(state, key)})
    for key in free:
        _close(draft, view, key)
    return draft.events


def _left(shown: Shown, key: str) -> bool:
    """Return whether a test machine was seen there."""
    one = shown.get((key, TEST))
    return one is not None and one.ok is True


def _concerns(state: State, view: EstateView, key: str, shown: Shown) -> bool:
    """Most items owe nothing: this is asked of all of them."""
    status = view.statuses.get(key)
    if owed_of(state, key):
        return True
    if status is not None and (authority.may_owe(status) or testdebt.is_open(status)):
        return True
    return _left(shown, key)


def _open(draft: _Draft, view: EstateView, key: str) -> None:
    item, status = view.items.get(key), view.statuses.get(key)
    if item is None or status is None:
        return
    after = draft.ending.id if draft.ending is not None else None
    if authority.settled(item, status):
        owed, held = authority.duty(item, status), draft.held(STAY_DOWN, key)
        if held is not None and owed is not None and owed.site != held.site:
            draft.put(ev.ObligationClosed(STAY_DOWN, key, f"it failed over again, away from {owed.site}"))
            held = None
        if owed is not None and held is None:
            draft.put(ev.ObligationOpened(STAY_DOWN, key, item.name, owed.site, owed.probe, after))
    if draft.held(CLEANUP, key) is None and (testdebt.is_open(status) or _left(draft.shown, key)):
        _, where = authority.sides(item, status)
        draft.put(ev.ObligationOpened(CLEANUP, key, item.name, where, TEST, after, _network(draft.ending)))
    if draft.ending is not None and key in draft.shut_down:
        _open_left_off(draft, item, status, draft.ending)


def _open_left_off(draft: _Draft, item: Item, status: ItemStatus, ending: Job) -> None:
    """Anew after each job: the newest is the one that shut it down."""
    found = left_off.place(ending, item, status)
    if found is None:
        return
    site, probe = found
    one = draft.shown.get((item.key, probe))
    if not left_off.needed(ending, item, status, one.seen if one is not None else "", probe):
        return
    if draft.held(LEFT_OFF, item.key) is not None:
        draft.put(ev.ObligationClosed(LEFT_OFF, item.key, f"job {ending.id} shut it down again"))
    cancelled = ending.cancelling
    draft.put(ev.ObligationOpened(LEFT_OFF, item.key, item.name, site, probe, ending.id, cancelled=cancelled))


def before_removal(state: State, created: ev.JobCreated, view: EstateView) -> list[ev.Event]:
    """Return what a job owes that disables replication. Where an item runs at its recovery side and replicates back,
    nobody had to keep the other machine down: it was a copy. Without replication it may be started like any other."""
    if created.request.operation is not Operation.DISABLE_REPLICATION:
        return []
    found: list[ev.Event] = []
    for key in created.qualified:
        item, status = view.items[key], view.statuses[key]
        if active_side(status) is Location.RECOVERY and f"{STAY_DOWN}:{key}" not in state.obligations:
            found.append(ev.ObligationOpened(STAY_DOWN, key, item.name, item.source, SOURCE, created.job))
    return found


def _network(ending: Job | None) -> str | None:
    if ending is None or ending.created.request.operation is not Operation.TEST_FAILOVER:
        return None
    chosen = ending.created.request.options.network
    return "" if chosen == NO_NETWORK else chosen


def _is_brought_back(state: State, key: str) -> bool:
    """Return whether a job of ours works at starting the machine that had to stay down until then."""
    job = state.jobs.get(state.busy.get(key, ""))
    return job is not None and job.created.request.operation in FAILS_OVER


def _look_at(draft: _Draft, coming: Collection[str]) -> None:
    """``coming``: items whose machine that stayed down is on its way to run, alone, which is as it should be."""
    shown = draft.shown
    for held in list(draft.state.obligations.values()):
        one, other = shown.get((held.item, held.probe)), shown.get((held.item, OTHER.get(held.probe, "")))
        runs = other.seen if other is not None and other.ok is not None else ""
        if held.what == STAY_DOWN and held.item in coming and runs != POWERED[OTHER[held.probe]]:
            continue
        if one is not None and one.ok is not None:
            if held.silent_since is not None or (held.seen, held.runs) != (one.seen, runs):
                broken = _broken(held, one.seen, runs)
                draft.put(ev.ObligationSeen(held.what, held.item, one.seen, one.as_of, runs, broken))
            continue
        if one is not None and held.silent_since is None:
            draft.put(ev.ObligationSeen(held.what, held.item, NO_ANSWER, one.as_of))
        if other is not None and runs and runs != held.runs:
            broken = _broken(held, held.seen, runs)
            draft.put(ev.ObligationSeen(held.what, held.item, "", other.as_of, runs, broken))


def _broken(held: Obligation, seen: str, runs: str) -> bool:
    """The one that must stay down runs. The other one, too, unless it was seen not to: not seen is not down."""
    if held.what == LEFT_OFF:
        return left_off.stands(replace(held, seen=seen, runs=runs))
    if held.what != STAY_DOWN or seen != POWERED[held.probe]:
        return False
    return runs in ("", POWERED[OTHER[held.probe]])


def _close(draft: _Draft, view: EstateView, key: str) -> None:
    item, status = view.items.get(key), view.statuses.get(key)
    down, test, off = (draft.held(what, key) for what in KINDS)
    if down is not None and (why := _over(down, item, status)):
        draft.put(ev.ObligationClosed(STAY_DOWN, key, why))
    if test is not None and testdebt.is_paid(status, test.seen):
        draft.put(ev.ObligationClosed(CLEANUP, key, "its test machine was looked for and is gone"))
    one = draft.shown.get((key, REPLICATING))
    if off is not None and (why := left_off.over(off, item, status, one is not None and one.ok is True)):
        draft.put(ev.ObligationClosed(LEFT_OFF, key, why))


def _over(down: Obligation, item: Item | None, status: ItemStatus | None) -> str | None:
    return authority.over(item, status, authority.Held(down.site, down.probe, down.seen, down.runs))


OWED = (ev.ObligationOpened, ev.ObligationSeen, ev.ObligationClosed)
