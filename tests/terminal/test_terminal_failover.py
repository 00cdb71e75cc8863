"""A failover in which much happens, by keys alone on 80 by 24: in full colour, in ASCII, and over a slow line."""

from __future__ import annotations

import re

import pytest
from console.failover_by_keys import BY_KEYS, DESK, ENDED, JOBS
from terminal_steps import take, written_as
from terminal_tools import Sitting

from drconsole.console.terminal.plain import Charset, plain

pytest_plugins = ["terminal_fixtures"]
pytestmark = [pytest.mark.terminal, pytest.mark.slow]

MANY_COLOURS = re.compile(rb"[34]8;[25];")
"""A colour out of 256 or out of all."""


@pytest.fixture
def running(sitting: Sitting) -> Sitting:
    file = sitting.place.folder / "desk.yaml"
    file.write_text(DESK)
    sitting.place.load(file)
    sitting.place.start("max")
    return sitting


def as_it_was_meant(running: Sitting) -> None:
    assert [(job["operation"], job["state"]) for job in running.place.say("jobs").done()] == JOBS
    items = running.place.items()
    assert {name: items[name]["protection_state"] for name in ENDED} == ENDED


def test_in_all_signs_and_colours(running: Sitting) -> None:
    pane = running.console(COLORTERM="truecolor")
    for step in BY_KEYS:
        take(step, pane)
    as_it_was_meant(running)
    assert b"38;2;" in pane.written
    assert not pane.written.isascii()


def test_in_ascii_and_sixteen_colours(running: Sitting) -> None:
    terminal = ["env", "TERM=xterm-16color", "LC_ALL=C", "LANG=C", "COLORTERM="]
    pane = running.terminal([*terminal, *running.argv("console")])
    for step in written_as(BY_KEYS, lambda text: plain(text, Charset("ascii"))):
        take(step, pane)
        assert pane.screen.isascii(), pane.look
    as_it_was_meant(running)
    assert pane.written.isascii(), re.findall(rb"[^\x00-\x7f]+", pane.written)[:10]
    assert MANY_COLOURS.findall(pane.written) == []
    assert re.search(rb"\x1b\[[0-9;]*3[0-7]", pane.written), "it has colours"


def test_over_ssh_and_a_line_of_64_kbit_with_150_ms(running: Sitting) -> None:
    pane = running.over_ssh(slow=True)
    for step in BY_KEYS:
        take(step, pane)
    as_it_was_meant(running)
    assert running.line is not None
    assert running.line.carried > len(pane.written), "all of it came over the slow line"
