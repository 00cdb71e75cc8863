"""Exit codes and error objects, as scripts rely on them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from e2e_state import Place, flat

pytest_plugins = ["e2e_fixtures"]


def test_what_was_not_confirmed_or_not_understood_starts_nothing(place: Place) -> None:
    place.load()
    place.start()
    before = place.unmoved()
    place.say("run", "failover", "shop").refused(3, "not-confirmed")
    place.say("run", "failover", "shop", "--confirm", "finance").refused(3, "not-confirmed")
    place.say("run", "failover", "plan:shop", "--confirm", "plan:shop").refused(3, "not-confirmed")
    place.say("run", "failover", "shpo", "--confirm", "shpo").refused(2, "unknown-target")
    place.say("run", "failover", "item:shop", "--confirm", "shop").refused(2, "unknown-target")
    place.say("run", "fail-over", "shop", "--confirm", "shop").refused(2, "unknown-operation")
    place.say("run", "failover", "shop", "--point", "newest", "--confirm", "shop").refused(2)
    place.say("run", "failover", "shop", "--point", "custom", "--confirm", "shop").refused(2)
    place.say("run", "failover", "shop", "--confirm", "shop", "--digest", "0000000000000000").refused(3)
    place.say("run", "failover", "shop", "--confirm", "shop", "--accept", "no-such-finding").refused(2)
    place.say("run", "failover", "intranet", "--confirm", "intranet").refused(3, "not-ready")
    place.say("run", "failover", "newsletter", "--confirm", "newsletter").refused(3, "not-ready")
    place.say("run", "failover", "shop", "--frobnicate").refused(2)
    place.say("frobnicate").refused(2, "unknown-command")
    place.say("engine", "restart").refused(2, "unknown-command")
    place.say("items", "shop-bd").refused(2)
    place.say("plans", "shpo").refused(2)
    place.say("jobs", "j0-0").refused(2)
    place.say("watch", "j0-0").refused(2)
    place.say("points", "shop-bd").refused(2)
    place.say("job", "hold", "j0-0").refused(2, "unknown-job")
    place.say("job", "answer", "j0-0", "t", "--outcome", "done", "--comment", "x").refused(2, "unknown-job")
    place.say("validate", "shop-db", "--result", "ok", "--comment", "x").refused(3, "not-failed-over")
    place.say("validate", "shop-db", "--result", "ok", "--comment", " ").refused(2, "no-comment")
    place.say("clock", "speed", "quick").refused(2)
    assert place.unmoved() == before


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """One engine for those that leave it as it is, which each of them shows."""
    made = Place(tmp_path_factory.mktemp("untouched"))
    made.load()
    made.start()
    yield made
    made.clear()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("re-protect shop", "has not failed over"),
        ("reverse-replicate shop", "re-protect"),
        ("failback shop", "re-protect or reverse-replicate"),
        ("failover shop --direction recovery-to-primary", "this run goes recovery-to-primary"),
        ("test-failover shop --network moon", "moon"),
        ("planned-failover shop", "InMageAzureV2"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason_and_changes_nothing(
    untouched: Place, words: str, reason: str
) -> None:
    before = untouched.unmoved()
    operation, target, *options = words.split()
    said = untouched.say("run", operation, target, *options, "--confirm", target).refused(3)
    assert reason in str(said), said
    assert untouched.unmoved() == before


@pytest.mark.parametrize("words", ["console --read-only", "console", ""])
def test_the_console_needs_a_terminal_and_says_so(place: Place, words: str) -> None:
    place.say(*words.split()).refused(2, "no-terminal")


def test_without_an_engine_questions_are_answered_from_the_store_and_the_rest_exits_4(place: Place) -> None:
    empty = place.say("status").done()
    assert empty["engine"]["running"] is False
    place.say("items").refused(2, "no-estate")
    place.say("engine", "start").refused(2)
    place.load()
    told = place.say("status").done()
    assert (told["engine"]["running"], told["counts"]["items"], told["running_jobs"]) == (False, 20, [])
    assert (told["mode"], told["estate"], told["provider"]) == ("SIMULATION", "contoso", "simulator")
    assert place.say("engine", "status").done()["running"] is False
    assert len(place.say("plans").done()) == 5
    assert place.say("jobs").done() == []
    assert place.say("journal").done()
    assert place.say("doctor").done()["ok"] is True
    for words in (
        "points shop-db",
        "check failover shop",
        "preview failover shop",
        "run failover shop --confirm shop",
        "run failover shop --confirm shop --wait",
        "validate shop-db --result ok --comment x",
        "job hold j1-1",
        "clock",
        "clock pause",
        "engine stop",
        "engine drain",
    ):
        place.say(*words.split()).refused(4, "no-engine")


@pytest.mark.parametrize("grain", ["step", "plan"])
def test_a_wait_that_meets_a_manual_action_exits_5_and_the_job_goes_on_when_answered(place: Place, grain: str) -> None:
    place.load("contoso", grain)
    place.start()
    said = place.say("run", "failover", "finance", "--confirm", "finance", "--wait")
    assert said.code == 5
    job = said.data
    assert (job["state"], job["state_description"]) == ("Suspended", "WaitingForManualAction")
    assert "job answer" in said.err
    (wait,) = place.say("status").done()["needs_a_person"]
    assert (wait["job"], wait["state_description"]) == (job["id"], "WaitingForManualAction")
    place.say("run", "commit", "payroll", "--confirm", "payroll").refused(3)
    place.say("job", "answer", job["id"], wait["task"], "--outcome", "retry", "--comment", "x").refused(3)
    place.say("job", "answer", job["id"], wait["task"], "--outcome", "done", "--comment", "the bank knows").done()
    watched = place.say("watch", job["id"])
    assert watched.code == 0, watched
    said_lines = [json.loads(line) for line in watched.out.splitlines()]
    assert all(isinstance(line, dict) for line in said_lines)
    last = said_lines[-1]
    assert (last["id"], last["state"]) == (job["id"], "Succeeded")
    place.say("job", "answer", job["id"], wait["task"], "--outcome", "done", "--comment", "again").refused(3)


def test_a_job_that_partly_failed_exits_1_and_an_accepted_finding_needs_a_comment(place: Place) -> None:
    place.load()
    place.start()
    found = place.say("check", "failover", "intranet").answered()
    assert found["ready"] is False
    assert all(finding["overridable"] for finding in found["findings"] if finding["level"] == "error")
    blocking = [finding["id"] for finding in found["findings"] if finding["level"] == "error"]
    accept = [word for finding in blocking for word in ("--accept", finding)]
    words = ("run", "failover", "intranet", "--confirm", "intranet", *accept, "--wait")
    place.say(*words).refused(3, "comment-missing")
    said = place.say(*words, "--comment", "the cellar is under water")
    assert said.code == 1, said
    assert said.data["state"] == "PartiallySucceeded"
    assert {item["key"]: item["outcome"] for item in said.data["items"]} == {
        "wiki": "Succeeded",
        "badge-reader": "Succeeded",
        "phone-system": "Failed",
    }
    assert sorted(said.data["accepted"]) == sorted(blocking)
    assert [task for task in flat(said.data["tasks"]) if task["item"] == "phone-system" and task["errors"]]
    watched = place.say("watch", said.data["id"])
    assert watched.code == 1


def test_a_cancel_says_first_what_it_would_leave_behind(place: Place) -> None:
    place.load()
    place.start()
    job = place.say("run", "failover", "finance", "--confirm", "finance", "--wait").data["id"]
    refused = place.say("job", "cancel", job).refused(3, "not-confirmed")
    assert {each["item"] for each in refused["consequences"]} == {"ledger-db", "ledger-app", "payroll", "tax-archive"}
    place.say("job", "cancel", job, "--confirm", "shop").refused(3, "not-confirmed")
    assert place.job(job)["state"] == "Suspended"
    place.say("job", "cancel", job, "--confirm", "finance").done()
    watched = place.say("watch", job)
    assert watched.code == 1
    assert json.loads(watched.out.splitlines()[-1])["state"] == "Cancelled"


def test_a_held_job_begins_nothing_until_it_is_resumed(place: Place) -> None:
    place.load()
    place.start(speed="200")
    job = place.say("run", "failover", "shop", "--confirm", "shop").done()["id"]
    held = place.say("job", "hold", job, "--comment", "wait for the network team").done()
    assert (held["state"], held["state_description"]) == ("InProgress", "Held")
    place.say("job", "hold", job).refused(3)
    place.say("clock", "speed", "max").done()
    place.until(lambda: place.say("status").done()["counts"]["steps_under_way"] == 0, "its steps have ended")
    assert place.job(job)["ended_at"] is None
    assert place.say("job", "resume", job).done()["state_description"] == "InProgress"
    assert place.say("watch", job).code == 0


def test_a_digest_runs_only_what_it_was_shown_for(place: Place) -> None:
    place.load()
    place.start()
    shown = place.say("preview", "failover", "shop").done()
    run = ("run", "failover", "--digest", shown["digest"])
    place.say(*run, "finance", "--confirm", "finance").refused(3, "digest-of-another")
    place.say(*run, "shop", "--confirm", "shop", "--no-shutdown").refused(3, "digest-of-another")
    # Meanwhile one of the machines goes another way: what was shown is no longer what would run.
    moved = place.say("run", "failover", "shop-mail", "--confirm", "shop-mail", "--wait")
    assert moved.code == 0, moved
    changed = place.say(*run, "shop", "--confirm", "shop").refused(3)
    assert changed["code"] in ("changed-since-preview", "unknown-digest", "preview-expired"), changed
    assert place.say("jobs").done()[0]["target"] == "shop-mail"
