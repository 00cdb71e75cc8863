"""What the world refuses on the ways there and back, with the code of the service, and changes nothing by it."""

from __future__ import annotations

import pytest
from benches import Bench
from circles import BACK, CIRCLES, OUT
from circling import (
    as_a_job,
    by_steps,
    circle_bench,
    counted,
    details,
    effects,
    of,
    protected,
    seen_of,
    until,
    up_to,
    work,
)

from drconsole.providers.port import Rejected, Status
from drconsole.recovery.types.words import Grain, Location, Operation

OP = Operation


def stepping(**words):
    return circle_bench(Grain.STEP, **words)


async def refused(b: Bench, done, key: str, step: str | None, **more) -> str:
    with pytest.raises(Rejected) as caught:
        await b.provider.begin(work(b, done, key, step, key, **more))
    error = caught.value.errors[0]
    assert error.message
    return error.code


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
@pytest.mark.parametrize(("name", "operation"), [
    ("vmware classic", OP.FAILOVER), ("vmm to vmm, planned", OP.PLANNED_FAILOVER), ("azure to azure", OP.TEST_FAILOVER),
    ("hyper-v site", OP.FAILBACK),
])  # fmt: skip
def test_the_wrong_direction_is_refused_and_changes_nothing(grain, name, operation):
    bench = circle_bench(grain)
    done, key = of(name, operation), CIRCLES[name][0]
    wrong = OUT if done.direction is BACK else BACK

    async def main(b):
        step = next(one for one in done.steps if not one.endswith("Check")) if grain is Grain.STEP else None
        return await refused(b, done, key, step, direction=wrong), await seen_of(b, key)

    code, seen = bench.run(main)
    assert code == "OperationNotAllowed"
    assert seen == ["on", "absent"]
    assert set(effects(bench, key)) <= {"refused"}


@pytest.mark.parametrize(
    ("name", "before", "number"), [("vmware classic", OP.FAILOVER, 1), ("vmm to vmm", OP.FAILOVER, 1)]
)
def test_once_replication_has_turned_the_way_there_is_the_wrong_one(name, before, number):
    bench = stepping()

    async def main(b):
        key = await until(b, name, before, number)
        return await refused(b, of(name, before), key, "VmFailover"), await seen_of(b, key)

    assert bench.run(main) == ("OperationNotAllowed", ["off", "running"])


@pytest.mark.parametrize(
    ("name", "operation", "number", "before", "step", "code"),
    [
        ("azure to azure", OP.RE_PROTECT, 0, OP.COMMIT, "DiscoverReplicaTask", "25038"),
        ("azure to azure", OP.RE_PROTECT, 0, OP.FAILOVER, "ProtectReplicaTask", "25038"),
        ("vmm to vmm", OP.REVERSE_REPLICATE, 0, OP.FAILOVER, "VmInitiateReverseReplication", "25038"),
        ("hyper-v site", OP.REVERSE_REPLICATE, 0, OP.COMMIT, "VmStartInitialReplication", "25038"),
        ("hyper-v site", OP.COMMIT, 1, OP.FAILBACK, "FinalizeRestoreOnRecovery", "25037"),
        ("hyper-v site", OP.FAILBACK, 0, OP.COMMIT, "VmDataSynchronization", "OperationNotAllowed"),
        ("hyper-v site", OP.FAILBACK, 0, OP.FAILBACK, "VmFailover", "OperationNotAllowed"),
        ("vmware modernized", OP.FAILBACK, 0, OP.RE_PROTECT, "VmFailover", "OperationNotAllowed"),
    ],
)
def test_steps_out_of_order_are_refused_with_the_service_s_code(name, operation, number, before, step, code):
    bench = stepping()

    async def main(b):
        key = await until(b, name, before)
        status = await b.status(key)
        return await refused(b, of(name, operation, number), key, step), status, await b.status(key)

    found, status, after = bench.run(main)
    assert found == code
    assert after.protection_state == status.protection_state
    assert after.provider_allowed_operations == status.provider_allowed_operations


def test_the_second_half_of_a_failback_s_commit_waits_for_the_first():
    bench = stepping()

    async def main(b):
        key = await until(b, "hyper-v site", OP.COMMIT, 1)
        return await refused(b, of("hyper-v site", OP.COMMIT, 1), key, "FinalizeRestoreOnPrimary")

    assert bench.run(main) == "25037"


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
def test_azure_to_azure_is_committed_before_it_is_re_protected(grain):
    bench = circle_bench(grain)
    over, again = of("azure to azure", OP.FAILOVER), of("azure to azure", OP.RE_PROTECT)

    async def main(b):
        if grain is Grain.STEP:
            await by_steps(b, over, "a2a")
            seen = await b.follow(work(b, again, "a2a", again.steps[0], "a2a"))
        else:
            await as_a_job(b, over, "a2a", "a2a")
            seen = await b.follow(work(b, again, "a2a", None, "a2a"))
        return seen

    seen = bench.run(main)
    assert seen.status is Status.FAILED
    assert [error.code for error in seen.errors] == ["25038"]


def test_a_machine_that_does_not_run_is_not_re_protected():
    bench = stepping()

    async def main(b):
        await up_to(b, of("vmware classic", OP.FAILOVER), "v2a", "VmFailover")
        return await up_to(
            b, of("vmware classic", OP.RE_PROTECT), "v2a", "SwitchReplicationGroupProtectionPreflightTask"
        )

    seen = bench.run(main)
    assert seen.errors[0].code == "25038"
    assert "does not run" in seen.errors[0].possible_causes


def test_what_is_protected_is_not_enabled_again():
    bench = stepping()

    async def main(b):
        return await b.follow(b.work(OP.ENABLE_REPLICATION, "v2a", "EnableProtectionPrerequisitesCheck"))

    seen = bench.run(main)
    assert seen.errors[0].code == "45031"
    assert seen.errors[0].message.startswith("Protection has already been enabled")


async def disabled(b: Bench, key: str) -> None:
    for step in ("DisableProtectionOnPrimary", "DisableProtectionOnSecondary", "UpdateDraState"):
        seen = await b.follow(b.work(OP.DISABLE_REPLICATION, key, step))
        assert seen.status is Status.DONE, seen.errors


def test_with_the_primary_machine_gone_replication_cannot_be_enabled_again():
    bench = stepping()

    async def main(b):
        key = await until(b, "azure to azure", OP.TEST_FAILOVER, 1)
        await disabled(b, key)
        seen = await b.follow(b.work(OP.ENABLE_REPLICATION, key, "EnableProtectionPrerequisitesCheck"))
        with pytest.raises(Rejected):
            await b.provider.begin(b.work(OP.ENABLE_REPLICATION, key, "EnableProtection"))
        return seen, await seen_of(b, key)

    seen, probes = bench.run(main)
    assert seen.status is Status.FAILED
    assert "no machine left at the primary side" in seen.errors[0].message
    assert probes == ["absent", "running"], "what runs goes on running"


@pytest.mark.parametrize(("name", "before", "number", "found"), [
    ("vmware classic", OP.FAILOVER, 1, ["off", "running"]), ("vmm to vmm", OP.FAILOVER, 1, ["off", "running"]),
    ("vmware classic", OP.COMMIT, 1, ["on", "stopped"]),
])  # fmt: skip
def test_disabled_on_the_way_back_it_can_be_enabled_as_it_was_created(name, before, number, found):
    bench = stepping()

    async def main(b):
        key = await until(b, name, before, number)
        await disabled(b, key)
        left = await seen_of(b, key)
        if left[1] == "running":
            seen = await b.follow(b.work(OP.ENABLE_REPLICATION, key, "EnableProtectionPrerequisitesCheck"))
            assert "would make two" in seen.errors[0].message
            b.provider.rehearsal.inject({"kind": "target-stopped", "item": key})
        for step in ("EnableProtectionPrerequisitesCheck", "CreateProtectionTarget", "EnableProtection",
                     "VmStartInitialReplication", "UpdateDraState"):  # fmt: skip
            seen = await b.follow(b.work(OP.ENABLE_REPLICATION, key, step))
            assert seen.status is Status.DONE, seen.errors
        status = await protected(b, key)
        over = [
            await b.follow(work(b, of(name, OP.FAILOVER), key, step, key))
            for step in ("VmFailover", "VmFoStartVmOnSecondary")
        ]
        return left, status, over, (await seen_of(b, key))

    left, status, over, after = bench.run(main)
    assert left == found
    assert not status.turned
    assert status.active_location is Location.PRIMARY
    assert "UnplannedFailover" in status.provider_allowed_operations
    assert [one.status for one in over] == [Status.DONE] * 2
    assert after == ["on", "running"]
    made = details(bench, CIRCLES[name][0], "machine-created")[-1]
    assert counted(made, "present") > 10 * 12 * 16, "it writes on since it was enabled"
