"""Seats of an incident room: what somebody is there for."""

from __future__ import annotations

from collections.abc import Sequence
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


def seats_words(seats: Sequence[str], last: str = "and") -> str:
    """Return seats in words: ``the seat observer``, ``the seats observer, scribe and operator``.

    ``last``: the word before the last one. With ``or`` it is one seat of several: ``the seat scribe or operator``.
    """
    noun = "seats" if len(seats) > 1 and last == "and" else "seat"
    names = seats[0] if len(seats) == 1 else f"{', '.join(seats[:-1])} {last} {seats[-1]}"
    return f"the {noun} {names}"


def member_key(group: bool, number: int) -> str:
    """Return the key of a user or a group of the system, by its uid or gid: names change hands."""
    return f"{'group' if group else 'user'}:{number}"
