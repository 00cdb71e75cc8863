"""What a person new to it reads: hints that can be copied, plain words, nothing that says nothing."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cli_fakes import Run, World, job_row, task_row
from support.rows import ends

from drconsole.records.clock import last_clock
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.render.estate.status import clock_note, counts_text

BLOCKED = {"id": "not-offered", "level": "error", "overridable": False, "message": "not offered here"}
NOTHING = {
    "operation": "failover",
    "ready": False,
    "findings": [BLOCKED],
    "items": [{"key": "web01", "name": "web01"}],
    "qualified": [],
    "skipped": [{"key": "web01", "item": "web01", "reason": "not offered"}],
    "tasks": [],
    "points": [],
    "digest": "abc123",
    "expires_at": "2026-03-01T11:00:00Z",
    "forecast": {"low": 0, "likely": 0, "high": 0, "reasons": []},
    "warnings": [],
}


def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")


def test_an_item_in_full_says_no_jargon_and_no_test_that_is_over(world: World, run: Run) -> None:
    item = {
        "name": "web01",
        "protection_state": "UnplannedFailoverCommitPendingStatesBegin",
        "protection_state_description": "Failover completed",
        "test_failover_state": "MarkedForDeletion",
    }
    world.reader.put("item", "i1", item)
    for words in (("items",), ("items", "web01")):
        text = run(*words).out
        assert "Failover completed" in text
        assert "pending states begin" not in text
        assert "Marked for deletion" not in text


def test_points_of_a_plan_name_the_questions_to_ask(world: World, run: Run) -> None:
    items = [f"vm{n}" for n in range(10)]
    world.engine.answers["RecoveryPoints"] = BadInput("plan-not-item", "a plan", extra={"plan": "Shop", "items": items})
    for word in ("Shop", "plan:Shop"):
        ran = run("points", word, "--json")
        assert (ran.code, ran.error["code"]) == (2, "plan-has-no-points")
        assert "drconsole points vm0; drconsole points vm1" in ran.error["advice"]
        assert "2 more (drconsole plans Shop)" in ran.error["advice"]
    world.engine.answers["RecoveryPoints"] = BadInput("unknown-target", "there is none", advice="did you mean vm1?")
    assert run("points", "Shpo", "--json").error["code"] == "unknown-target"


def test_a_plan_is_not_validated_its_machines_are_one_by_one(world: World, run: Run) -> None:
    items = [f"vm{n}" for n in range(10)]
    words = ("validate", "Shop", "--result", "ok", "--comment", "seen", "--json")
    world.engine.answers["Validate"] = BadInput("plan-not-item", "a plan", extra={"plan": "Shop", "items": items})
    ran = run(*words)
    assert (ran.code, ran.error["code"]) == (2, "plan-is-not-validated")
    assert "Shop is a recovery plan: machines are validated one by one" in ran.error["message"]
    assert "drconsole validate vm0 --result ok --comment TEXT" in ran.error["advice"]
    assert "vm0, vm1" in ran.error["advice"]
    assert "2 more (drconsole plans Shop)" in ran.error["advice"]
    world.engine.answers["Validate"] = BadInput("unknown-target", "there is none")
    assert run(*words).error["code"] == "unknown-target"


def test_help_explains_what_an_answer_does(run: Run) -> None:
    text = run("job", "answer", "--help").out
    for word in ("done", "failed", "skip", "retry"):
        assert f"\n  {word} " in text
    assert "PartiallySucceeded" in text
    assert "only where the outcome of a step is unknown" in text


def test_help_names_no_clock_command_that_there_is_not(run: Run) -> None:
    (line,) = [line for line in run("--help").out.splitlines() if line.strip().startswith("clock ")]
    assert ": show" not in line


@pytest.mark.parametrize(("verb", "kind"), [("preview", "Preview"), ("check", "Check")])
def test_where_nothing_would_run_nothing_is_forecast(verb: str, kind: str, world: World, run: Run) -> None:
    world.engine.answers[kind] = NOTHING
    text = run(verb, "failover", "Shop").out
    assert "NOT READY: nothing would run" in text
    assert "not offered here" in text
    for word in ("forecast", "digest", "steps"):
        assert word not in text


def test_what_can_be_accepted_is_not_called_nothing(world: World, run: Run) -> None:
    found = {**NOTHING, "findings": [{**BLOCKED, "overridable": True}], "qualified": ["web01"]}
    world.engine.answers["Check"] = found
    told = run("check", "failover", "Shop").out
    assert "NOT READY: 1 prerequisite not met" in told and "nothing would run" not in told


def test_findings_in_a_pipe_are_no_wider_than_a_page(world: World, run: Run) -> None:
    world.engine.answers["Check"] = {**NOTHING, "findings": [{**BLOCKED, "message": "one more word " * 60}]}
    assert max(map(len, run("check", "failover", "Shop").out.splitlines())) <= 160


def test_a_planned_failover_says_that_nothing_is_lost(world: World, run: Run) -> None:
    tasks = [{"id": "g", "friendly_name": "Group 1: Start", "tasks": []}]
    ready = {**NOTHING, "ready": True, "findings": [], "qualified": ["web01"], "tasks": tasks}
    world.engine.answers["Preview"] = {**ready, "operation": "planned-failover"}
    assert "data loss: none expected" in run("preview", "planned-failover", "Shop").out
    world.engine.answers["Preview"] = {**ready, "operation": "commit"}
    assert "data loss" not in run("preview", "commit", "Shop").out


@pytest.mark.parametrize("engine", [True, False])
def test_status_names_the_state_folder_and_who_started_a_job(engine: bool, world: World, run: Run) -> None:
    world.engine.up = engine
    short = {key: value for key, value in job_row().items() if key != "operator"}
    world.engine.answers["Status"] = {"mode": "SIMULATION", "running_jobs": [short], "counts": {"running_jobs": 1}}
    world.reader.put("job", "J1", job_row())
    assert run("status", "--json").json["state"] == str(world.folder)
    text = run("status").out
    assert f"state: {world.folder}" in text
    assert next(line for line in text.splitlines() if line.startswith("J1")).split()[-1] == "ann"
    assert "1 running job" in text
    assert "1 running jobs" not in text


def test_one_is_not_many() -> None:
    counts = {"items": 1, "plans": 2, "steps_under_way": 1, "needs_a_person": 1}
    assert counts_text(counts) == "1 item, 2 plans, 1 step under way, 1 waits for a person"


def test_an_estate_of_one_is_not_of_many(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    assert "1 item, seed 1" in run("estate", "generate", "--items", "1", "-o", str(file)).out
    said = run("estate", "check", str(file)).out
    assert "1 item," in said
    assert "no faults" in said
    assert "1 replication group," in run("estate", "check", "contoso").out


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("journal --since x", "--since"),
        ("journal --limit -1", "--limit"),
        ("estate generate --items x", "--items"),
        ("estate generate --items 5 --seed x", "--seed"),
        ("engine start --speed x", "--speed"),
    ],
)
def test_a_wrong_number_names_its_option(line: str, place: str, run: Run) -> None:
    assert run(*line.split(), "--json").error["place"] == place


@pytest.mark.parametrize("items", ["-1", "0"])
def test_an_estate_begins_at_one_item(items: str, run: Run) -> None:
    assert "from 1 on" in run("estate", "generate", "--items", items, "--json").error["message"]


@pytest.mark.parametrize("below", ["", "/deeper/down"])
@pytest.mark.parametrize("words", ["status", "items", "estate load contoso", "engine start"])
def test_a_file_is_no_state_folder(words: str, below: str, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    ran = run("--state", f"{file}{below}", *words.split(), "--json")
    assert (ran.code, ran.error["code"]) == (2, "bad-state")
    assert str(file) in ran.error["message"]
    assert "is a file" in ran.error["message"]


def test_a_state_without_a_name_is_not_the_usual_one(run: Run) -> None:
    assert run("--state", "", "status", "--json").error["code"] == "bad-state"


def test_hints_mean_the_state_that_was_given(world: World, run: Run) -> None:
    folder = str(world.folder)
    given = ("--state", folder)
    run_it = {"act": "run", "operation": "failover", "target_type": "plan", "key": "Shop", "name": "Shop"}
    world.engine.answers["Next"] = {"target": "Shop", "remedies": [run_it]}
    assert f"drconsole --state {folder} run failover" in run(*given, "next", "Shop").out
    assert "--state" not in run("next", "Shop").out
    world.engine.answers["StartJob"] = job_row()
    assert f"drconsole --state {folder} watch J1" in run(*given, "run", "failover", "Shop").out
    world.engine.answers["HoldJob"] = Refused("no", "no", advice="drconsole watch J1, or drconsole jobs")
    advice = run(*given, "job", "hold", "J1", "--json").error["advice"]
    assert advice == f"drconsole --state {folder} watch J1, or drconsole --state {folder} jobs"
    world.engine.up = False
    assert f"drconsole --state {folder} engine start" in run(*given, "status").out


def test_scripts_get_the_commands_that_people_get(world: World, run: Run) -> None:
    given = ("--state", str(world.folder))
    go_on = [{"act": "resume", "job": "J1"}]
    clean_up = {"act": "run", "operation": "cleanup-test-failover", "target_type": "item", "name": "web01"}
    resume = {"kind": "held", "job": "J1", "friendly_name": "failover of Shop", "remedies": go_on}
    debt = {"item": "web01", "remedies": [clean_up]}
    world.engine.answers["Next"] = {"target": "Shop", "remedies": [{"act": "watch", "job": "J1"}]}
    world.engine.answers["Status"] = {"mode": "SIMULATION", "needs_a_person": [resume], "test_debt": [debt]}
    told = [run(*given, "next", "Shop", "--json").json["command"]]
    found = run(*given, "status", "--json").json
    told += [found["needs_a_person"][0]["command"], found["test_debt"][0]["undo"]]
    assert all(f"drconsole --state {world.folder} " in command for command in told), told
    people = run(*given, "next", "Shop").out + run(*given, "status").out
    assert all(command in people for command in told)
    assert run("next", "Shop", "--json").json["command"] == "drconsole watch J1"


def test_the_state_stands_before_the_verb_in_every_hint(world: World, run: Run, tmp_path: Path) -> None:
    state = tmp_path / "new"
    loaded = run("--state", str(state), "estate", "load", "contoso").out
    assert f"next:  drconsole --state {state} engine start" in loaded
    ready = {**NOTHING, "ready": True, "findings": [], "qualified": ["web01"], "target": "Shop", "tasks": [{"id": "g"}]}
    world.engine.answers["Preview"] = ready
    given = ("--state", str(world.folder))
    text = run(*given, "preview", "failover", "Shop", "--comment", "see drconsole jobs").out
    again = f"drconsole --state {world.folder} run failover Shop --comment 'see drconsole jobs' --confirm Shop"
    assert again in text.splitlines()[-1]


TOLD = {
    "at": "2026-05-01T10:00:00Z",
    "clock": {"now": "2026-03-01T10:00:00Z", "speed": 60.0, "paused": False},
}
LATER = datetime(2026, 5, 1, 10, 1, tzinfo=UTC)


def test_a_clock_goes_on_where_its_engine_was_lost() -> None:
    clock = last_clock(TOLD, False, LATER)
    assert (clock["now"], clock["derived"]) == ("2026-03-01T11:00:00Z", True)
    assert "last told; no engine" in clock_note(clock)


@pytest.mark.parametrize(
    ("told", "stopped"),
    [
        (TOLD, True),
        ({**TOLD, "at": None}, False),
        ({**TOLD, "clock": {**TOLD["clock"], "paused": True}}, False),  # type: ignore[dict-item]
        ({**TOLD, "clock": {**TOLD["clock"], "speed": "max"}}, False),  # type: ignore[dict-item]
    ],
)
def test_a_clock_that_is_not_known_to_go_stands_as_it_was_told(told: dict[str, Any], stopped: bool) -> None:
    clock = last_clock(told, stopped, LATER)
    assert (clock["now"], clock["derived"]) == ("2026-03-01T10:00:00Z", False)
    assert "as last told" in clock_note(clock)


@pytest.mark.parametrize(("kind", "note"), [("engine.stopped", "as last told"), ("task.begun", "no engine")])
def test_the_journal_says_whether_the_last_engine_was_told_to_go(kind: str, note: str, world: World, run: Run) -> None:
    world.engine.up = False
    world.reader.put("world", "world", {"mode": "SIMULATION", **TOLD})
    world.reader.events = [{"rev": 1, "kind": "engine.started"}, {"rev": 2, "kind": kind}]
    world.reader.revision = 5000
    assert note in run("status").out.splitlines()[0]


def test_an_engine_that_holds_the_state_and_does_not_answer_is_not_said_to_be_gone() -> None:
    clock = last_clock(TOLD, False, LATER)
    assert clock_note(clock, running=None) == " (last told; no engine answers)"


def test_a_clock_that_an_engine_tells_needs_no_note() -> None:
    assert clock_note({"now": "2026-03-01T10:00:00Z", "speed": 60.0, "paused": False}) == ""


def test_a_cancel_says_what_it_leaves_behind(world: World, run: Run) -> None:
    left = [{"item": "web01", "outcome": "untouched", "text": "nothing had begun"}]
    world.engine.answers["CancelJob"] = job_row("Cancelling", consequences=left)
    text = run("job", "cancel", "J1", "--confirm", "Shop").out
    assert "nothing had begun" in text
    assert "kept" not in text
    world.engine.answers["CancelJob"] = Refused("not-confirmed", "'Shpo' is not the target's name")
    assert "'Shpo' is not the target's name" in run("job", "cancel", "J1", "--confirm", "Shpo").err


@pytest.mark.parametrize("words", ["jobs", "jobs J1"])
def test_an_open_job_without_an_engine_does_not_move(words: str, world: World, run: Run) -> None:
    world.reader.put("job", "J1", job_row())
    assert "nobody follows it" not in run(*words.split()).out
    world.engine.up = False
    assert "no engine: nobody follows it" in run(*words.split()).out
    assert "nobody follows it" not in run(*words.split(), "--json").out
    world.reader.put("job", "J1", job_row("Succeeded"))
    assert "nobody follows it" not in run(*words.split()).out


def test_a_job_just_begun_counts_no_tasks_that_nobody_told(world: World, run: Run) -> None:
    world.engine.answers["StartJob"] = job_row()
    text = run("run", "failover", "Shop", "--confirm", "Shop").out
    assert "tasks" not in text
    assert "12 min likely" in text


def finished(world: World, state: str) -> None:
    world.engine.answers["StartJob"] = job_row()
    world.reader.put_task(task_row("a", state))
    used = {"web01": {"id": "p", "time": "2026-03-01T09:59:00Z", "consistency": "CrashConsistent"}}
    world.reader.put("job", "J1", job_row(state, items=ends({"web01": state}, used_=used)))


@pytest.mark.parametrize("words", [("run", "failover", "Shop", "--confirm", "Shop", "--wait"), ("watch", "J1")])
def test_a_success_on_a_terminal_is_its_result_and_the_way_to_the_rest(
    words: tuple[str, ...], world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    finished(world, "Succeeded")
    assert "Task a" in run(*words).out
    terminal(monkeypatch)
    text = run(*words).out
    assert "Task a" not in text
    assert "2026-03-01 09:59:00Z, Crash consistent" in text
    assert "drconsole jobs J1" in text


def test_a_failure_on_a_terminal_shows_every_step(world: World, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    finished(world, "Failed")
    terminal(monkeypatch)
    assert "Task a" in run("watch", "J1").out


def test_a_file_is_only_written_over_when_that_is_said(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "big.yaml"
    file.write_text("mine", encoding="utf-8")
    words = ("estate", "generate", "--items", "3", "-o", str(file))
    ran = run(*words, "--json")
    assert (ran.code, ran.error["code"], ran.error["place"]) == (2, "file-exists", str(file))
    assert "--force" in ran.error["advice"]
    assert file.read_text(encoding="utf-8") == "mine"
    assert run(*words, "--force").code == 0
    assert file.read_text(encoding="utf-8") != "mine"


@pytest.mark.parametrize("verb", ["watch", "jobs"])
def test_an_unknown_job_names_the_open_ones_or_the_newest(verb: str, world: World, run: Run) -> None:
    assert run(verb, "j1-1", "--json").error["advice"] == "there are no jobs yet"
    world.reader.put("job", "j1-2", job_row("Succeeded", id="j1-2"))
    assert "the newest: j1-2 (failover of Shop)" in run(verb, "j1-1", "--json").error["advice"]
    world.reader.put("job", "j9-1", job_row(id="j9-1"))
    advice = run(verb, "j1-1", "--json").error["advice"]
    assert "open: j9-1 (failover of Shop)" in advice
    assert "j1-2" not in advice
