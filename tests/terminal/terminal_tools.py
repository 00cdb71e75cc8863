"""A state of its own and consoles over it: in tmux, on a bare pty, at the far end of an ssh connection."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from e2e.e2e_state import Place
from terminal_pty import Pty
from terminal_sshd import Sshd
from terminal_tmux import Pane, Tmux


class Sitting:
    """A state and consoles over it."""

    def __init__(self, folder: Path) -> None:
        self.place = Place(folder)
        self.place.env.pop("NO_COLOR", None)
        self.place.env |= {"LC_ALL": "C.UTF-8", "HOME": str(folder)}
        for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY", "TMUX", "TMUX_PANE"):
            self.place.env.pop(name, None)
        self._tmux: Tmux | None = None
        self._ptys: list[Pty] = []
        self._sshd: Sshd | None = None
        self._folder = folder

    @property
    def env(self) -> dict[str, str]:
        return self.place.env

    def argv(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "drconsole", "--state", str(self.place.state), *words]

    def console(self, *words: str, size: tuple[int, int] = (80, 24), **env: str) -> Pane:
        """A console in tmux."""
        return self.terminal(self.argv("console", *words), size=size, **env)

    def terminal(self, argv: Sequence[str], *, size: tuple[int, int] = (80, 24), **env: str) -> Pane:
        self._tmux = self._tmux or Tmux()
        return self._tmux.start(argv, {**self.env, **env}, size)

    def pty(self, *words: str, **env: str) -> Pty:
        """A console on a bare terminal."""
        return self.program(self.argv("console", *words), **env)

    def program(self, argv: Sequence[str], **env: str) -> Pty:
        made = Pty(argv, {**self.env, **env})
        self._ptys.append(made)
        return made

    def over_ssh(self, *words: str, size: tuple[int, int] = (80, 24)) -> Pane:
        """A console at the far end of an ssh connection, the client in tmux."""
        self._sshd = self._sshd or Sshd(self._folder)
        told = ("PATH", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "LC_ALL", "HOME")
        setting = ["env", *(f"{name}={self.env[name]}" for name in told)]
        python = f"PYTHONPATH={self.env['PYTHONPATH']}" if "PYTHONPATH" in self.env else "PYTHONUTF8=1"
        command = " ".join([*setting, python, *self.argv("console", *words)])
        return self.terminal(self._sshd.argv(command), size=size)

    def consoles(self) -> list[int]:
        """Processes of this state's consoles."""
        found = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdigit():
                    words = (entry / "cmdline").read_bytes().split(b"\0")
                    if b"drconsole" in words and b"console" in words and str(self.place.state).encode() in words:
                        found.append(int(entry.name))
        return found

    def end(self) -> None:
        """All that was started here, whatever else fails on the way."""
        with contextlib.ExitStack() as last:
            last.callback(self.place.clear)
            last.callback(self._end_consoles)
            if self._sshd is not None:
                last.callback(self._sshd.end)
            if self._tmux is not None:
                last.callback(self._tmux.end)
            for pty in self._ptys:
                last.callback(pty.close)

    def _end_consoles(self) -> None:
        for pid in self.consoles():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
