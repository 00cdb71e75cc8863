"""Notice: one message to the operator in this sitting."""

from __future__ import annotations

from drconsole.recovery.types.data import dataclass
from drconsole.render.words.text import clean


@dataclass(frozen=True, slots=True, eq=False)
class Notice:
    """Message to the operator; two with the same text are two messages."""

    text: str
    at: str
    """Time of day in UTC, by the computer's own clock."""
    bad: bool = False
    """Whether it reports an error."""
    job: str = ""
    """Job with whose end the message row drops it; empty = none."""
    refused: bool = False
    """Whether it only says that something is not possible here or now, which is no fault."""
    place: object = None
    """Page or dialog that it belongs to, and in whose message row it stands; None = in that of every one."""

    @property
    def marked(self) -> str:
        """Return its text, with a mark in front of an error, and another one in front of a refusal."""
        mark = "✗ " if self.bad else "– not done: " if self.refused else ""  # noqa: RUF001
        return f"{mark}{clean(self.text)}"
