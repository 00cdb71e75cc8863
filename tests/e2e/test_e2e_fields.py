"""The objects of ``--json``: every field that scripts were promised, written down here by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from e2e_state import Place, flat

from drconsole.store.tables.version import SCHEMA_VERSION

pytest_plugins = ["e2e_fixtures"]

PLAN = "name source target items groups allowed_operations state current_job last_test_failover last_failover rto drill"
ITEM = (
    "name key scenario protection_state protection_state_description active_location direction test_failover_state "
    "replication_health failover_health allowed_operations replication_group rpo latest_recovery_points "
    "failover_recovery_point validation health_errors reverse rpo_objective"
)
POINT = "id time consistency multi_vm processed data_loss"
CHECK = "ready findings qualified skipped"
PREVIEW = f"{CHECK} digest expires_at points tasks forecast objective warnings"
FINDING = "id level overridable item message possible_causes recommended_action"
JOB = (
    "id parent origin operation target target_type direction options state state_description started_at ended_at "
    "allowed_actions tasks errors items forecast operator rto objective"
)
TASK = "id name friendly_name state state_description item job started_at ended_at errors tasks"
FORECAST = "low likely high reasons"
STATUS = "mode engine clock estate provider counts running_jobs needs_a_person"
ENGINE = "running pid epoch version since"
CLOCK = "now speed paused"
EVENT = "rev at world_at actor kind"
NEXT = "target stands next_operation why command alternatives"
ALARM = "id severity cause items since action command target"
DOCTOR = "ok problems checks owed"

OPERATIONS = {
    "test-failover",
    "cleanup-test-failover",
    "failover",
    "planned-failover",
    "change-recovery-point",
    "commit",
    "re-protect",
    "reverse-replicate",
    "failback",
    "resynchronize",
    "disable-replication",
    "enable-replication",
}
DIRECTIONS = {"primary-to-recovery", "recovery-to-primary"}
STATES = {
    "NotStarted",
    "InProgress",
    "Succeeded",
    "Failed",
    "Cancelled",
    "Suspended",
    "Cancelling",
    "CompletedWithInformation",
    "PartiallySucceeded",
    "Other",
}


def has(found: dict[str, Any], fields: str) -> dict[str, Any]:
    missing = [name for name in fields.split() if name not in found]
    assert not missing, f"without {missing}: {sorted(found)}"
    return found


def utc(text: str | None) -> datetime | None:
    """ISO 8601, and in UTC."""
    if text is None:
        return None
    found = datetime.fromisoformat(text)
    assert found.utcoffset() is not None, text
    assert not found.utcoffset(), text
    return found


@pytest.fixture(scope="module", params=["step", "plan"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Contoso with its shop failed over, its finance waiting for a person and its intranet partly failed."""
    place = Place(tmp_path_factory.mktemp("fields"))
    try:
        place.load("contoso", request.param)
        place.start()
        assert place.say("run", "failover", "shop", "--confirm", "shop", "--wait").code == 0
        place.say("validate", "shop-db", "--result", "ok", "--comment", "seen").done()
        findings = place.say("check", "failover", "intranet").answered()["findings"]
        accept = [word for finding in findings if finding["overridable"] for word in ("--accept", finding["id"])]
        words = ("--confirm", "intranet", *accept, "--comment", "burning", "--wait")
        assert place.say("run", "failover", "intranet", *words).code == 1
        assert place.say("run", "failover", "finance", "--confirm", "finance", "--wait").code == 5
        yield place
    finally:
        place.clear()


def test_plans(world: Place) -> None:
    plans = world.say("plans").done()
    assert {plan["name"] for plan in plans} == {"shop", "finance", "warehouse", "research", "intranet"}
    for plan in plans:
        has(plan, PLAN)
        assert set(plan["allowed_operations"]) <= OPERATIONS
        assert plan["items"] == [item for group in plan["groups"] for item in group["items"]]
        utc(plan["last_test_failover"])
        utc(plan["last_failover"])
    by_name = {plan["name"]: plan for plan in plans}
    assert world.say("plans", "shop").done() == by_name["shop"]
    assert by_name["finance"]["current_job"] == world.say("jobs").done()[0]["id"]
    assert by_name["warehouse"]["current_job"] is None
    assert {"planned-failover", "failover", "test-failover"} <= set(by_name["warehouse"]["allowed_operations"])
    assert by_name["shop"]["last_failover"] is not None
    assert by_name["warehouse"]["last_failover"] is None


def test_items(world: Place) -> None:
    items = {item["name"]: has(item, ITEM) for item in world.say("items").done()}
    assert len(items) == 20
    for item in items.values():
        assert set(item["allowed_operations"]) <= OPERATIONS
        assert item["active_location"] in {"Primary", "Recovery"}
        assert item["direction"] in DIRECTIONS
        assert item["reverse"]["answer"] in {"ok", "blocked", "unknown"}
        assert "why" in item["reverse"]
        assert item["rpo"] is None or item["rpo"] >= 0
        if item["latest_recovery_points"] is not None:
            has(item["latest_recovery_points"], "latest_processed latest_app_consistent latest_crash_consistent")
    assert world.item("shop-db") == items["shop-db"]
    assert items["shop-db"]["replication_group"] == "shop-core"
    assert (items["shop-db"]["active_location"], items["stock-db"]["active_location"]) == ("Recovery", "Primary")
    assert has(items["shop-db"]["failover_recovery_point"], "id time")
    assert has(items["shop-db"]["validation"], "result comment")["result"] == "ok"
    assert items["stock-db"]["failover_recovery_point"] is None
    assert items["shop-app-01"]["validation"] is None


def test_points(world: Place) -> None:
    for name in ("shop-db", "stock-db"):
        points = [has(point, POINT) for point in world.say("points", name).done()]
        times = [utc(point["time"]) for point in points]
        assert len(points) > 10
        assert times == sorted(times, reverse=True)
        assert {point["consistency"] for point in points} == {"CrashConsistent", "ApplicationConsistent"}
        assert all(isinstance(point["id"], str) and point["data_loss"] >= 0 for point in points)
    assert any(point["multi_vm"] for point in world.say("points", "shop-db").done())
    # What change-recovery-point offers later has been read by now.
    assert world.item("shop-db")["latest_recovery_points"] is None or utc(
        world.item("shop-db")["latest_recovery_points"]["latest_processed"]
    )


def test_check_and_preview(world: Place) -> None:
    for operation, target in (("planned-failover", "warehouse"), ("commit", "shop"), ("failover", "newsletter")):
        checked = has(world.say("check", operation, target).answered(), CHECK)
        shown = has(world.say("preview", operation, target).done(), PREVIEW)
        assert checked["ready"] == shown["ready"] == (target != "newsletter")
        assert checked["findings"] == shown["findings"]
        for finding in shown["findings"]:
            assert has(finding, FINDING)["level"] in {"error", "warning", "info"}
        for skipped in shown["skipped"]:
            has(skipped, "key item reason")
        has(shown["forecast"], FORECAST)
        assert shown["digest"]
        utc(shown["expires_at"])
        assert shown["ready"] is not any(finding["level"] == "error" for finding in shown["findings"])
    shown = world.say("preview", "failover", "warehouse").done()
    assert (
        {has(each, "key name point")["key"] for each in shown["points"]}
        == set(shown["qualified"])
        == {"stock-db", "stock-app", "label-printer"}
    )
    assert shown["forecast"]["low"] <= shown["forecast"]["likely"] <= shown["forecast"]["high"]
    assert {task["state"] for task in flat(shown["tasks"])} == {"NotStarted"}


def test_jobs_and_their_tasks(world: Place) -> None:
    jobs = world.say("jobs").done()
    assert [job["target"] for job in jobs] == ["finance", "intranet", "shop"]
    for row in jobs:
        job = has(world.job(row["id"]), JOB)
        assert (job["origin"], job["operation"], job["target_type"]) == ("ours", "failover", "plan")
        assert job["direction"] in DIRECTIONS
        assert job["operator"]
        has(job["forecast"], FORECAST)
        assert utc(job["started_at"])
        assert job["ended_at"] is None or utc(job["started_at"]) <= utc(job["ended_at"])
        for item in job["items"]:
            assert has(item, "key name outcome reason point_used")["outcome"] in STATES
        tasks = flat(job["tasks"])
        assert len({task["id"] for task in tasks}) == len(tasks) > 10
        for task in tasks:
            assert has(task, TASK)["state"] in STATES
            assert task["job"] == job["id"]
            for error in task["errors"]:
                has(error, "code message possible_causes recommended_action")
    waiting, partly, whole = jobs
    assert (waiting["state"], waiting["state_description"]) == ("Suspended", "WaitingForManualAction")
    assert (partly["state"], whole["state"]) == ("PartiallySucceeded", "Succeeded")
    assert "cancel" in waiting["allowed_actions"]
    assert waiting["ended_at"] is None


def test_a_command_that_begins_a_job_or_acts_on_one_prints_the_whole_job(place: Place) -> None:
    place.load()
    place.start(speed="0.1")
    begun = place.say("run", "failover", "finance", "--confirm", "finance").done()
    held = place.say("job", "hold", begun["id"], "--comment", "wait").done()
    resumed = place.say("job", "resume", begun["id"]).done()
    cancelled = place.say("job", "cancel", begun["id"], "--confirm", "finance").done()
    for job in (begun, held, resumed, cancelled):
        assert len(flat(has(job, JOB)["tasks"])) == len(flat(place.job(begun["id"])["tasks"])) > 10
    assert has(begun["tasks"][0], TASK)["job"] == begun["id"]


def test_status(world: Place) -> None:
    found = has(world.say("status").done(), STATUS)
    assert has(found["engine"], ENGINE)["running"] is True
    assert has(found["clock"], CLOCK)["speed"] == "max"
    assert (found["mode"], found["estate"], found["provider"]) == ("SIMULATION", "contoso", "simulator")
    assert (found["counts"]["items"], found["counts"]["plans"]) == (20, 5)
    (running,) = found["running_jobs"]
    assert (running["target"], running["state"]) == ("finance", "Suspended")
    (wait,) = [one for one in found["needs_a_person"] if one["job"] is not None]
    has(wait, "job task state_description outcomes")
    loud = {one["item"]: one["kind"] for one in found["needs_a_person"] if one["job"] is None}
    # The shutdown of this one's source failed: two machines run, and somebody has to see to it.
    assert loud.pop("wiki") == "obligation"
    # A failover could not be completed: neither side is sure.
    assert set(loud.values()) == {"authority"}
    assert found["obligations"]["broken"] == 1
    assert found["test_debt"] == []
    assert utc(found["clock"]["now"])
    assert world.say("engine", "status").done() == has(world.say("engine", "status").done(), ENGINE)
    assert has(world.say("clock").done(), CLOCK)["paused"] is False


def test_alarms(world: Place) -> None:
    found = world.say("alarms").done()
    for alarm in found:
        has(alarm, ALARM)
        assert all(has(item, "key name") for item in alarm["items"])
        assert alarm["severity"] in {"critical", "unknown", "warning", "notice"}
        utc(alarm["since"])
    kinds = [alarm["kind"] for alarm in found]
    assert kinds[:2] == ["runs-twice", "runs-nowhere"]
    assert {"waits", "not-committed"} <= set(kinds)


def test_journal(world: Place) -> None:
    events = world.say("journal").done()
    revs = [has(event, EVENT)["rev"] for event in events]
    assert revs == sorted(set(revs))
    assert all(utc(event["at"]) and event["actor"] for event in events)
    half = revs[len(revs) // 2]
    assert world.say("journal", "--since", str(half)).done() == [event for event in events if event["rev"] > half]
    kinds = [event["kind"] for event in events]
    assert kinds.count("job.created") == 3
    assert kinds.count("job.ended") == 2
    assert "validation.recorded" in kinds
    accepted = [event for event in events if event["kind"] == "job.created" and event["target_name"] == "intranet"]
    assert accepted[0]["accepted"]
    assert accepted[0]["request"]["options"]["comment"] == "burning"


def test_next_and_doctor(world: Place) -> None:
    for target in ("shop", "item:shop-db", "warehouse", "finance"):
        has(world.say("next", target).done(), NEXT)
    assert world.say("next", "shop-db").done()["next_operation"] == "commit"
    found = has(world.say("doctor").done(), DOCTOR)
    assert (found["ok"], found["problems"]) == (True, [])
    assert (found["checks"]["writer"]["synchronous_name"], found["checks"]["schema"]) == ("FULL", SCHEMA_VERSION)


def test_estate_and_engine_words(world: Place) -> None:
    listed = world.say("estate", "list").done()
    assert "contoso" in [has(each, "name story counts file")["name"] for each in listed]
    assert world.say("estate", "check", "contoso").done()["ok"] is True
    assert "$defs" in world.say("estate", "schema").done()
    assert "ExecStart" in world.say("engine", "unit").done()["unit"]
