"""What tests read off rows of plans, previews and jobs: by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]


def keys(plan: Row) -> list[str]:
    """Of a plan's or a group's items, in order."""
    return [str(item["key"]) for item in plan["items"]]


def outcomes(job: Row) -> dict[str, str]:
    return {item["key"]: item["outcome"] for item in job["items"]}


def reasons(job: Row) -> dict[str, str]:
    return {item["key"]: item["reason"] for item in job["items"] if item["reason"]}


def used(job: Row) -> dict[str, Any]:
    """The recovery point that each item was really taken from."""
    return {item["key"]: item["point_used"] for item in job["items"] if item["point_used"]}


def points(row: Row) -> dict[str, Any]:
    """The chosen points of a preview or job."""
    return {each["key"]: each["point"] for each in row["points"]}


def ends(outcomes_: Mapping[str, str], reasons_: Row | None = None, used_: Row | None = None) -> list[dict[str, Any]]:
    """Items of a job's row, whose names are their keys."""
    return [
        {
            "key": key,
            "name": key,
            "outcome": outcome,
            "reason": (reasons_ or {}).get(key),
            "point_used": (used_ or {}).get(key),
        }
        for key, outcome in outcomes_.items()
    ]
