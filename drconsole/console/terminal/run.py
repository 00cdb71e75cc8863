"""The console as a process: the terminal it needs, the way in, and every way out.

Imports Textual only once it is clear that there is a terminal to draw on.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drconsole import __version__
from drconsole.console.state.session import Session
from drconsole.console.terminal.leaving import LAST_WORDS, Belt
from drconsole.recovery.types.errors import BadInput
from drconsole.settings.config.load import load
from drconsole.settings.state import StatePaths

if TYPE_CHECKING:
    from drconsole.console.terminal.terminal import TerminalApp

FAULT = 70
"""Exit code of a fault of ours (EX_SOFTWARE), as the command line's."""

_DUMB = frozenset({"dumb", "unknown"})
_INSTEAD = "drconsole status, drconsole plans and drconsole --help need no screen"


def check_terminal() -> None:
    """Raises ``BadInput`` where no screen can be drawn."""
    term = os.environ.get("TERM", "")
    if term.lower() in _DUMB:
        raise BadInput("no-terminal", f"the console cannot draw on a terminal of kind {term!r}", advice=_INSTEAD)
    for name, stream in (("input", sys.__stdin__), ("output", sys.__stdout__), ("error output", sys.__stderr__)):
        if stream is None or not stream.isatty():
            raise BadInput("no-terminal", f"the console needs a terminal, and standard {name} is none", advice=_INSTEAD)


def run_console(state: Path, screen: str | None = None, read_only: bool = False, *, first_start: bool = False) -> int:
    """Open the console over a state, and return its exit code once the operator has left.

    0; 128 + n after signal n; 70 after a fault of the console's own, whose report is named on stderr. Raises
    ``BadInput`` without a terminal. What is wrong in the config file is a message on the screen.
    """
    check_terminal()
    heed_only_the_terminal()
    session = make_session(StatePaths.of(state), screen, read_only, first_start)
    with Belt().worn() as belt:
        from drconsole.console.terminal.terminal import TerminalApp

        app = TerminalApp(session, belt)
        with _threads_tell(app):
            return asyncio.run(_run(app, belt))


def heed_only_the_terminal() -> None:
    """Forget what the environment says of the terminal's size, before anything asks for it.

    An exported COLUMNS or LINES is of another terminal, or of this one before it was resized. Textual's driver would
    believe it (``shutil.get_terminal_size``) and lay out lines that the terminal cannot show.
    """
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)


def make_session(paths: StatePaths, screen: str | None, read_only: bool, first_start: bool) -> Session:
    """A sitting as config file and environment want it."""
    checked = load()
    console = checked.config.console
    session = Session(paths, read_only=read_only, first_start=first_start, log_in=console.log_in, theme=console.theme)
    session.checked = checked
    if screen:
        session.screen = screen
    # Textual would make its colours grey, or with the terminal's own colours black on black; ours has none to begin
    # with. Set but empty asks for nothing (no-color.org).
    if os.environ.pop("NO_COLOR", ""):
        session.theme = "mono"
    return session


def takes_mouse(session: Session) -> bool:
    """Return whether the console takes the mouse: as the config file says, else not over SSH (every move is sent)."""
    said = session.checked.config.console.mouse
    return not session.over_ssh if said == "auto" else said == "on"


async def _run(app: TerminalApp, belt: Belt) -> int:
    try:
        await app.run_async(mouse=takes_mouse(app.session))
    except Exception as error:
        app.faults.append(error)
    belt.restored = True
    code = _end(app)
    belt.at_most(LAST_WORDS, code)
    return code


def _end(app: TerminalApp) -> int:
    """The exit code; after a fault also its report, named on stderr."""
    if app.signalled is not None:
        return 128 + int(app.signalled)
    if not app.faults:
        return int(app.return_code or 0)
    place = write_report(app.session.paths.folder, app.faults)
    lines = (
        "drconsole: a fault in the console itself; the engine and its jobs go on",
        f"  where:  {place}",
        "  advice:  open the console again; drconsole status shows where things stand",
    )
    with contextlib.suppress(OSError):
        print(*lines, sep="\n", file=sys.__stderr__, flush=True)
    return FAULT


def write_report(folder: Path, faults: list[Any]) -> str:
    """What happened, in a file of its own in the state folder, or where files for a while go; returns its name."""
    now = datetime.now(UTC)
    text = f"drconsole {__version__}, Python {sys.version.split()[0]}, {now.isoformat(timespec='seconds')}\n"
    text += "".join(f"\n{_described(fault)}" for fault in faults)
    for where in (folder, None):
        with contextlib.suppress(OSError):
            handle, name = tempfile.mkstemp(prefix=f"console-fault-{now:%Y%m%dT%H%M%SZ}-", suffix=".txt", dir=where)
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text)
            return name
    return text.strip().splitlines()[-1]


def _described(fault: Any) -> str:
    if isinstance(fault, BaseException):
        # What failed in a worker comes wrapped.
        inner = getattr(fault, "error", None)
        return "".join(traceback.format_exception(inner if isinstance(inner, BaseException) else fault))
    from rich.console import Console

    text = io.StringIO()
    Console(file=text, width=120, color_system=None).print(fault)
    return text.getvalue()


@contextlib.contextmanager
def _threads_tell(app: TerminalApp) -> Iterator[None]:
    """A thread that dies of a fault ends the console: one that shows old rows for ever is worse."""

    def tell(what: threading.ExceptHookArgs) -> None:
        if what.exc_value is not None:
            app.thread_died(what.exc_value, what.thread)

    before, threading.excepthook = threading.excepthook, tell
    try:
        yield
    finally:
        threading.excepthook = before
