"""One answer to one question, whoever is asked: next and check, a plan's row, header, status and store."""

from __future__ import annotations

from typing import Any

import pytest
from approving import approve, proposed, rig, seated
from support.estates import bundled
from support.rig import Player, Rig
from support.room import ANN, BOB, EVE, OWNER, Room, peer

from drconsole.console.state.model.model import Model, News
from drconsole.records.alarms.all_of_them import everything
from drconsole.records.alarms.seen import Seen
from drconsole.records.waiting.waits import waiting
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import DrError

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
TABLES = ("job", "gate", "obligation", "item")


def happens(player: Player, kind: str, item: str, **more: Any) -> None:
    assert player.engine.provider.rehearsal is not None
    player.engine.provider.rehearsal.inject({"kind": kind, "item": item, **more})


async def validate(player: Player, item: str) -> None:
    await player.ask("Validate", {"item": item, "result": "ok", "comment": "logged in"})


def key_of(table: str, row: dict[str, Any]) -> str:
    if table == "obligation":
        return f"{row['what']}:{row['item_key']}"
    return f"{row['job']}/{row['task']}" if table == "gate" else str(row["id"] if table == "job" else row["key"])


async def everywhere(player: Player) -> list[list[tuple[Any, Any]]]:
    """Who waits for a person: as the engine says, as the store is read without one, as the console's header counts."""
    await player.engine.look()
    rows = {table: player.rig.store.rows(table) for table in TABLES}
    open_jobs = [job for job in rows["job"] if not job["ended_at"]]
    model = Model()
    model.apply(News({table: {key_of(table, row): row for row in found} for table, found in rows.items()}))
    said = (
        (await player.ask("Status"))["needs_a_person"],
        waiting(
            open_jobs,
            rows["gate"],
            rows["obligation"],
            rows["item"],
            lambda: ((item["key"], item["name"]) for item in rows["item"]),
        ),
        model.waits(),
    )
    return [sorted((str(one["item"] or one["job"]), str(one["why"])) for one in waits) for waits in said]


def test_who_waits_for_a_person_is_the_same_in_status_store_and_header() -> None:
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> list[list[tuple[Any, Any]]]:
        happens(player, "step-fails", "branch-db", step="VmFailover", params={"times": 1})
        await player.run("planned-failover", "item:branch-db")  # left off
        await player.run("failover", "item:mail")
        happens(player, "source-returns", "mail")  # runs, and must stay down
        await player.run("failover", "item:cards-web")
        happens(player, "target-stopped", "cards-web")  # nothing serves
        await player.sleep(400.0)
        held = await player.start("failover", "item:teller-db")
        await player.ask("HoldJob", {"job": held["id"], "comment": "let me see"})
        await player.sleep(5.0)
        return await everywhere(player)

    status, store, header = rig.live(play)
    assert {"branch-db", "mail", "cards-web"} <= {who for who, _ in status}
    assert len(status) == 4, "and the held job"
    assert store == status
    assert header == status


@GRAINS
def test_next_sees_what_its_check_sees_of_the_machine_to_be_committed(grain: Grain) -> None:
    """It was looked at some time ago and ran; the guide said to commit it, and check refused."""
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> list[dict[str, Any]]:
        await player.run("failover", "item:app-db")
        await validate(player, "app-db")
        happens(player, "target-stopped", "app-db")
        return [await player.ask("Next", {"target": target}) for target in ("item:app-db", "plan:regions")]

    for guide in rig.live(play):
        assert guide["next_operation"] != "commit"
        assert "does not run" in guide["why"]
        assert "start it there by hand" in guide["why"]


@GRAINS
def test_a_committed_machine_that_is_off_is_started_before_it_is_protected_again(grain: Grain) -> None:
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        await player.run("failover", "item:ledger-db")
        await validate(player, "ledger-db")
        await player.run("commit", "item:ledger-db")
        happens(player, "target-stopped", "ledger-db")
        guide = await player.ask("Next", {"target": "item:ledger-db"})
        check = await player.ask("Check", {"operation": "re-protect", "target": "item:ledger-db", "options": {}})
        happens(player, "target-started", "ledger-db")
        return guide, check, await player.ask("Next", {"target": "item:ledger-db"})

    guide, check, then = rig.live(play)
    assert guide["next_operation"] is None
    assert "start it there by hand" in guide["why"]
    assert "machine-off:ledger-db" in {one["id"] for one in check["findings"]}
    assert not check["ready"]
    assert then["next_operation"] == "re-protect"


@GRAINS
def test_a_plan_whose_own_job_runs_takes_no_second_one(grain: Grain) -> None:
    """Error 532. Its row listed nothing, and check was ready for the machine that the first job had left out."""
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> tuple[dict[str, Any], list[str]]:
        await player.run("test-failover", "item:app-web")
        job = await player.start("test-failover", "plan:regions", accept=("test-failover-open",), comment="a drill")
        ask = {"operation": "cleanup-test-failover", "target": "plan:regions", "options": {}}
        check = await player.ask("Check", ask)
        row = next(row for row in rig.store.rows("plan") if row["name"] == "regions")
        with pytest.raises(DrError):
            await player.start("cleanup-test-failover", "plan:regions")
        await player.ended(job["id"])
        return check, row["allowed_operations"]

    check, allowed = rig.live(play)
    assert allowed == []
    assert not check["ready"]
    assert "nothing-qualifies" in {one["id"] for one in check["findings"]}


def test_where_only_the_old_source_runs_its_replication_is_enabled_again() -> None:
    """It had come back, and its replication was removed: the machine that must stay down is the one in Azure."""
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> dict[str, Any]:
        for operation in ("failover", "commit", "failback", "disable-replication"):
            await player.run(operation, "item:branch-db")
        return await player.ask("Next", {"target": "item:branch-db"})

    guide = rig.live(play)
    assert guide["next_operation"] == "enable-replication"


@GRAINS
def test_what_was_shut_down_and_then_lost_is_failed_over_not_planned_again(grain: Grain) -> None:
    """A planned failover needs its source: next named it again and again, and it failed again and again."""
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> dict[str, Any]:
        happens(player, "step-fails", "cards-db", step="VmFailover", params={"times": 1, "code": "Passing"})
        await player.run("planned-failover", "item:cards-db")
        happens(player, "source-lost", "cards-db")
        await player.sleep(400.0)
        return await player.ask("Next", {"target": "item:cards-db"})

    guide = rig.live(play)
    assert guide["next_operation"] == "failover"


def room_of(world: Rig, wall: str) -> list[list[tuple[Any, ...]]]:
    """Who waits for people of the room, by rows: as the store is read, as the header counts, and as alarms."""
    rows = {table: world.store.rows(table) for table in (*TABLES, "proposal", "poll")}
    # The header goes by this machine's clock, which is not the played one.
    later = {"expires_at": "2999-01-01T00:00:00Z", "until": "2999-01-01T00:00:00Z"}
    named = {table: {key_of(table, row): {**row, **later} for row in found} for table, found in rows.items()}
    model = Model()
    model.apply(News(named))
    read = waiting([], [], [], rows["item"], proposals=rows["proposal"], polls=rows["poll"], wall=wall)
    alarms = everything(Seen(proposals=rows["proposal"], wall=wall))
    return [
        [(one["kind"], one["state_description"], one["whom"]) for one in read],
        [(one["kind"], one["state_description"], one["whom"]) for one in model.waits()],
        [(one["kind"], one["owner"]) for one in alarms],
    ]


def test_a_proposal_waits_for_its_approvers_and_a_poll_for_answers_wherever_one_looks(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> list[Any]:
        await seated(room, needed=2)
        await room.seat("eve", "commander")
        found = []

        async def look() -> None:
            answer = await room.ask(peer(OWNER), "Status")
            status = answer["ok"]
            told = [(one["kind"], one["state_description"], one["whom"]) for one in status["needs_a_person"]]
            store, header, alarms = room_of(world, f"{room.player.engine.wall():%Y-%m-%dT%H:%M:%SZ}")
            assert told == store == header
            assert status["counts"]["needs_a_person"] == len(told)
            assert alarms == [("approval-waits", "approver") for kind, *_ in told if kind == "approval"]
            found.append(told)

        made = await proposed(room)
        await look()
        await approve(room, peer(BOB), made)
        poll = (await room.ask(peer(EVE), "AskPoll", question="now?", seconds=300, proposal="p1"))["ok"]
        await look()
        await room.ask(peer(ANN), "AnswerPoll", poll=poll["id"], vote="go", comment="")
        await approve(room, peer(EVE), made)
        await look()
        await room.ask(peer(BOB), "AnswerPoll", poll=poll["id"], vote="go", comment="")
        await look()
        return found

    proposal, both, poll, nothing = behind(world, play)
    assert proposal == [("approval", "WaitingForApproval", "an approver")]
    assert both == [*proposal, ("poll", "WaitingForAnswers", "ann, bob")]
    assert poll == [("poll", "WaitingForAnswers", "bob")]
    assert nothing == [], "what is approved waits for nobody, and whoever was asked has answered"


def test_what_has_run_out_waits_for_nobody_also_before_an_engine_has_written_that_down() -> None:
    proposal: Any = {
        "id": "p1", "operation": "failover", "target": "crew", "state": "open", "person": "ann", "comment": "fire",
        "approvals": [], "needed": 1, "at": "2026-03-01T10:00:00Z", "expires_at": "2026-03-01T11:00:00Z",
    }  # fmt: skip
    poll: Any = {
        "id": "q1", "question": "now?", "by": "eve", "silent": ["bob"], "since": None, "closed_at": None,
        "until": "2026-03-01T11:00:00Z",
    }  # fmt: skip
    for wall, count in (("2026-03-01T10:59:59Z", 2), ("2026-03-01T11:00:00Z", 0), (None, 2)):
        found = waiting([], [], [], [], proposals=[proposal], polls=[poll], wall=wall)
        assert len(found) == count, wall
