"""Rows as they are stored; apart from ``batch``, so that a reader needs no pydantic."""

from __future__ import annotations

from typing import NamedTuple

GENESIS = "0" * 64
"""What the first row has as its ``prev``."""


class JournalRow(NamedTuple):
    """Row of the journal as stored; its fields are the table's columns, in order."""

    rev: int
    at: str
    world_at: str
    actor: str
    session: str | None
    role: str | None
    approvals: str
    """Approvals as a JSON array."""
    epoch: int
    kind: str
    job: str | None
    data: str
    prev: str
    hash: str


COLUMNS = JournalRow._fields


class StoredRow(NamedTuple):
    """A row of a folded or observed table; the order of the table's columns."""

    key: str
    job: str | None
    state: str | None
    body: str
    rev: int


class Meta(NamedTuple):
    """Description of a store by itself: who made it, and how far it has come."""

    schema: int
    program: str
    created: str
    epoch: int
    rev: int
    events: int
    head: str
    intents: int
    intents_head: str
    provider: str


class Taken(NamedTuple):
    """Command that was taken: who asked, for what kind, and the digest of what was said."""

    actor: str
    kind: str
    asked: str


class StoredIntent(NamedTuple):
    id: str
    actor: str
    kind: str
    answer: str
    asked: str
    rev: int
