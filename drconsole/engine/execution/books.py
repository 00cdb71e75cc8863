"""Bookkeeping of the engine: state, cache and journal are kept in step. One entry for what belongs together.

An event is folded at once and becomes durable in order; the rows that it changed, and those of the
estate that say other things now, go into the same transaction.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from drconsole.engine.decider.fold import fold
from drconsole.engine.decider.owing.obligations import OWED, settle
from drconsole.engine.decider.state import State
from drconsole.engine.execution.arming import Arming, place_row
from drconsole.engine.execution.looking import answered
from drconsole.engine.execution.timing.wall_seen import Boot
from drconsole.engine.projections.estate import Estate
from drconsole.engine.projections.folded import touched_rows
from drconsole.engine.projections.parts import stamp
from drconsole.engine.projections.refold import all_anew
from drconsole.providers.inventory import Inventory
from drconsole.providers.port import Clock, Provider, Unreachable
from drconsole.records.alarms.seen import READ, WRONG
from drconsole.records.rows.common import ClockRow
from drconsole.records.rows.estate.estate import WorldRow
from drconsole.records.rpo_history import SLOTS, quarter_of
from drconsole.records.tables import OBSERVED, WORLD
from drconsole.recovery.types.estate.points import PointsRead
from drconsole.recovery.types.work import events as ev
from drconsole.store.entries import Entry, Intent, RowChange

if TYPE_CHECKING:
    from drconsole.store.journal import Journal

ENGINE = "engine"
PORTION = 1000
"""Rows of the estate in one entry at most."""
REPORTED = tuple(table for table in OBSERVED if table != WORLD)
"""The tables of what the provider reports; ``world`` is told by the engine."""


def clock_row(clock: Clock) -> ClockRow:
    """A provider's clock in the fields of the command line."""
    return {
        "now": stamp(clock.now()),
        "speed": "max" if clock.speed is None else clock.speed,
        "paused": clock.paused,
    }


async def _next(stream: AsyncIterator[PointsRead]) -> PointsRead | None:
    return await anext(stream, None)


class Books:
    """Journal, folded state and the cache of the estate, kept in step."""

    def __init__(self, journal: Journal, provider: Provider, wall: Callable[[], datetime]) -> None:
        self.journal = journal
        self.provider = provider
        self.wall = wall
        self.boot: Callable[[], Boot | None] = lambda: None
        """Start of the machine, by a clock that nobody sets."""
        self.state = State()
        self.estate = Estate()
        self.arming = Arming()
        self.world_floor: datetime | None = None
        """The provider's time as the journal knew it when this life began."""
        self._touched_estate: set[tuple[str, str]] = set()
        self._anew: list[RowChange] | None = None
        """All rows of a store whose rows have another shape, until they go out."""
        self._looking = asyncio.Lock()
        self._looked: set[int] = set()
        """Quarters of an hour in which the provider answered, to go out with the next record."""
        self._looked_last: int | None = None
        """The quarter of the last look; None = the next one tells nothing of the time since."""

    def fail(self, error: BaseException) -> None:
        """Something no rule covers; the engine stops."""
        raise error

    def _watch(self, future: asyncio.Future[int]) -> None:
        """Fail if this record does not become durable."""
        if future.done():  # a journal in memory has written it: thousands a second need no callback each
            self._watched(future)
        else:
            future.add_done_callback(self._watched)

    def _watched(self, future: asyncio.Future[int]) -> None:
        if not future.cancelled() and (error := future.exception()) is not None:
            self.fail(error)

    def _record(
        self, new: Sequence[ev.Event], actor: str, intent: Intent | None, *, patient: bool = False
    ) -> asyncio.Future[int]:
        return self._submit(tuple([self._fold(event, actor) for event in new]), intent, patient=patient)

    def _fold(self, event: ev.Event, actor: str = ENGINE) -> ev.Recorded:
        at = self.provider.clock.now()
        if self.world_floor is not None:
            # What was written down in an earlier life is not taken back by a clock that was set back meanwhile.
            at = max(at, self.world_floor)
        recorded = ev.Recorded(event, self.wall(), at, actor, epoch=self.journal.epoch)
        fold(self.state, recorded)
        return recorded

    def _submit(
        self, recorded: tuple[ev.Recorded, ...], intent: Intent | None, *, patient: bool = False
    ) -> asyncio.Future[int]:
        """One entry: what was folded, and every row that it changed."""
        state = self.state
        anew, self._anew = self._anew, None
        rows = [*(anew or ()), *touched_rows(state, state.touched)]
        state.touched.clear()
        state.gone.clear()
        try:
            if self._touched_estate:
                rows.extend(self.estate.changes(self._first_in_portions(), state))
            entry = Entry(recorded, tuple(rows), intent, anew is not None, patient, frozenset(self._looked))
            self._looked.clear()
            return self.journal.submit(entry)
        except BaseException as error:
            # What was folded is not in the journal: this life's state is no longer true.
            self.fail(error)
            raise

    def _first_in_portions(self) -> list[tuple[str, str]]:
        """Return which rows of the estate the next record takes along.

        Those of a large estate go before it in entries of their own, submitted in the same turn of the loop, so in its
        transaction: else all of them would be held as rows, and then as text, at once.
        """
        touched = sorted(self._touched_estate)
        self._touched_estate.clear()
        while len(touched) > PORTION:
            entry = Entry((), tuple(self.estate.changes(touched[:PORTION], self.state)), patient=True)
            self._watch(self.journal.submit(entry))
            del touched[:PORTION]
        return touched

    def bring_up_to_date(self) -> None:
        """Write all rows with the next record where the store's have another shape than this program's.

        Raises ``DrError`` where the journal cannot be read.
        """
        if self.journal.outdated:
            self._anew = all_anew(self.journal)

    def touch_estate(self, rows: Iterable[tuple[str, str]]) -> None:
        """These rows go out with the next record."""
        self._touched_estate.update(rows)

    def _touch_items(self, keys: Sequence[str]) -> None:
        items = set(keys)
        self.touch_estate(("item", key) for key in items)
        plans = self.estate.view.plans.values()
        self.touch_estate(("plan", plan.key) for plan in plans if not items.isdisjoint(plan.items))

    async def look(self, everything: bool = False, *, recorded_next: bool = False) -> None:
        """Ask the provider what changed and write it down. Raises ``Unreachable``.

        ``recorded_next``: the caller records something next, so rows that no event changed go out with that.
        """
        async with self._looking:
            try:
                inventory = await answered(self.provider.inventory(None if everything else self.estate.cursor))
            except Unreachable as error:
                self._looked_last = None
                self.write_estate(self.estate.take_condition(error.condition, self.provider.clock.now()))
                raise
            if self.estate.cursor is None:
                self.estate.remember(self.journal.stood(WRONG, READ))
            self._note_look(inventory)
            changed = self.estate.take(inventory)
            changed |= self.estate.take_condition(inventory.condition, inventory.as_of)
            if inventory.complete:
                changed |= self.estate.left_over((table, key) for table in REPORTED for key in self.journal.keys(table))
            owed = self._owed(changed)
            if recorded_next and not owed:
                self.touch_estate(changed)
            else:
                self.write_estate(changed, owed)

    def _note_look(self, inventory: Inventory) -> None:
        """Note a look: what is not told has not changed since the last one, and its quarter of an hour, and those
        between, were looked at."""
        now, last = quarter_of(inventory.as_of), self._looked_last
        first = now if last is None or inventory.complete else max(last, now - SLOTS) + 1
        self._looked.update(range(min(first, now), now + 1))
        self._looked_last = now

    def _owed(self, changed: set[tuple[str, str]]) -> list[ev.Event]:
        """Return what the items that changed owe from now on, and what is over; also of items that are no longer
        reported."""
        view, held = self.estate.view, self.state.obligations.values()
        keys = [key for table, key in changed if table == "item"]
        keys += [one.item for one in held if one.item not in view.items]
        new = settle(self.state, view, dict.fromkeys(keys), self.provider.clock.now())
        owing = {event.item for event in new if isinstance(event, OWED)}
        changed.update(("item", key) for key in owing)
        if owing:
            changed.update(("plan", plan.key) for plan in view.plans.values() if not owing.isdisjoint(plan.items))
        return new

    def tell_world(self) -> None:
        """Write what kind of reality this is and how its clock goes: for those who read while no engine runs."""
        world: WorldRow = {
            "mode": str(self.provider.mode),
            "provider": self.provider.name,
            "estate": self.estate.view.name,
            "at": stamp(self.wall()),
            "clock": clock_row(self.provider.clock),
        }
        if (boot := self.boot()) is not None:
            world["boot"] = boot.row(self.wall())
        if (rehearsal := self.provider.rehearsal) is not None:
            # Which rehearsed world this is and how often it was opened: what ties the store to it.
            world["identity"], world["generation"] = rehearsal.mark()
        if (place := place_row(self.provider.place)) is not None:
            world["place"], world["armed"] = place, self.arming.rows(self.wall())
        self.estate.world = world
        self.touch_estate([(WORLD, WORLD)])

    def write_estate(self, changed: set[tuple[str, str]], new: Sequence[ev.Event] = ()) -> None:
        self.touch_estate(changed)
        if new or self._touched_estate:
            self._watch(self._record(new, ENGINE, None, patient=True))

    async def _read_points(self, items: Sequence[str]) -> dict[str, PointsRead]:
        """Of each item that was asked for; one that is silent takes nothing from those that were read before it."""
        read: dict[str, PointsRead] = {}
        why = "the provider said nothing of it"
        stream = self.provider.recovery_points(items)
        try:
            while (answer := await answered(_next(stream))) is not None:
                read[answer.item] = answer
        except Unreachable as error:
            if not read:
                raise
            why = str(error)
        now = self.provider.clock.now()
        return read | {key: PointsRead(key, now, error=why) for key in items if key not in read}

    async def points(self, items: Sequence[str]) -> dict[str, PointsRead]:
        """A fresh look at the recovery points of these items. Raises ``Unreachable``."""
        read = await self._read_points(items)
        self.write_estate(self.estate.take_points(read))
        return read
