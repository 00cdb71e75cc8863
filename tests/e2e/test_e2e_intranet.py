"""The plan that goes wrong on purpose, brought to a good end by what ``next`` says, command by command."""

from __future__ import annotations

import shlex

import pytest
from e2e_state import Place
from support.quick import quick

pytest_plugins = ["e2e_fixtures"]


@pytest.mark.parametrize("grain", quick(["step", "plan"], "step"))
def test_who_follows_next_and_has_the_faults_repaired_ends_with_nothing_wrong(place: Place, grain: str) -> None:
    place.load("contoso", grain)
    place.start()
    findings = place.say("check", "failover", "intranet").answered()["findings"]
    accept = [word for finding in findings if finding["overridable"] for word in ("--accept", finding["id"])]
    words = ("--confirm", "intranet", *accept, "--comment", "burning", "--wait")
    assert place.say("run", "failover", "intranet", *words).code == 1
    assert [alarm["kind"] for alarm in urgent(place)] == ["runs-twice", "runs-nowhere"]

    faults = place.say("simulate", "faults").done()
    assert {name: fault["cleared_by"] for fault in faults for name in names(fault)} == {
        "wiki": "shut-down",
        "phone-system": "prepare",
    }
    for repair in place.say("next", "intranet").done()["repairs"]:
        place.say("simulate", "repair", repair["name"], "--comment", "called them").done()
    assert [alarm["kind"] for alarm in urgent(place)] == ["runs-nowhere"]

    told = place.say("next", "phone-system").done()
    assert told["next_operation"] == "change-recovery-point"
    assert "start it there by hand, or make it again" in told["why"]
    assert [one["name"] for one in told["repairs"]] == ["phone-system"], "somebody could start it by hand as well"
    command = shlex.split(told["command"])
    assert place.say(*command[command.index("run") :], "--wait").code == 0
    assert urgent(place) == []

    for item in place.say("plans", "intranet").done()["items"]:
        place.say("validate", item["name"], "--result", "ok", "--comment", "seen").done()
    assert place.say("next", "intranet").done()["next_operation"] == "commit"
    assert place.say("run", "commit", "intranet", "--confirm", "intranet", "--wait").code == 0
    assert urgent(place) == []
    assert place.say("simulate", "repair", "wiki").code == 2
    assert place.say("doctor").done()["ok"] is True


def urgent(place: Place) -> list[dict[str, object]]:
    found = place.say("alarms").done()
    return [alarm for alarm in found if alarm["severity"] in ("critical", "unknown")]


def names(fault: dict[str, list[dict[str, str]]]) -> list[str]:
    return [item["name"] for item in fault["items"]]
