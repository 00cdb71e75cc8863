"""Patience with a look at a vault: less than the engine's, so that it is said what the look waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from drconsole.providers.azure.calls import Transport
from drconsole.providers.azure.refusals import throttled
from drconsole.providers.port import Unreachable

PATIENCE = 15.0
"""Seconds on the wall's clock (our choice: an engine waits 20 for an answer)."""

T = TypeVar("T")


async def patiently(question: Coroutine[Any, Any, T], transport: Transport) -> T:
    """The answer to a question. Raises ``Unreachable``, which names the throttling where that is what it waits for."""
    if (wait := transport.closed_for) > PATIENCE:
        question.close()
        raise throttled(wait)
    try:
        async with asyncio.timeout(PATIENCE):
            return await question
    except TimeoutError:
        if (wait := transport.closed_for) > 0:
            raise throttled(wait) from None
        raise Unreachable(f"no answer within {PATIENCE:.0f} s") from None
