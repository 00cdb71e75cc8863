"""Lists of replicated items by window, from a store's file or from the journal in memory.

Keys come from the narrow lines (``store.tables.listing``), rows only for what is shown. One call is one look: what
comes back belongs together, and may have changed at the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Protocol

from drconsole.records.listed import ItemLine, sort_name
from drconsole.records.tables import ITEMS, PLANS
from drconsole.store.reading.reader import Reader
from drconsole.store.tables import listing
from drconsole.store.tables.listing import FlowCount, Order

if TYPE_CHECKING:
    from drconsole.records.rows.estate.items import ItemRow
    from drconsole.records.rows.estate.plans import PlanRow


class ItemLists(Protocol):
    """Questions of a screen about items: never for all of them."""

    def count(self, words: Sequence[str] = ()) -> int: ...
    def place(self, order: Order, words: Sequence[str], key: str) -> int | None:
        """Return where an item stands; None = it is gone, or not all words occur in it."""

    def found(self, order: Order, words: Sequence[str], key: str | None) -> tuple[int, int | None]:
        """Return ``count`` and ``place`` together, for the price of one of them."""

    def keys(self, order: Order, words: Sequence[str], start: int, limit: int) -> list[str]:
        """Keys of a window: ``limit`` items from place ``start`` on, of those in which all words occur."""

    def rows(self, keys: Iterable[str]) -> list[ItemRow]:
        """These items' rows in this order; those that are gone are left out."""

    def gravities(self) -> Mapping[int, int]:
        """Gravity -> how many items have it."""

    def standing(self, gravities: Collection[int], limit: int) -> list[ItemRow]:
        """Items of these gravities, worst first."""

    def flows(self, keys: Sequence[str] | None = None) -> list[FlowCount]:
        """Return what the map of the sites shows, in counts; with ``keys`` of these items alone."""

    def furthest(self, keys: Sequence[str], limit: int) -> list[str]:
        """Keys of those of these items whose RPO is the greatest, worst first."""

    def histories(self, keys: Sequence[str], now: datetime | None) -> Mapping[str, Sequence[float | None]]:
        """RPO of the last 24 hours by item, see ``Reader.history``."""

    def named(self, beginning: str, limit: int) -> list[ItemRow]:
        """Items whose name begins so, whatever case it is written in."""

    def called(self, words: Sequence[str]) -> list[ItemRow]:
        """Items of which the name or the key is one of these words."""

    def plan(self, key: str) -> PlanRow | None:
        """The whole row of a plan; None = there is none, or its rows are not held here."""

    def plans_with(self, key: str) -> list[str] | None:
        """Keys of the plans that may contain an item; None = plans are not held here."""

    def shared(self, names: Iterable[str]) -> set[str]:
        """Those of these names that several items have, whatever case they are written in."""


class StoredItems:
    """``ItemLists`` over a reader; on the reader's thread."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def count(self, words: Sequence[str] = ()) -> int:
        return self._reader.ask(lambda db: listing.count(db, words))

    def place(self, order: Order, words: Sequence[str], key: str) -> int | None:
        return self._reader.ask(lambda db: listing.place(db, order, words, key))

    def found(self, order: Order, words: Sequence[str], key: str | None) -> tuple[int, int | None]:
        return self._reader.ask(lambda db: listing.found(db, order, words, key))

    def keys(self, order: Order, words: Sequence[str], start: int, limit: int) -> list[str]:
        return self._reader.ask(lambda db: listing.keys(db, order, words, start, limit))

    def rows(self, keys: Iterable[str]) -> list[ItemRow]:
        return self._reader.rows_of(ITEMS, list(keys))

    def gravities(self) -> Mapping[int, int]:
        return self._reader.ask(listing.gravities)

    def standing(self, gravities: Collection[int], limit: int) -> list[ItemRow]:
        return self.rows(self._reader.ask(lambda db: listing.standing(db, gravities, limit)))

    def flows(self, keys: Sequence[str] | None = None) -> list[FlowCount]:
        return self._reader.ask(lambda db: listing.flows(db, keys))

    def furthest(self, keys: Sequence[str], limit: int) -> list[str]:
        return self._reader.ask(lambda db: listing.furthest(db, keys, limit))

    def histories(self, keys: Sequence[str], now: datetime | None) -> Mapping[str, Sequence[float | None]]:
        return self._reader.history(keys, now)

    def named(self, beginning: str, limit: int) -> list[ItemRow]:
        return self.rows(self._reader.ask(lambda db: listing.named(db, beginning, limit)))

    def called(self, words: Sequence[str]) -> list[ItemRow]:
        rows = self.rows(self._reader.ask(lambda db: listing.called(db, words)))
        return [row for row in rows if row["key"] in words or row["name"] in words]

    def plan(self, key: str) -> PlanRow | None:
        return self._reader.row(PLANS, key)

    def plans_with(self, key: str) -> list[str] | None:
        return self._reader.ask(lambda db: listing.plans_with(db, key))

    def shared(self, names: Iterable[str]) -> set[str]:
        sorted_as = {name: sort_name(name) for name in names}
        several = self._reader.ask(lambda db: listing.shared(db, list(sorted_as.values())))
        return {name for name, sorts in sorted_as.items() if sorts in several}


class HeldItems:
    """``ItemLists`` over rows that are held in memory, for rehearsals and tests."""

    def __init__(self, rows: Mapping[str, ItemRow], lines: Mapping[str, ItemLine]) -> None:
        self._rows = rows
        self._lines = lines
        self._sorted: dict[tuple[Order, tuple[str, ...]], list[str]] = {}
        """Keys of each list that was asked for, in its order; it holds until an item moves in it."""
        self._names: Counter[str] | None = None
        """Names as they are sorted -> how many items have each; None = to be counted anew."""

    def count(self, words: Sequence[str] = ()) -> int:
        return len(self._ordered(Order(), words)) if words else len(self._lines)

    def place(self, order: Order, words: Sequence[str], key: str) -> int | None:
        return self.found(order, words, key)[1]

    def found(self, order: Order, words: Sequence[str], key: str | None) -> tuple[int, int | None]:
        keys = self._ordered(order, words)
        try:
            return len(keys), None if key is None else keys.index(key)
        except ValueError:
            return len(keys), None

    def keys(self, order: Order, words: Sequence[str], start: int, limit: int) -> list[str]:
        return self._ordered(order, words)[start : start + limit]

    def rows(self, keys: Iterable[str]) -> list[ItemRow]:
        return [self._rows[key] for key in keys if key in self._rows]

    def gravities(self) -> Mapping[int, int]:
        return Counter(map(attrgetter("gravity"), self._lines.values()))

    def standing(self, gravities: Collection[int], limit: int) -> list[ItemRow]:
        found = [line for line in self._lines.values() if line.gravity in gravities]
        found.sort(key=attrgetter("gravity", "position"))
        return self.rows([line.key for line in found[:limit]])

    def flows(self, keys: Sequence[str] | None = None) -> list[FlowCount]:
        groups: dict[tuple[str, str, str, str, str], list[float | None]] = {}
        for line in self._among(keys):
            groups.setdefault((line.source, line.target, line.way, line.here, line.there), []).append(line.behind)
        return [_flow(group, behinds) for group, behinds in sorted(groups.items())]

    def furthest(self, keys: Sequence[str], limit: int) -> list[str]:
        known = [(-line.behind, line.position, line.key) for line in self._among(keys) if line.behind is not None]
        return [key for _, _, key in sorted(known)[:limit]]

    def histories(self, keys: Sequence[str], now: datetime | None) -> Mapping[str, Sequence[float | None]]:
        # Rows alone hold only the present value.
        return {key: [self._lines[key].behind] for key in keys if key in self._lines}

    def _among(self, keys: Sequence[str] | None) -> list[ItemLine]:
        if keys is None:
            return list(self._lines.values())
        return [self._lines[key] for key in dict.fromkeys(keys) if key in self._lines]

    def named(self, beginning: str, limit: int) -> list[ItemRow]:
        found = [line for line in self._lines.values() if line.search.startswith(beginning.lower())]
        found.sort(key=lambda line: (line.name, line.position))
        return self.rows([line.key for line in found[:limit]])

    def called(self, words: Sequence[str]) -> list[ItemRow]:
        found = [row for row in self._rows.values() if row["key"] in words or row["name"] in words]
        return sorted(found, key=lambda row: row["position"])

    def plan(self, key: str) -> PlanRow | None:
        return None

    def plans_with(self, key: str) -> list[str] | None:
        return None

    def shared(self, names: Iterable[str]) -> set[str]:
        sorted_as = {name: sort_name(name) for name in names}
        if self._names is None:
            self._names = Counter(map(attrgetter("name"), self._lines.values()))
        return {name for name, sorts in sorted_as.items() if self._names[sorts] > 1}

    def changed(self, before: ItemLine | None, after: ItemLine | None) -> None:
        """Note what an item's line was and is. Lists are ordered anew only where it moves in them: news comes four
        times a second, and moves few."""
        self._sorted = {asked: keys for asked, keys in self._sorted.items() if _stays(*asked, before, after)}
        if before is None or after is None or before.name != after.name:
            self._names = None

    def _ordered(self, order: Order, words: Sequence[str]) -> list[str]:
        asked = order, tuple(words)
        if (found := self._sorted.get(asked)) is None:
            lines = [line for line in self._lines.values() if _has(line, words)]
            # Twice, each stable: those alike keep the provider's order whichever way round the list is.
            lines.sort(key=attrgetter("position"))
            values = map(attrgetter(order.by), lines)
            known = [listing.NOT_REPORTED if value is None else value for value in values]
            places = sorted(range(len(lines)), key=known.__getitem__, reverse=order.reverse)
            found = self._sorted[asked] = [lines[place].key for place in places]
        return found


def _has(line: ItemLine, words: Sequence[str]) -> bool:
    return not words or all(word.lower() in line.search for word in words)


def _stays(order: Order, words: Sequence[str], before: ItemLine | None, after: ItemLine | None) -> bool:
    """Return whether an item whose line was and is this has the place that it had in a list, or still none."""
    if before is None or after is None or _has(before, words) is not _has(after, words):
        return False
    return before.position == after.position and getattr(before, order.by) == getattr(after, order.by)


def _flow(group: tuple[str, str, str, str, str], behinds: Sequence[float | None]) -> FlowCount:
    known = [behind for behind in behinds if behind is not None]
    return FlowCount(*group, len(behinds), min(known, default=None), max(known, default=None))
