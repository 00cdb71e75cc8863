"""A program in a pseudo-terminal: when it wrote how many bytes, and what it used meanwhile.

Nothing is drawn here. What is written is searched for a text, its escapes left out, and otherwise only counted.
"""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from .process import cpu_seconds, states

WIDTH, HEIGHT = 120, 40
PATIENCE = 300.0
"""Seconds after which what was waited for counts as never written."""

REACTION = 1.0
"""Seconds after which a key counts as one that draws nothing: where others work too, a program gets its turn late."""
TOGETHER = 0.02
"""Seconds between two chunks that belong to one frame, at most."""

KEYS = {
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "page-down": b"\x1b[6~",
    "page-up": b"\x1b[5~",
    "escape": b"\x1b",
    "enter": b"\r",
    "ctrl+l": b"\x0c",
}
"""A letter stands for itself."""

ESCAPES = re.compile(
    rb"\x1b\[[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]"  # CSI
    rb"|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC, DCS and their like
    rb"|\x1b[\x20-\x2f]*[\x30-\x7e]"
)
ANSWERS = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",  # synchronized output: it can
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",  # sizes told in band: not known
    b"\x1b[c": b"\x1b[?62;22c",  # what kind of terminal
    b"\x1b[2H\xe2\x94\x80\x1b[2b\x1b[6n": b"\x1b[2;4R",  # where the cursor is after a letter that it repeated
    b"\x1b[?u": b"\x1b[?0u",  # kitty's keyboard protocol: off
}
"""What a program asks its terminal -> what one of today says."""
LONGEST_QUESTION = max(map(len, ANSWERS))

_OTHERS = ("COLUMNS", "DRCONSOLE_", "LINES", "NO_COLOR", "PYTHONDONTWRITEBYTECODE", "SSH_", "TERM", "TEXTUAL", "TMUX")


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Ours without what says something of another terminal, of a user's settings, or of a line."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OTHERS)}
    terminal = {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "XDG_CONFIG_HOME": "/nonexistent",
        # Nothing can be kept there: no console begins with the order that another one was left in.
        "XDG_STATE_HOME": "/dev/null",
    }
    return {**kept, **terminal, **(more or {})}


@dataclass(slots=True)
class Burst:
    """What followed a key, until there was nothing more: seconds from the key on."""

    chunks: list[tuple[float, bytes]] = field(default_factory=list)
    """When it came, and what."""
    cpu: float = 0.0

    @property
    def last(self) -> float:
        """The last byte; 0 = nothing was written."""
        return self.chunks[-1][0] if self.chunks else 0.0

    @property
    def data(self) -> bytes:
        return b"".join(data for _, data in self.chunks)

    @property
    def bytes(self) -> int:
        return sum(len(data) for _, data in self.chunks)

    @property
    def frames(self) -> list[bytes]:
        """What came in one go."""
        found: list[bytes] = []
        before = -TOGETHER
        for at, data in self.chunks:
            if at - before < TOGETHER:
                found[-1] += data
            else:
                found.append(data)
            before = at
        return found


class Program:
    """``with Program(argv) as program``; ended with the block, whatever happens in it."""

    def __init__(self, argv: Sequence[str], more: Mapping[str, str] | None = None) -> None:
        self._main, other = os.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
        self._written = bytearray()
        self._asked = b""
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            argv,
            stdin=other,
            stdout=other,
            stderr=other,
            env=environment(more),
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(other)

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        # At once: nobody looks at what its terminal is left like.
        self.process.kill()
        self.process.wait()
        os.close(self._main)

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def cpu(self) -> float:
        """CPU seconds used so far."""
        return cpu_seconds(self.pid)

    @property
    def at_rest(self) -> bool:
        """Whether all its threads wait. One that has no processor, because others have them, does not."""
        return set(states(self.pid).values()) <= {"S"}

    @property
    def age(self) -> float:
        """Seconds since it was started."""
        return time.perf_counter() - self.began

    def _read(self, seconds: float) -> bytes:
        """A chunk; empty = nothing came for so long."""
        if not select.select([self._main], [], [], max(0.0, seconds))[0]:
            return b""
        data = b""
        with suppress(OSError):
            data = os.read(self._main, 1 << 16)
        if not data:
            time.sleep(min(seconds, 0.02))
            return b""
        self._written += data
        self._answer(data)
        return data

    def _answer(self, data: bytes) -> None:
        asked = self._asked + data
        for question, answer in ANSWERS.items():
            for _ in range(asked.count(question) - self._asked.count(question)):
                os.write(self._main, answer)
        self._asked = asked[-LONGEST_QUESTION:]

    def until(self, text: str, since: int = 0, patience: float = PATIENCE) -> tuple[float, float]:
        """(seconds since its start, CPU seconds) at the chunk with which this text has been written.

        ``since``: not looked for in so many bytes from the beginning.
        """
        wanted, end, at = text.encode(), time.perf_counter() + patience, (self.age, self.cpu)
        while wanted not in (seen := ESCAPES.sub(b"", self._written[since:])):
            if not self._read(0.5) and (time.perf_counter() > end or self.process.poll() is not None):
                raise RuntimeError(f"{text!r} was never written; the last was {bytes(seen[-500:])!r}")
            at = self.age, self.cpu
        return at

    @property
    def written(self) -> bytes:
        """Everything since its start."""
        return bytes(self._written)

    def type(self, *keys: str) -> None:
        """Press keys, all at once, and wait for nothing."""
        os.write(self._main, b"".join(KEYS.get(key, key.encode()) for key in keys))

    def settle(self, quiet: float = 0.7) -> None:
        """Until it has written nothing, and hardly worked, for ``quiet`` seconds."""
        self._gather(Burst(), time.perf_counter(), quiet, 0.0)

    def press(self, *keys: str, quiet: float = 0.1) -> Burst:
        """All keys at once, and what follows until ``quiet`` seconds pass without a byte and without work."""
        burst, cpu, start = Burst(), self.cpu, time.perf_counter()
        self.type(*keys)
        self._gather(burst, start, quiet, REACTION)
        burst.cpu = self.cpu - cpu
        return burst

    def watch(self, seconds: float) -> Burst:
        """What it writes and works while nobody presses anything, for so long."""
        burst, cpu, start = Burst(), self.cpu, time.perf_counter()
        while (left := start + seconds - time.perf_counter()) > 0:
            if data := self._read(left):
                burst.chunks.append((time.perf_counter() - start, data))
        burst.cpu = self.cpu - cpu
        return burst

    def _gather(self, burst: Burst, start: float, quiet: float, reaction: float) -> None:
        while (now := time.perf_counter()) < start + PATIENCE:
            worked = self.cpu
            if data := self._read(quiet):
                burst.chunks.append((time.perf_counter() - start, data))
            elif self.cpu - worked < quiet * 0.2 and (burst.chunks or now > start + reaction) and self.at_rest:
                return
        raise RuntimeError(f"it has not come to rest in {PATIENCE:g} s")
