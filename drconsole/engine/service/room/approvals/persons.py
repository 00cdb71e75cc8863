"""Check that who proposes and approves is somebody whom the system knows, so that one person does not count as two.

A uid without a user may be anybody's: whoever has subordinate ids (subuid(5)) takes one in a namespace of their own and
keeps their groups. A process that is gone has no login any more that could be asked for.
"""

from __future__ import annotations

import pwd
from typing import TYPE_CHECKING

from drconsole.link.peer import Peer, may_own
from drconsole.recovery.types.seats import member_key
from drconsole.recovery.types.work.errors import NotPermitted

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine


def require_known(engine: Engine, peer: Peer) -> None:
    """Raise ``NotPermitted`` where the system does not say who proposes or approves.

    A user of a member's number and another name is not that member: the number was given to somebody else.
    """
    if peer.uid < 0:
        # A person who is played in an exercise is no user of the system.
        return
    if not peer.there:
        raise NotPermitted(
            "process-gone",
            f"the process that connected as {peer.user} was gone before its login could be asked for",
            place=peer.user,
            advice="ask again from a process that stays",
        )
    if may_own(peer):
        return
    try:
        name = pwd.getpwuid(peer.uid).pw_name
    except KeyError:
        raise NotPermitted(
            "unknown-user",
            f"the system knows no user of uid {peer.uid}: whose it is, it does not say",
            place=peer.user,
            advice="log in as a user of this machine",
        ) from None
    member = engine.state.room.get(member_key(False, peer.uid))
    if member is not None and member.name != name:
        raise NotPermitted(
            "renamed-user",
            f"uid {peer.uid} was {member.name} when it was given its seat, and is {name} now",
            place=name,
            advice=f"the owner of the state removes the member {member.name}, and gives {name} a seat",
        )
