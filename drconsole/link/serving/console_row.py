"""Row of a console that is connected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from drconsole.link.messages import Here
from drconsole.link.peer import Peer, person_uid
from drconsole.records.rows.status import ConsoleRow
from drconsole.recovery.types.seats import member_key


def console_row(
    since: datetime, peer: Peer, here: Here, *, reads_only: bool, seats: Sequence[str], lost: float | None
) -> ConsoleRow:
    """Return the row of a console: who the kernel says it is, and what it says of itself.

    ``reads_only``: whether the engine takes no command of it, whatever it says; ``seats``: those in the incident room;
    ``lost``: seconds since it was last heard, None = it is there.
    """
    return {
        "user": peer.user,
        "person": peer.told or peer.login,
        "seat": ", ".join(seats) or None,
        "from": here.address,
        "since": f"{since:%Y-%m-%dT%H:%M:%SZ}",
        "screen": here.screen,
        "doing": here.doing,
        "size": here.size,
        "lost": None if lost is None else int(lost),
        "read_only": here.read_only or reads_only,
        "pid": peer.pid,
        "key": member_key(False, person_uid(peer)),
    }
