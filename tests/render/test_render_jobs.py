"""One job in words, and the exact command that answers what it waits for."""

from __future__ import annotations

from typing import Any

from support.rows import ends
from support.whole import whole

from drconsole.records.rows.work.jobs import JobRow, TaskRow, WaitRow
from drconsole.render.jobs import asking, jobs
from drconsole.render.jobs.tree import assemble

START, LATER = "2026-03-01T10:00:00Z", "2026-03-01T10:07:31Z"


def job(**more: Any) -> dict[str, Any]:
    return whole(JobRow, **{"started_at": START, "tasks": [], **more})


def task(key: str, state: str, **more: Any) -> dict[str, Any]:
    return whole(TaskRow, id=key, state=state, state_description=state, **more)


def test_the_kind_of_reality_comes_first() -> None:
    assert jobs.headline(job(), "SIMULATION") == "SIMULATION  failover of plan Shop  (job J1)"
    assert jobs.headline(job(), None).startswith("MODE NOT KNOWN")


def test_progress_is_elapsed_against_forecast() -> None:
    tasks = assemble([task("a", "Succeeded", started_at=START), task("b", "InProgress", started_at=START, position=1)])
    assert (
        jobs.progress_text(job(), LATER, tasks)
        == "7 min 31 s elapsed, 12 min likely (9 min to 20 min); 1 of 2 tasks ended"
    )


def test_items_are_counted_by_outcome() -> None:
    assert (
        jobs.items_text(job(items=ends({"a": "Succeeded", "b": "Failed", "c": "Succeeded"}))) == "1 Failed, 2 Succeeded"
    )


def test_a_waiting_task_names_the_command_that_answers_it() -> None:
    waits = [whole(WaitRow, task="t 7", friendly_name="Switch DNS", why="manual action", outcomes=["done", "failed"])]
    tasks = assemble([task("t 7", "Suspended", instructions="Point shop.example at Azure.")])
    waiting = job(state="Suspended", state_description="WaitingForManualAction", waits_for=waits, tasks=tasks)
    assert jobs.waits_for_person(waiting, tasks)
    assert asking.answers(waiting) == [
        "Switch DNS: Point shop.example at Azure.: manual action",
        "  answer:  drconsole job answer J1 't 7' --outcome done --comment TEXT   (or failed)",
    ]


def test_an_outcome_the_engine_still_looks_for_is_no_question_to_a_person() -> None:
    waits = [whole(WaitRow, why="no answer yet", outcomes=[])]
    looking = job(state="Suspended", state_description="WaitingForOutcome", waits_for=waits)
    assert not jobs.waits_for_person(looking, ())


def test_a_held_job_waits_once_nothing_is_under_way() -> None:
    held = job(state_description="Held", held=True)
    assert not jobs.waits_for_person(held, assemble([task("a", "InProgress")]))
    assert jobs.waits_for_person(held, assemble([task("a", "Succeeded")]))
    assert asking.answers(held) == ["the job is held; go on:  drconsole job resume J1"]
    hold = {"since": "2026-03-02T08:05:00Z", "operator": "bob", "comment": "network"}
    known = job(state_description="Held", held=True, hold=hold)
    assert asking.answers(known)[0].startswith("the job is held by bob since 08:05:00Z: network; go on:")


def test_a_running_job_asks_nothing() -> None:
    assert not jobs.waits_for_person(job(), ())
    assert asking.answers(job()) == []


def test_a_task_line_carries_state_duration_and_error_in_words() -> None:
    error = {"code": "E7", "message": "no\x1banswer"}
    failed = task("a", "Failed", friendly_name="Shut down", item="web01", started_at=START, ended_at=LATER)
    line = jobs.task_line(1, {**failed, "errors": [error]}).plain()
    assert line == "  x FAILED  Shut down · web01  7 min 31 s  [E7: no\N{REPLACEMENT CHARACTER}answer]"


def test_a_remote_task_without_a_name_says_so() -> None:
    assert jobs.task_name(task("a", "NotStarted", name="", friendly_name="")) == "(name not told yet)"


def test_commands_are_quoted_for_a_shell() -> None:
    assert asking.command("run", "failover", "plan:My Shop; rm") == "drconsole run failover 'plan:My Shop; rm'"


def test_who_waits_for_the_encryption_key_is_asked_once_for_all() -> None:
    waits = [
        whole(
            WaitRow,
            task=f"t{n}",
            friendly_name="Start failover",
            state_description="WaitingForEncryptionKey",
            why="the encryption key must be given again",
            outcomes=["retry"],
        )
        for n in (1, 2, 3)
    ]
    asked = job(state="Suspended", state_description="WaitingForEncryptionKey", waits_for=waits)
    assert asking.answers(asked) == [
        "Start failover: the encryption key must be given again",
        "  answer:  drconsole job answer J1 t1 --outcome retry --encryption-key FILE --comment TEXT",
        "  2 other tasks of the job will go on with the same key",
    ]
