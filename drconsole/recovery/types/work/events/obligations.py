"""Events of what is owed of machines, until it was seen to be met."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class ObligationOpened:
    """Obligation that holds until it was seen to be met: a machine that must stay down, a test to be cleaned up."""

    kind: ClassVar[str] = "obligation.opened"
    what: str
    """``stay-down`` or ``test-cleanup``."""
    item: str
    name: str
    site: str
    """Where the machine is that it is about."""
    probe: str
    after_job: str | None = None
    """Ours, that brought it about; None = begun elsewhere, or before. Not called ``job``: it outlives the job."""
    network: str | None = None
    """Of a test: the network that it chose; empty = none, None = not known."""
    cancelled: bool = False
    """Of a machine that was left off: its failover was cancelled, so that its replication counts as stopped."""


@dataclass(frozen=True, slots=True)
class ObligationSeen:
    """Look at an obligation that shows something else than before."""

    kind: ClassVar[str] = "obligation.seen-changed"
    what: str
    item: str
    seen: str
    """What its probe showed; ``no answer`` = it could not be seen, what was seen before stays; empty = only the machine
    that took over was looked at."""
    as_of: datetime
    runs: str = ""
    """What the machine that took over showed; empty = not looked at."""
    broken: bool = False
    """The machine that must stay down runs, and so does the one that took over."""


@dataclass(frozen=True, slots=True)
class ObligationClosed:
    """End of an obligation, and the evidence for it."""

    kind: ClassVar[str] = "obligation.closed"
    what: str
    item: str
    why: str


ObligationEvent = ObligationOpened | ObligationSeen | ObligationClosed
