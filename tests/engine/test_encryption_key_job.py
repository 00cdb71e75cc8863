"""A VMM cloud with data encryption on: its key is asked for and checked before the start."""

from __future__ import annotations

from typing import Any

import pytest
from support.certificates import PAST, made
from support.encrypted import ANOTHER, GRAINS, THE_KEY, refused_with, rig, start, twice, words
from support.rig import Player, Rig

from drconsole.recovery.types.words import Grain


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("form", ["pem", "pfx"])
@pytest.mark.parametrize("operation", ["failover", "test-failover", "planned-failover"])
def test_with_its_key_a_sealed_plan_is_failed_over(grain: Grain, form: str, operation: str) -> None:
    ours = rig(grain)

    async def play(player: Player) -> Any:
        job = await player.ask("StartJob", words(operation, "sealed", THE_KEY, confirm="sealed"), "start")
        held = job["id"] in player.engine.keyring
        row = await player.ended(job["id"])
        return held, row, job["id"] in player.engine.keyring

    held, row, after = ours.live(play)
    assert (held, row["state"], after) == (True, "Succeeded", False)
    assert row["options"]["encryption_key"] == THE_KEY.thumbprint
    assert twice(ours) == {}


@pytest.mark.parametrize("grain", GRAINS)
def test_changing_the_recovery_point_makes_the_machine_anew_and_needs_the_key(grain: Grain) -> None:
    ours = rig(grain)

    async def play(player: Player) -> Any:
        first = await start(player, THE_KEY, target="item:s1")
        await player.ended(first["id"])
        points = (await player.ask("RecoveryPoints", {"item": "s1"}))["points"]
        used = ours.store.row("item", "s1")["failover_recovery_point"]["id"]
        other = next(point["id"] for point in points if point["id"] != used and point["processed"])
        chosen = {"point": "custom", "point_id": other}
        no_key = words("change-recovery-point", "item:s1", confirm="s1", options=chosen)
        refused = await refused_with(player.ask("StartJob", no_key, "none"))
        body = words("change-recovery-point", "item:s1", THE_KEY, confirm="s1", options=chosen)
        job = await player.ask("StartJob", body, "change")
        return refused, (await player.ended(job["id"]))["state"]

    assert ours.live(play) == ((3, "encryption-key-missing"), "Succeeded")


@pytest.mark.parametrize(
    ("key", "says"),
    [
        (None, (3, "encryption-key-missing")),
        (ANOTHER, (3, "encryption-key-wrong")),
    ],
)
@pytest.mark.parametrize("operation", ["failover", "test-failover", "planned-failover"])
def test_without_the_right_key_nothing_begins(key: Any, says: tuple[int, str], operation: str) -> None:
    ours = rig(Grain.STEP)

    async def play(player: Player) -> Any:
        before = Rig.counted_now(player)
        refused = await refused_with(start(player, key, operation))
        checked = await player.ask("Check", words(operation, "sealed", key))
        return refused, checked["ready"], checked["encryption_key"], Rig.counted_now(player) == before

    refused, ready, told, untouched = ours.live(play)
    assert refused == says
    assert (ready, untouched, ours.jobs()) == (False, True, [])
    assert told == {
        "needed": True,
        "thumbprint": THE_KEY.thumbprint,
        "certificate": "safe 7, Oslo",
        "given": key is not None,
    }


def test_an_expired_key_is_refused_by_the_worlds_clock() -> None:
    expired = made("expired", PAST)
    ours = rig(Grain.STEP, expired.thumbprint)

    async def play(player: Player) -> Any:
        return await refused_with(start(player, expired))

    assert ours.live(play) == (3, "encryption-key-expired")


def test_no_finding_about_the_key_can_be_accepted() -> None:
    ours = rig(Grain.STEP)

    async def play(player: Player) -> Any:
        body = words(
            "failover", "sealed", None, confirm="sealed", accept=("encryption-key-missing",), comment="so be it"
        )
        return await refused_with(player.ask("StartJob", body, "accepting"))

    assert ours.live(play) == (3, "not-overridable")


@pytest.mark.parametrize(
    ("operation", "target", "code"),
    [
        ("failover", "plan:open", "encryption-key-not-needed"),
        ("test-failover", "item:o1", "encryption-key-not-needed"),
        ("disable-replication", "item:s1", "encryption-key-not-taken"),
    ],
)
def test_a_key_that_nothing_needs_is_a_mistake(operation: str, target: str, code: str) -> None:
    ours = rig(Grain.STEP)

    async def play(player: Player) -> Any:
        return await refused_with(player.ask("Preview", words(operation, target, THE_KEY)))

    assert ours.live(play) == (2, code)


def test_what_is_no_certificate_is_refused_at_the_engines_border() -> None:
    ours = rig(Grain.STEP)

    async def play(player: Player) -> Any:
        said = [{**words(), "encryption_key": text} for text in ("%", "bm90IG9uZQ==")]
        return [await refused_with(player.ask("Check", body)) for body in said]

    assert ours.live(play) == [(2, "encryption-key-unreadable"), (2, "not-a-certificate")]


def test_what_was_shown_with_a_key_runs_with_that_key_alone() -> None:
    ours = rig(Grain.STEP)

    async def play(player: Player) -> Any:
        shown = await player.ask("Preview", words(key=THE_KEY))
        bare = await player.ask("Preview", words())
        none = await refused_with(start(player, None, digest=shown["digest"]))
        other = await refused_with(start(player, ANOTHER, digest=shown["digest"]))
        job = await start(player, THE_KEY, digest=shown["digest"])
        return shown["digest"] != bare["digest"], none, other, (await player.ended(job["id"]))["state"]

    differs, none, other, state = ours.live(play)
    assert differs
    assert none == (3, "encryption-key-missing")
    assert other == (3, "digest-of-another")
    assert state == "Succeeded"
