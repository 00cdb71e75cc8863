"""Asking the provider: no question is waited for without end, and one machine that is silent hides no other."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import types
from collections.abc import Awaitable, Callable, Coroutine, Generator, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from drconsole.engine.execution.patience import PATIENCE, POLL_LATER
from drconsole.providers.port import NoAnswer, Provider, Rejected, Status, Unreachable, Work
from drconsole.recovery.types.estate.known import NO_ANSWER
from drconsole.recovery.types.work.observed import Evidence

T = TypeVar("T")

log = logging.getLogger(__name__)

READ_LIMIT = 20.0
"""Seconds on the wall's clock for a question (our choice: less than a console waits for an engine's start)."""

CALL_LIMIT = 120.0
"""Seconds on the wall's clock in which a provider says that it took a ``begin`` or an ``act`` (our choice: Azure
answers a POST with 202 within seconds)."""


async def answered(question: Coroutine[Any, Any, T]) -> T:
    """The answer to a question that has no effect. Raises ``Unreachable`` where none comes in time.

    So does a provider that breaks one of the port's rules: what it fails at is unknown, and no other machine's affair.
    """
    limit: asyncio.Timeout | None = None
    try:
        try:
            waits_for = question.send(None)
        except StopIteration as done:
            answer: T = done.value  # at once, as most are: thousands a second need no timer each
            return answer
        async with (limit := asyncio.timeout(READ_LIMIT)):
            return await _go_on(question, waits_for)
    except Unreachable:
        raise
    except Exception as error:
        if limit is not None and limit.expired():
            raise Unreachable(f"no answer within {READ_LIMIT:.0f} s") from error
        log.exception("the provider failed at a question")
        raise Unreachable(f"it failed: {type(error).__name__}: {error}") from error


@types.coroutine
def _go_on(question: Coroutine[Any, Any, T], waits_for: Any) -> Generator[Any, Any, T]:
    """Await a coroutine that has begun to wait: what ``yield from`` does from its second step on."""
    try:
        while True:
            try:
                word = yield waits_for
            except BaseException as error:
                waits_for = question.throw(error)
            else:
                waits_for = question.send(word)
    except StopIteration as done:
        answer: T = done.value
        return answer


async def never_had(provider: Provider, work: Work) -> bool:
    """Return whether the provider says that it never had this work.

    One that says nothing is asked again while patience lasts; then nobody knows, and it counts as had.
    """
    start = provider.clock.now()
    while ((now := provider.clock.now()) - start).total_seconds() <= PATIENCE:
        with contextlib.suppress(Unreachable):
            seen = await answered(provider.observe(work, None))
            if seen.status is not Status.UNKNOWN:
                return seen.status is Status.ABSENT
        await provider.clock.sleep_until(now + timedelta(seconds=POLL_LATER))
    return False


async def sent(request: Callable[[], Awaitable[T]]) -> T:
    """Make a ``begin`` or an ``act`` and return what it gave; an engine that dies before has made none.

    Raises ``Rejected``, and ``NoAnswer`` for any other error: it may have arrived.
    """
    try:
        return await request()
    except (NoAnswer, Rejected):
        raise
    except Exception as error:
        log.exception("the provider failed at a request")
        raise NoAnswer(f"it failed: {type(error).__name__}: {error}") from error


class StillOut(NoAnswer):
    """It has neither been taken nor failed: it may land at any time, and must not be sent beside itself."""


async def taken(request: Callable[[], Awaitable[None]]) -> None:
    """Wait for a request to be taken. Raises what ``sent`` does, and ``StillOut`` in time; it is not taken back."""
    call = asyncio.ensure_future(sent(request))
    done, _ = await asyncio.wait({call}, timeout=CALL_LIMIT)
    if not done:
        call.add_done_callback(lambda late: late.cancelled() or late.exception())
        raise StillOut(f"neither taken nor refused within {CALL_LIMIT:.0f} s; it may still land")
    call.result()


async def look_at(provider: Provider, items: Sequence[str], probes: Sequence[str]) -> list[Evidence]:
    """Return what the probes of these items show; of one that does not answer, that it does not.

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
