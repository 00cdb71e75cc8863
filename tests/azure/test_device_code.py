"""Signing in by a code: whoever may not wait is told what to type, and the token that comes is used."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from azure.core.credentials import AccessTokenInfo
from azure.core.exceptions import ClientAuthenticationError

from drconsole.providers.azure.transport import device_code
from drconsole.providers.azure.transport.device_code import DeviceCode


class Service:
    """The SDK's credential, whose person types the code when ``typed`` is set."""

    def __init__(self, prompt_callback: Any, **options: Any) -> None:
        self.prompt, self.options = prompt_callback, options
        self.typed, self.asked, self.fails = threading.Event(), 0, False

    def get_token_info(self, *scopes: str) -> AccessTokenInfo:
        self.asked += 1
        self.prompt("https://microsoft.com/devicelogin", "ABCD-1234", datetime(2026, 3, 1, 3, 15, tzinfo=UTC))
        self.typed.wait(5)
        if self.fails:
            raise ClientAuthenticationError(message="the code ran out")
        return AccessTokenInfo("token", 4_000_000_000)

    def close(self) -> None:
        self.typed.set()


async def test_who_does_not_wait_is_told_what_to_type_and_asks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device_code, "PATIENCE", 0.05)
    credential = DeviceCode(Service, None, tenant_id="t")
    for _ in range(2):
        with pytest.raises(ClientAuthenticationError) as caught:
            await credential.get_token("scope")
        assert "enter the code ABCD-1234 (until 03:15Z)" in caught.value.message
    service: Service = credential._sync
    assert (service.asked, service.options) == (1, {"tenant_id": "t"})
    service.typed.set()
    monkeypatch.setattr(device_code, "PATIENCE", 5.0)
    assert (await credential.get_token("scope")).token == "token"
    assert credential.said == ""
    await credential.close()


async def test_who_waits_reads_the_code_where_it_is_told() -> None:
    told: list[str] = []

    def tell(text: str) -> None:
        told.append(text)
        credential._sync.typed.set()

    credential = DeviceCode(Service, tell)
    assert (await credential.get_token_info("scope")).token == "token"
    assert told == [
        "to sign in, open https://microsoft.com/devicelogin in any browser and enter the code ABCD-1234 (until 03:15Z)"
    ]
    await credential.close()


async def test_a_code_that_ran_out_is_said_and_the_next_question_asks_for_another() -> None:
    credential = DeviceCode(Service, None)
    service: Service = credential._sync
    service.fails = True
    service.typed.set()
    with pytest.raises(ClientAuthenticationError, match="the code ran out"):
        await credential.get_token("scope")
    service.fails = False
    assert (await credential.get_token("scope")).token == "token"
    assert service.asked == 2
    await credential.close()
