"""Watch over the engine: what to tell the operator when it goes, comes back, or cannot write. No Textual, no I/O."""

from __future__ import annotations

from collections.abc import Iterator

from drconsole.console.state.model.model import Link, Model, News
from drconsole.records.clock import moment
from drconsole.render.estate.status import BLOCKED_ADVICE

Told = tuple[str, bool]
"""Message, and whether it reports an error."""


class EngineWatch:
    """State of the engine as it was told last. Only changes are told: who looks later finds them in the messages."""

    def __init__(self) -> None:
        self._link = Link.NONE
        self._blocked = False
        self._lost = False
        """Whether the engine went away and has not told its status since."""

    def changes(self, model: Model, news: News) -> Iterator[Told]:
        """Yield what changed with these news, which the model has already taken in."""
        had, self._link = self._link, model.link
        if had is Link.HERE and model.link is not Link.HERE:
            self._lost = True
            yield _gone(model), True
        elif self._lost and model.link is Link.HERE and news.status is not None:
            # Wait for the status: only its epoch tells whether this is another engine.
            self._lost = False
            epoch = news.status["engine"]["epoch"]
            yield "the engine is back" + (f" (epoch {epoch})" if epoch is not None else ""), False
        was_blocked, blocked = self._blocked, model.blocked()
        self._blocked = bool(blocked)
        if blocked and not was_blocked:
            yield f"the engine answers, but {blocked}; {BLOCKED_ADVICE}", True
        elif was_blocked and not blocked and model.link is Link.HERE:
            yield "the engine can write its store again", False


def _gone(model: Model) -> str:
    when = moment(model.world_now(model.status_at))
    at = f" at {when:%H:%MZ}" if when is not None else ""
    if model.link is Link.NONE:
        return f"engine stopped{at}: its jobs stand still until the next engine is started"
    return f"engine lost{at}: the next engine takes up its jobs"
