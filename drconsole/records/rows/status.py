"""The state of things as one object: what the engine answers to ``Status``, and what the store says without one."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from drconsole.records.rows.common import ClockRow
from drconsole.records.rows.estate.estate import ArmedRow, ConditionRow, PlaceRow, ServiceEventRow
from drconsole.records.rows.estate.items import DebtRow
from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.records.rows.work.jobs import ForecastRow, ObjectiveRow
from drconsole.records.rows.work.leads import LeadRow
from drconsole.records.rows.work.owed import DutiesRow
from drconsole.recovery.types.remedies import RemedyRow


class EngineRow(TypedDict):
    """Engine of a state folder; ``running`` None: that is not known from here."""

    running: bool | None
    pid: int | None
    epoch: int | None
    version: str | None
    since: str | None
    draining: NotRequired[bool]
    rev: NotRequired[int]
    blocked: NotRequired[str | None]
    """Who keeps it from writing."""
    why: NotRequired[str]
    """Of one that holds the state and is silent, or where none can start; with ``advice``."""
    advice: NotRequired[str | None]


class JumpRow(TypedDict):
    """A jump of the wall's clock, in seconds."""

    seconds: float
    at: str | None


class ToldClockRow(ClockRow):
    """Clock of the provider as an engine tells it (``ours``: it can be set), or as it is derived without one."""

    ours: NotRequired[bool]
    wall_jump: NotRequired[JumpRow | None]
    derived: NotRequired[bool]
    """Where no engine tells it: reckoned from when it was last told."""


class CountsRow(TypedDict, total=False):
    """Numbers of what a store holds; empty where there is none."""

    items: int
    plans: int
    jobs: int
    running_jobs: int
    steps_under_way: int
    needs_a_person: int


class RunningJobRow(TypedDict):
    """A job that has not ended, in short."""

    id: str
    operation: str
    target: str
    state: str
    state_description: str
    started_at: str | None
    forecast: ForecastRow
    lead: LeadRow | None
    objective: NotRequired[ObjectiveRow | None]


class NeedsRow(TypedDict):
    """Need for a person. ``kind``: ``held``, ``obligation``, ``authority``, ``approval`` or ``poll``; none of a task
    that asks."""

    kind: NotRequired[str]
    job: str | None
    operation: str | None
    target: str
    task: str | None
    friendly_name: str
    state_description: str
    why: str
    since: str | None
    outcomes: list[str]
    item: str | None
    item_key: str | None
    about: NotRequired[str]
    """Id of the proposal or the poll."""
    whom: NotRequired[str]
    """Whom of the room it waits for; missing: whoever may command it."""
    remedies: NotRequired[list[RemedyRow]]
    command: NotRequired[str]
    """The command line's command for it."""


ConsoleRow = TypedDict(
    "ConsoleRow",
    {
        "user": str,
        "person": NotRequired[str | None],
        "seat": str | None,
        "from": str | None,
        "since": str,
        "screen": str,
        "doing": str | None,
        "size": NotRequired[str | None],
        "lost": NotRequired[int | None],
        "read_only": bool,
        "pid": int,
        "key": NotRequired[str],
        "leads": NotRequired[list[str]],
    },
)
"""Console that is open on a state: the account, who is said to sit there, their seats in the incident room (None: no
room, or none), the address they are said to come from, since when, the screen and the dialog that are open, the
terminal's size (``160x50``), the console's process, and the key of the person (``user:1000``) by which a lead names
them; ``leads``: the jobs that they lead. ``since`` is the wall's clock, not the provider's. ``lost``: seconds for which
it has said nothing; None = it is there. What is not required, an engine of an older version leaves out."""


class ArmingRow(TypedDict):
    """Vault that a state is bound to, and who may act there. None: there is none, and nobody has to be armed."""

    place: PlaceRow | None
    armed: list[ArmedRow]


class StatusRow(TypedDict):
    """State of things. None: there is no store yet, or no engine has written there."""

    mode: str | None
    engine: EngineRow
    clock: ToldClockRow
    estate: str | None
    provider: str | None
    counts: CountsRow
    running_jobs: list[RunningJobRow]
    needs_a_person: list[NeedsRow]
    obligations: DutiesRow
    test_debt: list[DebtRow]
    events: NotRequired[list[ServiceEventRow]]
    """What the provider's service noticed last, newest first; missing: nothing."""
    condition: NotRequired[ConditionRow]
    """Missing: the provider could be read as it should be at the last look, or no engine tells."""
    arming: NotRequired[ArmingRow]
    proposals: NotRequired[list[ProposalRow]]
    """What waits for a second person, or was approved and is not started; missing: nothing."""
    consoles: NotRequired[list[ConsoleRow]]
    """Consoles that are connected to the engine; without an engine nobody knows of any."""
    state: NotRequired[str]
    """The state folder, which the command line adds."""
