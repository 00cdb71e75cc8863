"""Leads of jobs, from rows alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drconsole.records.rows.status import ConsoleRow, RunningJobRow


def with_leads(consoles: Iterable[ConsoleRow], jobs: Iterable[RunningJobRow]) -> list[ConsoleRow]:
    """Return consoles, each with the jobs that its person leads."""
    led: dict[str, list[str]] = {}
    for job in jobs:
        if job["lead"] is not None:
            led.setdefault(job["lead"]["key"], []).append(job["id"])
    return [{**each, "leads": led.get(each.get("key", ""), [])} for each in consoles]
