"""What needs approval: rules, the broken glass, and what is said where either is weak."""

from __future__ import annotations

from typing import Any

import pytest
from approving import approve, code, events, proposed, rig, rule, seated, start
from support.estates import small
from support.rig import Rig
from support.room import ANN, BOB, FAILOVER, NAMES, OWNER, Room, peer

from drconsole.engine.service.room.approvals import leave
from drconsole.records.alarms.all_of_them import everything
from drconsole.recovery.types.words import Grain


def test_without_a_rule_a_room_starts_as_before(behind: Any) -> None:
    async def play(room: Room) -> Any:
        await room.seat("ann", "operator")
        needless = await room.refused(peer(ANN), "Propose", **FAILOVER, comment="fire")
        glass = {**FAILOVER, "break_glass": "fire", "break_glass_again": "fire"}
        broken = await room.refused(peer(ANN), "StartJob", **glass)
        return needless, broken, await room.ask(peer(ANN), "StartJob", **FAILOVER)

    needless, broken, started = behind(rig(), play)
    assert (needless, broken) == ("no-approval-needed", "no-approval-needed")
    assert (started["ok"]["proposal"], started["ok"]["break_glass"]) == (None, [])


def test_what_needs_no_approval_looks_at_no_name(behind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A vault has thousands of items, and most of what is begun, looked at or checked needs none."""
    asked: list[str] = []
    really = leave.target_in
    monkeypatch.setattr(leave, "target_in", lambda *about: asked.append(about[2]) or really(*about))

    async def play(room: Room) -> Any:
        one = {"operation": "failover", "target": "item:m1"}
        for kind in ("Check", "Preview"):
            await room.ask(peer(OWNER), kind, **one)
        await room.ask(peer(OWNER), "StartJob", **one, confirm="m1")
        bare = list(asked)
        await seated(room)
        await room.refused(peer(ANN), "StartJob", operation="failover", target="item:m2", confirm="m2")
        return bare, asked

    assert behind(rig(), play) == ([], ["m2"])


def test_a_change_of_the_policy_voids_what_lasts(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        await seated(room)
        made = await proposed(room)
        await approve(room, peer(BOB), made)
        told = (await rule(room, "failover", 0))["ok"]
        return told["rules"], code(await start(room, made))

    rules, started = behind(world, play)
    assert (rules, started) == ([], "proposal-voided")
    (line,) = [event for event in events(world, "room.policy-set") if not event["rule"]["needed"]]
    assert (line["was"], line["actor"]) == (1, "root")


def test_who_loosens_the_policy_does_not_take_down_what_says_so(behind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(NAMES, "boss", OWNER)

    async def play(room: Room) -> Any:
        await seated(room)
        await room.seat("boss", "scribe")
        await rule(room, "failover", 0)
        own = await room.refused(peer(OWNER), "PinNote", note="n1", pin=False)
        return own, code(await room.ask(peer(BOB), "PinNote", note="n1", pin=False))

    world = rig()
    assert behind(world, play) == ("own-loosening", "taken")
    assert [event["code"] for event in events(world, "link.rejected")] == ["own-loosening"]


def test_the_room_s_end_is_the_policy_s(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        await seated(room)
        made = await proposed(room)
        for who in ("ann", "bob", "eve"):
            await room.ask(peer(OWNER), "RemoveMember", member=who)
        bare = code(await room.ask(peer(OWNER), "StartJob", **FAILOVER, proposal=made["id"]))
        alone = code(await rule(room, "failover", 1))
        await room.seat("ann", "operator")
        return bare, alone, (await room.ask(peer(ANN), "Policy"))["ok"]["rules"]

    assert behind(world, play) == ("proposal-voided", "no-room", [])


def test_what_a_plan_needs_is_not_gone_round_by_its_machines(behind: Any) -> None:
    async def play(room: Room) -> Any:
        await seated(room, needed=1, operation="commit")
        await rule(room, "any", 2, plan="crew", mode="SIMULATION")
        await rule(room, "failover", 5, mode="LIVE")
        one = {"operation": "failover", "target": "item:m1", "confirm": "m1"}
        return (await room.ask(peer(ANN), "StartJob", **one))["error"]

    error = behind(rig(), play)
    assert (error["code"], error["needed"]) == ("approval-needed", 2)


def test_the_glass_is_broken_with_a_reason_said_twice_and_everybody_sees_it(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        await seated(room)
        glass = {**FAILOVER, "break_glass": "nobody answers the phone"}
        once = await room.refused(peer(ANN), "StartJob", **glass)
        other = await room.refused(peer(ANN), "StartJob", **glass, break_glass_again="nobody answers")
        twice = {"break_glass_again": "nobody answers the phone"}
        return once, other, (await room.ask(peer(ANN), "StartJob", **glass, **twice))["ok"]

    once, other, job = behind(world, play)
    assert (once, other) == ("not-confirmed", "not-confirmed")
    (broken,) = job["break_glass"]
    assert (broken["what"], broken["reason"], broken["by"]) == ("start", "nobody answers the phone", "ann")
    (line,) = events(world, "job.created")
    assert (line["break_glass"], line["proposal"]) == ("nobody answers the phone", "")
    assert world.doctor() == []


def test_the_policy_may_forbid_to_break_the_glass(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        await seated(room)
        await room.ask(peer(OWNER), "SetApprovals", break_glass=False)
        glass = {"break_glass": "fire", "break_glass_again": "fire"}
        return await room.refused(peer(ANN), "StartJob", **FAILOVER, **glass)

    assert behind(world, play) == "break-glass-forbidden"
    assert [event["code"] for event in events(world, "link.rejected")] == ["break-glass-forbidden"]


def test_the_rule_of_a_plan_that_is_gone_counts_for_all_until_it_is_taken_back(behind: Any) -> None:
    """A plan that cannot be read is not there, and its items would be begun one by one without it."""

    async def play(room: Room) -> Any:
        await seated(room, operation="commit")
        await rule(room, "failover", 1, plan="crew")
        plans = room.player.engine.estate.view.plans
        gone = {key: plans.pop(key) for key in list(plans)}
        one = {"operation": "failover", "target": "item:m1", "confirm": "m1"}
        refused = await room.refused(peer(ANN), "StartJob", **one)
        left = (await rule(room, "failover", 0, plan="crew"))["ok"]["rules"]
        plans.update(gone)
        return refused, [one["operation"] for one in left], code(await room.ask(peer(ANN), "StartJob", **one))

    assert behind(rig(), play) == ("approval-needed", ["commit"], "taken")


def test_only_the_owner_says_what_needs_approval(behind: Any) -> None:
    async def play(room: Room) -> Any:
        await seated(room)
        body = {"operation": "failover", "needed": 0}
        return await room.refused(peer(ANN), "SetRule", **body), await room.refused(
            peer(BOB), "SetApprovals", minutes=9
        )

    assert behind(rig(), play) == ("no-seat", "no-seat")


def test_it_is_said_where_too_few_people_can_approve(behind: Any) -> None:
    async def play(room: Room) -> Any:
        await seated(room)
        asked = {"operation": "failover", "target": "plan:crew"}

        async def told() -> list[str]:
            found = (await room.ask(peer(ANN), "Check", **asked))["ok"]["findings"]
            return [one["message"] for one in found if one["id"] == "approvers-few"]

        enough = await told()
        await room.ask(peer(OWNER), "RemoveMember", member="eve")
        few = await told()
        policy = (await room.ask(peer(ANN), "Policy"))["ok"]
        other = (await room.ask(peer(ANN), "Check", operation="test-failover", target="plan:crew"))["ok"]["findings"]
        return enough, few, policy, [one["id"] for one in other]

    enough, few, policy, other = behind(rig(), play)
    assert (enough, few) == ([], ["it needs 1 approval, and 1 user can approve"])
    assert (policy["approvers"], policy["wanted"]) == (1, 2)
    assert "approvers-few" not in other


def test_a_looser_policy_is_a_pinned_note_and_a_stricter_one_is_not(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        await seated(room)
        await rule(room, "failover", 2)
        await room.ask(peer(OWNER), "SetApprovals", break_glass=False)
        strict = len(room.player.engine.state.notes)
        await rule(room, "failover", 1)
        await room.ask(peer(OWNER), "SetApprovals", break_glass=True)
        for who in ("ann", "bob", "eve"):
            await room.ask(peer(OWNER), "RemoveMember", member=who)
        return strict, [(note.text, note.pinned) for note in room.player.engine.state.notes.values()]

    strict, notes = behind(world, play)
    assert strict == 0
    assert notes == [
        ("POLICY LOOSENED: failover needs 1 approval, not 2", True),
        ("POLICY LOOSENED: the glass may be broken", True),
        ("POLICY LOOSENED: without a room nothing needs approval", True),
    ]
    assert world.doctor() == []


def test_a_broken_glass_is_an_alarm_for_as_long_as_its_job_is_open(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        await seated(room)
        glass = {"break_glass": "nobody answers", "break_glass_again": "nobody answers"}
        job = (await room.ask(peer(ANN), "StartJob", **FAILOVER, **glass))["ok"]["id"]
        seen = await room.player.engine.seen()
        open_ = [one["cause"] for one in everything(seen) if one["kind"] == "broken-glass"]
        shelve = {"alarm": "broken-glass", "seconds": 1800, "comment": "we know"}
        assert await room.refused(peer(ANN), "ShelveAlarm", **shelve) == "not-to-be-shelved"
        await room.player.ended(job)
        after = [one for one in everything(await room.player.engine.seen()) if one["kind"] == "broken-glass"]
        return open_, after

    said = "Failover of crew goes without the approval that it needs: ann, start: nobody answers"
    assert behind(world, play) == ([said], [])


def test_an_ended_job_is_not_started_again_without_what_its_operation_needs(behind: Any) -> None:
    fault = '  - {kind: step-fails, item: m1, step: VmTfoDeleteTestVm, code: "28031", times: 1}'
    world = Rig(small(items=1, faults=fault), Grain.STEP, speed=60.0)
    test = {**FAILOVER, "operation": "test-failover", "options": {"network": "cloud-lab"}}

    async def play(room: Room) -> Any:
        await room.seat("ann", "operator")
        await room.player.ended((await room.ask(peer(ANN), "StartJob", **test))["ok"]["id"])
        cleanup = {**FAILOVER, "operation": "cleanup-test-failover"}
        failed = (await room.ask(peer(ANN), "StartJob", **cleanup))["ok"]["id"]
        assert (await room.player.ended(failed))["allowed_actions"] == ["retry"]
        await rule(room, "cleanup-test-failover", 1)
        return (await room.ask(peer(ANN), "RetryJob", job=failed))["error"]

    error = behind(world, play)
    assert (error["code"], error["remedies"][0]["operation"]) == ("approval-needed", "cleanup-test-failover")


def test_a_plan_that_is_none_is_told_by_its_option_with_the_plans(behind: Any) -> None:
    async def play(room: Room) -> Any:
        await seated(room)
        return await room.ask(peer(OWNER), "SetRule", operation="failover", needed=1, plan="nope")

    error = behind(rig(), play)["error"]
    assert (error["message"], error["place"]) == ("there is no recovery plan 'nope'", "--plan")
    assert "crew" in error["advice"]
