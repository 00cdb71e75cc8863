"""Row of a console that is connected."""

from __future__ import annotations

from datetime import datetime

from drconsole.link.messages import Here
from drconsole.link.peer import Peer
from drconsole.records.rows.status import ConsoleRow


def console_row(since: datetime, peer: Peer, here: Here) -> ConsoleRow:
    """Return the row of a console: who the kernel says it is, and what it says of itself."""
    return {
        "user": peer.user,
        "seat": peer.told or peer.login,
        "from": here.address,
        "since": f"{since:%Y-%m-%dT%H:%M:%SZ}",
        "screen": here.screen,
        "doing": here.doing,
        "read_only": here.read_only,
        "pid": peer.pid,
    }
