"""Judgement of an item by the rules, for its row: which side counts, whether it could come back, the worst of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from drconsole.engine.decider.state import State
from drconsole.records.rows.estate.items import FlagRow, JudgedRow
from drconsole.records.waiting import waits
from drconsole.recovery.states.assessments import authority
from drconsole.recovery.states.assessments.comeback import come_back, has_vmware, too_many_disks
from drconsole.recovery.states.assessments.follow_up import unfinished
from drconsole.recovery.states.assessments.powered import switched_off
from drconsole.recovery.states.assessments.stand import Facts, Stand, stand_of
from drconsole.recovery.states.row import Phase
from drconsole.recovery.types.estate.estate import Disk, EstateView, HealthError, Item, ItemStatus, Site, SiteKind
from drconsole.recovery.types.estate.known import POWERED, SOURCE, TARGET, Known
from drconsole.recovery.types.words import Health, Location, Operation, Scenario

_RUNS = frozenset(POWERED.values())
_NOT_SEEN: frozenset[str] = frozenset()


def standing_word(
    item: Item, status: ItemStatus, phase: Phase, flags: Sequence[FlagRow], known: Known, state: State, late: bool
) -> Stand:
    """Return the worst that is true of the item, in one word."""
    owed = state.obligations.get(f"{waits.STAY_DOWN}:{item.key}")
    seen = {known.of(item.key, SOURCE), known.of(item.key, TARGET)} - {""} if known.seen else _NOT_SEEN
    return _word(
        phase,
        tuple(flag["flag"] for flag in flags),
        item.key in state.busy,
        owed is not None and owed.broken and waits.must_stay_down(owed.what, owed.runs),
        bool(seen) and seen.isdisjoint(_RUNS),
        status.replication_health,
        switched_off(item, status),
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


_NEVER = datetime.min.replace(tzinfo=UTC)


class _Alike(NamedTuple):
    """Fields of an item that the rules below may ask for; they are given nothing else, so nothing else can matter.

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
    withheld: tuple[Operation, ...]

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
            withheld=self.withheld,
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
            tuple([(error.code, error.level) for error in status.health_errors]) if status.health_errors else (),
            status.failover_health,
            status.source_reachable,
            status.connection,
            has_vmware(view),
            known.of(key, SOURCE),
            known.of(key, TARGET),
            known.stays_down.get(key),
            known.left_off.get(key),
            key in known.cancelled,
            status.withheld,
        )
    )


@lru_cache(maxsize=4096)
def _judge(alike: _Alike) -> JudgedRow:
    """Return what the rules say. Thousands of items stand in a handful of ways: of each it is worked out once."""
    item, status, view, known = alike.item(), alike.status(), alike.view(), alike.known()
    way = authority.replication(item, status)
    back = come_back(item, status, view, known)
    return {
        "authority": authority.sides(item, status, known)[0],
        "replicates": None if way is None else {"from": way.origin, "to": way.destination},
        "authority_words": authority.in_words(item, status, known),
        "flags": _flags(item, status, known),
        "reverse": {"answer": str(back.answer), "why": "; ".join(back.why)},
    }


def _flags(item: Item, status: ItemStatus, known: Known) -> list[FlagRow]:
    found: list[FlagRow] = [
        {"flag": flag.kind, "text": flag.text, "since": None} for flag in authority.flags(item, status, known)
    ]
    if (text := unfinished(item, status)) is not None:
        found.append({"flag": "network", "text": text, "since": None})
    return found
