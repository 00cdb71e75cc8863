"""Seats of an incident room: what somebody is there for."""

from __future__ import annotations

from enum import StrEnum


class Seat(StrEnum):
    """Seat of a member. A member may have several."""

    OBSERVER = "observer"
    """Reads."""
    SCRIBE = "scribe"
    """Writes down what was found."""
    OPERATOR = "operator"
    """Carries operations out."""
    APPROVER = "approver"
    """Watches as the second person, and may have a job held."""
    COMMANDER = "commander"
    """Decides about what runs; starts nothing."""


def member_key(group: bool, number: int) -> str:
    """Return the key of a user or a group of the system, by its uid or gid: names change hands."""
    return f"{'group' if group else 'user'}:{number}"
