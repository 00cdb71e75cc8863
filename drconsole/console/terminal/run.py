"""Process of the console: check of the terminal, start, exit code, and the report of a fault.

It imports Textual only after the check of the terminal.
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
from drconsole.console.terminal.leaving import THREADS_TIMEOUT, SignalGuard
from drconsole.link.trust import owner_of_another
from drconsole.recovery.types.remedies import Act
from drconsole.recovery.types.work.errors import BadInput, DrError
from drconsole.render.words.command_lines import command, line_of
from drconsole.settings.config.load import load
from drconsole.settings.list_looks import Looks, looks_file
from drconsole.settings.state import StatePaths, default_state_dir

if TYPE_CHECKING:
    from drconsole.console.state.typed import ShellLine
    from drconsole.console.state.wish import Wish
    from drconsole.console.terminal.terminal import TerminalApp

FAULT = 70
"""Exit code after a fault in the console itself (EX_SOFTWARE), as that of the command line."""

_DUMB = frozenset({"dumb", "unknown"})
_INSTEAD = f"{command('console', '--plain')}, {line_of(Act.STATUS)} and {command('--help')} need no screen"


def check_terminal() -> None:
    """Check that there is a terminal to draw on. Raises ``BadInput``."""
    term = os.environ.get("TERM", "")
    if term.lower() in _DUMB:
        raise BadInput("no-terminal", f"the console cannot draw on a terminal of kind {term!r}", advice=_INSTEAD)
    for name, stream in (("input", sys.__stdin__), ("output", sys.__stdout__), ("error output", sys.__stderr__)):
        if stream is None or not stream.isatty():
            raise BadInput(
                "no-terminal", f"the console needs a terminal, but standard {name} is not one", advice=_INSTEAD
            )


def run_console(
    state: Path,
    screen: str | None = None,
    read_only: bool = False,
    *,
    first_start: bool = False,
    shell: ShellLine | None = None,
) -> tuple[int, Wish | None]:
    """Run the console over a state folder; return its exit code, and what is to be done now that it has ended.

    ``shell`` reads command lines behind ``:``.

    The code is 0; 128 + n after signal n; 70 after a fault in the console itself, whose report is named on stderr.
    Raises ``BadInput`` without a terminal. A mistake in the config file becomes a message on the screen.
    """
    check_terminal()
    ignore_size_variables()
    session = make_session(StatePaths.of(state), screen, read_only, first_start)
    session.shell = shell
    with SignalGuard().installed() as guard:
        from drconsole.console.terminal.terminal import TerminalApp

        app = TerminalApp(session, guard)
        with _report_thread_faults(app):
            code = asyncio.run(_run(app, guard))
            return code, session.wish if code == 0 else None


def ignore_size_variables() -> None:
    """Remove COLUMNS and LINES from the environment, before Textual reads them.

    An exported value is that of another terminal, or of this one before it was resized. Textual's driver would believe
    it (``shutil.get_terminal_size``) and lay out lines that the terminal cannot show.
    """
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)


def make_session(paths: StatePaths, screen: str | None, read_only: bool, first_start: bool) -> Session:
    """Make a session from the config file and the environment."""
    checked = load()
    console = checked.config.console
    owner = owner_of_another(paths.folder)
    seatless = not read_only and bool(owner) and not may_command(paths)
    session = Session(
        paths,
        name=paths.folder.name if paths.folder != default_state_dir() else "",
        read_only=read_only or seatless,
        state_of=owner,
        seatless=seatless,
        first_start=first_start,
        log_in=console.log_in,
        theme=console.theme,
    )
    session.checked = checked
    session.looks = Looks(looks_file())
    if screen:
        session.screen = screen
    # Textual turns colours into greys, with the terminal's own colours into black on black: the theme mono has no
    # colours to turn. A variable that is set but empty asks for nothing (no-color.org).
    if os.environ.pop("NO_COLOR", ""):
        session.theme = "mono"
    return session


def may_command(paths: StatePaths) -> bool:
    """Return whether the engine of another user's state says that we have a seat which commands.

    Only so that what it would refuse is not offered: the engine checks each command by itself.
    """
    from drconsole.link.client import Client
    from drconsole.link.messages import Room

    with contextlib.suppress(DrError, OSError), Client.connect(paths, timeout=2.0, client="console") as client:
        return client.ask(Room(), timeout=2.0)["you"]["commands"]
    return False


def takes_mouse(session: Session) -> bool:
    """Return whether the console takes the mouse: by the config file, else not over SSH, which sends every move."""
    said = session.checked.config.console.mouse
    return not session.over_ssh if said == "auto" else said == "on"


async def _run(app: TerminalApp, guard: SignalGuard) -> int:
    try:
        app.session.mouse = takes_mouse(app.session)
        await app.run_async(mouse=app.session.mouse)
    except Exception as error:
        app.faults.append(error)
    guard.restored = True
    code = _end(app)
    guard.exit_within(THREADS_TIMEOUT, code)
    return code


def _end(app: TerminalApp) -> int:
    """Return the exit code; after a fault write its report, and name it on stderr."""
    if app.signalled is not None:
        return 128 + int(app.signalled)
    if not app.faults:
        return int(app.return_code or 0)
    place = write_report(app.session.paths.folder, app.faults)
    lines = (
        "drconsole: a fault in the console itself; the engine and its jobs go on",
        f"  where:  {place}",
        f"  advice:  open the console again; {line_of(Act.STATUS)} shows the present state",
    )
    with contextlib.suppress(OSError):
        print(*lines, sep="\n", file=sys.__stderr__, flush=True)
    return FAULT


def write_report(folder: Path, faults: list[Any]) -> str:
    """Write a report into the state folder, else into the folder for temporary files; return its name.

    Where neither can be written, return the last line of the report.
    """
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
        # Textual wraps an error of a worker.
        inner = getattr(fault, "error", None)
        return "".join(traceback.format_exception(inner if isinstance(inner, BaseException) else fault))
    from rich.console import Console

    text = io.StringIO()
    Console(file=text, width=120, color_system=None).print(fault)
    return text.getvalue()


@contextlib.contextmanager
def _report_thread_faults(app: TerminalApp) -> Iterator[None]:
    """End the console when a thread dies of a fault: otherwise it would show old rows for ever."""

    def tell(what: threading.ExceptHookArgs) -> None:
        if what.exc_value is not None:
            app.thread_died(what.exc_value, what.thread)

    before, threading.excepthook = threading.excepthook, tell
    try:
        yield
    finally:
        threading.excepthook = before
