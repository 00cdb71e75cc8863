"""Whole runs of plans: a machine in two plans, actions that will not run, servers that nobody but a person shuts down,
a machine that is no longer protected."""

from __future__ import annotations

import pytest
from support.rig import Rig
from support.rows import outcomes

from drconsole.documents.estate import parse_estate
from drconsole.records.view import look_of
from drconsole.recovery.guide.guide import next_step
from drconsole.recovery.types.remedies import as_json
from drconsole.recovery.types.words import Grain, TargetType
from drconsole.recovery.types.work.errors import Refused
from drconsole.render.words.command_lines import command_of

HEAD = """
name: small
sites: [{name: Site, kind: KIND}, {name: Cloud, kind: azure, cores_quota: 50}]
networks:
  - {name: lan, site: Site, mapped_to: prod}
  - {name: prod, site: Cloud, free_addresses: 50}
  - {name: lab, site: Cloud, isolated: true, free_addresses: 50}
policies: [{name: day}]
runbooks: [{name: free, duration: 30s, outcome: succeeded, output: freed}]
defaults:
  {scenario: SCENARIO, source: Site, target: Cloud, network: lan, policy: day, agent_version: "9.62", churn: 1,
   start: {protected_for: 60d, last_test: 10d}}
"""
SHARED = """
items: [{name: dc}, {name: crm-1}, {name: hr-1}]
plans:
  - {name: crm, source: Site, target: Cloud, groups: [{items: [dc]}, {items: [crm-1]}]}
  - name: hr
    source: Site
    target: Cloud
    groups: [{items: [dc], post: [{name: Reset the DNS, manual: Point the clients at it.}]}, {items: [hr-1]}]
"""
GATES = """
items: [{name: db}]
plans:
  - name: gates
    source: Site
    target: Cloud
    before_shutdown: [{name: capacity, runbook: free}, {name: gate, manual: See that all scripts ran.}]
    groups: [{items: [db]}]
"""
TWO = """
items: [{name: keep}, {name: retired}]
plans: [{name: duo, source: Site, target: Cloud, groups: [{items: [keep]}, {items: [retired]}]}]
"""
BOTH = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])


def rig(body: str, grain: Grain, scenario: str = "vmware-to-azure", kind: str = "vmware") -> Rig:
    head = HEAD.replace("SCENARIO", scenario).replace("KIND", kind)
    return Rig(parse_estate(head + body, "small.yaml", None), grain)


def found(answer: dict, kind: str) -> list[dict]:
    return [one for one in answer["findings"] if one["id"].split(":")[0] == kind]


def row(made: Rig, table: str, key: str) -> dict:
    return next(one for one in made.store.rows(table) if one["key"] == key)


@BOTH
def test_a_plan_neither_runs_nor_commits_what_another_plans_run_failed_over(grain):
    made = rig(SHARED, grain)

    async def play(player):
        await player.run("failover", "plan:crm")
        second = await player.ask("Check", {"operation": "failover", "target": "plan:hr", "options": WAY})
        (dropped,) = found(second, "action-not-run")
        assert "manual action Reset the DNS (group 1, after its start) will not run" in dropped["message"]
        assert "no machine of group 1 takes part" in dropped["message"]
        assert dropped["recommended_action"].endswith("Point the clients at it.")
        assert dropped["level"] == "warning"
        await player.run("failover", "plan:hr", **WAY)
        commit = await player.ask("Check", {"operation": "commit", "target": "plan:hr"})
        (left,) = found(commit, "other-run")
        assert "dc was failed over by the recovery plan crm" in left["message"]
        assert commit["qualified"] == ["hr-1"]
        told = row(made, "plan", "hr")["left_out"]
        assert [(one["key"], "crm" in one["reason"]) for one in told] == [("dc", True)]
        assert row(made, "item", "dc")["failed_over_by"] == "crm"
        await player.run("commit", "plan:hr")
        assert "commit" in row(made, "item", "dc")["allowed_operations"], "it still waits"
        await player.run("commit", "item:dc")
        assert "commit" not in row(made, "item", "dc")["allowed_operations"]

    made.live(play)
    assert made.doctor() == []


WAY = {"direction": "primary-to-recovery"}


def test_whose_run_failed_it_over_survives_the_engine():
    made = rig(SHARED, Grain.STEP)
    made.live(lambda player: player.run("failover", "plan:crm"))

    async def ask(player):
        return await player.ask("Check", {"operation": "commit", "target": "plan:hr"})

    assert found(made.live(ask), "other-run")


@BOTH
@pytest.mark.parametrize(("operation", "options"), [("test-failover", {}), ("failover", {"shutdown": False})])
def test_actions_around_a_shutdown_that_the_run_has_not_are_found_before_it(grain, operation, options):
    made = rig(GATES, grain)

    async def play(player):
        return await player.ask("Check", {"operation": operation, "target": "plan:gates", "options": options})

    messages = [one["message"] for one in found(made.live(play), "action-not-run")]
    assert [("capacity" in one, "before the shutdown" in one) for one in messages] == [(True, True), (False, True)]
    assert all("this run has no shutdown phase" in one for one in messages)


@BOTH
def test_with_a_shutdown_they_run_and_nothing_is_found(grain):
    made = rig(GATES, grain)

    async def play(player):
        body = {"operation": "failover", "target": "plan:gates", "options": {"shutdown": True}}
        return await player.ask("Check", body), await player.run("failover", "plan:gates", shutdown=True)

    check, job = made.live(play)
    assert not found(check, "action-not-run")
    assert job["state"] == "Succeeded"


@BOTH
@pytest.mark.parametrize("target", ["plan:duo", "item:keep"])
def test_a_physical_server_is_not_shut_down_and_its_obligation_stands(grain, target):
    made = rig(TWO, grain, "physical-to-azure", "physical")

    async def play(player):
        body = {"operation": "failover", "target": target, "options": {"shutdown": True}}
        check = await player.ask("Check", body)
        return check, await player.run("failover", target, shutdown=True)

    check, job = made.live(play)
    first = found(check, "shutdown-by-hand")[0]
    assert (
        "keep is a physical server" in first["message"]
        and "somebody at Site switches it off" in (first["recommended_action"])
    )
    assert job["state"] == "Succeeded"
    assert made.counted()["keep", "source-shut-down"] == 0
    owed = row(made, "item", "keep")["must_stay_down"]
    assert (owed["site"], owed["seen"], owed["broken"]) == ("Site", "on", True)


def test_the_world_itself_does_not_shut_a_physical_server_down():
    """Whoever sends the step all the same: it fails there."""
    from drconsole.providers.simulator.state.rows.rows import Run
    from drconsole.providers.simulator.steps import running

    made = rig(TWO, Grain.STEP, "physical-to-azure", "physical")
    run = Run(1, "r1", "k", "j1", "failover", "keep", "VmShutdownVmOnPrimary", "keep", sent_at=0, lands_at=0)
    running.land(made.world, run, 0)
    assert run.outcome == "failed"
    assert any("could not be shut down" in error["message"] for error in run.errors)


@BOTH
def test_a_plan_with_a_machine_that_is_no_longer_protected_goes_all_its_way(grain):
    made = rig(TWO, grain)

    async def play(player):
        await player.run("disable-replication", "item:retired")
        plan = row(made, "plan", "duo")
        assert plan["allowed_operations"] == ["test-failover", "failover"]
        assert [one["name"] for one in plan["left_out"]] == ["retired"]
        told = await player.ask("Next", {"target": "plan:duo"})
        assert told["left_out"] == plan["left_out"]
        assert "failover" in told["alternatives"]
        await player.run("failover", "plan:duo")
        assert "commit" in row(made, "plan", "duo")["allowed_operations"]
        await player.ask("Validate", {"item": "keep", "result": "ok", "comment": "logged in"})
        told = await player.ask("Next", {"target": "plan:duo"})
        assert command_of(told["remedies"]) == "drconsole run commit plan:duo --confirm duo"
        return await player.run("commit", "plan:duo")

    assert made.live(play)["state"] == "Succeeded"


def test_a_run_of_a_plan_active_on_both_sides_starts_with_a_direction_only():
    made = rig(TWO, Grain.STEP)

    async def play(player):
        await player.run("failover", "item:keep")
        with pytest.raises(Refused) as refused:
            await player.start("failover", "plan:duo")
        assert [one["id"] for one in refused.value.extra["findings"]] == ["direction-to-choose"]
        return await player.run("failover", "plan:duo", **WAY)

    job = made.live(play)
    assert job["state"] == "Succeeded" and outcomes(job)["retired"] == "Succeeded"


@BOTH
def test_who_reads_the_rows_alone_knows_whose_run_moved_a_machine(grain):
    """Without an engine the guide of the other plan named no machine that its runs leave out."""
    made = rig(SHARED, grain)

    async def play(player):
        await player.run("failover", "plan:crm")
        await player.run("failover", "plan:hr", **WAY)
        return await player.ask("Next", {"target": "plan:hr"})

    told = made.live(play)
    found = next_step(look_of(made.store.rows("item"), made.store.rows("plan")), TargetType.PLAN, "hr")
    assert [(one.key, one.reason) for one in found.left_out] == [("dc", "it was failed over by the recovery plan crm")]
    assert [one["key"] for one in told["left_out"]] == ["dc"]
    assert ([*map(as_json, found.remedies)], found.why) == (told["remedies"], told["why"])
