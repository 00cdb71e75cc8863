"""A state of its own and consoles over it: in tmux, on a bare pty, at the far end of an ssh connection."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from e2e.e2e_state import Place
from terminal_pty import Pty
from terminal_relay import Relay
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
        self.line: Relay | None = None
        """The slow line, once one was opened."""
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

    def over_ssh(self, *words: str, size: tuple[int, int] = (80, 24), slow: bool = False) -> Pane:
        """A console at the far end of an ssh connection, the client in tmux; ``slow``: over a line of 64 kbit/s."""
        return self.terminal(self.ssh_argv(self.argv("console", *words), slow=slow), size=size)

    def ssh_argv(self, words: Sequence[str], *, slow: bool = False) -> list[str]:
        """An ssh client that runs this at its far end, on a terminal."""
        self._sshd = self._sshd or Sshd(self._folder)
        if slow and self.line is None:
            self.line = Relay(self._sshd.port)
        told = ("PATH", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "LC_ALL", "HOME")
        setting = ["env", *(f"{name}={self.env[name]}" for name in told)]
        python = f"PYTHONPATH={self.env['PYTHONPATH']}" if "PYTHONPATH" in self.env else "PYTHONUTF8=1"
        command = shlex.join([*setting, python, *words])
        return self._sshd.argv(command, self.line.port if slow and self.line is not None else 0)

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
            if self.line is not None:
                last.callback(self.line.end)
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
