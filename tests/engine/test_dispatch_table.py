"""Which message the engine answers with what, and that it arrives there as it was parsed."""

from __future__ import annotations

from typing import Any

import pytest
from support.estates import small
from support.rig import OPERATOR, Player, Rig

from drconsole.engine.service import dispatch
from drconsole.engine.service.room import handlers
from drconsole.link.messages import KINDS, Drain, Here, HoldJob, Message, Preview, Stop, Subscribe
from drconsole.recovery.types.words import Grain, Operation, PointChoice
from drconsole.recovery.types.work.errors import BadInput

ELSEWHERE = {Drain, Here, Stop, Subscribe}
"""The process leaves by itself, and the link knows who follows and what each looks at."""


def test_every_message_has_its_handler_or_is_not_the_engines() -> None:
    assert {kind for kind in KINDS.values() if dispatch.handler_of(kind) is None} == ELSEWHERE
    assert {*dispatch.HANDLERS, *handlers.HANDLERS} <= set(KINDS.values())
    assert dispatch.HANDLERS.keys().isdisjoint(handlers.HANDLERS)


def test_a_handler_gets_the_message_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """No dict on the way: what was parsed at the wire is what the handler is given, words of the domain and all."""
    got: list[Message] = []

    async def keep(engine: Any, message: Message, asked: Any) -> dict[str, Any]:
        got.append(message)
        return {}

    for kind in (HoldJob, Preview):
        monkeypatch.setitem(dispatch.HANDLERS, kind, keep)

    async def play(player: Player) -> None:
        await player.ask("HoldJob", {"job": "j1-1"})
        options = {"point": "latest", "shutdown": True}
        await player.ask("Preview", {"operation": "failover", "target": "crew", "options": options})

    Rig(small(), Grain.STEP).live(play)
    held, shown = got
    assert held == HoldJob("j1-1", "")
    assert isinstance(shown, Preview)
    assert (shown.operation, shown.options.point) == (Operation.FAILOVER, PointChoice.LATEST)
    assert isinstance(shown.operation, Operation)


def test_what_is_the_process_s_own_is_no_message_of_the_engine() -> None:
    async def play(player: Player) -> str:
        with pytest.raises(BadInput) as refused:
            await player.service.handle(OPERATOR, Drain(), "drain-1")
        return refused.value.code

    assert Rig(small(), Grain.STEP).live(play) == "unknown-kind"
