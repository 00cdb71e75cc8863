"""Cache of the estate: learnt from the provider, written as rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime

from drconsole.engine.decider.state import State
from drconsole.engine.projections import reported
from drconsole.engine.projections.cached import CACHED
from drconsole.engine.projections.items import item_row
from drconsole.engine.projections.latest import Latest, latest_of
from drconsole.engine.projections.parts import stamp
from drconsole.engine.projections.plans import plan_row
from drconsole.engine.projections.standing import Written
from drconsole.providers.inventory import Inventory
from drconsole.records.listed import item_line
from drconsole.records.rows.estate.estate import ConditionRow, WorldRow
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rpo_history import Sample, quarter_of
from drconsole.records.tables import ITEMS, PLANS, POLICIES, WORLD, TableRow
from drconsole.recovery.types.estate.conditions import Condition
from drconsole.recovery.types.estate.estate import EstateView, HealthError
from drconsole.recovery.types.estate.points import PointsRead
from drconsole.recovery.types.estate.service_event import ServiceEvent
from drconsole.recovery.types.estate.unreadable import Unreadable
from drconsole.store.entries import RowChange, Stood


class Estate:
    """Cache of what the provider reports. ``take`` and ``take_points`` return which rows changed."""

    def __init__(self) -> None:
        self.view = EstateView()
        self.cursor: str | None = None
        self.world: WorldRow | None = None
        """Mode, provider and clock, as the engine last told them."""
        self._unreadable: tuple[Unreadable, ...] = ()
        self._health: tuple[HealthError, ...] = ()
        self.events: tuple[ServiceEvent, ...] = ()
        self.condition: ConditionRow | None = None
        """What keeps the provider from being read as it should be; None = nothing does."""
        self._latest = Latest()
        self._written: dict[str, Written] = {}
        """Item -> what its row said last, for the row of its plan."""
        self._stood: Mapping[str, Stood] = {}
        self._fresh: set[str] = set()
        """Items that the provider has told, and whose RPO is not written yet."""
        self._sampled: dict[str, tuple[int, float | None]] = {}
        """Item -> quarter of an hour and seconds of the RPO that was written last, in this life."""
        self._positions: dict[str, int] = {}
        """The provider's own order, which lists are shown in."""

    def take(self, inventory: Inventory) -> set[tuple[str, str]]:
        """Take over a delta; returns (table, key) of every row that it changes."""
        view = self.view
        told = {table: cached.take(view, inventory) for table, cached in CACHED.items()}
        changed = {(table, key) for table, keys in told.items() for key in keys}
        if inventory.complete:
            changed |= self._forget(told)
        self.cursor = inventory.cursor
        view.as_of = inventory.as_of
        view.name = inventory.name or view.name
        for key in (*told[ITEMS], *told[PLANS]):
            self._place(key)
        for status in inventory.statuses:
            self._latest.take(status)
            view.statuses[status.key] = self._latest.of(view.items.get(status.key), status)
            changed.add((ITEMS, status.key))
            self._fresh.add(status.key)
        for plan_status in inventory.plan_statuses:
            view.plan_statuses[plan_status.key] = plan_status
            changed.add((PLANS, plan_status.key))
        if not inventory.complete and told[POLICIES]:
            # Their objective is the policy's.
            changed |= {(ITEMS, key) for key, item in view.items.items() if item.policy in told[POLICIES]}
        for key in inventory.removed:
            changed |= self._remove(key)
        of_itself = (inventory.unreadable, inventory.health, inventory.events)
        if of_itself != (self._unreadable, self._health, self.events):
            self._unreadable, self._health, self.events = of_itself
            if self.world is not None:
                changed.add((WORLD, WORLD))
        return changed | self._plans_of(key for table, key in changed if table == ITEMS)

    def take_condition(self, told: Condition | None, now: datetime) -> set[tuple[str, str]]:
        """Keep what is wrong between here and the provider, since when; None = what was is over."""
        before, row = self.condition, None
        if told is not None:
            row = reported.condition_row(told, now, self.view.as_of)
            if before is not None and before["kind"] == row["kind"]:
                row["since"] = before["since"]
                if (before["said"], before["next_try"]) == (row["said"], row["next_try"]):
                    row["as_of"] = before["as_of"]
        self.condition = row
        return {(WORLD, WORLD)} if row != before and self.world is not None else set()

    def take_points(self, read: Mapping[str, PointsRead]) -> set[tuple[str, str]]:
        """Keep the times of the latest points that were read; what was read before what is known changes nothing."""
        changed: set[tuple[str, str]] = set()
        for key, answer in read.items():
            status = self.view.statuses.get(key)
            if status is None or answer.error is not None:
                continue
            self._latest.keep(key, latest_of(answer))
            self.view.statuses[key] = self._latest.of(self.view.items.get(key), status)
            if self.view.statuses[key] != status:
                changed.add((ITEMS, key))
        return changed

    def _place(self, key: str) -> None:
        self._positions.setdefault(key, len(self._positions))

    def left_over(self, stored: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """Return those rows of an earlier life whose subject the provider no longer reports."""
        return {(table, key) for table, key in stored if key not in CACHED[table].keys(self.view)}

    def _forget(self, told: Mapping[str, AbstractSet[str]]) -> set[tuple[str, str]]:
        """Drop what a complete inventory does not have; returns its rows."""
        gone = {(table, key) for table, cached in CACHED.items() for key in cached.keys(self.view) - told[table]}
        for table, key in gone:
            self._drop(table, key)
        return gone

    def _remove(self, key: str) -> set[tuple[str, str]]:
        gone: set[tuple[str, str]] = {(table, key) for table in (ITEMS, PLANS) if key in CACHED[table].keys(self.view)}
        for table, _ in gone:
            self._drop(table, key)
        return gone

    def _drop(self, table: str, key: str) -> None:
        CACHED[table].drop(self.view, key)
        if table == ITEMS:
            self.view.statuses.pop(key, None)
            self._latest.drop(key)
            self._written.pop(key, None)
            self._fresh.discard(key)
            self._sampled.pop(key, None)
        elif table == PLANS:
            self.view.plan_statuses.pop(key, None)

    def _plans_of(self, items: Iterable[str]) -> set[tuple[str, str]]:
        touched = set(items)
        if not touched:
            return set()
        return {(PLANS, plan.key) for plan in self.view.plans.values() if not touched.isdisjoint(plan.items)}

    def changes(self, touched: Iterable[tuple[str, str]], state: State) -> list[RowChange]:
        """Return the rows of what was touched, in the fields of the command line, items before plans."""
        return [self._change(table, key, state) for table, key in sorted(touched)]

    def _change(self, table: str, key: str, state: State) -> RowChange:
        if table == ITEMS:
            item = self._item(key, state)
            if item is None:
                return RowChange(table, key, None)
            line = item_line(item)
            return RowChange(table, key, item, line=line, sample=self._sample(key, line.behind))
        return RowChange(table, key, self._body(table, key, state))

    def _body(self, table: str, key: str, state: State) -> TableRow | None:
        view = self.view
        if table == WORLD:
            return None if self.world is None else self._world(self.world)
        if table == PLANS:
            plan = view.plans.get(key)
            return None if plan is None else plan_row(plan, view, state, self._written, self._positions[key])
        return CACHED[table].row(view, key)

    def _world(self, told: WorldRow) -> WorldRow:
        row: WorldRow = {**told, "estate": self.view.name}
        if self._unreadable:
            row["unreadable"] = [reported.unreadable_row(one) for one in self._unreadable]
        if self._health:
            row["health"] = list(map(reported.vault_error_row, self._health))
        if self.events:
            row["events"] = list(map(reported.service_event_row, self.events))
        if self.condition is not None:
            row["condition"] = self.condition
        return row

    def _sample(self, key: str, behind: float | None) -> Sample | None:
        """Return an item's RPO, where the provider has told it since it was written last, and it says anything new."""
        if key not in self._fresh:
            return None
        self._fresh.discard(key)
        status = self.view.statuses[key]
        said = (quarter_of(status.as_of), behind)
        if self._sampled.get(key) == said:
            return None
        self._sampled[key] = said
        return Sample(key, *said, status.rpo_past)

    def _item(self, key: str, state: State) -> ItemRow | None:
        item, status = self.view.items.get(key), self.view.statuses.get(key)
        if item is None or status is None:
            return None
        row = item_row(item, status, self.view, state, self._positions[key])
        row["stand_since"] = self._stand_since(key, row["stand"])
        # Items are made before the plans that they are in: see ``changes``.
        self._written[key] = Written(row["stand"], row["stand_since"], row["flags"])
        return row

    def remember(self, stood: Mapping[str, Stood]) -> None:
        """Take over how items stood when an earlier life wrote them last, and since when."""
        self._stood = stood

    def _stand_since(self, key: str, stand: str) -> str | None:
        """Return since when an item stands so. What changed while no engine looked began when nobody knows."""
        written = self._written.get(key)
        if written is None:
            before, since = self._stood.get(key, ("", None))
            return since if before == stand else None
        return written.stand_since if written.stand == stand else stamp(self.view.as_of)
