"""Checks of the machine that is failed over from, and of its replication: there, reached, up to date, healthy."""

from __future__ import annotations

from drconsole.recovery.checks.case import Case
from drconsole.recovery.states.assessments.authority import sides
from drconsole.recovery.states.assessments.comeback import machine_gone
from drconsole.recovery.states.assessments.health import alarming
from drconsole.recovery.states.offered import not_offered
from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.states import classify, resync_needed
from drconsole.recovery.steps.shutting_down import by_hand, may_run
from drconsole.recovery.types.estate.estate import Item, ItemStatus
from drconsole.recovery.types.estate.known import POWERED, SOURCE, TARGET
from drconsole.recovery.types.estate.rpo import rpo, rpo_objective
from drconsole.recovery.types.families import H2A
from drconsole.recovery.types.words import (
    Level,
    Operation,
    lasting,
)
from drconsole.recovery.types.work.tasks import Finding

OP = Operation

_AGENT: dict[Operation, Level] = {
    OP.TEST_FAILOVER: Level.WARNING,
    OP.FAILOVER: Level.WARNING,
    OP.DISABLE_REPLICATION: Level.WARNING,
    OP.RE_PROTECT: Level.WARNING,
    OP.PLANNED_FAILOVER: Level.ERROR,
    OP.FAILBACK: Level.ERROR,
    OP.REVERSE_REPLICATE: Level.ERROR,
    OP.RESYNCHRONIZE: Level.ERROR,
    OP.ENABLE_REPLICATION: Level.ERROR,
}
"""A failover must work without the source; what needs the source's own work does not. The agent of a machine that came
up in Azure registers up to 15 minutes after its start: a re-protect may wait for it."""


def agent(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    if status.agent_connected:
        return None
    # The agent of a Hyper-V machine is the provider on its host, whichever way it goes.
    site = item.source if item.scenario in H2A else sides(item, status, case.known)[0]
    return case.make("agent-disconnected", item.key, level=_AGENT[case.request.operation], site=site)


def source_down(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Split brain: a source that runs on while the failed-over machine does, too. Whether the machine at the recovery
    site can be reached is told by nobody: on the way back it counts as not known."""
    reachable = None if case.back(item) else status.source_reachable
    if switched_off(case, item, status):
        return case.make("source-off", item.key, site=item.source)
    if by_hand(item, case.way(item)):
        return None if reachable is False else case.make("shutdown-by-hand", item.key, site=item.source)
    if case.request.options.shutdown:
        return case.make("source-not-reachable", item.key) if reachable is False else None
    if reachable is False:
        return None
    planned = not_offered(OP.PLANNED_FAILOVER, item.scenario, case.direction, case.request.target_type) is None
    return case.make(
        "source-running",
        item.key,
        seen="is reachable" if reachable else "may be running (not known)",
        planned=" A planned failover would lose no data." if planned and reachable else "",
    )


def switched_off(case: Case, item: Item, status: ItemStatus) -> bool:
    """Return whether its owner has switched off the machine that a run would fail over from."""
    return not case.back(item) and not may_run(status)


_READS_IT = {
    OP.PLANNED_FAILOVER: "a planned failover shuts it down and fetches its last changes, or does not run (25014)",
    OP.RESYNCHRONIZE: "a resynchronization reads it",
}


def source_there(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Check that the machine is not gone that a planned failover shuts down, or a resynchronization reads [S]."""
    if not machine_gone(item, status, case.known):
        return None
    site = sides(item, status, case.known)[0]
    return case.make("source-gone", item.key, site=site, purpose=_READS_IT[case.request.operation])


def still_replicates(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Check after a failover that failed that its machine has written nothing since: replication was stopped before
    [S], and nobody fetches it. Where all had been fetched, a planned failover can be started again."""
    if classify(item, status).phase is not Phase.FAILOVER_FAILED:
        return None
    site = sides(item, status, case.known)[0]
    probe = SOURCE if site == item.source else TARGET
    if case.known.of(item.key, probe) == POWERED[probe]:
        return case.make("replication-stopped", item.key, site=site)
    until, stopped = status.replicated_until, status.source_stopped
    behind = until is not None and stopped is not None and until < stopped
    return case.make("changes-not-fetched", item.key, site=site) if behind else None


def source_runs(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Check that a machine runs that is resynchronized: what is off is read by nobody (our choice)."""
    if machine_gone(item, status, case.known):
        return None  # source_there
    site = sides(item, status, case.known)[0]
    probe = SOURCE if site == item.source else TARGET
    seen = case.known.of(item.key, probe)
    off = seen != POWERED[probe] if seen else switched_off(case, item, status)
    return case.make("source-stopped", item.key, site=site) if off else None


def source_up(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    if switched_off(case, item, status):
        return case.make("source-off", item.key, site=item.source)
    if case.back(item) or status.source_reachable:
        return None
    known = status.source_reachable is False
    return case.make(
        "source-needed",
        item.key,
        level=Level.ERROR if known else Level.WARNING,
        site=item.source,
        seen="is not reachable" if known else "may not be reachable (not known)",
    )


def resync(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    if not resync_needed(status):
        return None
    return case.make("resync-needed", item.key, overridable=case.request.operation is not OP.PLANNED_FAILOVER)


def rpo_within(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    limit = rpo_objective(item, case.view.policies)
    seconds = rpo(status)
    if seconds is None:
        # A failback fetches the data itself: nothing replicates before it, and there is no RPO to report.
        replicates = classify(item, status).phase is not Phase.COMMITTED
        return case.make("rpo-unknown", item.key) if replicates else None
    if limit is None or seconds <= limit:
        return None
    return case.make("rpo-exceeded", item.key, rpo=lasting(seconds), limit=lasting(limit))


def health(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    if not alarming(item.scenario, status):
        return None
    errors = "; ".join(f"{error.code} {error.message}" for error in status.health_errors[:3]) or "no error is reported"
    return case.make("health-critical", item.key, errors=errors.rstrip("."))
