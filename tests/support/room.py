"""An incident room behind a real socket, of whose clients the kernel is made to say who they are."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drconsole.engine.service.room import seating
from drconsole.link.peer import Peer
from drconsole.link.serving import connection
from drconsole.link.serving.server import LinkServer
from support.raw import Raw
from support.rig import Player, Rig

OWNER = os.geteuid()
ANN, BOB, EVE, DBA = 60_001, 60_002, 60_003, 70_001
NAMES = {"ann": ANN, "bob": BOB, "eve": EVE}

FAILOVER = {"operation": "failover", "target": "plan:crew", "confirm": "crew"}


def peer(uid: int, login: int | None = None, *groups: int) -> Peer:
    names = {number: name for name, number in NAMES.items()}
    return Peer(4711, uid, names.get(uid, "root"), login, groups=frozenset(groups))


def people(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the system know users and a group that this machine need not have."""

    def user(name: str) -> Any:
        return pwd.struct_passwd((name, "x", NAMES[name], DBA, "", "/", "/bin/sh"))

    def number(uid: int) -> Any:
        return user({number: name for name, number in NAMES.items()}[uid])

    def group(name: str) -> Any:
        return grp.struct_group((name, "x", {"dba": DBA}[name], []))

    monkeypatch.setattr(seating.pwd, "getpwnam", user)
    monkeypatch.setattr(seating.pwd, "getpwuid", number)
    monkeypatch.setattr(seating.grp, "getgrnam", group)


class Room:
    """An engine behind a real socket, and clients of whom the kernel is made to say who they are."""

    def __init__(self, player: Player, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.player, self.path, self._patch = player, path, monkeypatch
        self._number = 0

    def patch_peer(self, who: Peer) -> None:
        """Make the kernel say who connects next."""
        self._patch.setattr(connection, "peer_of", lambda _: who)

    async def ask(self, who: Peer, kind: str, **body: Any) -> dict[str, Any]:
        self.patch_peer(who)
        raw = await Raw.open(self.path, told=who.told)
        self._number += 1
        answer = await raw.ask(kind, f"r{self._number}-{self.player.rig.lives}", **body)
        raw.close()
        return answer

    async def refused(self, who: Peer, kind: str, **body: Any) -> str:
        return str((await self.ask(who, kind, **body))["error"]["code"])

    async def seat(self, member: str, *seats: str) -> dict[str, Any]:
        answer = await self.ask(peer(OWNER), "SeatMember", member=member, seats=list(seats))
        return dict(answer["ok"])


def livable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Return what plays against one life of an engine behind its socket."""
    people(monkeypatch)
    tmp_path.chmod(0o750)

    def live(rig: Rig, play: Callable[[Room], Any], crash: Any = None) -> Any:
        async def played(player: Player) -> Any:
            about = {"protocol": 1, "version": "9", "mode": "SIMULATION", "epoch": 1, "pid": 1}
            server = LinkServer(player.service, lambda: about)
            await server.listen(tmp_path / "engine.sock")
            try:
                return await play(Room(player, tmp_path / "engine.sock", monkeypatch))
            finally:
                with contextlib.suppress(Exception):
                    await server.close(patience=0.1)

        return rig.live(played, crash)

    return live


def kinds(world: Rig) -> list[str]:
    return [event["kind"] for event in world.store.journal()]
