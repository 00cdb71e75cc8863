"""What a provider has and cannot read comes to the operator as an alarm with its words, and goes when it is over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from support.estates import small
from support.rig import Player, Rig

from drconsole.records.alarms.all_of_them import alarms
from drconsole.records.alarms.seen import Asking
from drconsole.records.rows.alarms import AlarmRow
from drconsole.recovery.types.estate.unreadable import Unreadable
from drconsole.recovery.types.words import Grain
from drconsole.store.reading.alarms import seen

STRANGE = Unreadable("/items/new-1", "new-1", "it is replicated by 'TeleportV9'", (("protectionState", "Beamed"),))


def test_what_cannot_be_read_is_an_alarm_until_it_is_over() -> None:
    rig = Rig(small(), Grain.STEP)
    told: list[AlarmRow] = []
    there = [STRANGE]
    really = rig.simulator

    def with_something_strange() -> Any:
        made = really()
        inventory = made.inventory

        async def and_more(since: str | None) -> Any:
            return replace(await inventory(since), unreadable=tuple(there))

        made.inventory = and_more  # type: ignore[method-assign]
        return made

    async def play(player: Player) -> None:
        await player.engine.look()
        told.extend(not_readable(rig))
        there.clear()
        await player.engine.look()

    rig.simulator = with_something_strange  # type: ignore[method-assign]
    rig.live(play)
    (alarm,) = told
    assert alarm["severity"] == "unknown"
    for word in ("new-1", "TeleportV9", "protectionState Beamed"):
        assert word in alarm["cause"]
    assert not_readable(rig) == []


class NoItems:
    """Lists of a store in which no item stands badly."""

    def standing(self, *_: object) -> list[Any]:
        return []

    def gravities(self) -> dict[int, int]:
        return {}


def not_readable(rig: Rig) -> list[AlarmRow]:
    found = alarms(seen(rig.store, NoItems(), Asking()))  # type: ignore[arg-type]
    return [alarm for alarm in found if alarm["kind"] == "not-readable"]
