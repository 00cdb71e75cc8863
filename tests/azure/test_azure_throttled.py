"""A service that is silent, or asked too often: how often it is asked again, and what is sent again."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from azure_loopback import connection_to, served
from test_azure_transport import ID, JOBS, Script, sent, to

from drconsole.providers.azure.calls import Urgency
from drconsole.providers.azure.transport import transport
from drconsole.providers.azure.transport.credentials import MadeUp
from drconsole.providers.azure.transport.limits import RateLimit
from drconsole.providers.port import NoAnswer, Unreachable


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "FIRST_PAUSE", 0.001)


async def test_a_service_that_gave_no_answer_is_asked_once_until_it_answers():
    """Each try may be two requests: the client below asks again by itself where a kept connection was cut."""
    script, tries = Script(None), []
    async with served(script) as endpoint:
        way = to(endpoint)
        for answers in ([None], [None], [None], [(200, {})], [None]):
            script.answers, script.asked = answers, []
            with contextlib.suppress(Unreachable):
                await way.ask(JOBS)
            tries.append(len(script.asked))
        await way.close()
    first, second, third, answered, anew = tries
    assert (second, third, answered) == (first / 4, first / 4, 1)
    assert anew > 2 * second


async def test_a_change_that_was_throttled_is_sent_again_under_the_same_id():
    """It was refused before any effect: of all that is sent one alone is taken."""
    throttled = (429, {"error": {"code": "TooManyRequests"}}, {"Retry-After": "0"})
    script = Script(throttled, throttled, (202, {}))
    assert (await sent(script)).status == 202
    assert [one.headers["x-ms-client-request-id"] for one in script.asked] == ["r-1"] * 3


@pytest.mark.parametrize(("wait", "times"), [("0", 4), ("3600", 1)])
async def test_a_change_that_stays_throttled_is_refused_in_the_end(wait, times):
    script = Script((429, {"error": {"code": "TooManyRequests"}}, {"Retry-After": wait}))
    assert (await sent(script)).status == 429
    assert len(script.asked) == times


async def test_a_change_after_which_nobody_knows_is_not_sent_again_behind_a_throttled_one():
    script = Script((429, {}, {"Retry-After": "0"}), (503, {}), (202, {}))
    with pytest.raises(NoAnswer):
        await sent(script)
    assert len(script.asked) == 2


async def test_what_a_person_asks_passes_the_looks_at_running_jobs():
    limit, order = RateLimit(rate=200.0, burst=1), []
    await limit.take(Urgency.ACTION)

    async def take(urgency):
        await limit.take(urgency)
        order.append(urgency)

    polls = [Urgency.RUNNING_JOB] * 3
    await asyncio.gather(*map(take, [Urgency.BACKGROUND, *polls, Urgency.OPEN_VIEW, Urgency.ACTION]))
    assert order == [Urgency.ACTION, Urgency.OPEN_VIEW, *polls, Urgency.BACKGROUND]


async def test_a_question_that_waits_too_long_for_its_turn_is_not_called_an_unanswered_one(monkeypatch):
    monkeypatch.setattr(transport, "QUEUE_LIMIT", 0.01)
    script = Script((200, {}))
    async with served(script) as endpoint:
        way = transport.ArmTransport(connection_to(ID, endpoint), MadeUp(), RateLimit(rate=0.001, burst=0))
        with pytest.raises(Unreachable, match="not asked within"):
            await way.ask(JOBS)
        await way.close()
    assert script.asked == []
