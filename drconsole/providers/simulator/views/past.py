"""RPO of an item before the world began, as the service knows it: it had replicated for as long as the document says.

Derived from the item's lag. Items of one lag share a few courses: a world may have 100,000 items.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from drconsole.providers.simulator.state.draws import Draws
from drconsole.providers.simulator.state.moments import HOUR, MINUTE, SECOND, as_datetime
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.recovery.types.estate.points import RpoPast

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World

QUARTER = 15 * MINUTE
QUARTERS = 96
COURSES = 16
"""Courses that the RPO of items with one lag may have taken."""
_BUSY_ONE_IN = 12
"""Quarters of an hour in which a source writes more than its line takes at once, and falls behind (our choice)."""


def rpo_past(world: World, item: ItemState, at: int) -> RpoPast | None:
    """Told of an item that was protected when the world began, for a day from then; None = nothing is known."""
    begins = world.about.begins
    since = item.segments[0][0] if item.segments else begins
    if at - begins > 24 * HOUR or since >= begins or item.starts:
        return None
    quarters = min(QUARTERS, (begins - since) // QUARTER)
    course = world.draws.number("course", item.key) % COURSES
    return _past(world.about.seed, course, item.lag, begins, quarters)


@lru_cache(maxsize=1024)
def _past(seed: int, course: int, lag: int, begins: int, quarters: int) -> RpoPast:
    draw = Draws(seed).series("rpo-past", course)
    behind = tuple(_behind(draw(2 * place), draw(2 * place + 1), lag) for place in range(quarters))
    return RpoPast(as_datetime(begins), behind)


def _behind(busy: int, share: int, lag: int) -> float:
    """The lag, some tenths more of it as a rule, and up to five times as much while the source is busy."""
    most = 40 if busy % _BUSY_ONE_IN == 0 else 4
    return round(lag * (10 + share % (most + 1)) / 10 / SECOND)
