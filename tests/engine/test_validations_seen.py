"""Validation of a machine: what is seen of it now stands beside what a person says of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.estates import small
from support.rig import Player, Rig

from drconsole.recovery.types.estate.known import SOURCE, TARGET
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import Refused

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])


def shows(player: Player, source: str, target: str, ok: bool | None = True) -> None:
    """A look shows the machines of m1 so."""
    really = player.engine.provider.look

    async def look(items: Any, probes: Any) -> Any:
        said = {SOURCE: source, TARGET: target}
        found = await really(items, probes)
        return [replace(one, seen=said.get(one.probe, one.seen), ok=ok) if one.item == "m1" else one for one in found]

    player.engine.provider.look = look  # type: ignore[method-assign]


def say(result: str = "ok", **more: Any) -> dict[str, Any]:
    return {"item": "m1", "result": result, "comment": "logged in", **more}


@GRAINS
@pytest.mark.parametrize(
    ("source", "target", "ok", "word", "said"),
    [
        ("off", "stopped", True, "runs-nowhere", "m1 RUNS NOWHERE: stopped at cloud, off at plant"),
        ("off", "absent", True, "runs-nowhere", "m1 RUNS NOWHERE: absent at cloud, off at plant"),
        ("on", "running", True, "runs-twice", "m1 RUNS TWICE: running at cloud, on at plant"),
        ("no answer", "no answer", None, "unknown", "m1 is UNKNOWN: no answer at cloud, no answer at plant"),
    ],
)
def test_ok_against_what_is_seen_has_to_be_accepted(
    grain: Grain, source: str, target: str, ok: bool | None, word: str, said: str
) -> None:
    rig = Rig(small(), grain, speed=60.0)

    async def play(player: Player) -> Any:
        await player.run("failover", "crew")
        shows(player, source, target, ok)
        with pytest.raises(Refused) as refused:
            await player.ask("Validate", say())
        with pytest.raises(Refused):
            await player.ask("Validate", say(accept="runs-twice" if word != "runs-twice" else "unknown"))
        validated = rig.store.rows("validation")
        await player.ask("Validate", say("failed"))
        answer = await player.ask("Validate", say(accept=word))
        return refused.value, validated, answer

    refused, validated, answer = rig.live(play)
    assert refused.code == "seen-otherwise"
    assert said in refused.message and "seen 20" in refused.message
    assert refused.extra["seen"] == word
    assert refused.extra["remedies"][0]["options"][-1] == {"option": "accept", "value": word}
    assert validated == [], "nothing was recorded"
    (row,) = rig.store.rows("validation")
    assert row["result"] == "ok"
    assert row["seen"].startswith(f"{target} at cloud")
    assert row["accepted"] == word
    assert answer["seen"] == row["seen"]


@GRAINS
def test_a_machine_that_runs_is_validated_with_what_was_seen(grain: Grain) -> None:
    rig = Rig(small(), grain, speed=60.0)

    async def play(player: Player) -> Any:
        await player.run("failover", "crew")
        await player.ask("Validate", say())

    rig.live(play)
    (row,) = rig.store.rows("validation")
    assert row["seen"] == "running at cloud, off at plant"
    assert row["accepted"] == ""
    (item,) = (one for one in rig.store.rows("item") if one["key"] == "m1")
    assert item["validation"]["seen"] == row["seen"]


@GRAINS
def test_what_is_next_for_a_machine_that_nobody_here_can_see_is_taken(grain: Grain) -> None:
    rig = Rig(small(), grain, speed=60.0)

    async def play(player: Player) -> Any:
        await player.run("failover", "crew")
        shows(player, "no answer", "no answer", None)
        (way,) = (await player.ask("Next", {"target": "item:m1"}))["remedies"]
        said = {one["option"]: one["value"] or "ok" for one in way["options"]}
        await player.ask("Validate", say(**said))
        return way

    way = rig.live(play)
    assert way["act"] == "validate"
    (row,) = rig.store.rows("validation")
    assert row["accepted"] == "unknown"
