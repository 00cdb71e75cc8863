"""Reading of one item's recovery points through the engine, kept for every page that shows them."""

from __future__ import annotations

from drconsole.console.context import Console, error_line
from drconsole.recovery.types.estate.targets import by_key
from drconsole.recovery.types.work.errors import DrError, NoEngine
from drconsole.render.estate.items.points import Reading


async def read_points_of(app: Console, key: str) -> Reading:
    """Read the points of an item, and show the reading wherever it is shown. Raises ``NoEngine``.

    An item whose points cannot be read gets a reading with the reason.
    """
    from drconsole.link.messages import RecoveryPoints

    try:
        answer = await app.ask(RecoveryPoints(by_key("item", key)))
    except NoEngine:
        raise
    except DrError as error:
        reading = Reading(None, error=error_line(app, error))
    else:
        reading = Reading(answer["as_of"], tuple(answer["points"]))
    app.readings[key] = reading
    app.points_read(key)
    return reading
