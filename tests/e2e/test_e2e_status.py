"""What needs a person and what is counted: the same whether an engine tells it or the store."""

from __future__ import annotations

import json
import signal
import threading

import pytest
from e2e_state import Place
from support.patience import PATIENCE

pytest_plugins = ["e2e_fixtures"]


def test_a_held_job_needs_a_person_with_an_engine_and_without(place: Place) -> None:
    place.load()
    place.start(speed="1")
    job = place.say("run", "failover", "shop", "--confirm", "shop").done()["id"]
    place.say("job", "hold", job, "--comment", "the first time").done()
    place.say("job", "resume", job).done()
    assert place.say("status").done()["needs_a_person"] == []
    place.say("job", "hold", job, "--comment", "wait for the network team").done()
    with_engine = place.say("status").done()
    (wait,) = with_engine["needs_a_person"]
    held = [event for event in place.say("journal").done() if event["kind"] == "job.held"]
    assert len(held) == 2
    assert (wait["kind"], wait["job"], wait["since"]) == ("held", job, held[-1]["world_at"])
    assert wait["why"].startswith(f"held by {held[-1]['actor']}: wait for the network team")
    assert wait["command"] == f"drconsole --state {place.state} job resume {job}"
    place.say("engine", "stop", "--force").done()
    without = place.say("status").done()
    assert without["needs_a_person"] == [wait]
    place.start(speed="1")
    place.say("job", "resume", job).done()
    assert place.say("status").done()["needs_a_person"] == []


def test_the_counts_have_the_same_names_with_an_engine_and_without(place: Place) -> None:
    place.load()
    place.start()
    assert place.say("run", "failover", "finance", "--confirm", "finance", "--wait").code == 5
    with_engine = place.say("status").done()["counts"]
    assert with_engine == {
        "items": 20,
        "plans": 5,
        "jobs": 1,
        "running_jobs": 1,
        "steps_under_way": 0,
        "needs_a_person": 1,
    }
    place.say("engine", "stop", "--force").done()
    assert place.say("status").done()["counts"] == with_engine


def test_steps_under_way_are_counted_off_the_store_as_an_engine_counts_them(place: Place) -> None:
    place.load()
    place.start(speed="0.01")
    # One machine, no script: a step of the provider's is under way, and at this speed it stays so.
    place.say("run", "failover", "shop-mail", "--confirm", "shop-mail").done()
    place.until(lambda: place.say("status").done()["counts"]["steps_under_way"], "a step has begun")
    told = place.say("status").done()["counts"]
    assert told["steps_under_way"] == 1
    place.kill()
    assert place.say("status").done()["counts"] == told


def test_after_a_cancel_it_still_stands_there_whose_replication_is_lost(place: Place) -> None:
    place.load()
    place.start()
    job = place.say("run", "failover", "finance", "--confirm", "finance", "--wait").data["id"]
    before = place.say("job", "cancel", job).refused(3, "not-confirmed")["consequences"]
    assert {type(each["loses_replication"]) for each in before} == {bool}
    assert place.say("job", "cancel", job, "--confirm", "finance").done()["consequences"] == before
    assert place.say("watch", job).code == 1
    assert place.job(job)["consequences"] == before
    assert place.say("doctor").done()["ok"] is True


def test_a_plan_where_an_item_is_meant_is_told_with_its_items(place: Place) -> None:
    place.load()
    place.start()
    for word in ("shop", "plan:shop"):
        refused = place.say("validate", word, "--result", "ok", "--comment", "seen").refused(2, "plan-is-not-validated")
        assert "machines are validated one by one" in refused["message"]
        assert "shop-db" in refused["advice"]
        refused = place.say("points", word).refused(2, "plan-has-no-points")
        assert f"drconsole --state {place.state} points shop-db" in refused["advice"]
    assert "plan" not in place.say("points", "shop-dbx").refused(2, "unknown-target")["message"]


@pytest.mark.kill9
def test_watch_in_json_lines_ends_with_a_line_when_one_leaves_it(place: Place) -> None:
    place.load()
    place.start(speed="1")
    job = place.say("run", "failover", "shop", "--confirm", "shop").done()["id"]
    watching = place.begin("watch", job)
    assert watching.stdout is not None
    first = json.loads(watching.stdout.readline())
    assert "rev" in first
    watching.send_signal(signal.SIGINT)
    limit = threading.Timer(PATIENCE, watching.kill)
    limit.start()
    # By the same buffer as the first line: what that one has read ahead is not lost.
    *_, last = watching.stdout
    limit.cancel()
    assert watching.wait(PATIENCE) == 130
    assert json.loads(last)["error"]["code"] == "interrupted"
    place.kill()
    said = place.say("watch", job)
    assert (said.code, json.loads(said.out)["error"]["code"]) == (4, "no-engine")


def test_what_is_next_while_a_job_stands_still_for_want_of_an_engine_is_to_start_one(place: Place) -> None:
    place.load()
    place.start("1")
    job = place.say("run", "failover", "shop", "--confirm", "shop").done()["id"]
    place.kill()
    found = place.say("next", "shop").done()
    assert found["command"].endswith("engine start")
    assert any(each.endswith(f"watch {job}") for each in found["alternatives"])
    place.say("engine", "start").done()
    assert place.say("next", "shop").done()["command"].endswith(f"watch {job}")
