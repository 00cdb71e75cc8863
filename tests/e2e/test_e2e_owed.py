"""What is owed of machines, told by the command line with an engine and without, on real processes."""

from __future__ import annotations

from e2e_state import Place

pytest_plugins = ["e2e_fixtures"]

SPEED = "7200"
"""World seconds in a second."""


def told(place: Place) -> tuple[object, ...]:
    doctor, guide = place.say("doctor").done(), place.say("next", "item:branch-db").done()
    return (
        doctor["ok"],
        "branch-db must stay down at Bergen: off" in doctor["owed"],
        place.items()["branch-db"]["authority"],
        place.say("status").done()["obligations"]["stay_down"],
        guide["next_operation"],
        "must stay down" in guide["why"],
    )


def test_a_machine_whose_replication_was_removed_is_told_of_with_and_without_an_engine(place: Place) -> None:
    place.load("circles", "step")
    place.start(SPEED)
    assert place.say("run", "failover", "plan:hyperv", "--confirm", "hyperv", "--wait").code == 0
    assert place.say("run", "disable-replication", "item:branch-db", "--confirm", "branch-db", "--wait").code == 0
    refused = place.say("run", "enable-replication", "item:branch-db", "--confirm", "branch-db")
    assert refused.code == 3
    with_engine = told(place)
    place.say("engine", "stop").done()
    assert with_engine == told(place) == (True, True, "North Europe", 2, None, True)
