"""What a failed script said, why a machine was left out, and warnings of what went well: told without asking again."""

from __future__ import annotations

from typing import Any

import pytest
from cli_fakes import NO_ENGINE, Run, World, job_row, task_row
from support.rows import ends

STARTED, ENDED = "2026-03-01T10:00:00Z", "2026-03-01T10:01:00Z"
FOLDER = "/state/scripts/J1_x"
RENAMED = {
    "code": "28175",
    "message": "The name of 'web01' was changed to 'web01-4f2a'.",
    "recommended_action": "Look at the target.",
}


def script(**more: Any) -> dict[str, Any]:
    output = "".join(f"line {number}\n" for number in range(1, 41))
    return task_row(
        "a",
        "Failed",
        kind="script",
        script="/srv/open-firewall.sh",
        folder=FOLDER,
        output=output,
        started_at=STARTED,
        ended_at=ENDED,
        **more,
    )


@pytest.mark.parametrize("words", [("jobs", "J1"), ("watch", "J1")], ids=["jobs", "watch"])
def test_a_failed_script_says_which_it_was_where_its_output_is_and_how_that_ends(
    words: tuple[str, ...], world: World, run: Run
) -> None:
    world.reader.put("job", "J1", job_row("PartiallySucceeded", ended_at=ENDED))
    world.reader.put_task(script())
    ran = run(*words)
    assert "script /srv/open-firewall.sh" in ran.out
    assert f"its output: {FOLDER}/output" in ran.out
    assert "(30 lines before these)" in ran.out
    # A pipe gets both what watch tells as it happens, and how the job ended: the script's words once.
    last = [f"| line {n}" for n in range(31, 41)]
    assert [line.strip() for line in ran.out.splitlines() if "| line" in line] == last


def test_progress_tells_of_a_failed_script_as_it_fails(world: World, run: Run) -> None:
    world.reader.put("job", "J1", job_row("PartiallySucceeded", ended_at=ENDED))
    world.reader.put_task(script())
    ran = run("watch", "J1")
    assert "| line 40" in ran.out
    assert f"{FOLDER}/output" in ran.out
    assert ran.err == ""


def test_the_output_of_a_script_that_did_its_work_is_not_in_the_way(world: World, run: Run) -> None:
    world.reader.put("job", "J1", job_row("Succeeded", ended_at=ENDED))
    world.reader.put_task({**script(), "state": "Succeeded", "state_description": "Completed"})
    assert "line 40" not in run("jobs", "J1").out


def test_what_a_script_prints_does_not_reach_the_terminal_raw(world: World, run: Run) -> None:
    world.reader.put("job", "J1", job_row("PartiallySucceeded", ended_at=ENDED))
    world.reader.put_task({**script(), "output": "\x1b[2Jgone\n"})
    ran = run("watch", "J1")
    assert "\x1b" not in ran.out + ran.err
    assert "gone" in ran.out


def test_a_machine_that_was_left_out_says_why(world: World, run: Run) -> None:
    left = {"key": "db01", "item": "db01", "reason": "its test failover is open"}
    job = job_row(
        "PartiallySucceeded",
        ended_at=ENDED,
        items=ends(
            {"web01": "Succeeded", "db01": "Other", "app01": "Other"},
            {"db01": left["reason"], "app01": "the run stopped before it"},
        ),
        skipped=[left],
    )
    world.reader.put("job", "J1", job)
    out = run("jobs", "J1").out
    assert "? Other" not in out
    (db,) = [line for line in out.splitlines() if line.startswith("db01")]
    (app,) = [line for line in out.splitlines() if line.startswith("app01")]
    assert "Left out" in db
    assert "its test failover is open" in db
    assert "NOT DONE" in app
    assert "the run stopped before it" in app
    assert "items: 1 Succeeded, 1 left out, 1 not done" in out


def test_a_warning_of_a_job_that_succeeded_is_told_once(world: World, run: Run) -> None:
    error = {**RENAMED, "level": "Warning"}
    job = job_row("Succeeded", ended_at=ENDED, errors=[error], warnings=[{**RENAMED, "item": "web01"}])
    world.reader.put("job", "J1", job)
    world.reader.put_task(task_row("a", "Succeeded"))
    out = run("jobs", "J1").out
    assert "error:" not in out
    assert out.count("warning: web01: 28175: The name of 'web01' was changed to 'web01-4f2a'. Look at the target.") == 1


def test_next_tells_of_warnings(world: World, run: Run) -> None:
    found = {"target": "web01", "stands": "it is failed over", "why": "nobody has validated it", "command": ""}
    world.engine.answers["Next"] = {**found, "warnings": [{**RENAMED, "item": "web01"}]}
    assert "warning: web01: 28175" in run("next", "web01").out


def test_a_page_of_an_item_has_its_machine_and_warnings(world: World, run: Run) -> None:
    world.engine.answers["Status"] = NO_ENGINE
    row = {"name": "web01", "machine": "web01-4f2a", "address": "10.0.0.4", "warnings": [{**RENAMED, "job": "J1"}]}
    world.reader.put("item", "web01", row)
    out = run("items", "web01").out
    assert "web01-4f2a, 10.0.0.4" in out
    assert "warning: 28175: The name of 'web01' was changed to 'web01-4f2a'. Look at the target. (job J1)" in out
