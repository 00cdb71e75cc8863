"""Kind of a finding: how grave it is and what it says."""

from __future__ import annotations

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.remedies import Remedy
from drconsole.recovery.types.words import Level


@dataclass(frozen=True, slots=True)
class Kind:
    level: Level
    overridable: bool
    message: str
    causes: str = ""
    action: str = ""
    remedies: tuple[Remedy, ...] = ()
    """Those without a target that need one are of the finding's item."""


E, W, I = Level.ERROR, Level.WARNING, Level.INFO  # noqa: E741
