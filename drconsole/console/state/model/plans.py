"""Rows of recovery plans as the console holds them: what a list shows. The machines of a plan are read when asked for.

A thousand plans of a hundred machines each name 100,000 machines twice: the console would hold them all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from drconsole.records.rows.estate.plans import PlanRow

LATE = ("items", "groups")
"""Fields that name machines."""
KEPT = 40
"""Whole rows to keep at most; those asked for last stay."""


class LatePlan(dict[str, Any]):
    """Row of a plan without ``LATE``, which are read when they are asked for; it reads like a whole ``PlanRow``."""

    def __init__(self, row: PlanRow, whole: Callable[[str], PlanRow | None]) -> None:
        super().__init__(row)
        self._whole = whole

    def __missing__(self, field: str) -> Any:
        if field not in LATE:
            raise KeyError(field)
        whole = self._whole(self["key"])
        # Gone meanwhile: the news of that are under way.
        return [] if whole is None else whole[field]  # type: ignore[literal-required]


class WholePlans:
    """Whole rows of plans that were asked for, until plans change."""

    def __init__(self, read: Callable[[str], PlanRow | None]) -> None:
        self._read = read
        self._rows: dict[str, PlanRow | None] = {}

    def late(self, row: PlanRow) -> PlanRow:
        """Return a row to hold: itself, where it is whole."""
        return row if all(field in row for field in LATE) else cast("PlanRow", LatePlan(row, self.whole))

    def whole(self, key: str) -> PlanRow | None:
        """Return the whole row of a plan; None = it is gone, or cannot be read now."""
        row = self._rows.pop(key) if key in self._rows else self._read(key)
        self._rows[key] = row
        if len(self._rows) > KEPT:
            del self._rows[next(iter(self._rows))]
        return row

    def changed(self) -> None:
        """Forget all rows: plans have changed."""
        self._rows.clear()
