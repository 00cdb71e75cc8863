"""A task of a preview has the fields of a task of a job; what only a job gives it is empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from support.estates import bundled
from support.rig import Player, Rig

from drconsole.recovery.types.words import Grain

TASK = {
    "id",
    "name",
    "friendly_name",
    "state",
    "state_description",
    "item",
    "job",
    "started_at",
    "ended_at",
    "errors",
    "tasks",
}


def every(tasks: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for task in tasks:
        yield task
        yield from every(task["tasks"])


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
def test_every_task_that_a_preview_shows_has_the_fields_of_a_task(grain: Grain) -> None:
    rig = Rig(bundled("contoso"), grain, speed=60.0)

    async def play(player: Player) -> dict[str, Any]:
        return await player.ask("Preview", {"operation": "failover", "target": "plan:shop", "options": {}})

    tasks = list(every(rig.live(play)["tasks"]))
    assert len(tasks) > 10
    for task in tasks:
        assert task.keys() >= TASK
        assert (task["job"], task["started_at"], task["ended_at"], task["errors"]) == (None, None, None, [])
        assert task["state"] == "NotStarted"
