"""The whole way of a failover by command line, at both grains: preview, run, change, validate, commit; and after."""

from __future__ import annotations

import pytest
from e2e_state import Place, flat
from support.quick import quick

pytest_plugins = ["e2e_fixtures"]

CHOICES = (
    "latest",
    "latest-processed",
    "latest-app-consistent",
    "latest-multi-vm-processed",
    "latest-multi-vm-app-consistent",
)
"""Without ``custom``, which needs an id."""


@pytest.mark.parametrize("grain", quick(["step", "plan"], "step"))
def test_a_plan_goes_all_the_way_and_after_the_commit_no_way_leads_to_another_point(place: Place, grain: str) -> None:
    assert place.load("contoso", grain)["grain"] == grain
    place.start()
    machines = _fails_over_as_previewed(place)
    former, old_digest = _changes_its_points(place, machines)
    _is_validated_and_committed(place, machines)

    assert [place.say("points", name).done() for name in machines] == [[]] * len(machines)
    items = place.items()
    for name in machines:
        assert "change-recovery-point" not in items[name]["allowed_operations"], name
    assert "change-recovery-point" not in place.say("plans", "shop").done()["allowed_operations"]
    assert place.say("next", "shop").done()["next_operation"] != "change-recovery-point"
    _no_change_whatever_way_it_is_asked(place, machines, former, old_digest)
    assert place.say("doctor").done()["ok"] is True


def _fails_over_as_previewed(place: Place) -> list[str]:
    before = place.unmoved()
    shown = place.say("preview", "failover", "shop", "--point", "latest-processed").done()
    assert shown["ready"] is True
    assert place.unmoved() == before, "a preview changes nothing"
    machines: list[str] = shown["qualified"]
    assert machines == [item["key"] for item in place.say("plans", "shop").done()["items"]]

    run = place.say("run", "failover", "shop", "--digest", shown["digest"], "--confirm", "shop", "--wait")
    job = run.done()
    assert (job["state"], job["state_description"]) == ("Succeeded", "Completed")
    assert job["digest"] == shown["digest"]
    assert {item["key"]: item["outcome"] for item in job["items"]} == dict.fromkeys(machines, "Succeeded")
    points = {each["key"]: each["point"] for each in shown["points"]}
    assert {item["key"]: item["point_used"]["id"] for item in job["items"]} == {
        key: point["id"] for key, point in points.items()
    }
    ends = {(task["state"], task["state_description"]) for task in flat(job["tasks"])}
    assert ends <= {("Succeeded", "Completed"), ("Other", "Skipped")}, ends
    assert "SIMULATION" in run.err, "progress says what kind of reality it is, on stderr"
    items = place.items()
    for name in machines:
        assert items[name]["active_location"] == "Recovery", name
        assert items[name]["failover_recovery_point"]["id"] == points[name]["id"], name
        assert {"change-recovery-point", "commit"} <= set(items[name]["allowed_operations"]), name
    return machines


def _changes_its_points(place: Place, machines: list[str]) -> tuple[dict[str, str], str]:
    """Back to an older point; returns a point of each item that will be gone after the commit, and the digest."""
    place.say("run", "change-recovery-point", "shop", "--confirm", "shop").refused(2, "point-required")
    place.say("validate", machines[0], "--result", "failed", "--comment", "a table is missing").done()
    assert place.item(machines[0])["validation"]["result"] == "failed"

    words = ("change-recovery-point", "shop", "--point", "latest-app-consistent")
    shown = place.say("preview", *words).done()
    assert shown["ready"] is True
    job = place.say("run", *words, "--digest", shown["digest"], "--confirm", "shop", "--wait").done()
    assert job["state"] == "Succeeded"
    points = {each["key"]: each["point"] for each in shown["points"]}
    items = place.items()
    for name in machines:
        assert items[name]["failover_recovery_point"]["id"] == points[name]["id"], name
        assert points[name]["consistency"] == "ApplicationConsistent", name
    assert place.item(machines[0])["validation"] is None, "a changed point voids what was validated"
    former = {name: place.say("points", name).done()[-1]["id"] for name in machines}
    again = place.say("preview", "change-recovery-point", "shop", "--point", "latest-processed").done()
    return former, again["digest"]


def _is_validated_and_committed(place: Place, machines: list[str]) -> None:
    assert place.say("check", "commit", "shop").answered()["ready"] is True
    for name in machines:
        place.say("validate", name, "--result", "ok", "--comment", "the orders are there").done()
    assert place.say("next", "shop").done()["next_operation"] == "commit"
    shown = place.say("preview", "commit", "shop").done()
    assert not [finding for finding in shown["findings"] if finding["id"].startswith("not-validated")]
    job = place.say("run", "commit", "shop", "--digest", shown["digest"], "--confirm", "shop", "--wait").done()
    assert job["state"] == "Succeeded"
    assert place.item(machines[0])["validation"]["result"] == "ok"


def _no_change_whatever_way_it_is_asked(
    place: Place, machines: list[str], former: dict[str, str], old_digest: str
) -> None:
    before = place.unmoved()
    # Every choice for the plan and for one item; every item in turn with a choice of its own; the prefixes.
    asked = [("shop", ("--point", choice)) for choice in CHOICES]
    asked += [(machines[0], ("--point", choice)) for choice in CHOICES]
    asked += [(name, ("--point", CHOICES[number % len(CHOICES)])) for number, name in enumerate(machines[1:])]
    asked += [("plan:shop", ("--point", "latest-processed")), (f"item:{machines[-1]}", ("--point", "latest"))]
    asked += [(name, ("--point-id", former[name])) for name in machines[:2]]
    asked += [(machines[0], ("--point", "custom", "--point-id", former[machines[0]]))]
    asked += [
        ("shop", ("--point-id", former[machines[0]])),
        ("shop", ()),
        (machines[0], ()),
        ("shop", ("--point", "custom")),
    ]
    asked += [("shop", ("--point", "latest-processed", "--digest", old_digest)), ("shop", ("--digest", old_digest))]
    asked += [("shop", ("--point", "latest-processed", "--accept", "nothing-qualifies", "--comment", "I insist"))]
    for target, words in asked:
        said = place.say(
            "run", "change-recovery-point", target, *words, "--confirm", target.rpartition(":")[2], "--wait"
        )
        assert said.code in (2, 3), said
        assert said.error["message"], said
    for target in ("shop", machines[0]):
        checked = place.say("check", "change-recovery-point", target, "--point", "latest-processed").answered()
        assert checked["ready"] is False
        assert checked["qualified"] == []
    assert place.unmoved() == before
