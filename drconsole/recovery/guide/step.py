"""Step of the guide: what a row of the way says."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from drconsole.recovery.guide import deeds
from drconsole.recovery.guide.subject import Subject
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.known import Seen
from drconsole.recovery.types.remedies import Act
from drconsole.recovery.types.words import Operation


class Point(Enum):
    """Recovery point that a change goes to."""

    ITS_OWN = "the one that the item has"
    ANOTHER = "one that the operator chooses"


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the way: the first that applies is what is next. Rows stand in order of urgency for a plan."""

    applies: Callable[[Subject], bool]
    operation: Operation | None
    why: str
    """A sentence; words in braces are those of ``ONE`` and ``MANY``."""
    act: Act | None = Act.RUN
    """What a person does here; None = nothing, but to wait."""
    point: Point | None = None
    """For a change of the recovery point."""
    accept: Seen | None = None
    """For a validation: what was seen, where it is recorded as ok only with that accepted."""
    deeds: Callable[[Subject], deeds.Deeds] = deeds.none
    """What a person does outside, each with the site of the machine."""
