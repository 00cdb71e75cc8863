"""A file pasted into a terminal that does not mark a paste: the console stays, says so, and takes the next key."""

from __future__ import annotations

import pytest
from terminal_tools import Sitting
from terminal_wait import until

pytest_plugins = ["terminal_fixtures"]
pytestmark = [pytest.mark.terminal, pytest.mark.slow]


def test_a_megabyte_is_not_taken_and_the_next_key_is(sitting: Sitting) -> None:
    sitting.place.load()
    sitting.place.start()
    pty = sitting.pty("--screen", "plans")
    pty.until(b"shop", b"Allowed")
    # f opens the dialog of a failover, q leaves the console.
    file = b"/f shop\rq\r" * 100_000
    pty.type(file)
    pty.until(b"1,000,000", b"was not taken")
    assert pty.process.poll() is None
    pty.type(b"7")
    until(lambda: b"Alarms" in pty.written.split(b"was not taken")[-1], lambda: repr(pty.written[-2000:]))
    rows = sitting.place.say("jobs", "--json").done()
    assert "failover" not in rows
