"""Nothing of an exercise reaches a vault: what an instructor or a lesson sends is refused there, nothing changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.azure_rig import AzureRig
from support.emulated import EmulatedProvider
from support.estates import bundled
from support.rig import Player

from drconsole.link.messages.instructing import INSTRUCTING
from drconsole.recovery.types.words import Mode
from drconsole.recovery.types.work.errors import Refused

ACTS: dict[str, dict[str, Any]] = {
    "Inject": {"fault": {"kind": "source-lost", "item": "wiki"}},
    "ExerciseClock": {"jump": 3600.0, "speed": 60.0, "paused": True},
    "TakeSnapshot": {"folder": "to be named"},
    "SetClock": {"speed": 60.0, "paused": True},
    "Repair": {"item": "wiki"},
}
CODES = {"SetClock": "clock-not-ours", "Repair": "not-simulated"}


def test_all_that_an_instructor_can_send_is_tried() -> None:
    assert {message.kind for message in INSTRUCTING} <= ACTS.keys()


@pytest.mark.parametrize("mode", [Mode.EXERCISE, Mode.LIVE])
@pytest.mark.parametrize("kind", ACTS)
def test_a_vault_refuses_it_and_nothing_changes(
    kind: str, mode: Mode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An emulator's vault says EXERCISE, too: what counts is whose world it is."""
    rig = AzureRig(bundled("contoso"))
    body = dict(ACTS[kind])
    if kind == "TakeSnapshot":
        body["folder"] = str(tmp_path / "copy")
    monkeypatch.setattr(EmulatedProvider, "mode", mode)

    async def play(player: Player) -> Any:
        provider = player.engine.provider
        assert isinstance(provider, EmulatedProvider)
        world, clock = provider.world_rehearsal, provider.simulator.clock

        def seen() -> Any:
            told = len(list(rig.store.journal()))
            return world.faults(), len(world.ledger()), clock.now(), clock.speed, clock.paused, told

        before, sent = seen(), len(provider.transport.sent)
        with pytest.raises(Refused) as refused:
            await player.ask(kind, body)
        assert seen() == before
        assert len(provider.transport.sent) == sent
        return refused.value.code

    assert rig.live(play) == CODES.get(kind, "not-an-exercise")
    assert list(tmp_path.iterdir()) == []
