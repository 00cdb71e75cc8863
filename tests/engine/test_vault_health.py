"""What a vault says of itself: its health becomes alarms in its own words, events are shown, no look fails of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from support.azure_rig import AzureRig
from support.emulated import EmulatedProvider
from support.estates import small
from support.rig import Player

from drconsole.engine.service import queries
from drconsole.providers.azure.calls import Answer, Call, Urgency
from drconsole.providers.azure.permissions import Granted
from drconsole.providers.azure.vault import notices, rights
from drconsole.providers.port import Unreachable
from drconsole.records.alarms.of_the_provider import of_vault
from drconsole.records.alarms.seen import Seen
from drconsole.records.rows.alarms import AlarmRow
from drconsole.records.tables import ITEMS, WORLD

HEALTH, EVENTS = "replicationVaultHealth", "replicationEvents"
CAPACITY = {
    "errorCode": "78189", "errorMessage": "The cache account is full.", "errorLevel": "Error",
    "possibleCauses": "Too many machines share it. See https://a.blob.core.windows.net/c?sv=1&sig=abc_D-9",
    "recommendedAction": "Add another account.",
}  # fmt: skip
AGENT = {"summaryCode": "78138", "summaryMessage": "An agent is old.", "severity": "Warning"}
RAIN = {"eventType": "Weather", "severity": "Warning", "description": "It rains", "affectedObjectFriendlyName": "hill"}


def event(number: int) -> dict[str, Any]:
    return {"name": f"e-{number}", "properties": {**RAIN, "timeOfOccurrence": f"2026-03-01T{number:02}:00:00Z"}}


class Vault:
    """The emulator's answers, but for its health and its events."""

    def __init__(self, player: Player) -> None:
        provider = player.engine.provider
        assert isinstance(provider, EmulatedProvider)
        self._ask, self._pages = provider.transport.ask, provider.transport.pages
        provider.transport.ask = self.ask  # type: ignore[method-assign]
        provider.transport.pages = self.pages  # type: ignore[method-assign]
        provider._notices = notices.Notices(provider.transport)
        self.errors: list[Any] = [CAPACITY]
        self.events = [event(number) for number in range(10, 13)]
        self.before: Callable[[], Coroutine[Any, Any, None]] | None = None
        self.asked: list[tuple[str, Urgency]] = []

    async def ask(self, call: Call, urgency: Urgency = Urgency.OPEN_VIEW) -> Answer:
        if not call.path.endswith(HEALTH):
            return await self._ask(call, urgency)
        self.asked.append((HEALTH, urgency))
        if self.before is not None:
            await self.before()
        health = {"vaultErrors": self.errors, "fabricsHealth": {"issues": [AGENT]}, "protectedItemsHealth": {}}
        return Answer(200, {}, {"properties": health})

    async def pages(self, call: Call, urgency: Urgency = Urgency.BACKGROUND) -> Any:
        if not call.path.endswith(EVENTS):
            async for page in self._pages(call, urgency):
                yield page
            return
        self.asked.append((EVENTS, urgency))
        if self.before is not None:
            await self.before()
        yield self.events
        raise AssertionError("only the newest page is asked for")


def alarms(rig: AzureRig) -> list[AlarmRow]:
    return [alarm for row in rig.store.rows(WORLD) for alarm in of_vault(Seen(health=row.get("health", [])))]


def texts(rig: AzureRig) -> list[str]:
    return [str(one["id"]) for row in rig.store.rows(WORLD) for one in row.get("events", [])]


def test_health_is_an_alarm_in_the_services_words_until_it_is_over() -> None:
    rig = AzureRig(small(), speed=1.0)

    async def play(player: Player) -> list[AlarmRow]:
        vault = Vault(player)
        await player.engine.look()
        found = alarms(rig)
        vault.errors = []
        await player.engine.look()
        assert alarms(rig) == found, "it is read every five minutes"
        await asyncio.sleep(notices.HEALTH_EVERY)
        await player.engine.look()
        return found

    grave, warning = sorted(rig.live(play), key=lambda one: one["severity"])
    assert (grave["kind"], grave["severity"]) == ("vault-critical", "critical")
    for words in ("78189", "The cache account is full", "Too many machines share it"):
        assert words in grave["cause"]
    assert "abc_D-9" not in str(grave)
    assert grave["action"] == "Add another account"
    assert (warning["kind"], warning["severity"]) == ("vault-warning", "warning")
    assert "An agent is old" in warning["cause"]
    assert [one["kind"] for one in alarms(rig)] == ["vault-warning"]


def test_a_permission_that_is_missing_is_an_alarm_until_it_is_there() -> None:
    rig = AzureRig(small(), speed=1.0)

    async def play(player: Player) -> list[AlarmRow]:
        provider = player.engine.provider
        assert isinstance(provider, EmulatedProvider)
        await provider._control("POST", "role", {"role": "reader"})
        provider._notices = notices.Notices(provider.transport)
        await player.engine.look()
        found = alarms(rig)
        await provider._control("POST", "role", {"role": "operator"})
        await asyncio.sleep(notices.HEALTH_EVERY)
        await player.engine.look()
        return found

    (told,) = [one for one in rig.live(play) if "MissingPermission" in one["cause"]]
    assert (told["kind"], told["severity"]) == ("vault-warning", "warning")
    assert "test failover of an item" in told["cause"]
    assert "Site Recovery Operator" in str(told["action"])
    assert [one for one in alarms(rig) if "MissingPermission" in one["cause"]] == []


def test_a_state_that_only_reads_lacks_nothing_that_acts() -> None:
    entries = [Granted(("Microsoft.RecoveryServices/vaults/*/read", "Microsoft.RecoveryServices/vaults/read"))]
    assert rights.warning(entries, read_only=True) is None
    assert rights.warning(entries, read_only=False) is not None


def test_the_newest_events_are_told_once_a_minute_and_never_before_what_matters() -> None:
    rig = AzureRig(small(), speed=1.0)

    async def play(player: Player) -> Vault:
        vault = Vault(player)
        await player.engine.look()
        assert texts(rig) == ["e-12", "e-11", "e-10"]
        assert [one["id"] for one in queries.status_json(player.engine)["events"]] == texts(rig)
        vault.events = [event(number % 24) | {"name": f"n-{number}"} for number in range(50)]
        await player.engine.look()
        assert len(texts(rig)) == 3
        await asyncio.sleep(notices.EVENTS_EVERY)
        await player.engine.look()
        return vault

    vault = rig.live(play)
    assert len(texts(rig)) == notices.EVENTS_KEPT
    assert texts(rig)[0] in ("n-23", "n-47")
    assert {urgency for _, urgency in vault.asked} == {Urgency.BACKGROUND}


async def _refused() -> None:
    raise Unreachable("not now")


async def _hangs() -> None:
    await asyncio.sleep(10 * notices.PATIENCE)


@pytest.mark.parametrize("how", [_refused, _hangs])
def test_a_look_at_the_items_goes_on_without_them(how: Callable[[], Coroutine[Any, Any, None]]) -> None:
    rig = AzureRig(small(), speed=1.0)

    async def play(player: Player) -> None:
        vault = Vault(player)
        vault.before = how
        await player.engine.look()
        assert rig.store.rows(ITEMS)
        assert "condition" not in queries.status_json(player.engine)
        assert alarms(rig) == []

    rig.live(play)
