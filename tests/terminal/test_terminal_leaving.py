"""Leaving the console: by key, by signal, by a lost line, by a fault; the terminal is left as it was found."""

from __future__ import annotations

import os
import signal
import sys
import textwrap
import time

import pytest
from support.patience import PATIENCE
from support.quick import quick
from terminal_pty import Pty
from terminal_tmux import key_of
from terminal_tools import Sitting
from terminal_wait import until

from drconsole.console.terminal.leaving import RESTORE

pytest_plugins = ["terminal_fixtures"]
pytestmark = pytest.mark.terminal

ALTERNATE = b"\x1b[?1049h"
LEFT = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?2004l", b"\x1b[?1004l")
"""The main screen, its cursor, no bracketed paste, no reports of focus."""
MOUSE = (b"\x1b[?1000h", b"\x1b[?1003h", b"\x1b[?1006h")
WORN = b"SIMULATION"


def opened(sitting: Sitting, *words: str, **env: str) -> Pty:
    pty = sitting.pty(*words, **env)
    pty.until(ALTERNATE, WORN)
    return pty


def restored(pty: Pty) -> None:
    after = pty.written.rpartition(ALTERNATE)[2]
    assert all(sequence in after for sequence in LEFT), after[-400:]
    assert pty.attributes() == pty.before
    assert b"Traceback" not in pty.written


def by_itself(pty: Pty) -> None:
    """The console left on its own loop; the alarm for one that stands still never rang."""
    assert RESTORE not in pty.written


NO_ALARM = "import drconsole.console.terminal.leaving as leaving\nleaving.GRACE = 3600\n"
"""On a busy machine a loop may need longer than the alarm waits for it: here it has all the time to leave by itself."""


def planted(sitting: Sitting, code: str) -> dict[str, str]:
    """Environment of a console that runs this first, in a module that its own process finds."""
    lines = textwrap.indent(code, "    ")
    (sitting.place.folder / "sitecustomize.py").write_text(f"import os\nif os.environ.get('DRC_PLANTED'):\n{lines}\n")
    path = os.pathsep.join(filter(None, [str(sitting.place.folder), sitting.env.get("PYTHONPATH", "")]))
    return {"DRC_PLANTED": "1", "PYTHONPATH": path}


@pytest.fixture
def running(sitting: Sitting) -> Sitting:
    sitting.place.load()
    sitting.place.start(speed="1")
    return sitting


@pytest.mark.parametrize(
    "number", quick([signal.SIGHUP, signal.SIGTERM], signal.SIGHUP), ids=lambda number: number.name
)
def test_a_signal_restores_the_terminal_and_is_the_exit_code(running: Sitting, number: signal.Signals) -> None:
    pty = opened(running, **planted(running, NO_ALARM))
    before = running.place.say("engine", "status").done()
    pty.process.send_signal(number)
    assert pty.ended() == 128 + number
    restored(pty)
    by_itself(pty)
    assert running.place.say("engine", "status").done()["pid"] == before["pid"]


def test_a_line_that_is_lost_ends_the_console_and_nothing_else(running: Sitting) -> None:
    pty = opened(running)
    before = running.place.say("engine", "status").done()
    pty.hang_up()
    assert pty.process.wait(PATIENCE) == 128 + signal.SIGHUP
    assert running.place.say("engine", "status").done()["pid"] == before["pid"]


@pytest.mark.slow
def test_a_terminal_that_takes_nothing_does_not_hold_the_console(running: Sitting) -> None:
    pty = opened(running)
    pty.stall()
    for width in range(60, 100):  # each a whole frame: more than the pipe and the writer's queue hold
        pty.resize(width, 24)
        time.sleep(0.05)
    pty.process.send_signal(signal.SIGTERM)
    assert pty.ended() == 128 + signal.SIGTERM
    assert pty.attributes() == pty.before


PATIENT = """
import drconsole.link.client as link
really = link.Client.connect.__func__
def connect(cls, paths, timeout=0.0, client="cli"):
    return really(cls, paths, 3600.0, client)
link.Client.connect = classmethod(connect)
"""


@pytest.mark.slow
def test_an_engine_that_does_not_answer_does_not_hold_the_console(running: Sitting) -> None:
    """The console is made to wait an hour for the engine's first word: it leaves while it waits."""
    pty = opened(running, **planted(running, PATIENT + NO_ALARM))
    pty.until(b"finance")
    engine = int(running.place.say("engine", "status").done()["pid"])
    os.kill(engine, signal.SIGSTOP)
    try:
        pty.type(key_of("failover").encode())
        pty.until(b"previewing")
        pty.process.send_signal(signal.SIGTERM)
        assert pty.ended() == 128 + signal.SIGTERM
        restored(pty)
        by_itself(pty)
    finally:
        os.kill(engine, signal.SIGCONT)


STUCK = """
import asyncio, signal, sys, time
from drconsole.console.terminal import leaving
leaving.GRACE = 1
async def main(guard):
    guard.catch(lambda number: None)
    sys.__stderr__.write("\\x1b[?1049h" + "SIMULATION")
    sys.__stderr__.flush()
    import tty; tty.setraw(0)
    while True:
        time.sleep(60)
with leaving.SignalGuard().installed() as guard:
    asyncio.run(main(guard))
"""


@pytest.mark.slow
def test_a_loop_that_stands_still_is_left_all_the_same(sitting: Sitting) -> None:
    pty = sitting.program([sys.executable, "-c", STUCK])
    pty.until(ALTERNATE, WORN)
    until(lambda: pty.attributes() != pty.before, lambda: "the terminal is not raw")
    pty.process.send_signal(signal.SIGTERM)
    assert pty.ended() == 128 + signal.SIGTERM
    restored(pty)


def test_before_there_is_a_loop_a_signal_ends_it_too(sitting: Sitting) -> None:
    early = STUCK.replace("asyncio.run(main(guard))", "sys.__stderr__.write('SIMULATION'); time.sleep(60)")
    pty = sitting.program([sys.executable, "-u", "-c", early])
    pty.until(WORN)
    pty.process.send_signal(signal.SIGHUP)
    assert pty.ended() == 128 + signal.SIGHUP
    assert pty.attributes() == pty.before


def test_the_mouse_is_left_alone_over_ssh(running: Sitting) -> None:
    near = opened(running)
    near.until(*MOUSE)
    far = opened(running, SSH_CONNECTION="192.0.2.1 50000 192.0.2.2 22")
    far.process.send_signal(signal.SIGTERM)
    assert far.ended() == 128 + signal.SIGTERM
    assert not any(sequence in far.written for sequence in MOUSE)
    restored(far)


def test_no_color_is_the_terminals_own_two_colours(running: Sitting) -> None:
    pty = opened(running, NO_COLOR="1")
    # The title names the mode before the first frame is drawn.
    pty.until(b"shop")
    pty.process.send_signal(signal.SIGTERM)
    pty.ended()
    assert b"38;2;" not in pty.written
    assert b"48;2;" not in pty.written
    assert b"38;5;" not in pty.written
    coloured = opened(running)
    coloured.until(b"shop")
    assert b"38;2;" in coloured.written or b"38;5;" in coloured.written or b";3" in coloured.written


def test_only_the_terminal_says_how_large_it_is(running: Sitting) -> None:
    """An exported COLUMNS or LINES changes nothing of what is drawn: the keys stand on the terminal's last line."""
    running.place.say("clock", "pause").done()
    own = running.console().until("SIMULATION", "shop", "paused").splitlines()
    told = running.console(COLUMNS="160", LINES="50")
    told.until_screen(lambda screen: screen.splitlines()[-1] == own[-1] != "", f"{own[-1]!r} on its last line")


def test_a_terminal_without_our_glyphs_gets_plain_ones(running: Sitting) -> None:
    pane = running.console(PYTHONIOENCODING="ascii")
    screen = pane.until("* Protected", "shop", "finance")
    assert screen.isascii()
    assert "\\u" not in screen


@pytest.mark.parametrize("term", quick(["dumb", "unknown"], "dumb"))
def test_a_dumb_terminal_is_told_what_needs_no_screen(sitting: Sitting, term: str) -> None:
    pane = sitting.terminal(["env", f"TERM={term}", *sitting.argv("console")], size=(200, 24))
    assert pane.ended() == 2
    pane.until(f"kind '{term}'", " --plain", " status")
    assert not sitting.place.state.exists()


def test_a_fault_of_the_console_is_written_down_and_the_engine_goes_on(running: Sitting) -> None:
    """The app is made to fail in the middle of its work by a module that its own process finds first."""
    code = (
        "import drconsole.console.state.model.model as model\n"
        "def apply(self, news):\n"
        "    raise ZeroDivisionError('planted in the model')\n"
        "model.Model.apply = apply\n"
    )
    pty = running.pty(**planted(running, code))
    assert pty.ended() == 70
    restored(pty)
    said = pty.written.rpartition(LEFT[0])[2].decode()
    assert "the engine and its jobs go on" in said
    (report,) = running.place.state.glob("console-fault-*.txt")
    assert str(report) in said.replace("\r\n", "")
    assert "planted in the model" in report.read_text()
    assert report.stat().st_mode & 0o077 == 0
    assert running.place.say("engine", "status").done()["running"]


@pytest.mark.slow
def test_a_thread_that_dies_ends_the_console_too(running: Sitting) -> None:
    """A console that shows old rows for ever would be worse."""
    code = (
        "import drconsole.console.state.feed.feed as feed\n"
        "def changes(self, *more):\n"
        "    raise ZeroDivisionError('planted in the feed')\n"
        "feed.Feed._changes = changes\n"
    )
    pty = running.pty(**planted(running, code))
    assert pty.ended() == 70
    restored(pty)
    (report,) = running.place.state.glob("console-fault-*.txt")
    assert "planted in the feed" in report.read_text()
