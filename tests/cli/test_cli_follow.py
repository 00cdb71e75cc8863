"""Following a job: exit codes by how it ends, waits for people, a lost engine, Ctrl-C."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from cli_fakes import NO_ENGINE, Run, World, job_row, task_row
from support.rows import ends

from drconsole.cli import context
from drconsole.cli.following.progress import Live
from drconsole.cli.output import tables
from drconsole.recovery.types.work.errors import OutcomeUnknown
from drconsole.render.jobs.tree import assemble

WAIT = ("run", "failover", "Shop", "--confirm", "Shop", "--wait")


def begin(world: World, *steps: Callable[[], None]) -> None:
    """A job that has begun; each later look at the store makes the next step happen first."""
    world.engine.answers["StartJob"] = job_row()
    world.reader.put("job", "J1", job_row())
    world.reader.put_task(task_row("a"))
    left = list(steps)
    world.reader.looked = lambda: left.pop(0)() if left else None


def end(world: World, state: str) -> Callable[[], None]:
    def step() -> None:
        world.reader.put_task(
            task_row("a", "Succeeded", started_at="2026-03-01T10:00:00Z", ended_at="2026-03-01T10:01:00Z")
        )
        world.reader.put("job", "J1", job_row(state, ended_at="2026-03-01T10:01:00Z", items=ends({"web01": state})))

    return step


def nothing() -> None:
    pass


ENDS = [
    ("Succeeded", 0),
    ("CompletedWithInformation", 0),
    ("Failed", 1),
    ("PartiallySucceeded", 1),
    ("Cancelled", 1),
]


@pytest.mark.parametrize(("state", "code"), ENDS)
@pytest.mark.parametrize("words", [WAIT, ("watch", "J1")], ids=["run --wait", "watch"])
def test_the_exit_code_is_how_the_job_ended(
    words: tuple[str, ...], state: str, code: int, world: World, run: Run
) -> None:
    begin(world, nothing, end(world, state))
    ran = run(*words)
    assert ran.code == code
    assert "SIMULATION  failover of plan Shop  (job J1)" in ran.out
    assert "Task a" in (ran.out if words[0] == "watch" else ran.err)


def test_wait_with_json_prints_the_finished_job_and_nothing_else(world: World, run: Run) -> None:
    begin(world, nothing, end(world, "Succeeded"))
    ran = run(*WAIT, "--json")
    assert ran.json["state"] == "Succeeded"
    assert [task["state"] for task in ran.json["tasks"]] == ["Succeeded"]


def test_the_job_is_complete_though_it_ends_between_two_reads(world: World, run: Run) -> None:
    begin(world)
    rows = world.reader.rows
    done = end(world, "Succeeded")

    def late_rows(table: str, **more: object) -> list[dict[str, object]]:
        found = rows(table, **more)  # type: ignore[arg-type]
        if table == "task" and world.reader.tables["job"]["J1"]["state"] == "InProgress":
            done()
        return found

    world.reader.rows = late_rows  # type: ignore[method-assign,assignment]
    ran = run(*WAIT, "--json")
    assert [task["state"] for task in ran.json["tasks"]] == ["Succeeded"]


def suspended(world: World) -> None:
    waits = [{"task": "a", "friendly_name": "Switch DNS", "why": "manual action", "outcomes": ["done", "failed"]}]
    world.reader.put_task(task_row("a", "Suspended", state_description="WaitingForManualAction"))
    more = {"state_description": "WaitingForManualAction", "waits_for": waits}
    world.reader.put("job", "J1", job_row("Suspended", **more))


def test_waiting_for_a_person_is_exit_5_with_the_command_that_answers(world: World, run: Run) -> None:
    begin(world, nothing, lambda: suspended(world))
    ran = run(*WAIT, "--json")
    assert ran.code == 5
    assert ran.json["state"] == "Suspended"
    assert "drconsole job answer J1 a --outcome done" in ran.err
    assert "Switch DNS: manual action" in ran.err


def test_watch_goes_on_through_a_wait(world: World, run: Run) -> None:
    begin(world, lambda: suspended(world), nothing, end(world, "Succeeded"))
    ran = run("watch", "J1")
    assert ran.code == 0
    assert "drconsole job answer J1 a" in ran.out, "a pipe gets what a person would see"
    assert ran.err == ""


def test_watch_prints_a_line_a_change_and_the_job_last(world: World, run: Run) -> None:
    begin(world, nothing, end(world, "Succeeded"))
    lines = [json.loads(line) for line in run("watch", "J1", "--json").out.splitlines()]
    *changes, last = lines
    assert all(set(change) in ({"rev", "job"}, {"rev", "task"}) for change in changes)
    revs = [change["rev"] for change in changes]
    assert revs == sorted(set(revs))
    assert [change["task"]["state"] for change in changes if "task" in change] == ["NotStarted", "Succeeded"]
    assert (last["state"], last["tasks"][0]["state"]) == ("Succeeded", "Succeeded")


@pytest.mark.parametrize("end", ["interrupted", "outcome-unknown", "unknown-job", "bad-arguments"])
def test_watch_prints_json_lines_also_when_it_fails(end: str, world: World, run: Run) -> None:
    def lose() -> None:
        world.engine.up = False

    def interrupt() -> None:
        raise KeyboardInterrupt

    begin(world, nothing, interrupt if end == "interrupted" else lose)
    words = {"unknown-job": ("watch", "J9"), "bad-arguments": ("watch",)}.get(end, ("watch", "J1"))
    ran = run("--json", *words)
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert lines[-1]["error"]["code"] == end
    assert ran.code == {"interrupted": 130, "outcome-unknown": 6}.get(end, 2)
    assert all("error" not in line for line in lines[:-1])


def test_without_an_engine_a_job_that_is_open_is_not_watched(world: World, run: Run) -> None:
    begin(world)
    world.engine.up = False
    ran = run("watch", "J1", "--json")
    assert (ran.code, json.loads(ran.out)["error"]["code"]) == (4, "no-engine")
    assert len(ran.out.splitlines()) == 1


@pytest.mark.parametrize(("state", "code"), [("Succeeded", 0), ("Failed", 1)])
def test_without_an_engine_a_job_that_has_ended_is_told(state: str, code: int, world: World, run: Run) -> None:
    begin(world)
    end(world, state)()
    world.engine.up = False
    ran = run("watch", "J1", "--json")
    assert ran.code == code
    assert json.loads(ran.out.splitlines()[-1])["state"] == state


def test_a_lost_engine_is_waited_for_and_then_the_outcome_is_unknown(world: World, run: Run) -> None:
    def lose() -> None:
        world.engine.up = False

    begin(world, nothing, lose)
    ran = run(*WAIT, "--json")
    assert (ran.code, ran.error["code"]) == (6, "outcome-unknown")
    assert "drconsole watch J1" in ran.error["advice"]
    assert "the engine does not answer" in ran.err


def test_the_next_engine_takes_the_job_to_its_end(world: World, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drconsole.cli.following.follow.PATIENCE", 30.0)

    def lose() -> None:
        world.engine.up = False

    def back() -> None:
        world.engine.up = True

    begin(world, nothing, lose, *[nothing] * 10, back, *[nothing] * 10, end(world, "Succeeded"))
    assert run(*WAIT).code == 0


def test_a_start_without_an_answer_is_sent_again_under_its_id(world: World, run: Run) -> None:
    begin(world, end(world, "Succeeded"))
    lost = OutcomeUnknown("outcome-unknown", "sent", extra={"request_id": "R1"})
    world.engine.answers["StartJob"] = [lost, NO_ENGINE, job_row()]
    assert run(*WAIT, "--json").json["id"] == "J1"
    assert [kind for kind, _ in world.engine.asked] == ["StartJob"] * 3


def test_a_start_that_is_never_answered_is_an_outcome_unknown(world: World, run: Run) -> None:
    world.engine.answers["StartJob"] = OutcomeUnknown("outcome-unknown", "sent", extra={"request_id": "R1"})
    assert run(*WAIT, "--json").code == 6


@pytest.mark.parametrize("words", [WAIT, ("watch", "J1")], ids=["run --wait", "watch"])
def test_ctrl_c_leaves_the_job_running_and_says_so(words: tuple[str, ...], world: World, run: Run) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    begin(world, nothing, interrupt)
    ran = run(*words)
    assert ran.code == 130
    assert "the job goes on" in ran.err
    assert "drconsole watch J1" in ran.err
    assert not [kind for kind, _ in world.engine.asked if kind != "StartJob"]


def test_a_state_that_no_table_has_is_not_taken_for_an_end(world: World, run: Run) -> None:
    def strange() -> None:
        world.reader.put("job", "J1", job_row("Rewinding"))

    begin(world, strange, nothing, end(world, "Succeeded"))
    ran = run(*WAIT)
    assert ran.code == 0
    assert "? Rewinding" in ran.err


def test_progress_says_each_state_of_a_task_once(world: World, run: Run) -> None:
    def again() -> None:
        world.reader.put_task(task_row("a", "InProgress", started_at="2026-03-01T10:00:00Z"))

    begin(world, again, again, again, end(world, "Succeeded"))
    err = run(*WAIT).err
    assert err.count("> In progress  Task a") == 1
    assert err.count("+ Succeeded  Task a") == 1


def test_the_live_view_shows_time_items_tasks_and_waits() -> None:
    import io

    from rich.console import Console

    tasks = [task_row(f"t{n}", "InProgress", position=n) for n in range(14)]
    tasks.append(task_row("w", "Suspended", position=20, outcomes=["done"]))
    waits = [{"task": "w", "friendly_name": "Task w", "outcomes": ["done"]}]
    items = ends({"web01": "InProgress", "db01": "Failed"})
    job = job_row("Suspended", items=items, tasks=assemble(tasks), waits_for=waits)
    live = Live(io.StringIO(), "SIMULATION")
    try:
        console = Console(file=io.StringIO(), width=120, record=True)
        console.print(live.view(job))
        before = console.export_text()
        live.tick("2026-03-01T10:02:05Z")
        console.print(live.view(job))
    finally:
        live.close()
    text = console.export_text()
    assert all(len(line) <= 120 for line in text.splitlines())
    assert "0 s elapsed" in before
    assert "2 min 5 s elapsed" in text
    for part in (
        "SIMULATION  failover of plan Shop",
        "12 min likely",
        "1 Failed, 1 In progress",
        "Task t0",
        "and 2 more",
        "job answer J1 w",
    ):
        assert part in text


def test_a_listener_that_fails_says_nothing_on_the_screen(world: World, run: Run) -> None:
    def fail(paths: object) -> None:
        raise ZeroDivisionError

    def broken() -> None:
        context.open_client = fail  # type: ignore[assignment]

    begin(world, broken, nothing, end(world, "Succeeded"))
    ran = run("watch", "J1")
    assert ran.code == 0
    assert "Traceback" not in ran.err


def test_a_rich_table_cuts_no_name_off() -> None:
    import io

    from drconsole.render.rows.records import JOBS, cells

    name = "a-very-long-plan-name-" * 4
    drawn = tables.rich_table(JOBS, cells(JOBS, [job_row(target=name)]), io.StringIO(), width=60)
    column = "".join(line for line in drawn if line.isalnum() or line == "-")
    assert column.count("plan") >= 4
    assert "…" not in drawn
