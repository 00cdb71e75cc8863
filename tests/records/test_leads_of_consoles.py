"""Who leads what, for the list of who is here."""

from __future__ import annotations

from typing import Any

from drconsole.records.leads import with_leads


def test_a_console_is_told_with_the_jobs_that_its_person_leads() -> None:
    consoles: list[Any] = [{"key": "user:1"}, {"key": "user:2"}, {}]
    jobs: list[Any] = [
        {"id": "j1", "lead": {"key": "user:1"}},
        {"id": "j2", "lead": None},
        {"id": "j3", "lead": {"key": "user:1"}},
    ]
    assert [each["leads"] for each in with_leads(consoles, jobs)] == [["j1", "j3"], [], []]
