"""A vault that an engine cannot read, by the command line: told with its words while it lasts, over by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from clients.running import Running, emulator
from e2e_state import Place

pytest.importorskip("aiohttp")
pytestmark = pytest.mark.slow
pytest_plugins = ["e2e_fixtures"]

LIST = "replicationProtectedItems"


@pytest.fixture
def vault(place: Place) -> Iterator[Running]:
    with emulator("--speed", "60", estate="contoso") as running:
        place.say("connect", running.told["connect_file"]).done()
        place.say("engine", "start").done()
        yield running
    place.clear()


def told(place: Place) -> Callable[[], Any]:
    return lambda: place.say("status").done().get("condition")


def alarm(place: Place) -> list[dict[str, Any]]:
    return [one for one in place.say("alarms").done() if one["kind"] == "provider-not-read"]


def test_why_the_vault_is_not_read_is_told_while_it_lasts(place: Place, vault: Running) -> None:
    assert place.until(lambda: place.say("status").done().get("events"), "events are told")[0]["text"]
    items = len(place.items())
    for status, kind, times in ((403, "no-permission", 2), (401, "sign-in", 2), (429, "throttled", 8)):
        params = {"status": status, "method": "GET", "path": LIST, "times": times, "retry_after": 2}
        vault.ask("/_emulator/faults", {"kind": "http-status", "params": params})
        row = place.until(told(place), f"HTTP {status} is told")
        assert row["kind"] == kind
        assert str(status) in row["said"]
        (found,) = alarm(place)
        assert str(status) in found["cause"]
        assert "what is shown is" in found["cause"]
        assert (row["next_try"] is not None) == (kind == "throttled")
        assert len(place.items()) == items > 0
        place.until(lambda: told(place)() is None, f"HTTP {status} is over")
        assert alarm(place) == []
    params = {"status": 429, "method": "GET", "path": LIST, "times": None, "retry_after": 3600}
    vault.ask("/_emulator/faults", {"kind": "http-status", "params": params})
    row = place.until(told(place), "the long wait is told")
    assert row["next_try"] is not None
