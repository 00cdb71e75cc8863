"""Looking at machines: one that does not answer must not hide the others."""

from __future__ import annotations

from collections.abc import Sequence

from drconsole.providers.port import Provider, Unreachable
from drconsole.recovery.events import Evidence
from drconsole.recovery.known import NO_ANSWER


async def look_at(provider: Provider, items: Sequence[str], probes: Sequence[str]) -> list[Evidence]:
    """What the probes of these items show; of one that does not answer, that it does not.

    All are asked at once, and one by one where that gets no answer.
    """
    try:
        return await provider.look(items, probes)
    except Unreachable:
        if len(items) > 1:
            return [one for item in items for one in await look_at(provider, [item], probes)]
        now = provider.clock.now()
        return [Evidence(item, probe, NO_ANSWER, None, now) for item in items for probe in probes]
