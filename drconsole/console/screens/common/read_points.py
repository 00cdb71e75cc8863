"""Reading of recovery points through the engine, shown item by item as they arrive."""

from __future__ import annotations

from collections.abc import Sequence

from drconsole.console.context import Console
from drconsole.console.dialogs.base.reading_points import read_points_of
from drconsole.recovery.types.words import counted


async def read_points(app: Console, items: Sequence[str]) -> None:
    """Read the recovery points of these items one after another, and show each reading at once.

    An item whose points cannot be read gets a reading with the reason. Raises ``NoEngine``.
    """
    failed = 0
    for key in items:
        failed += bool((await read_points_of(app, key)).error)
    if len(items) > 1:
        text = f"recovery points of {counted(len(items), 'item')} read"
        app.say(f"{text}, {failed} of them could not be" if failed else text, bad=bool(failed))
