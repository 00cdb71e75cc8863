"""A handover that bea offers to the console's own user, and its brief: rows for tests and frames."""

from __future__ import annotations

from typing import Any

from console_fakes import JOB
from led_rows import OWN, led_by_bea

OFFER: dict[str, Any] = {
    "id": "h1",
    "by_key": "user:2",
    "by": "bea",
    "to_key": OWN,
    "to": "ann",
    "comment": "the shift ends",
    "offered_at": "2026-03-01T08:00:00Z",
    "until": "2099-03-01T08:30:00Z",
    "seats": ["operator"],
    "read_back": [
        {"key": f"gate:{JOB}/call", "prompt": "What waits for a person, and of what?"},
        {"key": f"job:{JOB}", "prompt": "What runs, and on what?"},
    ],
    "state": "offered",
    "ended_at": None,
    "ended_by": None,
    "why": "",
    "leads": [],
}


def line(key: str, section: str, text: str, severity: str = "none", about: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"key": key, "section": section, "text": text, "about": list(about), "severity": severity}


BRIEF: dict[str, Any] = {
    "at": "2026-03-01T08:01:00Z",
    "world_at": "2026-03-01T08:10:00Z",
    "mode": "SIMULATION",
    "lines": [
        line(
            f"gate:{JOB}/call",
            "waits",
            f"Call the bank waits for an answer (failover of finance, job {JOB}), "
            "since 2026-03-01T08:05:00Z: somebody must look",
            "critical",
        ),
        line(f"job:{JOB}", "runs", f"failover of finance (job {JOB}): in progress, 13 of 24 tasks ended, bea leads it"),
        line(
            "obligation:stay-down:Seattle:kept:1",
            "owed",
            "2 machines must stay down at Seattle",
            about=("ledger-app", "ledger-db"),
        ),
        line("note:n1", "notes", "2026-03-01T08:02:00Z bea: the bank sees no orders"),
    ],
    "seats": ["commander: ann", "scribe: bea"],
    "decisions": ["2026-03-01 08:00:00Z bea: started (job j1-1): failover, finance"],
    "anchor": {"head": "4f1c22ab90ab12cd" + "0" * 48, "length": 123},
}


def handing_over(pid: int, **offer: Any) -> dict[str, Any]:
    """News of the console of a process."""
    told = led_by_bea(pid, asked=[])
    return {**told, "rows": {**told["rows"], "handover": {"h1": {**OFFER, **offer}}}}
