"""A program on a bare terminal: every byte that it writes, and a line that can be lost."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import struct
import subprocess
import termios
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from support.patience import PATIENCE
from terminal_wait import until


class Pty:
    """One program on a bare terminal: every byte that it writes, and a line that can be lost."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str], size: tuple[int, int] = (80, 24)) -> None:
        self.master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.before = termios.tcgetattr(slave)
        self.process = subprocess.Popen(
            list(argv),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**env, "TERM": "xterm-256color"},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        self._slave = slave
        """Kept open: what the terminal was left like can be asked after the program's end."""
        self._bytes = bytearray()
        self._stop = threading.Event()
        self._reading = threading.Event()
        self._reading.set()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        while not self._stop.is_set():
            if not self._reading.wait(0.05):
                continue
            ready, _, _ = select.select([self.master], [], [], 0.05)
            if ready and self._reading.is_set():
                try:
                    self._bytes += os.read(self.master, 1 << 16)
                except OSError:
                    return

    @property
    def written(self) -> bytes:
        return bytes(self._bytes)

    def until(self, *texts: bytes, patience: float = PATIENCE) -> None:
        until(
            lambda: all(text in self._bytes for text in texts) or self.process.poll() is not None,
            lambda: f"never written: {texts}\n{self.written[-2000:]!r}",
            patience,
        )
        assert all(text in self._bytes for text in texts), self.written[-2000:]

    def type(self, text: bytes) -> None:
        os.write(self.master, text)

    def resize(self, width: int, height: int) -> None:
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def stall(self) -> None:
        """Stop reading, as a terminal does at ctrl+s, or a line that hangs."""
        self._reading.clear()

    def read_on(self) -> None:
        """Read again."""
        self._reading.set()

    def attributes(self) -> list[Any]:
        return termios.tcgetattr(self._slave)

    def ended(self, patience: float = PATIENCE) -> int:
        code = self.process.wait(patience)
        # What is still in the pipe belongs to what it wrote.
        quiet = [len(self._bytes)]

        def settled() -> bool:
            last, quiet[0] = quiet[0], len(self._bytes)
            return last == quiet[0] and not select.select([self.master], [], [], 0)[0]

        if self._reading.is_set():
            until(settled, lambda: "it never stops writing")
        return code

    def hang_up(self) -> None:
        """The line is gone: nobody holds either end any more."""
        self._stop.set()
        self._thread.join()
        os.close(self._slave)
        os.close(self.master)
        self._slave = self.master = -1

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait(PATIENCE)
        self._stop.set()
        self._thread.join()
        for each in (self._slave, self.master):
            if each >= 0:
                os.close(each)
