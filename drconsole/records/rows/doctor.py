"""Answers of ``doctor``: what was checked of a store, and what is wrong."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class FactsRow(TypedDict):
    """What the live writer runs with; ``synchronous`` is SQLite's number for ``synchronous_name``."""

    synchronous: int
    synchronous_name: str
    journal_mode: str
    sqlite: str
    library: str
    schema: int
    path: str
    epoch: int
    rev: int


class FoldRow(TypedDict):
    """How many events were folded anew, and how many rows compared; ``moving`` ones changed meanwhile."""

    events: int
    rows: NotRequired[int]
    moving: NotRequired[int]


class ChecksRow(TypedDict, total=False):
    """What was looked at; ``writer`` only where one lives, nothing where the store could not be read."""

    schema: int
    epoch: int
    events: int
    head: str
    fold: FoldRow
    writer: FactsRow


class DoctorRow(TypedDict):
    """``owed`` is in words what machines and tests still owe: nothing is wrong with the store for it."""

    ok: bool
    problems: list[str]
    checks: ChecksRow
    owed: NotRequired[list[str]]
