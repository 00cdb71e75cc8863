"""A job that bea leads and cy asks for, seen by an operator of the incident room: rows for tests and frames."""

from __future__ import annotations

from typing import Any

from console_fakes import JOB, samples

OWN = "user:1"
"""Key of the console's own user."""


def console_row(key: str, person: str, pid: int, seat: str = "operator") -> dict[str, Any]:
    return {
        "user": person, "person": None, "seat": seat, "size": "80x24", "lost": None, "from": None, "key": key,
        "since": "2026-03-01T03:05:00Z", "screen": "Jobs", "doing": None, "read_only": False, "pid": pid,
    }  # fmt: skip


def led_by_bea(pid: int, moment: str = "running", seat: str = "operator", **lead: Any) -> dict[str, Any]:
    """News of the console of a process."""
    sample = samples()[moment]
    asked = [{"key": "user:3", "name": "cy", "at": "2026-03-02T08:20:30Z", "comment": "my shift has begun"}]
    known = {"key": "user:2", "name": "bea", "since": "2026-03-02T08:20:00Z", "way": "taken", "by": "bea"}
    row = {**sample.tables["job"][JOB], "lead": {**known, "comment": "ann's line is gone", "asked": asked, **lead}}
    rows = {**{name: found for name, found in sample.tables.items() if found}, "job": {JOB: row}, "task": sample.tasks}
    consoles = [console_row(OWN, "ann", pid, seat), console_row("user:2", "bea", 1), console_row("user:3", "cy", 2)]
    return {"rows": rows, "status": {**sample.status, "consoles": consoles}}
