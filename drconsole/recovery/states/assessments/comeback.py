"""Assessment of the way back: whether a machine that fails over will be able to fail back, and what prevents it.

A table, a row a reason, each with its source; every row that applies is said. What cannot be seen from here is said
as not known, never as fine. Sources: [S], the pages about re-protect and failback that the rows name,
and [azure-docs#81429] (a source deleted by hand made re-protect impossible).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from drconsole.recovery.states.assessments.authority import sides
from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.states import active_side, classify
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import EstateView, Item, ItemStatus, SiteKind
from drconsole.recovery.types.estate.known import ABSENT, NOTHING, SOURCE, TARGET, Known
from drconsole.recovery.types.families import A2A, CLASSIC, E2E, EVERY, H2A, RCM, V2A
from drconsole.recovery.types.words import Location, Scenario

MAX_DISKS = 60
"""Most disks of a VMware machine that fails back [D:vmware-azure-reprotect]."""


class Answer(StrEnum):
    OK = "ok"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ComeBack:
    """``why``: what blocks, else what is not known, else how the way goes; clauses without an end mark."""

    answer: Answer
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """One item and all that its rows may ask for."""

    item: Item
    status: ItemStatus
    view: EstateView
    known: Known
    phase: Phase

    @property
    def away(self) -> bool:
        """Return whether its machine at the recovery side is the one that counts."""
        return sides(self.item, self.status, self.known)[0] == self.item.target

    @property
    def replicates_back(self) -> bool:
        """Replication towards the primary side runs: what it needs is there, it has been tried."""
        return self.away and self.phase in (Phase.PROTECTED, Phase.TEST_OPEN)

    def seen(self, probe: str) -> str:
        return self.known.of(self.item.key, probe)


@dataclass(frozen=True, slots=True)
class Reason:
    answer: Answer
    scenarios: frozenset[Scenario]
    applies: Callable[[Subject], bool]
    text: str
    source: str


def _phase(phase: Phase) -> Callable[[Subject], bool]:
    return lambda subject: subject.phase is phase


def _not_yet(test: Callable[[Subject], bool]) -> Callable[[Subject], bool]:
    """Return what holds only as long as replication does not run back already."""
    return lambda subject: not subject.replicates_back and test(subject)


def too_many_disks(item: Item) -> bool:
    return len(item.disks) > MAX_DISKS


def has_vmware(view: EstateView) -> bool:
    # A loop, as this is asked of every item: a generator would cost some times as much.
    for site in view.sites.values():  # noqa: SIM110
        if site.kind is SiteKind.VMWARE:
            return True
    return False


def machine_gone(item: Item, status: ItemStatus, known: Known) -> bool:
    """Return whether its machine was looked for on the side that counts, and is not there."""
    return known.of(item.key, TARGET if active_side(status) is Location.RECOVERY else SOURCE) == ABSENT


def old_machine_gone(item: Item, status: ItemStatus, known: Known) -> bool:
    """The same of the machine that it was failed over from."""
    return known.of(item.key, SOURCE if active_side(status) is Location.RECOVERY else TARGET) == ABSENT


def _machine_gone(subject: Subject) -> bool:
    there = subject.away and subject.phase is not Phase.UNPROTECTED
    return there and machine_gone(subject.item, subject.status, subject.known)


def _old_machine_gone(subject: Subject) -> bool:
    return subject.away and old_machine_gone(subject.item, subject.status, subject.known)


B, U = Answer.BLOCKED, Answer.UNKNOWN
_PHYSICAL = frozenset({Scenario.PHYSICAL_TO_AZURE})
_MIGRATED = "Complete Migration is a commit and the end of replication [D:failover-failback-overview]"
_OWN = "Our choice: what is not known is said"
_DISKS = "[D:hyper-v-azure-support-matrix] of 2018, and [azure-updates#530092] of November 2025"
DISKS_DIFFER = (
    "documents differ on a failback to Hyper-V from managed disks (the support matrix of 2018: not supported; Azure "
    "update 530092 of November 2025: supported)"
)
"""Two documents, and nothing says which one a vault follows: a warning with both, no wall (our choice)."""

REASONS: tuple[Reason, ...] = (
    Reason(
        B,
        EVERY,
        lambda subject: subject.phase is Phase.UNPROTECTED and subject.away,
        "its replication was stopped or disabled while it runs at {target}: it can only be protected again from there, "
        "as another item",
        _MIGRATED,
    ),
    Reason(
        B,
        EVERY,
        _machine_gone,
        "its machine at {target} is gone: there is nothing to fail back",
        "re-protect [D:azure-to-azure-how-to-reprotect], [D:vmware-azure-reprotect]",
    ),
    Reason(
        B,
        EVERY,
        lambda subject: subject.status.source_reachable is False,
        "it is not reachable at {source}: it does not come back before it is",
        "the primary site or region must be available [D:azure-to-azure-how-to-reprotect]",
    ),
    Reason(
        B,
        E2E,
        _not_yet(_old_machine_gone),
        "its machine at {source} is gone: restore it from a backup first",
        "[S]",
    ),
    Reason(
        B,
        V2A,
        _not_yet(lambda subject: too_many_disks(subject.item)),
        f"it has more than {MAX_DISKS} disks, and only so many can be re-protected to VMware",
        "requirements of the master target [D:vmware-azure-reprotect]",
    ),
    Reason(
        B,
        _PHYSICAL,
        _not_yet(lambda subject: not has_vmware(subject.view)),
        "a physical server fails back only to a VMware machine, and this estate has no VMware site",
        "physical servers [D:failover-failback-overview]",
    ),
    Reason(
        U,
        EVERY,
        lambda subject: subject.phase is Phase.UNPROTECTED and not subject.away,
        "it is not protected: it can neither fail over nor come back",
        _OWN,
    ),
    Reason(U, EVERY, _phase(Phase.UNKNOWN), "its state is not known here", _OWN),
    Reason(
        U,
        EVERY,
        _phase(Phase.FAILOVER_FAILED),
        "its failover could not be completed: which side holds the newest data has to be seen first",
        "row 21 [states]",
    ),
    Reason(U, EVERY, _phase(Phase.SYNCING), "its first copy is not complete", "rows 1 and 2 [states]"),
    Reason(
        U,
        EVERY,
        lambda subject: subject.status.source_reachable is None,
        "whether it is reachable at {source} is not known",
        _OWN,
    ),
    Reason(
        U,
        A2A,
        _not_yet(_old_machine_gone),
        "its old machine at {source} is gone: re-protect was refused after a deletion by hand",
        "[azure-docs#81429]",
    ),
    Reason(
        U,
        E2E,
        _not_yet(lambda subject: subject.away and subject.seen(SOURCE) == ""),
        "whether its machine at {source} still exists was not seen: if not, it must be restored from a backup first",
        "[S]",
    ),
    Reason(
        U,
        CLASSIC,
        _not_yet(lambda subject: True),
        "nobody here can see what failback needs: check the process server in Azure, the master target, VPN or "
        "ExpressRoute, and the connection to vCenter",
        "prerequisites [D:vmware-azure-reprotect]",
    ),
    Reason(
        U,
        RCM,
        _not_yet(lambda subject: True),
        "whether the replication appliance can take it back is not known (modernized re-protect needs the appliance)",
        "appliance only [D:failover-failback-overview-modernized]",
    ),
    Reason(
        U, H2A, lambda subject: subject.item.managed_disks is True, f"it uses managed disks: {DISKS_DIFFER}", _DISKS
    ),
    Reason(
        U,
        H2A,
        lambda subject: subject.item.managed_disks is None,
        f"nothing tells whether managed disks are used: {DISKS_DIFFER}",
        _DISKS,
    ),
)
"""Every row that applies is said; the gravest answer counts."""

WAYS: tuple[tuple[frozenset[Scenario], str], ...] = (
    (H2A, "commit, failback with data synchronization, commit, reverse-replicate"),
    (E2E, "reverse-replicate, failover back, commit, reverse-replicate"),
    (_PHYSICAL, "re-protect, failover back to a VMware machine, commit, re-protect"),
    (CLASSIC, "re-protect, failover back, commit, re-protect"),
    (RCM, "re-protect, failback, commit, re-protect"),
    (A2A, "commit, re-protect, failover back, commit, re-protect"),
)


def come_back(item: Item, status: ItemStatus, view: EstateView, known: Known = NOTHING) -> ComeBack:
    """The answer for one item as it stands, also before it has failed over."""
    subject = Subject(item, status, view, known, classify(item, status).phase)
    found = [reason for reason in REASONS if item.scenario in reason.scenarios and reason.applies(subject)]
    for answer in (Answer.BLOCKED, Answer.UNKNOWN):
        why = tuple(_said(reason, item) for reason in found if reason.answer is answer)
        if why:
            return ComeBack(answer, why)
    way = next(words for scenarios, words in WAYS if item.scenario in scenarios)
    return ComeBack(Answer.OK, (f"the way back: {way}",))


def _said(reason: Reason, item: Item) -> str:
    return reason.text.format(source=item.source, target=item.target)
