"""Search on the page of a real job, and what is taken out of it: by OSC 52 into tmux, and into a file."""

from __future__ import annotations

import base64
import json
import re

import pytest
from terminal_pty import Pty
from terminal_tmux import key_of
from terminal_tools import Sitting
from terminal_wait import until

pytest_plugins = ["terminal_fixtures"]
pytestmark = [pytest.mark.terminal, pytest.mark.slow]

COPIED = re.compile(rb"(?<!\x1b)\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")
"""A text for the clipboard, not wrapped in anything."""


def copied(pty: Pty) -> list[str]:
    return [base64.b64decode(each, validate=True).decode() for each in COPIED.findall(pty.written)]


def test_a_job_is_searched_and_its_hit_copied_and_exported(sitting: Sitting) -> None:
    sitting.place.load()
    sitting.place.start()
    sitting.place.say("run", "failover", "shop", "--confirm", "shop", "--wait").done()
    pane = sitting.console("--screen", "jobs", size=(120, 40))
    pane.until("failover", "Succeeded")
    pane.option("set-clipboard", "on")
    pane.press("Enter")
    pane.until("7 machines", "shop-db", "done at")

    pane.press(key_of("filter"))
    pane.type("extra step")
    pane.press("Enter")
    pane.until("“extra step” 1 of ")
    pane.press(key_of("next-hit"))
    pane.until("“extra step” 2 of ")
    pane.press(key_of("previous-hit"))
    pane.until("“extra step” 1 of ")
    pane.press(key_of("back"))
    pane.until("7 machines", "shop-db", "done at")

    pane.press("Home", key_of("copy"))
    pane.until("copied machine: shop-db")
    until(lambda: pane.clipboard == "shop-db", lambda: pane.look)
    wrapped = b"\x1bPtmux;\x1b\x1b]52;c;"
    until(lambda: wrapped in pane.written, lambda: "not wrapped for the terminal around tmux as well")

    file = sitting.place.folder / "job.json"
    pane.press(key_of("command-line"))
    pane.type(f"export {file}")
    pane.press("Enter")
    until(file.exists, lambda: pane.look)
    assert json.loads(file.read_text())["row"]["operation"] == "failover"
    pane.press(key_of("quit"))
    assert pane.ended() == 0


@pytest.mark.parametrize("between", ["sshd", "tmux"])
def test_what_is_copied_arrives_whole_at_the_terminal_at_the_other_end(sitting: Sitting, between: str) -> None:
    """Name, line and text below, which is long; tmux is told to hand on what is wrapped, and keeps nothing itself."""
    sitting.place.load()
    sitting.place.start()
    words = sitting.argv("console", "--screen", "plans")
    if between == "tmux":
        pane = sitting.terminal(words)
        pane.option("set-clipboard", "off")
        pane.option("allow-passthrough", "on")
        words = pane.attaching
    else:
        words = sitting.ssh_argv(words)
    pty = sitting.program(words)
    pty.until(b"shop", b"Allowed", b"Next: ")
    for number in (1, 2, 3):
        pty.type(key_of("copy").encode())
        until(lambda number=number: len(copied(pty)) == number, lambda: repr(pty.written[-2000:]))
    name, line, below = copied(pty)
    assert sitting.place.say("plans", name).done()["name"] == name
    assert line.startswith(name)
    assert " → " in line, "with what stands right of the terminal's edge"
    allowed, *_, last = below.splitlines()
    assert allowed.startswith("Allowed  ")
    assert last.rstrip(), below
