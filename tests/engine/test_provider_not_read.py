"""A vault that cannot be read as it should: said in words of its own until a look succeeds; nothing is forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.azure_rig import AzureRig
from support.emulated import EmulatedProvider
from support.estates import small
from support.rig import Player

from drconsole.engine.service import queries
from drconsole.providers.azure.refusals import half_a_page
from drconsole.providers.azure.vault import patience
from drconsole.providers.port import Unreachable
from drconsole.records.alarms.of_the_provider import of_provider
from drconsole.records.alarms.seen import Seen
from drconsole.records.rows.alarms import AlarmRow
from drconsole.records.rows.estate.estate import WorldRow
from drconsole.records.tables import ITEMS, WORLD
from drconsole.recovery.types.estate.conditions import WORDS, ConditionKind

FAULTS = {
    ConditionKind.THROTTLED: {"status": 429, "retry_after": 7},
    ConditionKind.SIGN_IN: {"status": 401},
    ConditionKind.NO_PERMISSION: {"status": 403},
    ConditionKind.VAULT_GONE: {"status": 404},
    ConditionKind.NO_ANSWER: {"status": 503},
}


def provider_of(player: Player) -> EmulatedProvider:
    provider = player.engine.provider
    assert isinstance(provider, EmulatedProvider)
    return provider


def world_of(rig: AzureRig) -> WorldRow:
    (world,) = rig.store.rows(WORLD)
    return world


def alarms_of(rig: AzureRig, now: str | None = None) -> list[AlarmRow]:
    return list(of_provider(Seen(condition=world_of(rig).get("condition"), now=now)))


async def failed_look(player: Player) -> None:
    with pytest.raises(Unreachable):
        await player.engine.look()


@pytest.mark.parametrize("kind", FAULTS)
def test_what_keeps_the_vault_from_being_read_is_told_until_a_look_succeeds(kind: ConditionKind) -> None:
    rig = AzureRig(small(), speed=1.0)

    async def play(player: Player) -> dict[str, Any]:
        await player.engine.look()
        items = len(rig.store.rows(ITEMS))
        params = {**FAULTS[kind], "times": 2, "method": "GET", "path": "replicationProtectedItems"}
        await provider_of(player)._control("POST", "faults", {"kind": "http-status", "params": params})
        before = player.engine.view.as_of
        await failed_look(player)
        first = world_of(rig).get("condition")
        await failed_look(player)
        row = world_of(rig).get("condition")
        assert first is not None and row is not None
        assert (row["kind"], row["since"]) == (kind, first["since"])
        assert row["as_of"] is not None and before is not None and row["as_of"][:19] == f"{before:%Y-%m-%dT%H:%M:%S}"
        assert str(FAULTS[kind]["status"]) in row["said"]
        assert (row["next_try"] is not None) == (kind is ConditionKind.THROTTLED)
        later = f"{before + timedelta(minutes=4):%Y-%m-%dT%H:%M:%SZ}"
        (alarm,) = alarms_of(rig, later)
        assert WORDS[kind].what[1:] in alarm["cause"]
        assert "4 min old" in alarm["cause"]
        assert alarm["action"] == WORDS[kind].advice
        assert queries.status_json(player.engine)["condition"] == row
        assert len(rig.store.rows(ITEMS)) == items > 0
        await player.engine.look()
        return dict(queries.status_json(player.engine))

    told = rig.live(play)
    assert "condition" not in told
    assert "condition" not in world_of(rig)
    assert alarms_of(rig) == []


def test_clocks_that_are_apart_are_told_although_the_vault_is_read() -> None:
    rig = AzureRig(small(), speed=1.0)

    async def play(player: Player) -> list[Any]:
        transport, told = provider_of(player).transport, []
        for seconds in (59, 125, -400, 0):
            transport.skew = timedelta(seconds=seconds)
            await player.engine.look()
            told.append(alarms_of(rig))
        return told

    near, ahead, behind, over = rig.live(play)
    assert near == over == []
    assert ahead[0]["kind"] == behind[0]["kind"] == "clocks-apart"
    assert "ahead of this machine" in ahead[0]["cause"]
    assert "400 s behind this machine" in behind[0]["cause"]
    assert "old" not in ahead[0]["cause"]


def test_half_a_page_takes_nothing_away_and_says_what_it_is() -> None:
    rig = AzureRig(small(), speed=1.0)

    async def play(player: Player) -> list[AlarmRow]:
        provider, items = provider_of(player), len(rig.store.rows(ITEMS))
        pages = provider.transport.pages

        async def cut(call: Any, *more: Any) -> Any:
            async for page in pages(call, *more):
                yield page[:1]
                raise half_a_page("what came is no whole list")

        provider.transport.pages = cut  # type: ignore[method-assign]
        await failed_look(player)
        assert len(rig.store.rows(ITEMS)) == items > 1
        found = alarms_of(rig)
        provider.transport.pages = pages  # type: ignore[method-assign]
        await player.engine.look()
        return found

    (alarm,) = rig.live(play)
    assert alarm["id"].endswith("half-a-page")
    assert alarm["cause"].count("half a page") == 1
    assert "nothing has to be done" not in alarm["action"].lower(), "who is to act is named beside it"
    assert alarms_of(rig) == []


def test_a_look_that_waits_for_the_service_to_be_asked_again_says_so_and_until_when() -> None:
    rig = AzureRig(small(), speed=1.0)

    async def play(player: Player) -> None:
        provider_of(player).transport.closed_for = 60 * patience.PATIENCE
        await failed_look(player)
        row = world_of(rig)["condition"]
        assert row["kind"] == ConditionKind.THROTTLED
        until = datetime.fromisoformat(str(row["next_try"]))
        assert until - datetime.now(UTC) > timedelta(seconds=patience.PATIENCE)
        (alarm,) = alarms_of(rig)
        assert "next try at" in alarm["cause"]

    rig.live(play)


def test_without_an_engine_nobody_knows_whether_it_is_over() -> None:
    row: Any = {
        "kind": "sign-in", "what": "", "said": "", "advice": "", "since": None, "next_try": None, "as_of": None,
    }  # fmt: skip
    gone: Any = {"running": False}
    assert list(of_provider(Seen(condition=row, engine=gone))) == []
    (alarm,) = of_provider(Seen(condition=row))
    assert "before this engine began" in alarm["cause"]
