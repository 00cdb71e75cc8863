"""What is said of the machine that is failed over from, and of its agent: there, reached, running, replicating."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asking import (
    H2A,
    INFO,
    OP,
    V2A,
    WARN,
    Case,
    Change,
    Setup,
    config,
    is_there_only_for_its_cause,
    options,
    status,
)
from small_estate import NOW, all_statuses, committed, pending
from test_prerequisites import REPAIR, UNPROTECTED, of, plan, planned, tried
from way_back import BACK_E2E, BACK_RCM, E2E, OVER_E2E, OVER_H2A, PHYSICAL, RCM, RESTORED, asked, seen

from drconsole.recovery.types.estate.known import Known
from drconsole.recovery.types.words import Health
from drconsole.recovery.types.work.tasks import RunOptions

MINUTE = timedelta(minutes=1)
FAILED = {
    "protection_state": "UnplannedFailoverCompletionFailed",
    "provider_allowed_operations": ("PlannedFailover", "RepairReplication", "UnplannedFailover", "DisableProtection"),
}


def looked_at(probe: str, word: str) -> Change:
    def apply(setup: Setup) -> None:
        setup.known = seen(probe, word)

    return apply


def of_source(word: str) -> Change:
    return looked_at("source-powered", word)


def half_failed() -> Setup:
    """Its planned failover stopped after it was shut down, and may be started again."""
    setup = asked(OP.PLANNED_FAILOVER, H2A, **FAILED)()
    all_statuses(setup.estate, source_stopped=NOW - MINUTE, replicated_until=NOW - MINUTE)
    setup.known = Known({"web-01": {"source-powered": "off"}})
    return setup


CASES = [
    # its agent
    Case("agent-disconnected:web-01", plan, status(agent_connected=False), *WARN),
    Case("agent-disconnected:web-01", tried, status(agent_connected=False), *WARN),
    Case("agent-disconnected:web-01", planned, status(agent_connected=False)),
    Case("agent-disconnected:web-01", of(OP.RESYNCHRONIZE, **REPAIR), status(agent_connected=False)),
    Case("agent-disconnected:web-01", of(OP.DISABLE_REPLICATION), status(agent_connected=False), *WARN),
    Case("agent-disconnected:web-01", of(OP.ENABLE_REPLICATION, **UNPROTECTED), status(agent_connected=False)),
    # the way back: the agent of what is failed back from, or turned around
    Case("agent-disconnected:web-01", asked(OP.FAILBACK, H2A, **OVER_H2A), status(agent_connected=False)),
    Case("agent-disconnected:web-01", asked(OP.FAILBACK, RCM, **BACK_RCM), status(agent_connected=False)),
    Case("agent-disconnected:web-01", asked(OP.REVERSE_REPLICATE, H2A, **RESTORED), status(agent_connected=False)),
    Case("agent-disconnected:web-01", asked(OP.REVERSE_REPLICATE, E2E, **OVER_E2E), status(agent_connected=False)),
    Case("agent-disconnected:web-01", asked(OP.RE_PROTECT, V2A, **committed()), status(agent_connected=False), *WARN),
    # whether it can be reached
    Case("machine-unreachable:web-01", of(OP.RESYNCHRONIZE, **REPAIR), status(source_reachable=False)),
    # Enabling failed again and again on a machine that was gone, behind a link that was down: nobody could see it.
    Case("machine-unreachable:web-01", of(OP.ENABLE_REPLICATION, **UNPROTECTED), status(source_reachable=False)),
    Case("source-running:web-01", plan, options(shutdown=False), *WARN),
    Case("source-not-reachable:web-01", plan, status(source_reachable=False), "info"),
    Case("source-needed:web-01", planned, status(source_reachable=False)),
    Case("source-needed:web-01", planned, status(source_reachable=None), *WARN),
    # whether it runs, and is there at all
    Case("source-off:web-01", asked(OP.FAILOVER, V2A), status(source_powered=False), *INFO),
    Case("source-off:web-01", asked(OP.PLANNED_FAILOVER, H2A), status(source_powered=False), *INFO),
    Case("shutdown-by-hand:web-01", asked(OP.FAILOVER, V2A), config(scenario=PHYSICAL), *WARN),
    Case("source-gone:web-01", planned, of_source("absent")),
    Case("source-gone:web-01", asked(OP.PLANNED_FAILOVER, E2E, **BACK_E2E), looked_at("target-running", "absent")),
    Case("source-gone:web-01", of(OP.RESYNCHRONIZE, **REPAIR), of_source("absent")),
    Case("replication-stopped:web-01", half_failed, of_source("on")),
    Case("changes-not-fetched:web-01", half_failed, status(source_stopped=NOW, replicated_until=NOW - MINUTE)),
    Case("source-stopped:web-01", of(OP.RESYNCHRONIZE, **REPAIR), of_source("off")),
    Case("source-stopped:web-01", of(OP.RESYNCHRONIZE, **REPAIR), status(source_powered=False)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[f"{number}-{case.finding}" for number, case in enumerate(CASES)])
def test_a_finding_of_the_source_is_there_for_its_cause_and_only_then(case: Case) -> None:
    is_there_only_for_its_cause(case)


def test_a_failover_needs_no_source() -> None:
    """It goes to a recovery point: nobody is stopped because the machine is gone, or its agent."""
    setup = plan()
    setup.known = Known({"web-01": {"source-powered": "absent"}})
    all_statuses(setup.estate, agent_connected=False)
    assert [finding.id for finding in setup.ask().findings if finding.level == "error"] == []


def test_the_agent_of_a_failback_is_that_of_the_machine_that_counts_and_of_hyper_v_its_host() -> None:
    for start, site in (
        (asked(OP.FAILBACK, RCM, **BACK_RCM), "azure-north"),
        (asked(OP.FAILBACK, H2A, **OVER_H2A), "oslo"),
    ):
        setup = start()
        status(agent_connected=False)(setup)
        (finding,) = (one for one in setup.ask().findings if one.id == "agent-disconnected:web-01")
        assert [remedy.site for remedy in finding.remedies] == [site]


def test_critical_health_of_a_failed_over_machine_is_no_alarm() -> None:
    setup = Setup(OP.COMMIT, before=pending(replication_health=Health.CRITICAL), validations={"web-01": "ok"})
    assert not any(finding.id.startswith("health") for finding in setup.ask().findings)


def test_a_planned_failover_is_suggested_where_there_is_one() -> None:
    hyperv = Setup(scenario=H2A, options=RunOptions(shutdown=False)).ask().findings
    vmware = Setup(scenario=V2A, options=RunOptions(shutdown=False)).ask().findings
    assert any("planned failover would lose no data" in finding.message for finding in hyperv)
    assert not any("planned failover" in finding.message for finding in vmware)


def test_a_source_that_may_run_is_warned_of_without_a_shutdown() -> None:
    setup = Setup(options=RunOptions(shutdown=None))
    all_statuses(setup.estate, source_reachable=None)
    assert any(finding.id == "source-running:web-02" for finding in setup.ask().findings)
    all_statuses(setup.estate, source_reachable=False)
    assert not any(finding.id.startswith("source") for finding in setup.ask().findings)
