"""State beside the jobs: validations, what is owed, notes, shelved alarms, proposals. Only ``fold`` changes it."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime

from drconsole.recovery.types.approving import Rule, Settings
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.work import events as ev
from drconsole.room.proposals import Proposal


@dataclass(frozen=True, slots=True)
class Validation:
    """Somebody logged in to a failed-over machine and said how it is."""

    item: str
    result: str
    comment: str
    point: str | None
    at: datetime
    actor: str
    seen: str = ""
    accepted: str = ""


@dataclass(slots=True)
class Obligation:
    """Something owed of an item: ``stay-down``, ``test-cleanup`` or ``left-off``."""

    what: str
    item: str
    name: str
    site: str
    probe: str
    since: datetime
    after_job: str | None = None
    network: str | None = None
    seen: str = ""
    """What its probe showed when it last answered; empty = not seen yet."""
    seen_at: datetime | None = None
    """Since when both machines show what they do."""
    seen_since: datetime | None = None
    """Since when it shows this word, whatever the other machine shows."""
    runs: str = ""
    """What the machine that took over showed."""
    runs_since: datetime | None = None
    """Since when it shows that."""
    broken: bool = False
    cancelled: bool = False
    silent_since: datetime | None = None
    """It did not answer since then; None = it answers."""

    @property
    def key(self) -> str:
        return f"{self.what}:{self.item}"


@dataclass(frozen=True, slots=True)
class Note:
    """Somebody wrote down what happened at a moment."""

    id: str
    text: str
    at: datetime
    """When it happened."""
    noted_at: datetime
    by: str
    pinned: bool
    pinned_by: str
    job: str | None
    loud: bool = False
    """Whether it is one of the engine's own notes that is an alarm for as long as it is pinned."""


@dataclass(slots=True)
class Shelf:
    """Alarm that somebody put aside, by the wall's clock."""

    event: ev.AlarmShelved
    since: datetime
    actor: str
    until: datetime


@dataclass(slots=True)
class Approvals:
    """Rules of what needs a second person, and what was proposed."""

    rules: dict[tuple[str, str, str], Rule] = field(default_factory=dict)
    """Rules of approval by ``Rule.key``; empty = nothing needs approval."""
    settings: Settings = field(default_factory=Settings)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    """Proposals by their id, also those that are over."""

    def lasting(self) -> list[Proposal]:
        """Return the proposals that can still come to something."""
        return [one for one in self.proposals.values() if one.lasts]
