"""Two persons: what needs approval is proposed, approved by somebody else, and begun once, as it was approved."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from approving import approve, code, events, proposed, rig, seated, start
from support.encrypted import GRAINS, THE_KEY, words
from support.encrypted import rig as sealed
from support.room import ANN, BOB, EVE, FAILOVER, OWNER, Room, kinds, peer

from drconsole.recovery.types.words import Grain


def test_an_approved_proposal_starts_once_and_says_so_everywhere(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        await seated(room)
        bare = await room.ask(peer(ANN), "StartJob", **FAILOVER)
        made = await proposed(room)
        told = (await room.ask(peer(EVE), "Status"))["ok"]["proposals"]
        assert told == [made]
        early = code(await start(room, made))
        approved = (await approve(room, peer(BOB), made, comment="seen"))["ok"]
        started = await start(room, made)
        return bare["error"], made, early, approved, started["ok"], code(await start(room, made))

    bare, made, early, approved, started, again = behind(world, play)
    assert (bare["code"], bare["exit_code"], bare["needed"]) == ("approval-needed", 3, 1)
    assert (bare["remedies"][0]["act"], bare["remedies"][0]["name"]) == ("run", "crew")
    assert (made["state"], made["needed"], made["person"], made["comment"]) == ("open", 1, "ann", "fire in oslo")
    assert (early, again) == ("not-approved", "proposal-started")
    assert approved["state"] == "approved"
    (said,) = approved["approvals"]
    assert (said["person"], said["comment"], said["digest"]) == ("bob", "seen", made["digest"])
    assert said["anchor"]["head"] in {line.hash for line in world.store.journal_rows()}
    assert (started["proposal"], started["digest"], started["operator"]) == (made["id"], made["digest"], "ann")
    row = world.store.row("proposal", made["id"])
    assert row is not None
    assert (row["state"], row["started"], row["ended_by"]) == ("started", started["id"], "ann")
    assert kinds(world).count("job.created") == 1
    assert world.doctor() == []


def test_two_who_start_it_at_once_start_it_once(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        await seated(room)
        made = await proposed(room)
        twice = await asyncio.gather(approve(room, peer(BOB), made), approve(room, peer(BOB), made))
        started = await asyncio.gather(start(room, made), start(room, made))
        return sorted(map(code, twice)), sorted(map(code, started))

    assert behind(world, play) == (["approved-already", "taken"], ["proposal-started", "taken"])
    assert kinds(world).count("job.created") == 1
    assert world.doctor() == []


def test_several_approvals_are_of_several_people(behind: Any) -> None:
    async def play(room: Room) -> Any:
        await seated(room, needed=2)
        made = await proposed(room)
        first = (await approve(room, peer(BOB), made))["ok"]
        twice = code(await approve(room, peer(BOB), made))
        early = code(await start(room, made))
        second = (await approve(room, peer(EVE), made))["ok"]
        return first["state"], twice, early, second["state"], code(await start(room, made))

    assert behind(rig(), play) == ("open", "approved-already", "not-approved", "approved", "taken")


ATTACKS = {
    "a second login of the same account": (peer(ANN), {}, "own-proposal"),
    "su to an approver's account": (peer(BOB, ANN), {}, "own-proposal"),
    "su of somebody else to an approver's account": (peer(BOB, EVE), {}, "not-own-login"),
    "sudo to root": (peer(0, ANN), {}, "own-proposal"),
    "root, whose login nobody knows": (peer(0), {}, "no-seat"),
    "root that has an approver's login": (peer(0, BOB), {}, "not-own-login"),
    "a digest that is another's": (peer(BOB), {"digest": "0123456789abcdef"}, "digest-of-another"),
    "another name": (peer(BOB), {"confirm": "m1"}, "not-confirmed"),
    "a proposal that there is not": (peer(BOB), {"proposal": "p9"}, "unknown-proposal"),
    "a field that says who approves": (peer(ANN), {"by": "bob"}, "malformed"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_approval_that_is_none_is_refused_and_nothing_is_approved(name: str, behind: Any) -> None:
    """The proposer has the approver's seat, too."""
    who, more, refusal = ATTACKS[name]
    world = rig()

    async def play(room: Room) -> Any:
        await seated(room)
        await room.seat("ann", "approver")
        made = await proposed(room)
        answer = await approve(room, who, made, **more)
        return code(answer), code(await start(room, made))

    assert behind(world, play) == (refusal, "not-approved")
    assert events(world, "proposal.approved") == []
    told = [event["code"] for event in events(world, "link.rejected")]
    journaled = () if refusal in ("not-confirmed", "unknown-proposal") else (refusal,)
    assert told == [*journaled, "not-approved"]
    assert "job.created" not in kinds(world)


def test_what_somebody_proposes_as_root_is_their_own(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        await seated(room)
        made = (await room.ask(peer(0, ANN), "Propose", **FAILOVER, comment="fire"))["ok"]
        await room.seat("ann", "approver")
        by_ann = code(await approve(room, peer(ANN), made))
        return made["by"], made["person"], by_ann, code(await approve(room, peer(BOB), made))

    by, person, by_ann, by_bob = behind(world, play)
    assert (by, person) == ("root (login ann)", "ann")
    assert (by_ann, by_bob) == ("own-proposal", "taken")


def test_changed_content_voids_it_before_and_after_the_approval(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        await seated(room)
        first = await proposed(room)
        test = {"operation": "test-failover", "target": "item:m1", "confirm": "m1"}
        assert "ok" in await room.ask(peer(ANN), "StartJob", **test)
        shown = (await room.ask(peer(BOB), "ShowProposal", proposal=first["id"]))["ok"]
        late = (await approve(room, peer(BOB), first))["error"]
        return shown, late, code(await start(room, first)), world.store.row("proposal", first["id"])

    shown, late, started, row = behind(world, play)
    assert shown["preview"]["digest"] == shown["proposal"]["digest"]
    assert shown["difference"] and shown["difference"] == late["difference"]
    assert (late["code"], started) == ("proposal-voided", "proposal-voided")
    assert row is not None and row["state"] == "voided" and "m1" in row["why"]


def test_what_was_approved_and_changed_since_is_not_started(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        await seated(room)
        made = await proposed(room)
        await approve(room, peer(BOB), made)
        test = {"operation": "test-failover", "target": "item:m1", "confirm": "m1"}
        assert "ok" in await room.ask(peer(ANN), "StartJob", **test)
        return (await start(room, made))["error"]

    error = behind(world, play)
    assert error["code"] == "proposal-voided" and error["difference"]
    assert [event["why"].partition(":")[0] for event in events(world, "proposal.voided")] == [
        "what would run is no longer what was proposed"
    ]
    assert kinds(world).count("job.created") == 1


def test_it_outlives_its_engine_and_starts_what_was_approved(behind: Any) -> None:
    world = rig()
    kept: dict[str, Any] = {}

    async def first(room: Room) -> Any:
        await seated(room)
        kept.update(await proposed(room))

    async def second(room: Room) -> Any:
        return await approve(room, peer(BOB), kept)

    async def third(room: Room) -> Any:
        return await start(room, kept)

    behind(world, first)
    assert behind(world, second)["ok"]["state"] == "approved"
    assert behind(world, third)["ok"]["digest"] == kept["digest"]
    assert world.doctor() == []


def test_it_runs_out_whether_or_not_anybody_asks(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        await seated(room)
        await room.ask(peer(OWNER), "SetApprovals", minutes=5)
        made = await proposed(room)
        await approve(room, peer(BOB), made)
        await room.player.sleep(301)
        row = world.store.row("proposal", made["id"])
        return row, code(await approve(room, peer(EVE), made)), code(await start(room, made))

    row, late, started = behind(world, play)
    assert row is not None and row["state"] == "expired"
    assert (late, started) == ("proposal-expired", "proposal-expired")
    assert "job.created" not in kinds(world)


def test_a_clock_that_is_set_back_prolongs_nothing(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        await seated(room)
        made = await proposed(room)
        room.player.engine._wall_jumped(-3600.0)
        await room.player.sleep(1)
        return code(await approve(room, peer(BOB), made))

    assert behind(world, play) == "proposal-expired"


def test_who_rejects_ends_it_and_an_operator_takes_back_their_own_alone(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        await seated(room)
        made = await proposed(room)
        await room.ask(peer(OWNER), "RemoveMember", member="eve")
        await room.seat("eve", "operator")
        other = await room.refused(peer(EVE), "Reject", proposal=made["id"], comment="no")
        silent = await room.refused(peer(BOB), "Reject", proposal=made["id"], comment=" ")
        own = await room.ask(peer(ANN), "Reject", proposal=made["id"], comment="too early")
        return other, silent, own["ok"], code(await approve(room, peer(BOB), made))

    other, silent, own, late = behind(world, play)
    assert (other, silent, late) == ("not-own-proposal", "comment-missing", "proposal-rejected")
    assert (own["state"], own["why"], own["ended_by"]) == ("rejected", "too early", "ann")


def test_nobody_fills_every_screen_with_what_they_say(behind: Any) -> None:
    words = "x" * 2001

    async def play(room: Room) -> Any:
        await seated(room)
        long = await room.refused(peer(ANN), "Propose", **FAILOVER, comment=words)
        made = await proposed(room)
        glass = await room.refused(peer(ANN), "StartJob", **FAILOVER, break_glass=words, break_glass_again=words)
        approved = code(await approve(room, peer(BOB), made, comment=words))
        return long, glass, approved, await room.refused(peer(BOB), "Reject", proposal=made["id"], comment=words)

    assert behind(rig(), play) == ("too-long",) * 4


def test_an_approver_who_is_none_any_more_does_not_count(behind: Any) -> None:
    async def play(room: Room) -> Any:
        await seated(room)
        made = await proposed(room)
        await approve(room, peer(BOB), made)
        await room.ask(peer(OWNER), "RemoveMember", member="bob")
        return (await start(room, made))["error"]

    error = behind(rig(), play)
    assert error["code"] == "not-approved" and "no approver any more" in error["message"]


def test_a_cancel_is_proposed_and_carried_out_once(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        await seated(room, operation="cancel")
        job = (await room.ask(peer(ANN), "StartJob", **FAILOVER))["ok"]["id"]
        asked = (await room.ask(peer(ANN), "CancelJob", job=job))["error"]
        bare = await room.refused(peer(ANN), "CancelJob", job=job, confirm="crew")
        proposal = {"job": job, "confirm": "crew", "comment": "the wrong plan"}
        made = (await room.ask(peer(ANN), "ProposeCancel", **proposal))["ok"]
        shown = (await room.ask(peer(BOB), "ShowProposal", proposal=made["id"]))["ok"]
        await approve(room, peer(BOB), made)
        done = await room.ask(peer(ANN), "CancelJob", job=job, confirm="crew", proposal=made["id"])
        return asked, bare, made, shown, done["ok"]

    asked, bare, made, shown, done = behind(world, play)
    assert (asked["code"], bare) == ("not-confirmed", "approval-needed")
    assert (made["operation"], made["job"], made["target"]) == ("cancel", "j1-1", "crew")
    assert shown["consequences"] and not shown["difference"]
    assert done["state"] in ("Cancelling", "Cancelled", "InProgress")
    (line,) = events(world, "job.cancel-requested")
    assert (line["proposal"], line["comment"]) == (made["id"], "the wrong plan")


def test_a_proposal_starts_nothing_but_what_it_is_for(behind: Any) -> None:
    async def play(room: Room) -> Any:
        await seated(room)
        made = await proposed(room)
        await approve(room, peer(BOB), made)
        other = {"operation": "test-failover", "target": "plan:crew", "confirm": "crew", "proposal": made["id"]}
        options = await start(room, made, options={"point": "latest-processed"})
        return code(await room.ask(peer(ANN), "StartJob", **other)), code(options)

    assert behind(rig(), play) == ("proposal-of-another", "digest-of-another")


def test_a_proposal_says_why_and_is_made_once(behind: Any) -> None:
    async def play(room: Room) -> Any:
        await seated(room)
        silent = await room.refused(peer(ANN), "Propose", **FAILOVER, comment=" ")
        made = await proposed(room)
        return silent, made["id"], (await room.ask(peer(ANN), "Propose", **FAILOVER, comment="again"))["error"]

    silent, first, again = behind(rig(), play)
    assert (silent, again["code"], again["proposal"]) == ("comment-missing", "proposed-already", first)


@pytest.mark.parametrize("grain", GRAINS)
def test_the_encryption_key_is_in_no_proposal_and_is_given_again_at_the_start(grain: Grain, behind: Any) -> None:
    world = sealed(grain)

    async def play(room: Room) -> Any:
        await seated(room)
        body = words("failover", "sealed", THE_KEY, confirm="sealed")
        made = await proposed(room, **{**body, "comment": "fire"})
        await approve(room, peer(BOB), made, confirm="sealed")
        bare = words("failover", "sealed", confirm="sealed")
        missing = code(await room.ask(peer(ANN), "StartJob", **bare, proposal=made["id"]))
        return missing, code(await room.ask(peer(ANN), "StartJob", **body, proposal=made["id"]))

    assert behind(world, play) == ("encryption-key-missing", "taken")
    kept = "".join(row.data for row in world.store.journal_rows())
    assert THE_KEY.thumbprint in kept
    assert str(words(key=THE_KEY)["encryption_key"])[:64] not in kept
