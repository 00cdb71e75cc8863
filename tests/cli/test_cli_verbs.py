"""Every verb that asks or reads: what the engine is told, what stands on stdout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_fakes import NO_ENGINE, Run, World, job_row, task_row
from whole_answers import answer_of, filled

import drconsole.cli.store
from drconsole.link.messages import KINDS
from drconsole.records.rows.checks import FindingRow
from drconsole.records.rows.status import StatusRow
from drconsole.recovery.types.errors import BadInput, DrError, OutcomeUnknown, Refused
from drconsole.store.opening import NoStore

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
STATUS = {
    "mode": "SIMULATION",
    "engine": {"running": True, "pid": 7, "epoch": 2, "version": "0.1.0", "since": "2026-03-01T09:00:00Z"},
    "clock": {"now": "2026-03-01T10:00:00Z", "speed": "max", "paused": True},
    "estate": "contoso",
    "provider": "simulator",
    "counts": {"items": 20},
    "running_jobs": [job_row()],
    "needs_a_person": [
        {"job": "J1", "task": "t1", "friendly_name": "Switch DNS", "why": "manual", "outcomes": ["done"]}
    ],
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
    (Refused("changed", "no", extra={"difference": [{"what": "point of web01", "now": "p2"}]}), 3, "point of web01"),
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
    left = [{"item": "web01", "outcome": "unprotected", "text": "its replication has ended", "loses_replication": True}]
    world.engine.answers["CancelJob"] = Refused("not-confirmed", "read first", extra={"consequences": left})
    ran = run("job", "cancel", "J1", "--json")
    assert ran.code == 3
    assert ran.error["consequences"] == left
    assert world.engine.asked == [("CancelJob", {"job": "J1", "comment": "", "confirm": None})]
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


def test_status_of_a_running_engine(world: World, run: Run) -> None:
    world.engine.answers["Status"] = STATUS
    assert run("status", "--json").json == {**filled(StatusRow, STATUS), "state": str(world.folder)}
    text = run("status").out
    for part in ("SIMULATION", "contoso", "J1", "Switch DNS", "drconsole job answer J1 t1 --outcome done"):
        assert part in text
    assert run("engine", "status", "--json").json == STATUS["engine"]


@pytest.mark.parametrize("code", ["store.older", "store.newer", "store.foreign"])
def test_status_says_when_the_store_is_of_another_version(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    """A failover may be under way in it: "nothing is loaded" would be the worst answer after an upgrade."""

    def refuse(path: Path) -> None:
        raise BadInput(code, "the store has schema 1", place=str(path), advice="start the engine once")

    world.engine.up = False
    monkeypatch.setattr(drconsole.cli.store, "Reader", refuse)
    found = run("--json", "status")
    assert (found.code, found.error["code"]) == (2, code)
    assert "start the engine once" in run("status").err


def test_status_of_a_state_in_which_no_engine_ever_ran_is_empty(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise NoStore("store.missing", "there is no store here yet")

    world.engine.up = False
    monkeypatch.setattr(drconsole.cli.store, "Reader", refuse)
    found = run("--json", "status")
    assert (found.code, found.json["estate"]) == (0, None)


def test_status_without_an_engine_is_read_from_the_store(world: World, run: Run) -> None:
    world.engine.up = False
    world.reader.put("world", "world", {"mode": "SIMULATION", "estate": "contoso", "provider": "simulator"})
    world.reader.put("job", "J1", job_row())
    world.reader.put("job", "J0", job_row("Succeeded", id="J0"))
    world.reader.put("gate", "J1/t1", {"job": "J1", "task": "t1", "friendly_name": "Switch DNS", "outcomes": ["done"]})
    world.reader.put("item", "i1", {"name": "web01"})
    ran = run("status", "--json")
    assert ran.code == 0
    found = ran.json
    assert found["engine"] == {"running": False, "pid": None, "epoch": None, "version": None, "since": None}
    assert found["clock"] == {"now": None, "speed": None, "paused": None}
    assert (found["mode"], found["estate"], found["provider"]) == ("SIMULATION", "contoso", "simulator")
    assert [job["id"] for job in found["running_jobs"]] == ["J1"]
    assert [gate["task"] for gate in found["needs_a_person"]] == ["t1"]
    assert (found["counts"]["items"], found["counts"]["jobs"]) == (1, 2)
    assert "not running" in run("status").out


@pytest.mark.parametrize("line", ["plans", "items", "jobs", "journal", "jobs J1", "doctor"])
def test_reading_where_nothing_is_loaded_says_what_to_do(line: str, run: Run) -> None:
    ran = run(*line.split(), "--json")
    assert ran.code == 2
    assert "estate load" in ran.error["advice"]


def fill(world: World) -> None:
    world.engine.up = False
    world.reader.put(
        "plan",
        "p1",
        {
            "name": "Shop",
            "items": [WEB01],
            "groups": [{"number": 1, "items": [WEB01], "pre": [{"name": "DNS", "kind": "manual"}]}],
        },
    )
    world.reader.put("plan", "p2", {"name": "Bank", "groups": []})
    times = {"replicated_until": "2026-03-01T10:00:00Z", "as_of": "2026-03-01T10:01:30Z"}
    world.reader.put(
        "item", "i1", {"name": "web01", **times, "latest_recovery_points": {"latest_processed": times["as_of"]}}
    )
    world.reader.put("item", "i2", {"name": "twin", "replicated_until": None})
    world.reader.put("item", "i3", {"name": "twin"})
    world.reader.put("job", "J1", job_row("Failed", errors=[{"code": "E7", "message": "no quota"}]))
    world.reader.put("job", "J2", job_row(id="J2", started_at="2026-03-02T10:00:00Z"))
    world.reader.put_task(task_row("a", "Failed", parent="g", position=1))
    world.reader.put_task(task_row("g", "Failed", position=0))
    world.reader.events = [{"rev": rev, "at": "2026-03-01T10:00:00Z", "actor": "ann", "kind": "k"} for rev in (1, 2, 3)]


LISTS = [
    ("plans", lambda found: [each["name"] for each in found] == ["Shop", "Bank"]),
    ("items", lambda found: [each["rpo"] for each in found] == [90.0, None, None]),
    ("jobs", lambda found: [each["id"] for each in found] == ["J2", "J1"]),
    ("journal", lambda found: [each["rev"] for each in found] == [1, 2, 3]),
    ("journal --since 1 --limit 1", lambda found: [each["rev"] for each in found] == [2]),
    ("plans shop", None),
    ("plans plan:Shop", lambda found: found["key"] == "p1"),
    ("items web01", lambda found: found["rpo"] == 90.0),
    ("items i3", lambda found: found["name"] == "twin"),
    ("jobs J1", lambda found: found["tasks"][0]["tasks"][0]["id"] == "a"),
]


@pytest.mark.parametrize(
    ("line", "right"), [case for case in LISTS if case[1]], ids=[case[0] for case in LISTS if case[1]]
)
def test_reading_needs_no_engine(line: str, right: Any, world: World, run: Run) -> None:
    fill(world)
    ran = run(*line.split(), "--json")
    assert ran.code == 0
    assert right(ran.json)
    people = run(*line.split())
    assert people.code == 0
    assert people.out.strip()


def test_a_job_in_a_list_has_every_field_of_a_job(world: World, run: Run) -> None:
    fill(world)
    assert [job["tasks"] for job in run("jobs", "--json").json] == [[], []]
    assert run("jobs", "J1", "--json").json["tasks"]


def test_doctor_tells_a_store_that_breaks_its_examination_and_one_that_opens_not_at_all(
    run: Run, tmp_path: Path
) -> None:
    assert run("estate", "load", "contoso").code == 0
    path = tmp_path / "drconsole.db"
    whole = path.read_bytes()
    path.write_bytes(whole[: -4 * 4096] + b"\xa5" * 4 * 4096)
    torn = run("doctor", "--json")
    assert (torn.code, torn.json["ok"]) == (1, False)
    assert len(torn.json["problems"]) > 1
    path.write_bytes(b"\xa5" * len(whole))
    for words in ("doctor", "status", "plans", "jobs", "watch J1", "engine status"):
        lost = run(*words.split(), "--json")
        assert (lost.code, lost.error["code"]) == (2, "store.damaged"), words


@pytest.mark.parametrize(
    ("line", "code", "advice"),
    [
        ("plans shop", "unknown-plan", "did you mean Shop?"),
        ("items wbe01", "unknown-item", "did you mean web01?"),
        ("items twin", "ambiguous", "i2, i3"),
        ("jobs J9", "unknown-job", "J"),
        ("watch J9", "unknown-job", "J"),
    ],
)
def test_an_unknown_name_says_the_nearest(line: str, code: str, advice: str, world: World, run: Run) -> None:
    fill(world)
    ran = run(*line.split(), "--json")
    assert (ran.code, ran.error["code"]) == (2, code)
    assert advice in ran.error["advice"]


def test_one_record_in_full_for_people(world: World, run: Run) -> None:
    fill(world)
    assert "1 min 30 s" in run("items", "web01").out
    assert "before: manual DNS" in run("plans", "Shop").out
    job = run("jobs", "J1").out
    assert "x FAILED" in job
    assert "E7: no quota" in job
    assert "  x FAILED  Task a" in job


@pytest.mark.parametrize(("ok", "code"), [(True, 0), (False, 1)])
def test_doctor_exits_1_when_something_is_wrong(ok: bool, code: int, world: World, run: Run) -> None:
    problems = [] if ok else ["fold: job J1 differs"]
    owed = ["web must stay down at Oslo: off"]
    checks = {"schema": 1, "fold": {"rows": 3}}
    world.engine.answers["Doctor"] = {"ok": ok, "problems": problems, "checks": checks, "owed": owed}
    assert run("doctor", "--json").code == code
    people = run("doctor")
    assert people.code == code
    assert all(line in people.out for line in (*problems, *owed))


def test_bundled_estates_are_listed_and_right(run: Run) -> None:
    found = run("estate", "list", "--json").json
    assert "contoso" in [estate["name"] for estate in found]
    assert run("estate", "check", "contoso", "--json").json["ok"] is True
    assert "contoso" in run("estate", "list").out


def test_a_wrong_estate_is_refused_with_file_line_and_path(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("estate: 1\nname: x\nplans: 7\n", encoding="utf-8")
    for verb in ("check", "load"):
        ran = run("--state", str(tmp_path / "state"), "estate", verb, str(file), "--json")
        assert ran.code == 2
        assert str(file) in ran.error["place"]
        assert not (tmp_path / "state").exists()


def test_an_action_that_can_never_run_is_a_warning_of_the_check(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "strange.yaml"
    file.write_text(
        "name: x\nsites: [{name: S, kind: vmware}, {name: C, kind: azure}]\npolicies: [{name: day}]\n"
        "items: [{name: a, scenario: vmware-to-azure, source: S, target: C, policy: day, agent_version: '9.62'}]\n"
        "plans:\n  - name: p\n    source: S\n    target: C\n    groups: [{items: [a]}]\n"
        "    before_shutdown: [{name: gate, manual: Look., operations: [test-failover]}]\n",
        encoding="utf-8",
    )
    told = run("estate", "check", str(file), "--json")
    assert told.code == 0 and told.json["ok"] is True
    (warning,) = told.json["warnings"]
    assert (warning["line"], warning["path"]) == (10, "plans[0].before_shutdown[0]")
    assert "a test failover has no shutdown" in warning["message"]
    assert "warning: " in run("estate", "check", str(file)).out
    assert run("estate", "check", "contoso", "--json").json["warnings"] == []


def test_a_generated_estate_is_right_and_always_the_same(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "big.yaml"
    assert run("estate", "generate", "--items", "50", "--seed", "3", "-o", str(file)).code == 0
    assert run("estate", "check", str(file), "--json").json["counts"]["items"] == 50
    assert run("estate", "generate", "--items", "50", "--seed", "3").out == file.read_text(encoding="utf-8")


def test_the_schema_is_a_json_document_also_without_asking(run: Run) -> None:
    assert json.loads(run("estate", "schema").out) == run("estate", "schema", "--json").json


def test_an_outcome_unknown_without_wait_is_told_at_once(world: World, run: Run) -> None:
    world.engine.answers["StartJob"] = OutcomeUnknown("outcome-unknown", "sent", extra={"request_id": "R1"})
    assert run("run", "failover", "Shop", "--confirm", "Shop", "--json").code == 6
    assert len(world.engine.asked) == 1


def test_no_engine_is_what_the_fake_says() -> None:
    assert NO_ENGINE.exit_code == 4
