"""A poll that bea asks and cy answers, and an alarm that bea shelved, as rows."""

from __future__ import annotations

from typing import Any

UNTIL = "2999-01-01T10:15:00Z"
POLL: dict[str, Any] = {
    "key": "q1",
    "id": "q1",
    "question": "fail finance over now?",
    "proposal": None,
    "by_key": "user:2",
    "by": "bea",
    "since": "2026-03-02T08:20:00Z",
    "until": UNTIL,
    "asked": [{"key": "user:1", "label": "ann"}, {"key": "user:3", "label": "cy"}],
    "votes": [
        {
            "key": "user:3",
            "name": "cy",
            "vote": "no-go",
            "comment": "no power in Oslo",
            "at": "2026-03-02T08:20:30Z",
        }
    ],
    "silent": ["ann"],
    "closed_at": None,
    "closed_by": None,
    "why": None,
    "result": None,
}
OVER = {"closed_at": "2026-03-02T08:22:00Z", "closed_by": "bea", "why": "closed", "result": "no-go"}
SHELF: dict[str, Any] = {
    "key": "not-committed:finance",
    "alarm": "not-committed:finance",
    "cause": "4 machines are failed over and not committed",
    "severity": "warning",
    "since": "2026-03-02T08:20:00Z",
    "until": UNTIL,
    "by": "bea",
    "comment": "known",
}
