"""Terminals of 80x24 of people who have logged in over ssh, to one incident room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from e2e.e2e_seated import Room
from terminal_tmux import Pane, Tmux


class Desk:
    """Terminals of people who have logged in."""

    def __init__(self, room: Room, tmux: Tmux) -> None:
        self.room, self.tmux = room, tmux

    def console(self, who: str) -> Pane:
        command = f"{self.room.logins.program} --state {self.room.state} console"
        argv = self.room.logins.argv(who, f"XDG_STATE_HOME=~/state {command}", terminal=True)
        pane = self.tmux.start(argv, {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}, (80, 24))
        pane.until("SIMULATION", "shop", "enter open")
        return pane


@pytest.fixture
def desk(room: Room) -> Iterator[Desk]:
    tmux = Tmux()
    try:
        yield Desk(room, tmux)
    finally:
        tmux.end()
