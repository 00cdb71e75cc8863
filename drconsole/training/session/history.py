"""History of exercises: a line for each that ended, kept beside their folders.

A line holds what ``train status`` tells of it, so that a folder can be removed. An exercise whose end was recorded
twice, because the process died in between, counts once.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict, cast

from drconsole.settings.errors import SettingsError
from drconsole.training.score.reached import FailoverRow
from drconsole.training.session import lines
from drconsole.training.session.folder import training_home


class HistoryRow(TypedDict):
    """Ended exercise. Times are wall times (ISO 8601); ``seconds`` are the world's."""

    exercise: str
    lesson: str
    title: str
    trainee: str
    """Of a lesson that several took: their names, with commas."""
    mode: str
    began_at: str
    ended_at: str
    seconds: float
    passed: bool
    percent: int
    hints: int
    steps_done: int
    steps: int
    objectives: dict[str, str]
    """Id -> met, partly or not-met."""
    dangerous_acts: list[str]
    """Kinds of the dangerous acts."""
    failovers: list[FailoverRow]
    time_up: bool
    debrief_file: str


def history_file() -> Path:
    """Return the file; it may not be there yet."""
    return training_home() / "history.jsonl"


def add(row: HistoryRow) -> None:
    """Add an exercise. Raises ``SettingsError`` where the file cannot be written."""
    path = history_file()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with lines.locked(path) as fd:
            lines.add(fd, json.dumps(row).encode() + b"\n")
    except OSError as error:
        raise SettingsError(f"the history cannot be written: {error.strerror}", place=str(path)) from error


def history() -> tuple[list[HistoryRow], list[int]]:
    """Return the ended exercises, oldest first, and the numbers of the lines that are no record of one.

    Raises ``SettingsError`` where the file cannot be read.
    """
    path = history_file()
    try:
        told = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return [], []
    except OSError as error:
        raise SettingsError(f"the history cannot be read: {error.strerror}", place=str(path)) from error
    rows: dict[str, HistoryRow] = {}
    wrong = []
    for number, line in enumerate(told, 1):
        if not line:
            continue
        row = _row(line)
        if row is None:
            wrong.append(number)
        else:
            rows[row["exercise"]] = row
    return list(rows.values()), wrong


def took(row: HistoryRow, name: str) -> bool:
    """Return whether somebody took an exercise, alone or with others."""
    return name in row["trainee"].split(", ")


_TYPES: dict[str, type | tuple[type, ...]] = {
    "exercise": str,
    "lesson": str,
    "title": str,
    "trainee": str,
    "mode": str,
    "began_at": str,
    "ended_at": str,
    "seconds": (int, float),
    "passed": bool,
    "percent": int,
    "hints": int,
    "steps_done": int,
    "steps": int,
    "objectives": dict,
    "dangerous_acts": list,
    "failovers": list,
    "time_up": bool,
    "debrief_file": str,
}


def _row(line: bytes) -> HistoryRow | None:
    try:
        told = json.loads(line)
    except ValueError:
        return None
    if not isinstance(told, dict) or not all(isinstance(told.get(name), kind) for name, kind in _TYPES.items()):
        return None
    row = cast(HistoryRow, {name: told[name] for name in _TYPES})
    for failover in row["failovers"]:
        failover.setdefault("rpo_item", "")  # lines of older versions do not name the machine
    return row
