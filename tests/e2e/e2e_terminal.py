"""A program in a terminal of 80x24 that can be looked at, by tmux."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.patience import PATIENCE

needs_tmux = pytest.mark.skipif(
    shutil.which("tmux") is None, reason="NOT TESTED: consoles in terminals; they take tmux"
)


class Screen:
    """One program in its terminal."""

    def __init__(self, socket: Path, name: str) -> None:
        self._socket, self._name = socket, name

    def _tmux(self, *words: str) -> str:
        argv = ["tmux", "-f", "/dev/null", "-S", str(self._socket), *words]
        return subprocess.run(argv, check=True, capture_output=True, text=True, timeout=PATIENCE).stdout

    def open(self, argv: Sequence[str]) -> None:
        """Begin the program."""
        command = f"exec {shlex.join(argv)}"
        self._tmux("new-session", "-d", "-s", self._name, "-x", "80", "-y", "24", command)

    @property
    def text(self) -> str:
        """What stands on it now."""
        return self._tmux("capture-pane", "-p", "-t", self._name)

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names."""
        for key in keys:
            self._tmux("send-keys", "-t", self._name, key)

    def type(self, text: str) -> None:
        """Type letters as they stand."""
        self._tmux("send-keys", "-t", self._name, "-l", text)

    def until(self, seen: str | Callable[[str], bool]) -> str:
        """Wait until this stands there; return the screen. Lines that were broken are one."""
        end = time.monotonic() + PATIENCE
        while True:
            text = self.text
            flat = " ".join(text.split())
            if seen(flat) if callable(seen) else seen in flat:
                return flat
            assert time.monotonic() < end, f"not seen: {seen}\n{text}"
            time.sleep(0.1)


@contextmanager
def terminals(folder: Path) -> Iterator[Callable[[str, Sequence[str]], Screen]]:
    """Yield what opens a program in a terminal of this name; all of them end with the block."""
    socket = folder / "tmux"

    def opened(name: str, argv: Sequence[str]) -> Screen:
        screen = Screen(socket, name)
        screen.open(argv)
        return screen

    try:
        yield opened
    finally:
        env = {**os.environ, "TMUX": ""}
        subprocess.run(["tmux", "-S", str(socket), "kill-server"], check=False, capture_output=True, env=env)
