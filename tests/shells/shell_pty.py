"""A shell at a terminal: what is typed at it, and what it makes of a line at the press of tab."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence

from support.patience import PATIENCE

SHOW = b"\x18d"
"""Keys that make the shell print its line between << and >>."""
CLEAR = b"\x15"
_MARK = re.compile(rb"<<(.*?)>>", re.DOTALL)


class Shell:
    """One shell, started once for a module's tests."""

    def __init__(self, argv: Sequence[str], setup: str, env: Mapping[str, str], folder: str) -> None:
        self.master, slave = os.openpty()
        self.process = subprocess.Popen(
            list(argv), stdin=slave, stdout=slave, stderr=slave, env=dict(env), cwd=folder, start_new_session=True
        )
        os.close(slave)
        self._type(setup.encode() + b"\n")
        self._read(b"ready now")

    def completed(self, line: str) -> str:
        """The line after a press of tab at its end."""
        self._type(line.encode() + b"\t" + SHOW)
        text = self._answer(lambda found: found.startswith(b"drconsole"))[-1].decode()
        self._type(CLEAR)
        return text

    def words(self, line: str) -> list[str]:
        """The words that the program is given when the line is completed and entered."""
        self._type(line.encode() + b"\t" + b" last\n")
        return [word.decode() for word in self._answer(lambda found: found == b"last")]

    def end(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.master)

    def _type(self, keys: bytes) -> None:
        os.write(self.master, keys)

    def _answer(self, last: object) -> list[bytes]:
        written = bytearray()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            written += self._some()
            found = _MARK.findall(written)
            if found and callable(last) and last(found[-1]):
                return found
        raise AssertionError(f"no answer: {bytes(written)!r}")

    def _read(self, mark: bytes) -> None:
        written = bytearray()
        end = time.monotonic() + PATIENCE
        while mark not in written:
            assert time.monotonic() < end, bytes(written)
            written += self._some()

    def _some(self) -> bytes:
        ready, _, _ = select.select([self.master], [], [], 0.1)
        return os.read(self.master, 1 << 16) if ready else b""
