"""Seats of a lesson for several people, given at the beginning of its exercise."""

from __future__ import annotations

from drconsole.documents.lessons.definition import Lesson
from drconsole.link.client import Client
from drconsole.link.messages import SeatMember, SetRule


def give_seats(client: Client, lesson: Lesson) -> None:
    """Give the lesson's people their seats, and say what needs approval. Raises what the engine refuses with."""
    for name, seats in lesson.seats.items():
        client.ask(SeatMember(f"played:{name}", tuple(seats)))
    for operation, needed in lesson.approvals.items():
        client.ask(SetRule(operation, needed))
