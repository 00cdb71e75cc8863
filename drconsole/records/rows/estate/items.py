"""Replicated items: state, health, points, and how their machines stand beside the state."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from drconsole.records.rows.common import ItemName, MachineRow, SaidRow, Stamped
from drconsole.recovery.types.remedies import RemedyRow


class FlagRow(TypedDict):
    """Flag of an item: what its state does not say and nobody may overlook. ``flag``: a ``FlagKind`` or ``network``."""

    flag: str
    text: str
    since: str | None
    """Since when it was seen so; None = not known."""


WayRow = TypedDict("WayRow", {"from": str, "to": str})
"""Which way replication runs: from one site to another."""

MachinesRow = TypedDict(
    "MachinesRow",
    {
        "source-powered": str | None,
        "target-running": str | None,
        "stays_down": str | None,
        "left_off_by": str | None,
        "cancelled": bool,
    },
)
"""What was seen last of an item's two machines, by probe, and what is owed of them. ``stays_down`` is the probe of the
machine that must stay down; ``left_off_by`` the job that shut one down and left it so; ``cancelled``: that job was."""


class ReverseRow(TypedDict):
    """Answer to whether an item could come back after a failover: ``ok``, ``blocked`` or ``unknown``."""

    answer: str
    why: str


class MustStayDownRow(TypedDict):
    """Obligation to keep a machine down; ``broken``: it runs. ``seen`` None: nobody has seen it yet."""

    site: str
    since: str | None
    seen: str | None
    seen_at: str | None
    seen_since: str | None
    """Since when it shows that word; ``seen_at``: since when both machines show what they do."""
    silent_since: str | None
    broken: bool
    why: str


class SideEffectRow(TypedDict):
    """Side effect of a test: a machine, a network, cores."""

    what: str
    detail: str


class DebtRow(MachineRow):
    """Debt of a test failover: what it has left behind. ``job`` began it, if it was one of ours."""

    state: str
    since: str | None
    job: str | None
    side_effects: list[SideEffectRow]
    remedies: list[RemedyRow]
    undo: NotRequired[str]
    """The command line's command for it."""


class JudgedRow(TypedDict):
    """Judgement of an item by the rules, beside its state; ``authority`` is the site whose copy counts."""

    authority: str
    replicates: WayRow | None
    authority_words: str
    flags: list[FlagRow]
    reverse: ReverseRow


class StandingRow(JudgedRow):
    """Standing of an item beside its state. ``machines`` None: nothing is owed of them, and nobody looks."""

    stand: str
    """The worst that is true of it: a ``recovery.states.assessments.stand.Stand``."""
    stand_since: str | None
    """Provider's time at which it was first seen to stand so; None = it stood so when it was first looked at."""

    machines: MachinesRow | None
    must_stay_down: MustStayDownRow | None
    test_debt: list[DebtRow]


class LatestPointsRow(TypedDict):
    """Times of the newest processed recovery points of each kind, as they were read last."""

    latest_processed: str | None
    latest_app_consistent: str | None
    latest_crash_consistent: str | None
    as_of: str | None


class LandedPointRow(TypedDict):
    """Recovery point that an item was failed over to."""

    id: str
    time: str | None


class ItemValidationRow(TypedDict):
    """Validation of a failed-over machine by a person."""

    result: str
    comment: str
    at: str | None
    operator: str
    seen: str
    """What a look showed of its machines then; empty = nobody looked."""


class HealthErrorRow(TypedDict):
    code: str
    message: str
    level: str
    recommended_action: str


class ItemWarningRow(SaidRow):
    """A warning that stands on an item; ``job`` is whose task gave it."""

    job: str


class FailureRow(SaidRow):
    """Failure of the last run at an item: the first error; ``job`` is the run."""

    job: str
    operation: str


class AboutItemRow(ItemName, Stamped):
    """Fields of an item that do not change while it replicates."""

    scenario: str
    os: str
    source: str
    target: str
    replication_group: str | None
    target_network: str | None
    target_subnet: str | None
    target_address: str | None


class ItemStateRow(AboutItemRow):
    """State, health and points of an item. RPO is left to the reader, who has its two times."""

    protection_state: str
    protection_state_description: str
    active_location: str
    active_side: str
    direction: str
    test_failover_state: str
    replication_health: str
    failover_health: str
    allowed_operations: list[str]
    provider_allowed_operations: list[str]
    withheld: list[str]
    """Operations that the provider carries out from here for no item: they are done elsewhere."""
    provider_id: str
    replication_provider: str | None
    turned: bool
    current_scenario: str | None
    current_job: str | None
    replicated_until: str | None
    as_of: str | None
    latest_recovery_points: LatestPointsRow | None
    failover_recovery_point: LandedPointRow | None
    validation: ItemValidationRow | None
    health_errors: list[HealthErrorRow]
    warnings: list[ItemWarningRow]
    failure: FailureRow | None
    """None = its last run went through, or people removed the cause."""
    last_test_failover: str | None
    last_failover: str | None
    failed_over_by: str | None
    """The key of the recovery plan whose run failed it over."""
    agent_connected: bool
    source_reachable: bool | None
    source_powered: bool | None
    """Whether the machine at ``source`` is on; None = not known, or there is none."""
    target_powered: bool | None
    """The same at ``target``."""
    address: str | None
    machine: str | None
    test_machine: str | None
    connection: str | None


class EncryptionRow(TypedDict):
    """Certificate without which an item's machine cannot be made in Azure: which one, and where it is kept."""

    thumbprint: str
    certificate: str
    """As the estate's document says; empty = it does not."""


class ItemRow(ItemStateRow, StandingRow):
    """A replicated item. ``position`` is its place in the provider's own order."""

    encryption: EncryptionRow | None
    """None = its data is not encrypted by Site Recovery."""

    rpo_objective: int | None
    """Seconds that its RPO may be at most; None = not told."""
    position: int


class ShownItemRow(ItemRow):
    """An item with its RPO in seconds, which follows from two of its times; None: not reported."""

    rpo: float | None


class SideRow(ItemName):
    """Fields of an item that tell whether one of its sides counts; an ``ItemRow`` is one."""

    protection_state: str
    current_job: str | None
    as_of: str | None
    flags: list[FlagRow]
