"""Replicated items as the console knows them: asked of the store by query. Only rows that were shown are in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from drconsole.records.listed import ItemLine, item_line
from drconsole.records.rpo_history import quarter_of
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.words.labels import label
from drconsole.store.reading.lists import HeldItems, ItemLists, StoredItems
from drconsole.store.reading.reader import Reader
from drconsole.store.tables.listing import FlowCount, Order

if TYPE_CHECKING:
    from drconsole.records.rows.estate.items import ItemRow
    from drconsole.records.rows.estate.plans import PlanRow

T = TypeVar("T")

KEPT = 4096
"""Rows to keep in memory at most; those shown last stay."""
SAMPLES = 500
"""Answers on RPO histories to keep at most."""


class Items:
    """All items, for the thread of the app: its reader belongs to that thread.

    Without a store the rows of ``take`` are listed. Where the store cannot be read, rows that are known stay and lists
    are empty: the feed meets the same error and tells it.
    """

    def __init__(self, opened: Callable[[], ItemLists] | None = None) -> None:
        self._taken: dict[str, ItemRow] = {}
        self._lines: dict[str, ItemLine] = {}
        self._open = opened
        self._held = HeldItems(self._taken, self._lines)
        self._lists: ItemLists | None = None if opened is not None else self._held
        self.version = 0
        """Number of the last change of an item; what was shown of the same version is still right."""
        self._rows: dict[str, ItemRow | None] = {}
        """Rows as they were read last, the oldest use first; None = there is none of this key."""
        self._told: dict[object, object] = {}
        """Answers that hold until an item changes."""
        self._quarter: int | None = None
        self._histories: dict[tuple[str, ...], Mapping[str, Sequence[float | None]]] = {}
        """RPO histories as they were read in this quarter of an hour."""
        self._several: dict[str, bool] = {}
        """Name -> whether several items have it."""

    # Changes

    def take(self, rows: Mapping[str, ItemRow | None]) -> None:
        """Take rows that no store holds: of a rehearsal, or of a test."""
        for key, row in rows.items():
            before = self._lines.get(key)
            if row is None:
                self._taken.pop(key, None)
                self._lines.pop(key, None)
            else:
                self._taken[key] = row
                self._lines[key] = item_line(row)
            self._held.changed(before, self._lines.get(key))

    def changed(self, keys: Iterable[str] | None) -> frozenset[str]:
        """Forget what these items were; return their keys. None = many have changed: those that are in memory."""
        self.version += 1
        known = frozenset(self._rows if keys is None else keys)
        for key in known:
            self._rows.pop(key, None)
        self._told.clear()
        self._several.clear()
        return known

    # Rows

    def row(self, key: str) -> ItemRow | None:
        """Return one row; None = there is none."""
        return self._rows[key] if key in self._rows else next(iter(self.rows([key])), None)

    def rows(self, keys: Iterable[str]) -> list[ItemRow]:
        """Return these rows in this order; those that are gone are left out."""
        wanted = list(keys)
        if missing := [key for key in wanted if key not in self._rows]:
            read = self._ask(lambda lists: lists.rows(missing))
            if read is not None:
                self._keep(dict.fromkeys(missing) | {row["key"]: row for row in read})
        found = [row for key in wanted if (row := self._rows.get(key)) is not None]
        self._shrink()
        return found

    def _keep(self, rows: Mapping[str, ItemRow | None]) -> None:
        for key, row in rows.items():
            self._rows.pop(key, None)
            self._rows[key] = row

    def _shrink(self) -> None:
        for key in list(self._rows)[: max(0, len(self._rows) - KEPT)]:
            del self._rows[key]

    # Lists

    def window(self, order: Order, words: Sequence[str], start: int, limit: int) -> list[ItemRow]:
        """Return the rows from place ``start`` on, at most ``limit``, of the items in which all words occur."""
        # Of these only rows that are not in memory are read: where machines fail over, a few in a second change.
        return self.rows(self._ask(lambda lists: lists.keys(order, words, start, limit)) or [])

    def found(self, order: Order, words: Sequence[str], key: str | None) -> tuple[int, int | None]:
        """Return in how many items all words occur, and where this one stands among them."""
        return self._ask(lambda lists: lists.found(order, words, key)) or (0, None)

    def keys(self, order: Order, words: Sequence[str], limit: int) -> list[str]:
        """Return the keys of the first items of a list."""
        return self._ask(lambda lists: lists.keys(order, words, 0, limit)) or []

    @property
    def count(self) -> int:
        """Number of all items."""
        return self._until_changed("count", lambda lists: lists.count()) or 0

    def gravities(self) -> Mapping[int, int]:
        """Return gravity -> how many items have it."""
        return self._until_changed("gravities", lambda lists: lists.gravities()) or {}

    def flows(self) -> list[FlowCount]:
        """Return what the map of the sites shows, in counts."""
        return self._until_changed("flows", lambda lists: lists.flows()) or []

    def flows_of(self, keys: Sequence[str]) -> list[FlowCount]:
        """Return the same of these items alone."""
        asked = tuple(keys)
        return self._until_changed(("flows", asked), lambda lists: lists.flows(asked)) or []

    def furthest(self, keys: Sequence[str], limit: int) -> list[ItemRow]:
        """Return those of these items whose RPO is the greatest, worst first."""
        asked = tuple(keys)
        found = self._until_changed(("furthest", asked, limit), lambda lists: lists.furthest(asked, limit))
        return self.rows(found or [])

    def histories(self, keys: Sequence[str], now: datetime | None) -> Mapping[str, Sequence[float | None]]:
        """Return the RPO of the last 24 hours of these items, the worst of each quarter of an hour.

        An answer holds for a quarter of an hour of ``now``, the provider's clock: older values do not change.
        """
        asked, quarter = tuple(keys), None if now is None else quarter_of(now)
        if self._quarter != quarter or len(self._histories) > SAMPLES:
            self._quarter = quarter
            self._histories.clear()
        if asked not in self._histories:
            self._histories[asked] = self._ask(lambda lists: lists.histories(asked, now)) or {}
        return self._histories[asked]

    def standing(self, gravities: Collection[int], limit: int) -> list[ItemRow]:
        """Return items of these gravities, worst first."""
        asked = tuple(gravities)
        return self._until_changed((asked, limit), lambda lists: lists.standing(asked, limit)) or []

    # Plans, whose items are listed beside them

    def plan(self, key: str) -> PlanRow | None:
        """Return the whole row of a plan; None = there is none, or no store holds it."""
        return self._ask(lambda lists: lists.plan(key))

    def plans_with(self, key: str) -> list[str] | None:
        """Return the keys of the plans that contain an item; None = no store knows."""
        return self._ask(lambda lists: lists.plans_with(key))

    # Names

    def named(self, beginning: str, limit: int) -> list[ItemRow]:
        """Return items whose name begins so, whatever case it is written in."""
        return self._ask(lambda lists: lists.named(beginning, limit)) or []

    def called(self, words: Collection[str]) -> list[ItemRow]:
        """Return the items of which the name or the key is one of these words."""
        return self._ask(lambda lists: lists.called(tuple(words))) or []

    def label(self, row: ItemRow) -> str:
        """Return the name of an item, with its key where another one has the same name."""
        name = row["name"]
        if name not in self._several:
            # All that are in memory at once: whoever shows one of them mostly shows the others, too.
            rows = (each for each in self._rows.values() if each is not None)
            names = {each["name"] for each in rows if each["name"] not in self._several} | {name}
            several = self._ask(lambda lists: lists.shared(names)) or set()
            self._several.update((each, each in several) for each in names)
        return label(row["key"], name, shared=self._several[name])

    # The store

    def _until_changed(self, what: object, question: Callable[[ItemLists], T]) -> T | None:
        if what not in self._told:
            self._told[what] = self._ask(question)
        return cast("T | None", self._told[what])

    def _ask(self, question: Callable[[ItemLists], T]) -> T | None:
        """Return the answer; None = the store cannot be read now."""
        try:
            if self._lists is None and self._open is not None:
                self._lists = self._open()
            return question(self._lists) if self._lists is not None else None
        except DrError:
            if self._open is not None:
                self._lists = None
            return None


def items_of_store(db: Path) -> Items:
    """Return the items of a store, which is opened when they are first asked for."""
    return Items(lambda: StoredItems(Reader(db)))
