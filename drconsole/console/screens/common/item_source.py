"""Source of the lists of items: what a table shows of them is asked of the store by window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from drconsole.console.state.model.items import Items
from drconsole.store.tables.listing import Order

if TYPE_CHECKING:
    from drconsole.records.rows.estate.items import ItemRow

R = TypeVar("R")


class ItemSource(Generic[R]):
    """All items as lines of a table; worst first, unless the table is sorted by a column."""

    def __init__(
        self,
        items: Items,
        orders: Sequence[str | None],
        line: Callable[[ItemRow], R],
        key_of: Callable[[R], str],
    ) -> None:
        """``orders``: by what each column is sorted (a key of ``listing.ORDERS``); None = it cannot be."""
        self._items = items
        self._orders = tuple(orders)
        self._line = line
        self._key_of = key_of

    def key_of(self, row: R) -> str:
        """Return the key of a line."""
        return self._key_of(row)

    def total(self) -> int:
        """Return the number of all items."""
        return self._items.count

    def sorts(self, column: int) -> bool:
        """Return whether the lines can be ordered by this column."""
        return self._orders[column] is not None

    def found(self, column: int | None, reverse: bool, words: Sequence[str], key: str | None) -> tuple[int, int | None]:
        """Return in how many items all words occur, and where this one stands among them."""
        if not words and key is None:
            return self._items.count, None
        return self._items.found(self._order(column, reverse), words, key)

    def window(self, column: int | None, reverse: bool, words: Sequence[str], start: int, limit: int) -> list[R]:
        """Return the lines from place ``start`` on, at most ``limit``."""
        return [self._line(row) for row in self._items.window(self._order(column, reverse), words, start, limit)]

    def keys(self, column: int | None, reverse: bool, words: Sequence[str], limit: int) -> list[str]:
        """Return the keys of the first lines."""
        return self._items.keys(self._order(column, reverse), words, limit)

    def _order(self, column: int | None, reverse: bool) -> Order:
        by = self._orders[column] if column is not None else None
        return Order(by, reverse) if by is not None else Order()
