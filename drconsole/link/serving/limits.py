"""Limits of one client, so that none can take the engine from the others."""

from __future__ import annotations

from drconsole.link.wire import MESSAGE_LIMIT
from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class LinkLimits:
    """Limits of one client, in bytes and seconds; our own choices."""

    message: int = MESSAGE_LIMIT
    output: int = 1 << 20
    """Unread bytes beyond which no further answer is put; one large answer may go beyond it."""
    hello: float = 5.0
    partial: float = 30.0
    """Seconds after its beginning by which a message must end."""
    stalled: float = 30.0
    """Seconds after which unread output must be read."""
    linger: float = 2.0
    """Seconds that a rejected client may take to read why."""
    clients: int = 64
    lost: float = 10.0
    """Seconds of silence after which a console is told as lost; it asks for the status every two seconds."""
    gone: float = 45.0
    """Seconds of silence after which a console is dropped."""
    silent: float = 10.0
    """Seconds of silence after which a client that follows nothing makes room for another."""
    readers: int = 16
    """Clients of the group that only reads, out of all clients."""
    readers_requests: int = 2
    """Requests of one such client at once: they must not keep the owner waiting."""
    requests: int = 32
    """Requests of one client at once; further ones wait unread."""
    requests_overall: int = 256
    faults: int = 20
    """Messages that could not be taken, before the client is sent away."""
    pushes: float = 20.0
    """Pushes a second."""
