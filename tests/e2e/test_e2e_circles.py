"""The whole circle of every scenario through the command line alone, on real processes."""

from __future__ import annotations

from typing import Any

import pytest
from e2e_state import Place
from support.circles import CIRCLES, Stage
from support.quick import quick

pytest_plugins = ["e2e_fixtures"]

SPEED = "7200"
"""World seconds in a second: a first copy takes up to an hour."""
ON_THE_WAY = ("InitialReplication",)


def options(stage: Stage) -> list[str]:
    return [word for name, value in stage.options.items() for word in (f"--{name.replace('_', '-')}", str(value))]


def carried_out(place: Place, stage: Stage, plan: str) -> None:
    """Preview, run what was shown, and answer what waits for a person, to the end of the job."""
    words = (stage.operation, f"plan:{plan}", *options(stage))
    digest = place.say("preview", *words).done()["digest"]
    said = place.say("run", *words, "--confirm", plan, "--digest", digest, "--wait")
    while said.code == 5:
        job = place.say("status").done()["needs_a_person"][0]
        answer = ("job", "answer", job["job"], job["task"], "--outcome", "done", "--comment", "the downtime may begin")
        place.say(*answer).done()
        said = place.say("watch", job["job"])
    assert said.code == 0, said


def at_rest(place: Place, names: list[str]) -> dict[str, dict[str, Any]]:
    def look() -> dict[str, dict[str, Any]] | None:
        rows = {name: row for name, row in place.items().items() if name in names}
        busy = any(
            row["protection_state"].startswith(ON_THE_WAY) or not row["allowed_operations"] for row in rows.values()
        )
        return None if busy else rows

    found: dict[str, dict[str, Any]] = place.until(look, "the first copy is done")
    return found


@pytest.mark.parametrize("plan", quick(CIRCLES, "sites"))
def test_there_and_back_by_the_command_line(place: Place, plan: str) -> None:
    place.load("circles", "plan" if plan in ("vmware", "hyperv") else "step")
    place.start(SPEED)
    names = [item["key"] for item in place.say("plans", plan).done()["items"]]
    for number, stage in enumerate(CIRCLES[plan]):
        where = f"{number}: {stage.operation}"
        carried_out(place, stage, plan)
        for name, row in at_rest(place, names).items():
            assert row["protection_state"] == stage.state, (where, name)
            assert set(row["allowed_operations"]) == set(stage.allowed.split()), (where, name)
            assert row["direction"] == stage.direction, (where, name)
    place.say("engine", "stop").done()
    assert place.say("doctor").done()["ok"] is True
    assert [effect for effect in place.ledger() if effect.what == "refused"] == []
