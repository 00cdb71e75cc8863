"""Every verb that asks or reads: what the engine is told, what stands on stdout."""

from __future__ import annotations

from typing import Any

import pytest
from cli_fakes import NO_ENGINE, STATUS, Run, World, job_row
from support.whole import answer_of, filled

from drconsole.link.messages import KINDS
from drconsole.records.rows.work.checks import FindingRow
from drconsole.recovery.types.work.errors import DrError, OutcomeUnknown, Refused

NO_OPTIONS = {"point": None, "point_id": None, "direction": None, "shutdown": None, "network": None, "comment": ""}
CHECK = {
    "ready": True,
    "findings": [],
    "items": [{"key": "web01", "name": "web01"}, {"key": "db01", "name": "db01"}],
    "qualified": ["web01"],
    "skipped": [{"key": "db01", "item": "db01", "reason": "not protected"}],
}
WEB01 = {"key": "web01", "name": "web01"}
POINT = {"id": "p1", "time": "2026-03-01T10:00:00Z", "consistency": "CrashConsistent", "data_loss": 60.0}
PREVIEW = {
    **CHECK,
    "target": "Shop",
    "digest": "abc123",
    "expires_at": "2026-03-01T11:00:00Z",
    "points": [{"key": "web01", "name": "web01", "point": {**POINT, "choice": "latest-processed", "note": ""}}],
    "tasks": [{"id": "g", "name": "Group1", "friendly_name": "Group 1: Start", "tasks": []}],
    "forecast": {
        "low": 540,
        "likely": 720,
        "high": 1200,
        "reasons": [{"text": "slow boot", "key": "web01", "item": "web01", "seconds": 480}],
    },
    "warnings": ["Do not cancel a failover that has started."],
}

TOLD: list[tuple[str, str, dict[str, Any], Any]] = [
    (
        "next Shop",
        "Next",
        {"target": "Shop"},
        {"target": "Shop", "stands": "ready", "why": "because"},
    ),
    (
        "check failover plan:Shop",
        "Check",
        {"operation": "failover", "target": "plan:Shop", "options": NO_OPTIONS},
        CHECK,
    ),
    (
        "preview failover Shop --point custom --point-id p1 --no-shutdown --network none"
        " --direction primary-to-recovery",
        "Preview",
        {
            "operation": "failover",
            "target": "Shop",
            "options": {
                "point": "custom",
                "point_id": "p1",
                "direction": "primary-to-recovery",
                "shutdown": False,
                "network": "none",
                "comment": "",
            },
        },
        PREVIEW,
    ),
    (
        "run failover Shop --confirm Shop --digest abc --accept a --accept b --comment why --shutdown",
        "StartJob",
        {
            "operation": "failover",
            "target": "Shop",
            "options": {**NO_OPTIONS, "shutdown": True, "comment": "why"},
            "confirm": "Shop",
            "digest": "abc",
            "accept": ["a", "b"],
            "comment": "why",
        },
        job_row(),
    ),
    ("job hold J1 --comment lunch", "HoldJob", {"job": "J1", "comment": "lunch"}, job_row()),
    ("job resume J1", "ResumeJob", {"job": "J1", "comment": ""}, job_row()),
    (
        "job cancel J1 --confirm Shop",
        "CancelJob",
        {"job": "J1", "comment": "", "confirm": "Shop"},
        job_row("Cancelling"),
    ),
    ("job retry J1", "RetryJob", {"job": "J1", "comment": ""}, job_row(id="J2")),
    (
        "job answer J1 t1 --outcome done --comment switched",
        "AnswerTask",
        {"job": "J1", "task": "t1", "outcome": "done", "comment": "switched"},
        job_row(),
    ),
    (
        "validate web01 --result failed --comment blank",
        "Validate",
        {"item": "web01", "result": "failed", "comment": "blank"},
        {"item": "web01", "result": "failed"},
    ),
]


@pytest.mark.parametrize(("line", "kind", "body", "answer"), TOLD, ids=[case[0] for case in TOLD])
def test_the_engine_is_told_what_was_said(
    line: str, kind: str, body: dict[str, Any], answer: Any, world: World, run: Run
) -> None:
    world.engine.answers[kind] = answer
    ran = run(*line.split(), "--json")
    ((told, said),) = world.engine.asked
    assert told == kind
    assert {name: value for name, value in said.items() if name in body or value is not None} == body
    assert ran.code == 0
    assert ran.json == {**ran.json, **filled(answer_of(KINDS[kind]), answer)}
    assert ran.err == ""
    people = run(*line.split())
    assert people.code == 0
    assert people.out.strip()


NEEDS_ENGINE = [case[0] for case in TOLD if case[0] != "next Shop"]
"""``next`` is answered from the store where no engine answers."""


@pytest.mark.parametrize("line", [*NEEDS_ENGINE, "points web01", "clock", "clock pause", "run failover Shop --wait"])
def test_without_an_engine_exit_4(line: str, world: World, run: Run) -> None:
    world.engine.up = False
    ran = run(*line.split(), "--json")
    assert (ran.code, ran.error["code"]) == (4, "no-engine")


def finding(kind: str, message: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = filled(FindingRow, {"id": kind, "level": "error", "message": message, **more})
    return found


REFUSALS = [
    (
        Refused("not-ready", "no", extra={"findings": [finding("f", "agent lost")]}),
        3,
        "agent lost",
    ),
    (
        Refused("changed", "no", extra={"difference": [{"what": "point of web01", "shown": "p1", "now": "p2"}]}),
        3,
        "point of web01",
    ),
    (Refused("changed", "no", extra={"difference": ["web01 is gone"]}), 3, "web01 is gone"),
    (OutcomeUnknown("outcome-unknown", "sent"), 6, "sent"),
    (DrError("store.failed", "disk full"), 1, "disk full"),
]


@pytest.mark.parametrize(("error", "code", "shown"), REFUSALS)
def test_a_refusal_keeps_its_exit_code_and_all_that_it_says(
    error: DrError, code: int, shown: str, world: World, run: Run
) -> None:
    world.engine.answers["StartJob"] = error
    ran = run("run", "failover", "Shop", "--confirm", "Shop", "--json")
    assert ran.code == code
    assert ran.error == error.to_json()
    people = run("run", "failover", "Shop", "--confirm", "Shop")
    assert (people.code, people.out) == (code, "")
    assert shown in people.err


def test_a_missing_confirmation_goes_to_the_engine_as_an_empty_one(world: World, run: Run) -> None:
    world.engine.answers["StartJob"] = Refused("not-confirmed", "the target's name was not given")
    assert run("run", "failover", "Shop").code == 3
    assert world.engine.asked[0][1]["confirm"] == ""


def test_cancel_without_confirmation_says_per_item_what_it_leaves(world: World, run: Run) -> None:
    said = {"outcome": "unprotected", "text": "its replication has ended", "loses_replication": True}
    left = [{"key": "w1", "item": "web01", **said}]
    world.engine.answers["CancelJob"] = Refused("not-confirmed", "read first", extra={"consequences": left})
    ran = run("job", "cancel", "J1", "--json")
    assert ran.code == 3
    assert ran.error["consequences"] == left
    ((kind, said),) = world.engine.asked
    assert (kind, said["job"], said["confirm"]) == ("CancelJob", "J1", None)
    people = run("job", "cancel", "J1").err
    assert "web01" in people
    assert "its replication has ended" in people
    assert "LOST" in people


def test_points_are_an_array_newest_first(world: World, run: Run) -> None:
    old, new = {**POINT, "id": "old", "time": "2026-03-01T09:00:00Z"}, {**POINT, "id": "new"}
    world.engine.answers["RecoveryPoints"] = {"item": "web01", "points": [old, new]}
    assert [point["id"] for point in run("points", "web01", "--json").json] == ["new", "old"]
    assert run("points", "web01").out.splitlines()[1].endswith("new")


def test_a_preview_shows_what_runs_and_how_to_run_exactly_that(world: World, run: Run) -> None:
    world.engine.answers["Preview"] = PREVIEW
    text = run("preview", "failover", "plan:Shop", "--no-shutdown", "--point", "latest-processed").out
    for part in (
        "SIMULATION",
        "web01",
        "latest-processed",
        "1 min",
        "Group 1: Start",
        "12 min likely (9 min to 20 min)",
        "web01: slow boot (8 min)",
        "Do not cancel",
        "db01",
        "drconsole run failover plan:Shop --point latest-processed --no-shutdown --confirm Shop --digest abc123 --wait",
    ):
        assert part in text


def test_a_preview_that_is_blocked_offers_no_command(world: World, run: Run) -> None:
    world.engine.answers["Preview"] = {**PREVIEW, "ready": False, "findings": [finding("f", "agent lost")]}
    ran = run("preview", "failover", "Shop")
    assert ran.code == 0
    assert "NOT READY" in ran.out
    assert "--digest" not in ran.out


def test_a_preview_that_is_blocked_by_what_can_be_accepted_says_how(world: World, run: Run) -> None:
    passable = finding("no-test", "never tested", overridable=True)
    world.engine.answers["Preview"] = {**PREVIEW, "ready": False, "findings": [passable]}
    last = run("preview", "failover", "Shop").out.splitlines()[-1]
    assert last.endswith("--confirm Shop --digest abc123 --accept no-test --comment TEXT --wait")


@pytest.mark.parametrize(("ready", "code"), [(True, 0), (False, 3)])
def test_check_answers_whether_it_is_ready_by_its_exit_code_too(ready: bool, code: int, world: World, run: Run) -> None:
    world.engine.answers["Check"] = {**CHECK, "ready": ready}
    ran = run("check", "failover", "Shop", "--json")
    assert (ran.code, ran.json["ready"]) == (code, ready)


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("clock speed max", {"speed": "max", "paused": None}),
        ("clock speed 60", {"speed": 60.0, "paused": None}),
        ("clock pause", {"speed": None, "paused": True}),
        ("clock resume", {"speed": None, "paused": False}),
    ],
)
def test_the_clock_is_set_and_shown(line: str, body: dict[str, Any], world: World, run: Run) -> None:
    world.engine.answers |= {"SetClock": {}, "Status": STATUS}
    ran = run(*line.split(), "--json")
    assert ran.json == STATUS["clock"]
    assert world.engine.asked[0] == ("SetClock", body)


def test_clock_in_words(world: World, run: Run) -> None:
    world.engine.answers["Status"] = STATUS
    assert run("clock").out == "SIMULATION  clock 2026-03-01 10:00:00Z, as fast as it can, PAUSED\n"


def test_an_outcome_unknown_without_wait_is_told_at_once(world: World, run: Run) -> None:
    world.engine.answers["StartJob"] = OutcomeUnknown("outcome-unknown", "sent", extra={"request_id": "R1"})
    assert run("run", "failover", "Shop", "--confirm", "Shop", "--json").code == 6
    assert len(world.engine.asked) == 1


def test_no_engine_is_what_the_fake_says() -> None:
    assert NO_ENGINE.exit_code == 4
