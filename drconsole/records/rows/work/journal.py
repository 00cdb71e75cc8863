"""The journal's events and the tombstones of deleted rows, as readers give them."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class EventRow(TypedDict):
    """Fields of every event; its own stand beside these. Session, role and approvals: where there are any."""

    rev: int
    at: str
    world_at: str
    actor: str
    kind: str
    job: str | None
    epoch: int
    session: NotRequired[str]
    role: NotRequired[str]
    approvals: NotRequired[list[str]]
    of_job: NotRequired[str | None]
    """The job, of a note about one."""
    task: NotRequired[str]
    """The task, of an event about one."""
    task_name: NotRequired[str]
    """Name of that task, and below it the item: what a reader for people adds (``store.reading.named``)."""
    task_item: NotRequired[str | None]


class Tombstone(TypedDict):
    """A row that was deleted at a revision."""

    table: str
    key: str
    rev: int
