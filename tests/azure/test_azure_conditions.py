"""Over real sockets: what a failed question says of the connection, and what a service's Date header says of clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp import web
from azure.core.exceptions import ClientAuthenticationError
from azure_loopback import connection_to, served

from drconsole.providers.azure.calls import VAULT, Call
from drconsole.providers.azure.refusals import clocks
from drconsole.providers.azure.transport.credentials import MadeUp
from drconsole.providers.azure.transport.limits import RateLimit
from drconsole.providers.azure.transport.transport import ArmTransport
from drconsole.providers.port import Unreachable
from drconsole.recovery.types.estate.conditions import Condition, ConditionKind

ID = "/subscriptions/s-1/resourceGroups/rg-dr/providers/Microsoft.RecoveryServices/vaults/vault-dr"
LIST = Call("GET", f"{VAULT}/replicationProtectedItems")


class Expired(MadeUp):
    async def get_token_info(self, *_: Any, **__: Any) -> Any:
        raise ClientAuthenticationError("AADSTS700082: the refresh token has expired")


async def condition(status: int, body: Any, key: Any = None) -> Condition:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status)

    async with served(answer) as endpoint:
        way = ArmTransport(connection_to(ID, endpoint), key or MadeUp(), RateLimit(1e6, 1_000_000))
        try:
            with pytest.raises(Unreachable) as failed:
                [page async for page in way.pages(LIST)]
        finally:
            await way.close()
    return failed.value.condition


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, {"error": {"code": "ExpiredAuthenticationToken", "message": "m"}}, ConditionKind.SIGN_IN),
        (403, {"error": {"code": "AuthorizationFailed", "message": "m"}}, ConditionKind.NO_PERMISSION),
        (404, {"error": {"code": "ResourceNotFound", "message": "m"}}, ConditionKind.VAULT_GONE),
        (200, {"value": None}, ConditionKind.HALF_A_PAGE),
        (200, [1], ConditionKind.HALF_A_PAGE),
    ],
)
async def test_an_answer_that_is_no_list_says_what_is_wrong(status: int, body: Any, kind: ConditionKind) -> None:
    assert (await condition(status, body)).kind is kind


async def test_a_sign_in_that_fails_before_anything_is_sent_is_told_with_its_words() -> None:
    found = await condition(200, {"value": []}, Expired())
    assert found.kind is ConditionKind.SIGN_IN
    assert "AADSTS700082" in found.said


@pytest.mark.parametrize(("seconds", "told"), [(0, False), (-300, True), (300, True)])
async def test_the_clocks_are_compared_by_the_date_of_an_answer(seconds: int, told: bool) -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        theirs = datetime.now(UTC) + timedelta(seconds=seconds)
        return web.json_response({"value": []}, headers={"Date": format_datetime(theirs, usegmt=True)})

    async with served(answer) as endpoint:
        way = ArmTransport(connection_to(ID, endpoint), MadeUp(), RateLimit(1e6, 1_000_000))
        await way.ask(LIST)
        await way.close()
    found = clocks(way.skew)
    assert (found is not None) is told
    assert found is None or found.kind is ConditionKind.CLOCKS_APART
