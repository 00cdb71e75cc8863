"""File of an exercise: records are only ever added, each as one line, by whoever holds the file's lock.

Trainee and instructor write from several processes. Whoever writes reads under the lock first what the others wrote, so
that nothing is recorded twice; a crash loses at most the line that was being written, which is told and passed over.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from drconsole.recovery.types.data import dataclass
from drconsole.settings.errors import SettingsError
from drconsole.training.session import lines
from drconsole.training.session.record_lines import as_line, entry_of
from drconsole.training.session.records import Entry

NAME = "exercise.jsonl"


@dataclass(frozen=True, slots=True)
class LineFault:
    """Line that could not be read: its number from 1, and why."""

    line: int
    why: str


class ExerciseFile:
    """File of records, as far as this process has read it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries: list[Entry] = []
        """What was read so far, oldest first."""
        self.faults: list[LineFault] = []
        """Lines that were passed over; the last one was perhaps only being written when a machine died."""
        self._offset = 0
        self._lines = 0

    def read(self) -> list[Entry]:
        """Read what was added since, and return it: nothing where there is no file yet.

        Raises ``SettingsError`` where it cannot be read.
        """
        try:
            with self.path.open("rb") as file:
                return self._read(file.fileno())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise _fault(self.path, error, "read") from error

    def add(self, *entries: Entry) -> None:
        """Add entries. Raises ``SettingsError`` where the file cannot be written."""
        self.update(lambda: entries)

    def update(self, decide: Callable[[], Sequence[Entry]]) -> list[Entry]:
        """Add what ``decide`` returns, which is asked under the lock when all that others wrote has been read.

        Returns what is new to this process, its own entries included. Raises ``SettingsError`` where the file cannot be
        written, and what ``decide`` raises.
        """
        try:
            with lines.locked(self.path) as fd:
                before = len(self.entries)
                self._read(fd)
                added = decide()
                if added:
                    lines.add(fd, b"".join(as_line(entry) for entry in added))
                    self._read(fd)
                return self.entries[before:]
        except OSError as error:
            raise _fault(self.path, error, "written") from error

    def torn(self) -> bool:
        """Return whether the file ends inside of a line. Raises ``SettingsError`` where it cannot be read."""
        try:
            with self.path.open("rb") as file:
                return not lines.ends_whole(file.fileno())
        except FileNotFoundError:
            return False
        except OSError as error:
            raise _fault(self.path, error, "read") from error

    def _read(self, fd: int) -> list[Entry]:
        before = len(self.entries)
        data = os.pread(fd, max(0, os.fstat(fd).st_size - self._offset), self._offset)
        # A line without its end is still being written, or was cut off: the next writer ends it.
        whole, end, _ = data.rpartition(b"\n")
        if end:
            self._offset += len(whole) + 1
            for line in whole.split(b"\n"):
                self._lines += 1
                try:
                    self.entries.append(entry_of(line))
                except ValueError as error:
                    self.faults.append(LineFault(self._lines, str(error)))
        return self.entries[before:]


def _fault(path: Path, error: OSError, what: str) -> SettingsError:
    return SettingsError(f"the record of the exercise cannot be {what}: {error.strerror}", place=str(path))
