"""Encryption keys in the engine's memory: overwritten as soon as nothing needs them."""

from __future__ import annotations

from typing import Any

import pytest
from support.encrypted import ANOTHER, GRAINS, THE_KEY, rig, words
from support.rig import Player

from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import DrError


def _secrets(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every secret that the engine makes from here on."""
    from drconsole.recovery.types.work import secret

    made: list[Any] = []
    born = secret.Secret.__init__

    def init(self: Any, content: bytes) -> None:
        made.append(self)
        born(self, content)

    monkeypatch.setattr(secret.Secret, "__init__", init)
    return made


@pytest.mark.parametrize("grain", GRAINS)
def test_a_key_is_overwritten_at_its_jobs_end(grain: Grain, monkeypatch: pytest.MonkeyPatch) -> None:
    made = _secrets(monkeypatch)
    ours = rig(grain)

    async def play(player: Player) -> list[bytes]:
        job = await player.ask("StartJob", words("failover", "sealed", THE_KEY, confirm="sealed"), "start")
        before = [each.reveal() for each in made]
        await player.ended(job["id"])
        return before

    before = ours.live(play)
    assert any(before), "the job had no key"
    assert len(made) >= len(before)
    assert [each.reveal() for each in made] == [b""] * len(made)


def test_a_key_of_a_question_and_of_a_refused_start_is_overwritten_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = _secrets(monkeypatch)
    ours = rig(Grain.STEP)

    async def play(player: Player) -> list[bytes]:
        asked = words("failover", "sealed", THE_KEY)
        await player.ask("Preview", asked, "look")
        with pytest.raises(DrError):
            await player.ask("StartJob", words("failover", "sealed", ANOTHER, confirm="sealed"), "wrong")
        with pytest.raises(DrError):
            await player.ask("StartJob", words("failover", "sealed", THE_KEY, confirm="nonsense"), "nonsense")
        return [each.reveal() for each in made]

    assert ours.live(play) == [b""] * 3


def test_the_keys_of_open_jobs_are_overwritten_when_the_engine_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    made = _secrets(monkeypatch)
    ours = rig(Grain.STEP)

    async def play(player: Player) -> list[bytes]:
        await player.ask("StartJob", words("failover", "sealed", THE_KEY, confirm="sealed"), "start")
        return [each.reveal() for each in made]

    assert any(ours.live(play))
    assert not any(each.reveal() for each in made)
