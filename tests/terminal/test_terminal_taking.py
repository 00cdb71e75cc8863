"""Search on the page of a real job, and what is taken out of it: by OSC 52 into tmux, and into a file."""

from __future__ import annotations

import json

import pytest
from terminal_tmux import key_of
from terminal_tools import Sitting
from terminal_wait import until

pytest_plugins = ["terminal_fixtures"]
pytestmark = [pytest.mark.terminal, pytest.mark.slow]


def test_a_job_is_searched_and_its_hit_copied_and_exported(sitting: Sitting) -> None:
    sitting.place.load()
    sitting.place.start()
    sitting.place.say("run", "failover", "shop", "--confirm", "shop", "--wait").done()
    pane = sitting.console("--screen", "jobs", size=(120, 40))
    pane.until("failover", "Succeeded")
    pane._tmux.run("set-option", "-g", "set-clipboard", "on")
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
    until(lambda: pane._tmux.run("show-buffer").strip() == "shop-db", lambda: pane._tmux.run("list-buffers"))
    assert b"\x1bPtmux;\x1b\x1b]52;c;" in pane.written, "wrapped for the terminal around tmux as well"

    file = sitting.place.folder / "job.json"
    pane.press(key_of("command-line"))
    pane.type(f"export {file}")
    pane.press("Enter")
    until(file.exists, lambda: pane.look)
    assert json.loads(file.read_text())["row"]["operation"] == "failover"
    pane.press(key_of("quit"))
    assert pane.ended() == 0
