"""The lead of a job: one person has it, and what is theirs alone is refused to others, counted and journaled."""

from __future__ import annotations

from typing import Any

import pytest
from support.estates import small
from support.rig import Rig
from support.room import ANN, BOB, EVE, FAILOVER, OWNER, Room, kinds, peer

from drconsole.recovery.types.words import Grain

SEATS = {"ann": ("operator",), "bob": ("operator",), "eve": ("commander",)}


def rig() -> Rig:
    return Rig(small(), Grain.STEP, speed=60.0)


async def seated(room: Room) -> dict[str, Any]:
    """Seat them all, and let Bob start a failover."""
    for member, seats in SEATS.items():
        await room.seat(member, *seats)
    started = await room.ask(peer(BOB), "StartJob", **FAILOVER)
    return dict(started["ok"])


def test_who_starts_a_job_leads_it_and_without_a_room_nobody_does(behind: Any) -> None:
    async def alone(room: Room) -> Any:
        return (await room.ask(peer(OWNER), "StartJob", **FAILOVER))["ok"]["lead"]

    without = rig()
    assert behind(without, alone) is None
    assert not [kind for kind in kinds(without) if kind.startswith("lead.")]
    world = rig()
    job = behind(world, seated)
    assert (job["lead"]["key"], job["lead"]["name"], job["lead"]["way"]) == (f"user:{BOB}", "bob", "started")
    assert world.store.row("job", job["id"])["lead"] == job["lead"]
    assert kinds(world).count("lead.passed") == 1


def test_what_is_the_lead_s_is_refused_to_another_operator_counted_and_journaled(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        job = (await seated(room))["id"]
        refused = [
            (await room.ask(peer(ANN), kind, job=job, **more))["error"]
            for kind, more in (
                ("HoldJob", {}),
                ("CancelJob", {"confirm": "crew"}),
                ("ProposeCancel", {"confirm": "crew", "comment": "it burns"}),
                ("AnswerTask", {"task": "t", "outcome": "done"}),
            )
        ]
        held = await room.ask(peer(BOB), "HoldJob", job=job)
        resumed = await room.refused(peer(ANN), "ResumeJob", job=job)
        by_commander = await room.ask(peer(EVE), "ResumeJob", job=job)
        return refused, held, resumed, by_commander

    refused, held, resumed, by_commander = behind(world, play)
    assert {one["code"] for one in refused} == {resumed} == {"not-the-lead"}
    assert refused[0]["message"] == "bob leads job j1-1; to hold a job is theirs, and the commander's"
    assert refused[0]["exit_code"] == 3
    assert held["ok"]["held"] is True and by_commander["ok"]["held"] is False
    assert kinds(world).count("link.rejected") == 5


def test_a_second_person_may_hold_and_not_resume(behind: Any) -> None:
    async def play(room: Room) -> Any:
        job = (await seated(room))["id"]
        await room.seat("ann", "approver")
        held = await room.ask(peer(ANN), "HoldJob", job=job)
        return held["ok"]["held"], await room.refused(peer(ANN), "ResumeJob", job=job)

    assert behind(rig(), play) == (True, "not-the-lead")


def test_a_cancel_that_only_asks_is_answered_to_everybody_who_may_cancel(behind: Any) -> None:
    async def play(room: Room) -> Any:
        job = (await seated(room))["id"]
        return await room.refused(peer(ANN), "CancelJob", job=job)

    assert behind(rig(), play) == "not-confirmed"


def test_the_lead_is_asked_for_given_and_taken_with_a_reason(behind: Any) -> None:
    async def play(room: Room) -> Any:
        job = (await seated(room))["id"]
        asked = (await room.ask(peer(ANN), "AskLead", job=job, comment="bob is at lunch"))["ok"]["lead"]
        not_hers = await room.refused(peer(ANN), "GiveLead", job=job, to="ann")
        given = (await room.ask(peer(BOB), "GiveLead", job=job, to="ann"))["ok"]["lead"]
        unreasoned = await room.refused(peer(BOB), "TakeLead", job=job)
        taken = (await room.ask(peer(BOB), "TakeLead", job=job, comment="ann's line is gone"))["ok"]["lead"]
        appointed = (await room.ask(peer(EVE), "GiveLead", job=job, to="ann"))["ok"]["lead"]
        return asked, not_hers, given, unreasoned, taken, appointed

    asked, not_hers, given, unreasoned, taken, appointed = behind(rig(), play)
    assert [(one["name"], one["comment"]) for one in asked["asked"]] == [("ann", "bob is at lunch")]
    assert (not_hers, unreasoned) == ("not-the-lead", "comment-missing")
    assert (given["name"], given["way"], given["by"], given["asked"]) == ("ann", "given", "bob", [])
    assert (taken["name"], taken["way"], taken["comment"]) == ("bob", "taken", "ann's line is gone")
    assert (appointed["name"], appointed["by"]) == ("ann", "eve")


@pytest.mark.parametrize(
    ("who", "kind", "more", "code"),
    [
        (BOB, "TakeLead", {"comment": "x"}, "leads-already"),
        (BOB, "AskLead", {}, "leads-already"),
        (BOB, "GiveLead", {"to": "bob"}, "leads-already"),
        (BOB, "GiveLead", {"to": "carl"}, "no-such-member"),
        (BOB, "GiveLead", {"to": "group:dba"}, "not-a-person"),
    ],
)
def test_a_lead_that_cannot_pass_stays(who: int, kind: str, more: dict[str, str], code: str, behind: Any) -> None:
    async def play(room: Room) -> Any:
        job = (await seated(room))["id"]
        return await room.refused(peer(who), kind, job=job, **more)

    world = rig()
    assert behind(world, play) == code
    assert kinds(world).count("lead.passed") == 1


def test_nobody_is_given_a_lead_who_could_not_resume(behind: Any) -> None:
    async def play(room: Room) -> Any:
        job = (await seated(room))["id"]
        await room.ask(peer(OWNER), "RemoveMember", member="ann")
        await room.seat("ann", "approver")
        return await room.refused(peer(BOB), "GiveLead", job=job, to="ann")

    assert behind(rig(), play) == "no-seat"


def test_a_lead_outlives_its_holder_s_line_and_the_engine(behind: Any) -> None:
    world = rig()

    async def first(room: Room) -> Any:
        job = (await seated(room))["id"]
        await room.ask(peer(ANN), "AskLead", job=job, comment="please")
        return job

    job = behind(world, first)

    async def second(room: Room) -> Any:
        refused = await room.refused(peer(ANN), "HoldJob", job=job)
        return room.player.engine.state.jobs[job].lead, refused, await room.ask(peer(BOB), "HoldJob", job=job)

    lead, refused, held = behind(world, second)
    assert (lead.name, [one.name for one in lead.asked], refused) == ("bob", ["ann"], "not-the-lead")
    assert held["ok"]["held"] is True
    assert world.doctor() == []


def test_without_a_room_a_lead_of_before_binds_nobody(behind: Any) -> None:
    async def play(room: Room) -> Any:
        job = (await seated(room))["id"]
        for member in SEATS:
            await room.ask(peer(OWNER), "RemoveMember", member=member)
        return await room.ask(peer(OWNER), "HoldJob", job=job), await room.refused(peer(OWNER), "TakeLead", job=job)

    held, refused = behind(rig(), play)
    assert (held["ok"]["held"], refused) == (True, "no-room")


def test_who_goes_on_with_what_another_one_led_says_why(behind: Any) -> None:
    """A retry is a job of its own; its lead was somebody else's until then."""
    fault = '  - {kind: step-fails, item: m1, step: VmTfoDeleteTestVm, code: "28031", times: 1}'
    world = Rig(small(items=1, faults=fault), Grain.STEP, speed=60.0)

    async def play(room: Room) -> Any:
        for member, seats in SEATS.items():
            await room.seat(member, *seats)
        tested = (
            await room.ask(
                peer(BOB), "StartJob", **{**FAILOVER, "operation": "test-failover", "options": {"network": "cloud-lab"}}
            )
        )["ok"]["id"]
        await room.player.ended(tested)
        cleanup = {**FAILOVER, "operation": "cleanup-test-failover"}
        failed = (await room.ask(peer(BOB), "StartJob", **cleanup))["ok"]["id"]
        ended = await room.player.ended(failed)
        assert ended["allowed_actions"] == ["retry"], ended
        unreasoned = await room.refused(peer(ANN), "RetryJob", job=failed)
        again = await room.ask(peer(ANN), "RetryJob", job=failed, comment="bob went home")
        return unreasoned, again["ok"]["lead"]

    unreasoned, lead = behind(world, play)
    assert unreasoned == "comment-missing"
    assert (lead["name"], lead["way"], lead["comment"]) == ("ann", "taken", "bob went home")
