"""Jobs of the provider that others began, as rows of jobs: they stand in the lists with ours, and are only read."""

from __future__ import annotations

from drconsole.records.rows.estate.estate import ForeignJobRow
from drconsole.records.rows.work.jobs import JobRow

FOREIGN = "foreign"
"""Origin of such a job."""
BY = "others"
"""Operator of such a job: the provider does not say who it was."""


def is_foreign(job: JobRow) -> bool:
    return job["origin"] == FOREIGN


def as_job(row: ForeignJobRow) -> JobRow:
    """Return the job's row: what the provider's list says of it, no action, and no target that a page could show."""
    return {
        "key": row["id"],
        "rev": row["rev"],
        "id": row["id"],
        "parent": None,
        "origin": FOREIGN,
        "operation": row["operation"],
        "target": row["target"],
        "target_key": "",
        "target_type": "",
        "direction": None,
        "options": {
            "point": None,
            "point_id": None,
            "direction": None,
            "shutdown": None,
            "network": None,
            "encryption_key": None,
            "comment": "",
        },
        "state": row["state"],
        "state_description": "",
        "started_at": row["started_at"],
        "ended_at": row["ended_at"],
        "allowed_actions": [],
        "errors": [],
        "warnings": [],
        "items": [],
        "skipped": [],
        "points": [],
        "forecast": {"low": 0, "likely": 0, "high": 0, "reasons": []},
        "digest": "",
        "grain": "plan",
        "accepted": [],
        "held": False,
        "hold": None,
        "waits_for": [],
        "consequences": [],
        "evidence": [],
        "retry_of": None,
        "operator": BY,
        "proposal": None,
        "break_glass": [],
        "lead": None,
        "rto": None,
        "waited": 0.0,
        "held_for": 0.0,
        "idle_since": None,
    }
