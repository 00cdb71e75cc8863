"""Asking the provider: no question is waited for without end, and one machine that is silent hides no other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import TypeVar

from drconsole.providers.port import NoAnswer, Provider, Unreachable
from drconsole.recovery.events import Evidence
from drconsole.recovery.known import NO_ANSWER

T = TypeVar("T")

READ_LIMIT = 20.0
"""Seconds on the wall's clock for a question (our choice: less than a console waits for an engine's start)."""

CALL_LIMIT = 120.0
"""Seconds on the wall's clock in which a provider says that it took a ``begin`` or an ``act`` (our choice: Azure
answers a POST with 202 within seconds)."""


async def answered(question: Awaitable[T]) -> T:
    """The answer to a question that has no effect. Raises ``Unreachable`` where none comes in time."""
    try:
        async with asyncio.timeout(READ_LIMIT):
            return await question
    except TimeoutError as error:
        raise Unreachable(f"no answer within {READ_LIMIT:.0f} s") from error


async def taken(request: Awaitable[None]) -> None:
    """Wait for a request to be taken. Raises ``NoAnswer`` in time; it is not taken back: it may have arrived."""
    sent = asyncio.ensure_future(request)
    done, _ = await asyncio.wait({sent}, timeout=CALL_LIMIT)
    if not done:
        sent.add_done_callback(lambda late: late.cancelled() or late.exception())
        raise NoAnswer(f"neither taken nor refused within {CALL_LIMIT:.0f} s")
    sent.result()


async def look_at(provider: Provider, items: Sequence[str], probes: Sequence[str]) -> list[Evidence]:
    """What the probes of these items show; of one that does not answer, that it does not.

    All are asked at once, and each by itself where that gets no answer.
    """
    try:
        return await answered(provider.look(items, probes))
    except Unreachable:
        if len(items) > 1:
            found = await asyncio.gather(*(look_at(provider, [item], probes) for item in items))
            return [one for seen in found for one in seen]
        now = provider.clock.now()
        return [Evidence(item, probe, NO_ANSWER, None, now) for item in items for probe in probes]
