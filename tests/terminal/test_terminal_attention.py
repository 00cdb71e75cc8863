"""Somebody who looks elsewhere is called: by the bell, and by the title of the terminal."""

from __future__ import annotations

import re

import pytest
from terminal_tmux import key_of
from terminal_tools import Sitting

from drconsole.console.terminal.attention import RESTORE, SAVE

pytest_plugins = ["terminal_fixtures"]
pytestmark = pytest.mark.terminal

COMMAND = re.compile(rb"\x1b\][^\x07]*\x07")
"""A command to the terminal that ends with the same byte as rings its bell."""
CALM = b"\x1b]2;drconsole SIMULATION\x07"
CALLED = b"\x1b]2;1 needs a person - drconsole SIMULATION\x07"


@pytest.mark.parametrize("wanted", [True, False], ids=["as it is", "switched off"])
def test_a_task_that_begins_to_wait_rings_and_stands_in_the_title(sitting: Sitting, wanted: bool) -> None:
    if not wanted:
        config = sitting.place.folder / "config" / "drconsole"
        config.mkdir(parents=True)
        (config / "config.toml").write_text("[console]\nbell = false\ntitle = false\n")
    sitting.place.load()
    sitting.place.start(speed="max")
    pty = sitting.pty()
    pty.until(b"SIMULATION", b"finance", *([CALM] if wanted else []))
    sitting.place.say("run", "failover", "finance", "--confirm", "finance", "--wait")
    pty.until(b"need", *([CALLED] if wanted else []))
    pty.type(key_of("quit").encode() * 2)
    assert pty.ended() == 0
    titles = pty.written.count(b"\x1b]2;")
    bells = COMMAND.sub(b"", pty.written).count(b"\x07")
    assert (titles, bells) == ((2, 1) if wanted else (0, 0))
    assert (SAVE.encode() in pty.written, pty.written.count(RESTORE.encode())) == ((True, 1) if wanted else (False, 0))
