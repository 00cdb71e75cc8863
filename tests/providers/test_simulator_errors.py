"""Every error of Site Recovery's reference can be produced by a fault, in the service's words and with its advice."""

from __future__ import annotations

import pytest
from circles import PLAN_OF, estate
from circling import circle_bench, counted, details, of, until, up_to, work

from drconsole.documents.building.step_names import STEP_NAMES as WRITTEN_STEPS
from drconsole.documents.definition import FAULT_KINDS, NEVER_STRUCK
from drconsole.providers.port import Status
from drconsole.providers.simulator.service.problem_texts import HEALTH
from drconsole.providers.simulator.steps.steps import STEP_NAMES
from drconsole.recovery.types.words import Grain, Health, Operation, RunState

OP = Operation

ERRORS = {
    "28031": ("Virtual machine 'v2a' could not be created under resource group 'cloud'. Azure error message", "quota"),
    "28092": ("network interface", "intermittent"),
    "70038": ("virtual network", "network"),
    "170010": ("boot", "no-hydration script"),
    "28044": ("regional limit of virtual CPUs", "regional quota"),
    "28075": ("family", "family's quota"),
    "28020": ("No subnet of that name was found in the chosen test network.", "valid subnet"),
    "25080": ("Network type selected for test failover is not correct.", "Azure virtual network"),
    "28061": ("not available", "target"),
    "310024": ("not available", "another name"),
    "559": ("Replication Provider reported an error", "provider's own error"),
    "25014": ("Some of the virtual machines in the recovery plan aren't ready for planned failover.", "resynchronize"),
    "45031": ("Protection has already been enabled", "Nothing"),
    "BookmarkNotFound": ("was not found", "another recovery point"),
    "UserErrorResourceGroupBeingDeletedV2": ("is being deleted", "another resource group"),
}


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_comes_in_the_service_s_words_and_is_followed_by_539(code):
    document = f"  - {{kind: step-fails, item: v2a, step: VmFailover, code: '{code}'}}"
    bench = circle_bench(Grain.STEP, faults=document)

    async def main(b):
        return await b.follow(work(b, of("vmware classic", OP.FAILOVER), "v2a", "VmFailover", "v2a"))

    seen = bench.run(main)
    words, advice = ERRORS[code]
    assert seen.status is Status.FAILED
    assert [error.code for error in seen.errors] == [code, "539"]
    assert words in seen.errors[0].message
    assert advice in seen.errors[0].recommended_action
    assert seen.errors[1].message == (
        "The requested action couldn't be performed by the 'InMageAzureV2' Replication Provider."
    )
    assert all("{" not in f"{error.message}{error.possible_causes}" for error in seen.errors)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("506", "An invalid parameter ReplicationProviderInput was passed."),
        ("532", "An operation of another administrator is in progress."),
        ("25037", "The virtual machine 'v2a' isn't ready for committing failback."),
        ("25038", "The virtual machine 'v2a' isn't ready for reenabling protection."),
    ],
)
def test_what_the_service_says_itself_comes_alone(code, words):
    bench = circle_bench(Grain.STEP)

    async def main(b):
        b.provider.rehearsal.inject({"kind": "step-fails", "step": "VmFailover", "params": {"code": code}})
        return await b.follow(work(b, of("vmware classic", OP.FAILOVER), "v2a", "VmFailover", "v2a"))

    assert [(error.code, error.message) for error in bench.run(main).errors] == [(code, words)]


PROVIDERS = {
    ("vmware classic", OP.FAILOVER, 0): "InMageAzureV2",
    ("vmware classic", OP.FAILOVER, 1): "InMage",
    ("vmware modernized", OP.FAILOVER, 0): "InMageRcm",
    ("vmware modernized", OP.FAILBACK, 0): "InMageRcmFailback",
    ("hyper-v site", OP.FAILBACK, 0): "HyperVReplicaAzure",
    ("vmm to vmm", OP.FAILOVER, 1): "HyperVReplica2012R2",
    ("azure to azure", OP.FAILOVER, 1): "A2A",
}


@pytest.mark.parametrize(("name", "operation", "number"), PROVIDERS)
def test_539_names_who_replicates_the_item_at_that_moment(name, operation, number):
    bench = circle_bench(Grain.STEP)

    async def main(b):
        key = await until(b, name, operation, number)
        b.provider.rehearsal.inject({"kind": "step-fails", "step": "VmFailover", "params": {"code": "28092"}})
        return await up_to(b, of(name, operation, number), key, "VmFailover")

    assert f"'{PROVIDERS[name, operation, number]}'" in bench.run(main).errors[1].message


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
@pytest.mark.parametrize("code", ["28175", "28061"])
def test_a_warning_rides_on_what_succeeds(grain, code):
    bench = circle_bench(grain, faults=f"  - {{kind: step-warns, item: v2a, step: VmFailover, code: '{code}'}}")
    done = of("vmware classic", OP.FAILOVER)

    async def main(b):
        if grain is Grain.STEP:
            return await up_to(b, done, "v2a", "VmFailover")
        return await b.follow(work(b, done, PLAN_OF["v2a"], None, "v2a", "v2a-2"))

    seen = bench.run(main)
    assert seen.status is Status.DONE
    assert [(error.code, error.level) for error in seen.errors] == [(code, "Warning")]
    assert code != "28175" or "was changed to 'v2a-" in seen.errors[0].message
    assert set(seen.items.values()) == {RunState.SUCCEEDED}
    assert counted(details(bench, "v2a", "machine-created")[0], "present") > 0


@pytest.mark.parametrize("code", HEALTH)
def test_a_health_error_is_reported_while_it_lasts(code):
    bench = circle_bench(Grain.STEP, faults=f"  - {{kind: health-error, item: v2a, code: '{code}', duration: 1h}}")

    async def main(b):
        before = await b.status("v2a"), await b.status("v2a-2")
        await b.sleep(3601)
        return *before, await b.status("v2a")

    sick, other, cured = bench.run(main)
    (error,) = [one for one in sick.health_errors if one.code == code]
    assert error.message
    assert "{" not in error.message
    assert sick.replication_health is not Health.NORMAL or sick.failover_health is Health.WARNING
    assert code not in {one.code for one in (*other.health_errors, *cured.health_errors)}


def test_a_resynchronization_cures_an_inconsistent_disk():
    bench = circle_bench(Grain.STEP, faults="  - {kind: health-error, item: b2a, code: '78024'}")

    async def main(b):
        before = await b.status("b2a")
        await b.follow(b.work(OP.RESYNCHRONIZE, "b2a", "RepairVmReplicationTask"))
        return before, await b.status("b2a")

    before, after = bench.run(main)
    assert [one.code for one in before.health_errors] == ["78024"]
    assert after.health_errors == ()


def test_no_test_failover_is_missed_where_there_is_none():
    bench = circle_bench(Grain.STEP)

    async def main(b):
        return await b.status(await until(b, "vmware classic", OP.FAILOVER, 1))

    status = bench.run(main)
    assert status.last_test_failover is None
    assert status.health_errors == ()


def test_documents_can_name_every_step_of_the_world_and_none_that_it_never_does():
    assert set(WRITTEN_STEPS) == STEP_NAMES - {"Runbook"}
    assert not STEP_NAMES & set(NEVER_STRUCK)
    faults = estate(
        faults="  - {kind: source-lost, item: e2e, after: 1h, duration: 2h}\n"
        "  - {kind: source-restored, plan: e2es, after: 2h}\n"
        "  - {kind: shutdown-fails, item: a2a}\n"
        "  - {kind: slow-step, item: b2a, step: VmDataSynchronization, factor: 3}\n"
    ).faults
    assert {fault.kind for fault in faults} <= set(FAULT_KINDS)
