"""The command line on a state that an older program left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_fakes import Run
from support.older import FAILOVER, TEST, live, older_state


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    return str(older_state(tmp_path / "older"))


@pytest.mark.parametrize("words", [("jobs",), ("status",), ("doctor",)])
def test_before_an_engine_every_list_says_to_start_one(words: tuple[str, ...], state: str, run: Run) -> None:
    ran = run("--state", state, *words)
    assert ran.code == 2
    assert "start the engine once: it brings the store up to date" in ran.err


def test_after_an_engine_jobs_of_before_are_shown_as_those_of_today(state: str, run: Run) -> None:
    live(Path(state))
    listed = run("--state", state, "jobs")
    assert listed.code == 0
    assert FAILOVER in listed.out
    assert TEST in listed.out
    job = run("--state", state, "jobs", FAILOVER, "--json").json
    assert {item["key"]: item["outcome"] for item in job["items"]} == {"db": "Succeeded", "web": "Other"}
    page = run("--state", state, "jobs", FAILOVER)
    assert page.code == 0
    assert "Point the clients at it" in page.out
    assert json.loads(run("--state", state, "doctor", "--json").out)["ok"]
