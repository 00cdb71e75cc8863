"""Kinds of alarms as a table: how grave each is, what it says and what helps. A row a kind, worst first."""

from __future__ import annotations

from enum import StrEnum

from drconsole.recovery.states.assessments.stand import Stand
from drconsole.recovery.types.data import dataclass


class Severity(StrEnum):
    CRITICAL = "critical"
    """Something is down, unprotected or waits: a person is needed."""
    UNKNOWN = "unknown"
    WARNING = "warning"
    NOTICE = "notice"
    """Nothing is wrong yet."""


class Owner(StrEnum):
    """Somebody who is to act on an alarm."""

    LEAD = "lead"
    """Whoever leads the job."""
    COMMANDER = "commander"
    OPERATOR = "operator"
    APPROVER = "approver"
    """Whoever has that seat, and is not who asks."""
    OUTSIDE = "outside"
    """Whoever is at the machines, or keeps what the provider runs on."""
    STATE = "owner"
    """The owner of the state, on the engine's machine."""


class Kind(StrEnum):
    RUNS_TWICE = "runs-twice"
    MUST_NOT_RUN = "must-not-run"
    RUNS_NOWHERE = "runs-nowhere"
    STORE_BEHIND = "store-behind"
    ENGINE_BLOCKED = "engine-blocked"
    ENGINE_LOST = "engine-lost"
    BROKEN_GLASS = "broken-glass"
    EASIER = "approvals-easier"
    NOT_READ = "provider-not-read"
    VAULT_CRITICAL = "vault-critical"
    SITE_SILENT = "site-silent"
    """Several machines of one site are not reached: what follows from that is counted there."""
    FAILED = "failed"
    FOUND_BAD = "found-bad"
    WAITS = "waits"
    HELD = "held"
    NOT_READABLE = "not-readable"
    UNKNOWN = "unknown"
    UNPROTECTED = "unprotected"
    CRITICAL = "critical"
    RTO_MISSED = "rto-missed"
    RTO_WILL_BE_MISSED = "rto-will-be-missed"
    APPROVAL = "approval-waits"
    VAULT_WARNING = "vault-warning"
    CLOCKS_APART = "clocks-apart"
    NO_NETWORK = "no-network"
    RPO_ABOVE = "rpo-above-objective"
    TEST_OPEN = "test-open"
    NOT_COMMITTED = "not-committed"
    NOT_SEEN_DOWN = "not-seen-down"
    NOT_REPLICATED = "not-replicated"
    SWITCHED_OFF = "switched-off"
    WARNING = "warning"
    NEVER_TESTED = "never-tested"
    TEST_OVERDUE = "test-overdue"
    OTHERS = "others"
    """Alarms beyond the most that are listed, counted in one line."""


@dataclass(frozen=True, slots=True)
class KindRow:
    """Kind of alarm: its words for one target and for ``many`` (empty: the same); words in braces are put in.

    ``deed`` of an action is what is done at which machines, each with its site; ``due`` is the guide's next step.
    """

    severity: Severity
    owner: Owner
    one: str
    many: str
    action: str
    by_plan: bool = False
    """Told plan by plan, where it is about few of them: each is helped by itself."""

    def cause(self, count: int, **words: object) -> str:
        said = (self.one if count == 1 or not self.many else self.many).format(count=count, **words)
        return said[:1].upper() + said[1:]


LEAD, COMMANDER, OPERATOR, APPROVER, OUTSIDE, STATE = Owner
C, U, W, N = Severity.CRITICAL, Severity.UNKNOWN, Severity.WARNING, Severity.NOTICE

KINDS: dict[Kind, KindRow] = {
    Kind.RUNS_TWICE: KindRow(
        C, OUTSIDE, "1 machine runs at both sites", "{count} machines run at both sites",
        "{deed}", True,
    ),
    Kind.MUST_NOT_RUN: KindRow(
        C, OUTSIDE, "1 machine runs that must stay down", "{count} machines run that must stay down",
        "{deed}. Keep it down there", True,
    ),
    Kind.RUNS_NOWHERE: KindRow(
        C, OPERATOR, "1 machine runs nowhere", "{count} machines run nowhere", "{due}", True,
    ),
    Kind.STORE_BEHIND: KindRow(
        C, STATE, "What is shown may be out of date, and no engine starts: {why}", "",
        "Look at the machines first; then put the store back from a newer copy, or take what is there",
    ),
    Kind.ENGINE_BLOCKED: KindRow(
        C, STATE, "The engine cannot record anything: {why}", "", "End that process: only the engine writes this store",
    ),
    Kind.ENGINE_LOST: KindRow(
        C, STATE, "No engine runs, and 1 job is open: nobody follows it",
        "No engine runs, and {count} jobs are open: nobody follows them", "Start one: it takes the jobs up",
    ),
    Kind.BROKEN_GLASS: KindRow(
        C, LEAD, "{job} goes without the approval that it needs: {why}", "",
        "Tell those who should have approved it; hold it if it is wrong",
    ),
    Kind.EASIER: KindRow(
        C, COMMANDER, "Approvals are easier to get: {why}", "",
        "See that it was meant; then unpin the note that says so: another member than who did it",
    ),
    Kind.NOT_READ: KindRow(U, OUTSIDE, "{why}; {age}", "", "{advice}"),
    Kind.VAULT_CRITICAL: KindRow(C, OUTSIDE, "The vault reports {why}", "", "{advice}"),
    Kind.SITE_SILENT: KindRow(
        C, COMMANDER, "1 machine of {why} is not reached", "{count} machines of {why} are not reached",
        "See whether {deed} is there: power, network, agents. If it is lost, fail its plans over",
    ),
    Kind.FAILED: KindRow(
        C, OPERATOR, "1 failover could not be completed", "{count} failovers could not be completed",
        "{due}", True,
    ),
    Kind.FOUND_BAD: KindRow(
        C, OPERATOR, "1 machine was validated and does not work", "{count} machines were validated and do not work",
        "Put it right, or change the recovery point, and validate it again before you commit", True,
    ),
    Kind.WAITS: KindRow(C, LEAD, "{job} waits: {why}", "", "Answer it"),
    Kind.HELD: KindRow(C, LEAD, "{job} is {why}", "", "Resume it"),
    Kind.NOT_READABLE: KindRow(
        U, OUTSIDE, "The provider's {names} cannot be read: {why}",
        "{count} things of the provider's cannot be read ({names}): {why}",
        "Look at it with the provider's own means: nothing is done to it from here",
    ),
    Kind.UNKNOWN: KindRow(
        U, OPERATOR, "The state of 1 machine is not known", "The state of {count} machines is not known",
        "Look at it with the provider's own means",
    ),
    Kind.UNPROTECTED: KindRow(
        C, OPERATOR, "1 machine is not protected", "{count} machines are not protected", "{due}",
    ),
    Kind.CRITICAL: KindRow(
        C, OPERATOR, "Replication of 1 machine is critical: {why}",
        "Replication of {count} machines{at} is critical: {why}",
        "{advice}",
    ),
    Kind.RTO_MISSED: KindRow(C, LEAD, "{job} has missed its objective: {why}", "", "See what holds it up"),
    Kind.RTO_WILL_BE_MISSED: KindRow(W, LEAD, "{job} will miss its objective: {why}", "", "See what holds it up"),
    Kind.APPROVAL: KindRow(
        W, APPROVER, "{job} waits for approval: {why}", "", "Look at what it would do, and approve or reject it",
    ),
    Kind.VAULT_WARNING: KindRow(W, OUTSIDE, "The vault warns of {why}", "", "{advice}"),
    Kind.CLOCKS_APART: KindRow(W, OUTSIDE, "{why}", "", "{advice}"),
    Kind.NO_NETWORK: KindRow(
        W, OUTSIDE, "1 machine runs without a network or an address",
        "{count} machines run without a network or an address",
        "Attach it to its network, with its address", True,
    ),
    Kind.RPO_ABOVE: KindRow(
        W, OUTSIDE, "The RPO of 1 machine is above its objective: {why}",
        "The RPO of {count} machines{at} is above its objective; worst: {why}", "See what its replication waits for",
    ),
    Kind.TEST_OPEN: KindRow(
        W, OPERATOR, "A test failover of 1 machine is open",
        "A test failover of {count} machines is open", "Clean it up", True,
    ),
    Kind.NOT_COMMITTED: KindRow(
        W, OPERATOR, "1 machine is failed over and not committed", "{count} machines are failed over and not committed",
        "Validate and commit, or change the recovery point", True,
    ),
    Kind.NOT_SEEN_DOWN: KindRow(
        W, OUTSIDE, "1 machine must stay down at {why}, and nobody sees it",
        "{count} machines must stay down at {why}, and nobody sees them", "Have somebody there look at it",
    ),
    Kind.NOT_REPLICATED: KindRow(
        W, OPERATOR, "1 machine is failed over and replicates nowhere",
        "{count} machines are failed over and replicate nowhere", "{due}", True,
    ),
    Kind.SWITCHED_OFF: KindRow(
        W, OUTSIDE, "1 protected machine is switched off", "{count} protected machines are switched off",
        "{deed}, or fail over",
    ),
    Kind.WARNING: KindRow(
        W, OPERATOR, "Replication of 1 machine warns: {why}",
        "Replication of {count} machines{at} warns: {why}", "{advice}",
    ),
    Kind.NEVER_TESTED: KindRow(
        N, OPERATOR, "1 recovery plan was never tested",
        "{count} recovery plans were never tested", "Make a test failover",
    ),
    Kind.TEST_OVERDUE: KindRow(
        N, OPERATOR, "The test failover of 1 recovery plan is due",
        "The test failovers of {count} recovery plans are due",
        "Make a test failover",
    ),
    Kind.OTHERS: KindRow(
        N, OPERATOR, "1 more cause: {why}", "{count} more causes; the gravest: {why}",
        "Clear what stands above it first: these are told one by one again then",
    ),
}  # fmt: skip
"""Kinds of alarms, in the order in which they are told."""

OF_STANDS: dict[Stand, Kind] = {
    Stand.RUNS_TWICE: Kind.RUNS_TWICE,
    Stand.MUST_NOT_RUN: Kind.MUST_NOT_RUN,
    Stand.RUNS_NOWHERE: Kind.RUNS_NOWHERE,
    Stand.FAILED: Kind.FAILED,
    Stand.UNKNOWN: Kind.UNKNOWN,
    Stand.UNPROTECTED: Kind.UNPROTECTED,
    Stand.CRITICAL: Kind.CRITICAL,
    Stand.NO_NETWORK: Kind.NO_NETWORK,
    Stand.TEST_OPEN: Kind.TEST_OPEN,
    Stand.NOT_COMMITTED: Kind.NOT_COMMITTED,
    Stand.SWITCHED_OFF: Kind.SWITCHED_OFF,
    Stand.WARNING: Kind.WARNING,
    Stand.FAILED_OVER: Kind.NOT_REPLICATED,
}
"""The alarm of the items that stand so; of the others nothing is wrong."""

STAYS: dict[str, str] = {
    Kind.BROKEN_GLASS: "tell who asks why it was",
    Kind.EASIER: "another member than who did it unpins the note that says so",
}
"""Kinds that nobody shelves, with what is done instead."""
