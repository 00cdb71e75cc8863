"""tmux as a terminal that can be looked at."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from support.patience import PATIENCE
from terminal_wait import need, until

from drconsole.console.commands import COMMANDS

_TMUX_KEYS = {"question_mark": "?", "colon": ":", "slash": "/", "enter": "Enter", "escape": "Escape"}


def key_of(command: str) -> str:
    """The first key of a command of the console, by tmux's name: keys may move, ids stay."""
    (found,) = [each for each in COMMANDS if each.id == command]
    return _TMUX_KEYS.get(found.keys[0], found.keys[0])


_ENDED = "ended with "
_SHELL = f'read -r _ < "$1"; shift; "$@"; printf "\\033]2;{_ENDED}%s\\033\\\\" $?; exec sleep 3600'
"""The program's end is said in the terminal's title: who reads it there has been shown all that came before.

tmux has a word for a program's end too; it is now and then missing, and it pushes the screen up by a line.
"""


class Pane:
    """One program in a terminal that can be looked at."""

    def __init__(self, tmux: Tmux, name: str, log: Path) -> None:
        self._tmux = tmux
        self._name = name
        self._log = log

    @property
    def screen(self) -> str:
        """What stands on it now, line by line."""
        return self._tmux.run("capture-pane", "-p", "-t", self._name)

    @property
    def pid(self) -> int:
        """The program's; its terminal's own is a shell that waits for it."""
        shell = self._ask("#{pane_pid}")
        (found,) = Path(f"/proc/{shell}/task/{shell}/children").read_text().split()
        return int(found)

    @property
    def server(self) -> int:
        """Process of the tmux server, which is the terminal."""
        return int(self._ask("#{pid}"))

    @property
    def attaching(self) -> list[str]:
        """A program that shows it in another terminal, the one around tmux."""
        return self._tmux.argv("attach-session", "-t", self._name)

    def option(self, name: str, value: str) -> None:
        """Set an option of tmux."""
        self._tmux.run("set-option", "-g", name, value)

    @property
    def clipboard(self) -> str:
        """What tmux has in its buffer."""
        return self._tmux.run("show-buffer")

    def paste(self, file: Path) -> None:
        """Paste a file's text, bracketed as a terminal does it where the program asks for that."""
        self._tmux.run("load-buffer", str(file), ";", "paste-buffer", "-p", "-r", "-t", self._name)

    def resize(self, *sizes: tuple[int, int]) -> None:
        """Have these sizes, one right after the other."""
        words: list[str] = []
        for width, height in sizes:
            words += ["resize-window", "-t", self._name, "-x", str(width), "-y", str(height), ";"]
        self._tmux.run(*words[:-1])

    @property
    def code(self) -> int | None:
        """The program's exit code, as a shell says it; None while it runs, or while not all that it wrote is shown."""
        title = self._ask("#{pane_title}")
        return int(title.removeprefix(_ENDED)) if title.startswith(_ENDED) else None

    @property
    def cursor(self) -> str:
        """The line that the terminal's cursor is on: where a screen reader, and a test, sees the focus."""
        return self.screen.splitlines()[int(self._ask("#{cursor_y}"))]

    @property
    def takes_mouse(self) -> bool:
        """Whether the program asks for the mouse."""
        return self._ask("#{mouse_any_flag}") == "1"

    @property
    def in_alternate_screen(self) -> bool:
        return self._ask("#{alternate_on}") == "1"

    def _ask(self, form: str) -> str:
        return self._tmux.run("display-message", "-p", "-t", self._name, form).strip()

    @property
    def look(self) -> str:
        """The screen and where its cursor is, for the eye."""
        return f"{self.screen.rstrip()}\n(cursor on: {self.cursor.strip()!r}, exit code {self.code})"

    @property
    def written(self) -> bytes:
        """All that the program wrote so far, painted over or not."""
        return self._log.read_bytes() if self._log.exists() else b""

    def press(self, *keys: str) -> None:
        """Keys by tmux's names: ``Enter``, ``Escape``, ``Down``, ``f``."""
        for key in keys:
            self._tmux.run("send-keys", "-t", self._name, key)

    def hold_down(self, *keys: str) -> None:
        """All of these at once, faster than any keyboard repeats a key."""
        self._tmux.run("send-keys", "-t", self._name, *keys)

    def type(self, text: str) -> None:
        self._tmux.run("send-keys", "-t", self._name, "-l", text)

    def until(self, *texts: str, patience: float = PATIENCE) -> str:
        """The screen once all the texts stand on it."""
        return self.until_screen(lambda screen: all(text in screen for text in texts), " and ".join(texts), patience)

    def until_screen(self, right: Callable[[str], bool], what: str, patience: float = PATIENCE) -> str:
        seen = [""]

        def looked() -> bool:
            over = self.code is not None
            seen[0] = self.screen
            return right(seen[0]) or over

        until(looked, lambda: f"never on the screen: {what}\n{self.look}", patience)
        assert right(seen[0]), f"it ended, and this was not on the screen: {what}\n{self.look}"
        return seen[0]

    def until_cursor(self, right: Callable[[str], bool], what: str, patience: float = PATIENCE) -> None:
        """Return once the line with the terminal's cursor is as it should be: what has the focus there takes keys."""
        until(lambda: right(self.cursor), lambda: f"the cursor is not {what}\n{self.look}", patience)

    def ended(self, patience: float = PATIENCE) -> int:
        """Its exit code, once it has one."""
        until(lambda: self.code is not None, lambda: f"it goes on:\n{self.look}", patience)
        assert self.code is not None
        return self.code


def confirm(pane: Pane, name: str) -> None:
    """Type the name that a dialog asks for."""
    pane.press("n")
    pane.until_cursor(lambda line: f", type {name}:" in line, "where the name is typed")
    pane.type(name)
    pane.until_cursor(lambda line: line.rstrip(" ┃│║").endswith(f": {name}"), f"behind {name}")
    pane.press("Enter")


class Tmux:
    """A tmux server of the test's own."""

    def __init__(self) -> None:
        need(shutil.which("tmux"))
        self._folder = Path(tempfile.mkdtemp(prefix="drt-", dir="/tmp"))  # a socket's path must be short
        conf = self._folder / "conf"
        conf.write_text("set -g status off\nset -g escape-time 0\n")
        self._base = ["tmux", "-S", str(self._folder / "s"), "-f", str(conf)]
        self._count = 0

    def argv(self, *words: str) -> list[str]:
        return [*self._base, *words]

    def run(self, *words: str, env: Mapping[str, str] | None = None) -> str:
        done = subprocess.run(self.argv(*words), capture_output=True, text=True, check=False, env=env)
        assert done.returncode == 0, (words, done.stderr)
        return done.stdout

    def start(self, argv: Sequence[str], env: Mapping[str, str], size: tuple[int, int] = (80, 24)) -> Pane:
        self._count += 1
        name = f"t{self._count}"
        width, height = size
        setting = [word for each in env.items() for word in ("-e", "=".join(each))]
        where = ["-x", str(width), "-y", str(height)]
        log, gate = self._folder / f"{name}.log", self._folder / f"{name}.gate"
        os.mkfifo(gate)  # nothing is written before it is recorded
        shell = ["sh", "-c", _SHELL, "sh", str(gate)]
        self.run("new-session", "-d", "-s", name, *where, *setting, "--", *shell, *argv, env=_plain(env))
        self.run("pipe-pane", "-O", "-t", name, f"exec cat > {log}")
        gate.write_text("go\n")
        return Pane(self, name, log)

    def end(self) -> None:
        subprocess.run([*self._base, "kill-server"], capture_output=True, check=False)
        shutil.rmtree(self._folder, ignore_errors=True)


def _plain(env: Mapping[str, str]) -> dict[str, str]:
    """The server's own environment: it must not believe that it runs inside another tmux."""
    return {name: value for name, value in env.items() if name not in ("TMUX", "TMUX_PANE", "TERM")} | {
        "TERM": "xterm-256color"
    }
