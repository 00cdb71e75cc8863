"""Way to Resource Manager: where credentials go, what is asked again, and what nobody may read."""

from __future__ import annotations

import asyncio
import json
import logging
import time
import timeit
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from azure_loopback import connection_to, served

from drconsole.documents.connection.definition import Authentication, SignIn
from drconsole.providers.azure.calls import VAULT, Call, Urgency
from drconsole.providers.azure.redaction import in_observation, redacted
from drconsole.providers.azure.transport import guard, transport
from drconsole.providers.azure.transport.credentials import MadeUp
from drconsole.providers.azure.transport.limits import RateLimit
from drconsole.providers.azure.transport.transport import ArmTransport
from drconsole.providers.port import NoAnswer, Observation, Status, Unreachable
from drconsole.recovery.types.words import RunState
from drconsole.recovery.types.work.observed import ObservedNode
from drconsole.recovery.types.work.tasks import TaskError

ID = "/subscriptions/0f0f-1/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/v"
SIGNED = "https://management.azure.com/x/replicationOperationStatus/1?api-version=2025-08-01&t=6&c=MIIF&s=abc_D-9&h=Zz"
TOKEN = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJ1cG4iOiJhQGIuYyJ9.c2lnbmF0dXJlLW9mLWl0"
DEEP = "[" * 400 + "]" * 400
JOBS = Call("GET", f"{VAULT}/replicationJobs")


class Script:
    """Answers in turn; the last one again and again. ``None`` = the connection is cut."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[web.Request] = []

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is None:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        status, body, headers = (*answer, {}, {})[:3] if isinstance(answer, tuple) else (answer, {}, {})
        return web.json_response(body, status=status, headers=headers)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "FIRST_PAUSE", 0.001)


def to(endpoint: str) -> ArmTransport:
    return ArmTransport(connection_to(ID, endpoint), MadeUp(), RateLimit(1e6, 1_000_000))


async def asked(script: Script, call: Call = JOBS) -> Any:
    async with served(script) as endpoint:
        way = to(endpoint)
        try:
            return await way.ask(call)
        finally:
            await way.close()


async def sent(script: Script) -> Any:
    async with served(script) as endpoint:
        way = to(endpoint)
        try:
            return await way.send(Call("POST", f"{VAULT}/replicationJobs/1/cancel", request_id="r-1"))
        finally:
            await way.close()


# Credentials


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://management.azure.com",
        "https://127.0.0.1:9",
        "http://localhost:9",
        "https://LOCALHOST.:9",
        "https://vault.localhost:9",
        "https://[::1]:9",
        "https://[::ffff:127.0.0.1]:9",
        "https://127.1:9",
        "https://2130706433:9",
        "https://0x7f.0.0.1:9",
        "https://0.0.0.0:9",
        "https://[::]:9",
    ],
)
def test_a_real_credential_goes_neither_to_this_machine_nor_over_plain_http(endpoint):
    real = replace(connection_to(ID, endpoint), authentication=Authentication(SignIn.CLI))
    with pytest.raises(guard.Forbidden):
        ArmTransport(real, object())


@pytest.mark.parametrize(
    "endpoint",
    ["https://management.azure.com", "http://192.0.2.1:80", "https://localhost.example", "https://a.localhost"],
)
def test_a_made_up_credential_stays_on_this_machine(endpoint):
    with pytest.raises(guard.Forbidden):
        ArmTransport(connection_to(ID, endpoint), MadeUp())


async def test_a_next_page_of_another_server_is_not_followed():
    script = Script((200, {"value": [], "nextLink": "https://elsewhere.example/page2?sig=abc"}))
    async with served(script) as endpoint:
        way = to(endpoint)
        with pytest.raises(Unreachable, match="another server") as caught:
            [page async for page in way.pages(JOBS)]
        await way.close()
    assert "abc" not in str(caught.value)
    assert len(script.asked) == 1


async def test_a_made_up_credential_goes_to_no_proxy_that_the_environment_names(monkeypatch):
    proxy = Script((200, {"value": ["by the proxy"]}))
    async with served(proxy) as elsewhere:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"):
            monkeypatch.setenv(name, elsewhere)
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        assert (await asked(Script((200, {"value": ["by itself"]})))).body == {"value": ["by itself"]}
    assert proxy.asked == []


# Reads


@pytest.mark.parametrize("failing", [503, 500, 408, None, (429, {}, {"Retry-After": "0"})])
async def test_a_read_is_asked_again(failing):
    script = Script(failing, failing, (200, {"value": [1]}))
    assert (await asked(script)).body == {"value": [1]}
    assert len(script.asked) == 3


async def test_a_read_is_asked_four_times_and_then_nobody_knows():
    script = Script(None)
    with pytest.raises(Unreachable):
        await asked(script)
    assert 1 + transport.RETRIES <= len(script.asked) <= 2 * (1 + transport.RETRIES), "aiohttp asks a GET once more"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409])
async def test_a_refusal_is_an_answer_and_is_not_asked_again(status):
    script = Script((status, {"error": {"code": "No", "message": "no"}}))
    assert (await asked(script)).status == status
    assert len(script.asked) == 1


async def test_the_vault_and_the_version_are_put_in_and_a_page_keeps_its_own():
    script = Script((200, {"value": [1], "nextLink": None}))
    await asked(script, Call("GET", f"{VAULT}/replicationJobs", {"$filter": "a eq 'b'"}))
    request = script.asked[0]
    assert request.path == f"{ID}/replicationJobs"
    assert request.query["api-version"].startswith("20")
    assert request.query["$filter"] == "a eq 'b'"


@pytest.mark.parametrize(
    "page", [(200, [1, 2]), (200, {"message": "sign in to this network"}), (200, {"value": None}), (302, {})]
)
async def test_half_a_page_is_no_list(page):
    script = Script(page)
    async with served(script) as endpoint:
        way = to(endpoint)
        with pytest.raises(Unreachable, match="half a page"):
            [page async for page in way.pages(JOBS)]
        await way.close()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b'{"value": [1.5, 12345678901234567890123]}', [1.5, 12345678901234567890123]),
        (b'\xef\xbb\xbf{"value": ["\xc3\xa4"]}', ["\u00e4"]),
        ('{"value": ["\u00e4"]}'.encode("utf-16"), ["\u00e4"]),
        (rb'{"value": ["\ud800"]}', ["\ud800"]),
        (b'{"value": ' + DEEP.encode() + b"}", json.loads(DEEP)),
    ],
    ids=["numbers", "a byte order mark", "another encoding", "half a character", "deep nesting"],
)
async def test_what_json_reads_is_read(text, value):
    async def answer(request):
        return web.Response(body=text, content_type="application/json")

    async with served(answer) as endpoint:
        way = to(endpoint)
        found = [one async for page in way.pages(JOBS) for one in page]
        await way.close()
    assert found == value


@pytest.mark.parametrize("text", [b'{"value": [1', b"[" * 100_000, b"<html>", b"\xff\xfe{"])
async def test_what_nobody_reads_is_half_a_page(text):
    async def answer(request):
        return web.Response(body=text, content_type="application/json")

    async with served(answer) as endpoint:
        way = to(endpoint)
        with pytest.raises(Unreachable, match="half a page"):
            [page async for page in way.pages(JOBS)]
        await way.close()


async def test_a_list_that_goes_round_in_circles_ends():
    async with served(script := Script((200, {}))) as endpoint:
        script.answers = [(200, {"value": [1], "nextLink": f"{endpoint}{ID}/replicationJobs?api-version=1&p=2"})]
        way = to(endpoint)
        with pytest.raises(Unreachable, match="again"):
            [page async for page in way.pages(JOBS)]
        await way.close()


# Changes


@pytest.mark.parametrize("failing", [500, 502, 503, 504, 408, None])
async def test_a_post_is_sent_once_whatever_happens(failing):
    script = Script(failing)
    with pytest.raises(NoAnswer):
        await sent(script)
    assert len(script.asked) == 1


async def test_a_post_carries_the_id_of_our_request():
    script = Script((202, {}))
    await sent(script)
    assert script.asked[0].headers["x-ms-client-request-id"] == "r-1"


# The rate


async def test_what_is_urgent_goes_first_and_nobody_goes_before_a_token_is_there():
    limit = RateLimit(rate=200.0, burst=1)
    order: list[str] = []

    async def one(name: str, urgency: Urgency) -> None:
        await limit.take(urgency)
        order.append(name)

    await limit.take(Urgency.ACTION)
    waiting = [
        asyncio.create_task(one("background", Urgency.BACKGROUND)),
        asyncio.create_task(one("view", Urgency.OPEN_VIEW)),
        asyncio.create_task(one("action", Urgency.ACTION)),
    ]
    await asyncio.sleep(0)
    assert order == []
    await asyncio.gather(*waiting)
    assert order == ["action", "view", "background"]


async def test_nobody_asks_while_the_service_is_asked_too_often():
    now = 0.0
    limit = RateLimit(rate=1.0, burst=5, now=lambda: now)
    limit.close_for(30)
    turn = asyncio.create_task(limit.take(Urgency.ACTION))
    await asyncio.sleep(0.01)
    assert not turn.done()
    assert limit.closed_for == 30
    turn.cancel()


# What nobody may read


@pytest.mark.parametrize(
    "text",
    [
        f"GET {SIGNED}",
        f"Authorization: Bearer {TOKEN}",
        f"the token {TOKEN} was refused",
        'body {"access_token": "secret-1", "client_secret":"secret-1"}',
        "AccountKey=secret-1;EndpointSuffix=core",
        "https://x.blob.core.windows.net/c/b?sv=2022&sig=secret-1",
        "amqps://alice:secret-1@bus.example/queue",
        "https://login.example/done#id_token=secret-1&state=2",
        "Endpoint=sb://x;SharedAccessKeyName=root;SharedAccessKey=secret-1=",
        "Authorization: SharedKey account:secret-1=",
        "Ocp-Apim-Subscription-Key: secret-1",
        "clientSecret=secret-1 and db_password=secret-1, dbPassword='secret-1 secret-1'",
        'settings {\\"password\\": \\"secret-1\\", \\"primaryKey\\":\\"secret-1\\"}',
        '{"password": "a secret-1"}',
        "/c/b?sv=2022\\u0026sig=secret-1",
    ],
)
def test_signatures_tokens_and_secrets_are_taken_out(text):
    shown = redacted(text)
    for secret in ("abc_D-9", "MIIF", TOKEN, "secret-1", "c2lnbmF0dXJl"):
        assert secret not in shown


def test_what_is_kept_of_a_job_shows_no_signature():
    error = TaskError("1", f"see {SIGNED}", SIGNED, SIGNED)
    step = ObservedNode("a", None, "a", "a", RunState.FAILED, "", errors=(error,), output=TOKEN, instructions=SIGNED)
    seen = Observation(Status.FAILED, datetime(2024, 1, 1, tzinfo=UTC), nodes=(step,), errors=(error,))
    kept = repr(in_observation(seen))
    assert "abc_D-9" not in kept
    assert TOKEN not in kept
    assert "replicationOperationStatus/1" in kept


def test_plain_words_stay_as_they_are():
    words = "the machine 'web-1' did not start: no cores are left (28031)"
    assert redacted(words) == words


@pytest.mark.parametrize("piece", ["http://", "a-", "x://", "eyJ-", "password", "sig=", "bearer ", '"'])
def test_a_long_text_is_read_once(piece):
    """Ten times the text in a hundred times the time would stand the loop still for the output of a script."""

    def took(length: int) -> float:
        text = piece * (length // len(piece))
        return min(timeit.repeat(lambda: redacted(text), timer=time.process_time, repeat=3, number=1))

    assert took(100_000) < 40 * max(took(10_000), 0.001)


async def test_no_log_shows_a_signed_address(caplog):
    caplog.set_level(logging.DEBUG)
    async with served(Script((200, {}))) as endpoint:
        way = to(endpoint)
        await way.ask(Call("GET", f"{endpoint}/status/1?api-version=1&t=6&c=MIIF&s=abc_D-9&h=Zz"))
        await way.close()
    shown = "\n".join(record.getMessage() for record in caplog.records if record.name != "aiohttp.access")
    assert "status/1" in shown
    assert "abc_D-9" not in shown
    assert "made-up" not in shown
