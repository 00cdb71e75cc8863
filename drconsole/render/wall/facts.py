"""Facts that a wall shows, as they were read from the store: rows, and what the rules of all screens derive from
them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from drconsole.records.rows.alarms import AlarmRow, RateRow
from drconsole.records.rows.anchor import AnchorRow
from drconsole.records.rows.estate.estate import ArmedRow, ConditionRow
from drconsole.records.rows.status import NeedsRow, ToldClockRow
from drconsole.records.rows.work.owed import ObligationRow
from drconsole.records.waiting.waits import OF_MACHINES
from drconsole.recovery.types.data import dataclass
from drconsole.render.drawing.lanes import Lane
from drconsole.render.drawing.sitemap import Flow
from drconsole.render.estate.overview import open_ends
from drconsole.render.jobs.run import Run
from drconsole.render.rows.records import Cell
from drconsole.render.words.marks import Mark


class Sight(StrEnum):
    """State of the engine's process, as the kernel shows it to who does not ask the engine."""

    HERE = "engine here"
    STILL = "ENGINE STOPPED"
    """Its process is there and stands still."""
    GONE = "NO ENGINE"
    UNKNOWN = "engine not known"
    """This system does not say who holds the state."""


@dataclass(frozen=True, slots=True)
class JobSeen:
    """A job that has not ended."""

    run: Run
    lanes: Sequence[Lane]
    """Worst first."""
    done: int
    total: int
    """Tasks of the job; ``done`` of them have ended."""
    lead: str = ""
    """Who leads it; empty = nobody, or there is no room."""


@dataclass(frozen=True, slots=True)
class PlanSeen:
    """A recovery plan: how it stands, its time against its objective, and when it was tested."""

    name: str
    mark: Mark
    rto: Cell
    tested: Cell


@dataclass(frozen=True, slots=True)
class Entry:
    """Line of a list: a time of the wall's clock (ISO 8601), who, and what."""

    at: str
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Freshness:
    """Age of what is shown. Ages in seconds."""

    read: float | None
    """Seconds since the store was read last; None = it never was."""
    moved: float | None
    """Seconds since the store changed last; None = not known."""
    why: str = ""
    """Why it cannot be read now; empty = it can."""


@dataclass(frozen=True, slots=True)
class WallFacts:
    """Everything on a wall, at one moment."""

    mode: str
    estate: str
    name: str
    """Name of the state, where it is not the usual one."""
    plans: tuple[str, ...]
    """Names of the plans that it shows; empty = all."""
    now: datetime
    """The wall's clock, in UTC."""
    local: datetime
    """The same as this machine's people read it."""
    clock: ToldClockRow
    """The provider's."""
    engine: Sight
    fresh: Freshness
    condition: ConditionRow | None = None
    flows: Sequence[Flow] = ()
    gravities: Mapping[int, int] = field(default_factory=Counter)
    jobs: Sequence[JobSeen] = ()
    needs: Sequence[NeedsRow] = ()
    whom: Mapping[str, str] = field(default_factory=dict)
    """Job -> who may answer for it: its lead, or the seats that may."""
    alarms: Sequence[AlarmRow] = ()
    plan_lines: Sequence[PlanSeen] = ()
    owed: Sequence[ObligationRow] = ()
    """Machines that must stay down."""
    armed: Sequence[ArmedRow] = ()
    """Who may act on a vault."""
    rate: RateRow | None = None
    """How many alarms came lately; None = not known."""
    proposals: Sequence[Entry] = ()
    polls: Sequence[Entry] = ()
    handovers: Sequence[Entry] = ()
    notes: Sequence[Entry] = ()
    seats: Sequence[Entry] = ()
    """Who has which seat, an entry a seat; empty = there is no room."""
    shelved: Sequence[Entry] = ()
    """Alarms that somebody put aside for a time."""
    decisions: Sequence[Entry] = ()
    """Newest first."""
    anchor: AnchorRow | None = None
    """Head and length of the journal's chain; None = it was not read yet."""

    @property
    def ends(self) -> list[AlarmRow]:
        """Return the alarms that do not stand among what needs a person, as the overview does."""
        return open_ends(self.alarms, self.needs)

    def whom_of(self, need: NeedsRow) -> str:
        """Return whom something needs; empty = anybody who may command."""
        if need.get("kind") in OF_MACHINES:
            return ""
        return need.get("whom") or self.whom.get(need["job"] or "", "")
