"""Reading of recovery points through the engine, shown item by item as they arrive."""

from __future__ import annotations

from collections.abc import Sequence

from drconsole.console.context import Console
from drconsole.console.state.session import error_line
from drconsole.link.messages import RecoveryPoints
from drconsole.recovery.types.errors import DrError, NoEngine
from drconsole.recovery.types.targets import by_key
from drconsole.recovery.types.words import counted
from drconsole.render.points import Reading


async def read_points(app: Console, items: Sequence[str]) -> None:
    """Read the recovery points of these items one after another, and show each reading at once.

    An item whose points cannot be read gets a reading with the reason. Raises ``NoEngine``.
    """
    failed = 0
    for key in items:
        try:
            answer = await app.ask(RecoveryPoints(by_key("item", key)))
        except NoEngine:
            raise
        except DrError as error:
            failed += 1
            app.readings[key] = Reading(None, error=error_line(error))
        else:
            app.readings[key] = Reading(answer["as_of"], tuple(answer["points"]))
        app.points_read(key)
    if len(items) > 1:
        text = f"recovery points of {counted(len(items), 'item')} read"
        app.say(f"{text}, {failed} of them could not be" if failed else text, bad=bool(failed))
