"""Standing of an item beside its state, for its row: which side counts, what it owes, whether it could come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from drconsole.engine.decider import obligations
from drconsole.engine.decider.state import Obligation, State
from drconsole.engine.projections.parts import stamp
from drconsole.records import waits
from drconsole.records.rows.items import DebtRow, FlagRow, JudgedRow, MachinesRow, MustStayDownRow, SideRow, StandingRow
from drconsole.records.rows.owed import ObligationRow
from drconsole.records.rows.plans import PlanFlagRow
from drconsole.recovery.states import authority_flags as authority
from drconsole.recovery.states import states, testdebt
from drconsole.recovery.states.comeback import come_back, has_vmware, too_many_disks
from drconsole.recovery.states.follow_up import unfinished
from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.stand import Facts, Stand, stand_of
from drconsole.recovery.types.estate import Disk, EstateView, HealthError, Item, ItemStatus, Site, SiteKind
from drconsole.recovery.types.known import POWERED, SOURCE, TARGET, Known
from drconsole.recovery.types.remedies import as_json, target_in
from drconsole.recovery.types.rpo import is_late
from drconsole.recovery.types.words import Health, Location, Scenario, TargetType


def standing(item: Item, status: ItemStatus, view: EstateView, state: State) -> StandingRow:
    """Additional fields of an item's row."""
    known = obligations.known_of(state, item.key)
    judgement = judged(item, status, view, known)
    return {
        **judgement,
        "stand": standing_word(item, status, judgement["flags"], known, state, is_late(item, status, view)),
        "machines": _machines(item.key, known),
        "must_stay_down": _must_stay_down(state, item.key),
        "test_debt": debts_of(item, status, view, state),
    }


_RUNS = frozenset(POWERED.values())
_AT_HOME = frozenset({Phase.PROTECTED, Phase.TEST_OPEN, Phase.SYNCING})


def standing_word(
    item: Item, status: ItemStatus, flags: Sequence[FlagRow], known: Known, state: State, late: bool
) -> Stand:
    """The worst that is true of the item, in one word."""
    phase = states.classify(item, status).phase
    owed = state.obligations.get(f"{waits.STAY_DOWN}:{item.key}")
    seen = {known.of(item.key, SOURCE), known.of(item.key, TARGET)} - {""}
    return _word(
        phase,
        tuple(flag["flag"] for flag in flags),
        item.key in state.busy,
        owed is not None and owed.broken and waits.must_stay_down(owed.what, owed.runs),
        bool(seen) and seen.isdisjoint(_RUNS),
        status.replication_health,
        phase in _AT_HOME and status.source_powered is False and status.active_location is Location.PRIMARY,
        late,
    )


@lru_cache(maxsize=1024)
def _word(
    phase: Phase,
    flags: tuple[str, ...],
    busy: bool,
    broken: bool,
    seen_down: bool,
    health: Health,
    off: bool,
    late: bool,
) -> Stand:
    return stand_of(Facts(phase, flags, busy, broken, seen_down, health, off, late))


def _machines(key: str, known: Known) -> MachinesRow | None:
    """What was seen of its two machines, by probe, and what is owed of them; None = nothing is, nobody looks."""
    if key not in known.stays_down and key not in known.left_off:
        return None
    return {
        SOURCE: known.of(key, SOURCE) or None,
        TARGET: known.of(key, TARGET) or None,
        "stays_down": known.stays_down.get(key),
        "left_off_by": known.left_off.get(key),
        "cancelled": key in known.cancelled,
    }


_NEVER = datetime.min.replace(tzinfo=UTC)


class _Alike(NamedTuple):
    """All of an item that the rules below may ask for; they are given nothing else, so nothing else can matter.

    Plain values, hashed at every look: what the rules take is made of them only where nobody has asked before.
    """

    scenario: Scenario
    source: str
    target: str
    disks: tuple[Disk, ...]
    managed_disks: bool | None
    protection_state: str
    active_location: Location
    test_failover_state: str
    current_scenario: str | None
    provider_allowed_operations: tuple[str, ...]
    replication_provider: str | None
    turned: bool
    errors: tuple[tuple[str, str], ...]
    """Code and level of its health errors: their messages name the item, and so are alike for no two."""
    failover_health: Health
    source_reachable: bool | None
    connection: str | None
    vmware: bool
    """Whether the estate has a site of VMware."""
    source_seen: str
    target_seen: str
    stays_down: str | None
    left_off: str | None
    cancelled: bool

    def item(self) -> Item:
        return Item(
            "",
            "",
            self.scenario,
            self.source,
            self.target,
            "",
            "",
            disks=self.disks,
            managed_disks=self.managed_disks,
        )

    def status(self) -> ItemStatus:
        return ItemStatus(
            "",
            "",
            self.protection_state,
            "",
            _NEVER,
            active_location=self.active_location,
            test_failover_state=self.test_failover_state,
            current_scenario=self.current_scenario,
            provider_allowed_operations=self.provider_allowed_operations,
            replication_provider=self.replication_provider,
            turned=self.turned,
            health_errors=tuple(HealthError(code, "", level) for code, level in self.errors),
            failover_health=self.failover_health,
            source_reachable=self.source_reachable,
            connection=self.connection,
        )

    def view(self) -> EstateView:
        return EstateView(sites={"": Site("", SiteKind.VMWARE)} if self.vmware else {})

    def known(self) -> Known:
        return Known(
            seen={"": {SOURCE: self.source_seen, TARGET: self.target_seen}},
            stays_down={} if self.stays_down is None else {"": self.stays_down},
            left_off={} if self.left_off is None else {"": self.left_off},
            cancelled=frozenset({""} if self.cancelled else ()),
        )


def judged(item: Item, status: ItemStatus, view: EstateView, known: Known) -> JudgedRow:
    key = item.key
    return _judge(
        _Alike(
            item.scenario,
            item.source,
            item.target,
            item.disks if too_many_disks(item) else (),
            item.managed_disks,
            status.protection_state,
            status.active_location,
            status.test_failover_state,
            status.current_scenario,
            status.provider_allowed_operations,
            status.replication_provider,
            status.turned,
            tuple((error.code, error.level) for error in status.health_errors),
            status.failover_health,
            status.source_reachable,
            status.connection,
            has_vmware(view),
            known.of(key, SOURCE),
            known.of(key, TARGET),
            known.stays_down.get(key),
            known.left_off.get(key),
            key in known.cancelled,
        )
    )


@lru_cache(maxsize=4096)
def _judge(alike: _Alike) -> JudgedRow:
    """What the rules say. Thousands of items stand in a handful of ways: of each it is worked out once."""
    item, status, view, known = alike.item(), alike.status(), alike.view(), alike.known()
    way = authority.replication(item, status)
    back = come_back(item, status, view, known)
    return {
        "authority": authority.sides(item, status, known)[0],
        "replicates": None if way is None else {"from": way.origin, "to": way.destination},
        "authority_words": authority.in_words(item, status, known),
        "flags": _flags(item, status, known),
        "reverse": {"answer": back.answer, "why": "; ".join(back.why)},
    }


def _flags(item: Item, status: ItemStatus, known: Known) -> list[FlagRow]:
    found: list[FlagRow] = [{"flag": flag.kind, "text": flag.text} for flag in authority.flags(item, status, known)]
    if (text := unfinished(item, status)) is not None:
        found.append({"flag": "network", "text": text})
    return found


class Written(NamedTuple):
    """What an item's row said when it was written last, in this life of the engine."""

    stand: str
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
        "silent_since": stamp(owed.silent_since),
        "broken": owed.broken,
        "why": obligations.said(owed, stamp),
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
    """All that tests have left, longest owed first."""
    owed = [one for one in state.obligations.values() if one.what == waits.CLEANUP and one.item in view.items]
    owed.sort(key=lambda one: one.since)
    return [_debt(one, view.items[one.item], view.statuses.get(one.item), view) for one in owed]


def owed_rows(state: State) -> list[ObligationRow]:
    """What is owed of machines, as stored and shown."""
    return [obligations.row(one, stamp) for one in state.obligations.values()]


def side_rows(view: EstateView, state: State) -> list[SideRow]:
    """Of the items of which no side may be known to count, what ``records.waits`` asks of their rows."""
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
                "flags": judged(item, status, view, obligations.known_of(state, key))["flags"],
            }
        )
    return found
