"""Two items of one name, and two that have each other's key for a name: what is advised means the right one."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from support.keyed import CROSSED, FRONT, WEB_1, WEB_2, keyed
from support.rig import Player, Rig

from drconsole.cli.words.parser import parse
from drconsole.engine.service.previewing.targets import resolve, resolve_item
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.estate.targets import by_key
from drconsole.recovery.types.words import Grain, Operation
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.words.command_lines import command_line

PLACEHOLDERS = {"OUTCOME": "done", "RESULT": "ok", "CHOICE": "latest", "DIRECTION": "primary-to-recovery"}
"""Of those that stand for one of a few words."""
TARGETS = [
    by_key("item", WEB_1),
    by_key("item", WEB_2),
    by_key("plan", FRONT),
    *(by_key("item", key) for key in CROSSED),
]


def remedies_in(said: Any) -> Iterator[Mapping[str, Any]]:
    """Every remedy of an answer, wherever it stands."""
    if isinstance(said, Mapping):
        if "act" in said and "from" not in said:
            yield said
        for part in said.values():
            yield from remedies_in(part)
    elif isinstance(said, list | tuple):
        for part in said:
            yield from remedies_in(part)


def meant(line: str, view: EstateView) -> str | None:
    """The key of what a command line is about; None = it names no target."""
    words = [PLACEHOLDERS.get(word, word) for word in shlex.split(line)[1:]]
    said = vars(parse(words))
    if said.get("item") is not None:
        return resolve_item(said["item"], view)[0]
    target = said.get("target") or said.get("plan")
    return resolve(target, view)[1] if target is not None else None


async def told(player: Player) -> list[Any]:
    """All that the engine says of these targets: what is next, what stands in the way, and what needs a person."""
    found: list[Any] = [await player.ask("Status"), player.rig.store.rows("item"), player.rig.store.rows("plan")]
    for target in TARGETS:
        found.append(await player.ask("Next", {"target": target}))
        for operation in Operation:
            for options in ({}, {"point": "custom", "point_id": "no-such-point"}):
                asked = {"operation": operation.value, "target": target, "options": options}
                try:
                    found.append(await player.ask("Check", asked))
                except DrError as error:
                    found.append(error.extra)
    jobs = [row["id"] for row in player.rig.store.rows("job")]
    for kind, body in [("RetryJob", {"job": job}) for job in jobs]:
        try:
            found.append(await player.ask(kind, body))
        except DrError as error:
            found.append(error.extra)
    return found


async def fail_over(player: Player) -> None:
    await player.run("failover", FRONT, confirm="front")
    await player.run("failover", by_key("item", "ledger"), confirm="mail")


async def leave_a_test(player: Player) -> None:
    await player.run("test-failover", FRONT, confirm="front", network="none")
    await player.run("test-failover", by_key("item", "mail"), confirm="ledger", network="none")


async def lose_the_other_one(player: Player) -> None:
    """Its source comes back after the failover: both machines run."""
    await fail_over(player)
    rehearsal = player.engine.provider.rehearsal
    assert rehearsal is not None
    for item in (WEB_2, "ledger"):
        rehearsal.inject({"kind": "source-returns", "item": item})
    await player.sleep(600)
    await player.engine.look()


async def shut_down_and_leave(player: Player) -> None:
    """A run is cancelled in its shutdown phase: nothing serves."""
    for target, name in ((FRONT, "front"), (by_key("item", "mail"), "ledger")):
        job = await player.start("failover", target, confirm=name, shutdown=True)
        await player.sleep(1)
        await player.ask("CancelJob", {"job": job["id"], "confirm": name})
        await player.ended(job["id"])
    await player.sleep(600)
    await player.engine.look()


async def nothing(player: Player) -> None:
    pass


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN], ids=str)
@pytest.mark.parametrize("before", [nothing, fail_over, leave_a_test, lose_the_other_one, shut_down_and_leave])
def test_every_command_that_is_advised_means_the_target_that_it_is_about(before: Any, grain: Grain) -> None:
    rig = Rig(keyed(), grain, speed=60.0)

    async def play(player: Player) -> list[tuple[str, str, str]]:
        await before(player)
        view = player.engine.estate.view
        wrong, seen = [], 0
        for remedy in remedies_in(await told(player)):
            line = command_line(remedy)
            if not line or not remedy.get("key"):
                continue
            seen += 1
            try:
                key = meant(line, view)
            except DrError as error:
                wrong.append((line, remedy["key"], error.message))
                continue
            if key != remedy["key"]:
                wrong.append((line, remedy["key"], f"means {key}"))
        assert seen > 2
        return sorted(set(wrong))

    assert rig.live(play) == []
