"""Estate document as pydantic models: one class for each kind of entry, fields as people write them.

Strict: a number is not taken for text nor text for a number. What an item leaves out comes from its
profile, then from ``defaults``, then from ``items.BUILT_IN``. References are checked later, in ``build``.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import Field

from drconsole.documents.checking.entry import Entry
from drconsole.documents.checking.faults import FaultEntry
from drconsole.documents.checking.scalars import (
    Address,
    Duration,
    Key,
    LastTest,
    Line,
    Moment,
    Name,
    Objective,
    Thumbprint,
    Timeout,
    Version,
)
from drconsole.documents.definition import SPLIT_EVERY
from drconsole.recovery.types.estate.estate import SiteKind
from drconsole.recovery.types.words import Scenario

MAX_ITEMS = 250_000
"""Items of one estate: beyond what one console can hold in memory comfortably."""

MAX_PLACES = 1_000_000
"""Places of items in all plans together: a short text of ranges could ask for any number."""

_T = TypeVar("_T")
Word = Annotated[_T, Field(strict=False)]
"""One of a closed set, written as its value."""

Driver = Literal["storvsc", "vmbus", "storflt", "intelide", "atapi"]
RunKind = Literal["test-failover", "failover", "planned-failover"]
Way = Literal["primary-to-recovery", "recovery-to-primary"]
Count = Annotated[int, Field(ge=0, le=1_000_000)]


class SiteEntry(Entry):
    """Site, one side of replication: a configuration server, a VMM server, a Hyper-V site, an Azure region."""

    name: Name
    kind: Word[SiteKind]
    cores_quota: Count | None = Field(
        None, description="cores that failed-over and test machines may have there in all; left out: not limited"
    )
    family_quotas: dict[Name, Count] = Field({}, description="of those, the cores of a family of sizes")
    interfaces_quota: Count | None = Field(None, description="network interfaces, counted as cores are")
    reachable: bool = Field(True, description="false: nothing at the site can be reached when the world begins")
    encryption_thumbprint: Thumbprint | None = Field(
        None, description="data encryption is on in this VMM cloud: of the certificate it was set up with, in quotes"
    )
    encryption_certificate: Name | None = Field(
        None,
        description="where people keep that certificate, in their words: operators read it where they need the file",
    )


class NetworkEntry(Entry):
    """Network of a site, and the one that it is mapped to on the other side."""

    name: Name
    site: str
    isolated: bool = Field(False, description="no way to production: for test failovers")
    mapped_to: str | None = Field(None, description="the network on the other side")
    free_addresses: Count | None = None
    subnets: list[Name] = Field([], description="left out: not told")


class PolicyEntry(Entry):
    """Replication policy; an interval of 0 makes no such points."""

    name: Name
    crash_interval: Duration = 300
    app_interval: Duration = 3600
    retention: Duration = 86400
    rpo_threshold: Duration = Field(3600, description="the recovery point objective (RPO) of the items under it")


class DiskEntry(Entry):
    """Disk of an item."""

    name: Name
    size_gib: int = Field(ge=1, le=65536)
    boot: bool = False


class StartEntry(Entry):
    """State of an item when the world begins."""

    state: Literal["protected", "initial-replication", "waiting-for-first-point"] | None = None
    protected_for: Duration | None = None
    last_test: LastTest | None = Field(None, description="time since its last test failover, or never")
    lag: Duration | None = Field(None, description="from a write at the source to its arrival")
    agent_connected: bool | None = None
    source_reachable: bool | None = Field(None, description="whether this machine can be reached at its source")
    attended: bool | None = Field(
        None, description="true: somebody at a physical server switches it off as soon as a failover of it begins"
    )
    powered: bool | None = Field(None, description="false: its owner has switched the machine off at its source")


class ItemFields(Entry):
    """Fields of an item that a profile, or the defaults for all items, may say too."""

    scenario: Word[Scenario] | None = None
    source: str | None = None
    target: str | None = None
    os: Literal["windows", "linux"] | None = None
    policy: str | None = None
    agent_version: Version | None = Field(None, description="mobility service; in quotes")
    boot_drivers: list[Driver] | None = Field(None, description="those that start at boot")
    dhcp: bool | None = Field(None, description="whether the DHCP service is enabled, whatever kind of address it has")
    disks: Annotated[list[DiskEntry], Field(min_length=1, max_length=64)] | None = None
    churn: Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)] | None = Field(
        None, description="MiB written in a minute"
    )
    network: str | None = None
    target_network: str | None = Field(None, description="left out: what the network is mapped to")
    target_subnet: str | None = Field(None, description="of that network; left out: as Site Recovery chooses")
    cores: Annotated[int, Field(ge=1, le=1024)] | None = None
    size_family: str | None = Field(None, description="of its machine at the target, as family_quotas names it")
    interfaces: Annotated[int, Field(ge=1, le=8)] | None = None
    managed_disks: bool | None = Field(None, description="replicates to managed disks; left out: not known")
    rpo: Objective | None = Field(
        None, description="its own recovery point objective; left out: rpo_threshold of its policy"
    )
    hyperv_as_physical: bool | None = Field(None, description="a Hyper-V machine protected as a physical server")
    start: StartEntry | None = None


class ProfileEntry(ItemFields):
    """Profile, a part-filled item that items build on."""

    name: Name


class ItemEntry(ItemFields):
    """Replicated item; with count, that many of them, {n} in the name being their number."""

    name: Name
    key: Key | None = Field(None, description="what others name it by, where that is not its name")
    profile: str | None = None
    target_address: Address | None = None
    count: Annotated[int, Field(ge=1, le=MAX_ITEMS)] | None = None
    first: Count = Field(1, description="the first number of count")


class ReplicationGroupEntry(Entry):
    """Replication group: machines with multi-VM consistency on."""

    name: Name
    items: Annotated[list[str], Field(min_length=1)]


class ActionEntry(Entry):
    """Action of a plan: exactly one of script, manual and runbook says what kind it is."""

    name: Name
    script: Line | None = Field(None, description="an executable, relative to this document's folder")
    manual: str | None = Field(None, description="what a person is to do", min_length=1)
    runbook: str | None = None
    arguments: list[str] = []
    timeout: Timeout = 600
    operations: Annotated[list[RunKind], Field(min_length=1)] = ["test-failover", "failover", "planned-failover"]
    directions: Annotated[list[Way], Field(min_length=1)] = ["primary-to-recovery"]


class GroupEntry(Entry):
    """Boot group of a plan; groups start one after the other."""

    items: Annotated[list[str], Field(min_length=1)]
    pre: list[ActionEntry] = []
    post: list[ActionEntry] = []


class SplitEntry(Entry):
    """Split of items into many alike plans: so many items a plan, spread over so many boot groups."""

    items: Annotated[list[str], Field(min_length=1)]
    every: int = Field(SPLIT_EVERY, ge=1, le=100)
    groups: int = Field(1, ge=1, le=7)


class PlanEntry(Entry):
    """Recovery plan: one source, one target, groups or split."""

    name: Name
    key: Key | None = Field(None, description="what others name it by, where that is not its name")
    source: str
    target: str
    changed: Duration | None = Field(None, description="how long before the world's beginning it was last changed")
    rto: Objective | None = Field(
        None, description="recovery time objective: from the start of a run to its end, waits for people included"
    )
    before_shutdown: list[ActionEntry] = []
    after_shutdown: list[ActionEntry] = []
    before_failover: list[ActionEntry] = []
    after_failover: list[ActionEntry] = []
    groups: list[GroupEntry] = []
    split: SplitEntry | None = None


class RunbookEntry(Entry):
    """Automation runbook as the simulated world plays it."""

    name: Name
    duration: Duration = 30
    outcome: Literal["succeeded", "failed"] = "succeeded"
    output: str = ""


class EstateDocument(Entry):
    """Estate: what is protected, how it is replicated, and the recovery plans."""

    name: Name
    story: str = ""
    seed: Annotated[int, Field(ge=0)] = 1
    starts_at: Moment | None = Field(None, description="world time at birth, e.g. 2026-01-05T08:00:00Z")
    defaults: ItemFields | None = None
    profiles: list[ProfileEntry] = []
    sites: list[SiteEntry]
    networks: list[NetworkEntry] = []
    policies: list[PolicyEntry]
    items: list[ItemEntry]
    replication_groups: list[ReplicationGroupEntry] = []
    plans: list[PlanEntry] = []
    runbooks: list[RunbookEntry] = []
    faults: list[FaultEntry] = []


SECTIONS: dict[str, type[Entry]] = {
    "profiles": ProfileEntry,
    "sites": SiteEntry,
    "networks": NetworkEntry,
    "policies": PolicyEntry,
    "items": ItemEntry,
    "replication_groups": ReplicationGroupEntry,
    "plans": PlanEntry,
    "runbooks": RunbookEntry,
    "faults": FaultEntry,
}
"""The lists of a document. Their entries are checked one by one, so that one bad entry does not hide the others."""
