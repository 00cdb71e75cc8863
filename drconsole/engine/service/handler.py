"""Handler of a message: what the rows of the tables are made of by which an engine answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from drconsole.engine.service.asked import Asked
from drconsole.engine.shell import Engine
from drconsole.link.answers import Answer
from drconsole.link.messages import Message

Handler = Callable[[Engine, Any, Asked], Awaitable[Answer]]
Handlers = dict[type[Message[Any]], Handler]
M = TypeVar("M", bound=Message[Any])


def by(
    message: type[M], handler: Callable[[Engine, M, Asked], Awaitable[Answer]]
) -> tuple[type[Message[Any]], Handler]:
    """Return one row; that the handler takes just this message is checked where it is written."""
    return message, handler
