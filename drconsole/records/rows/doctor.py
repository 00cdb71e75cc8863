"""Answers of ``doctor``: what was checked of a store, and what is wrong."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from drconsole.records.rows.anchor import AnchoredRow


class FactsRow(TypedDict):
    """Settings of the live writer; ``synchronous`` is SQLite's number for ``synchronous_name``."""

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
    """Numbers of events folded anew and of rows compared; ``moving`` ones changed meanwhile."""

    events: int
    rows: NotRequired[int]
    moving: NotRequired[int]


class SignedRow(TypedDict):
    """Numbers of approvals that are signed, and of those whose signature could be checked on this machine."""

    signed: int
    checked: int


class ChecksRow(TypedDict, total=False):
    """Checks that were made; ``writer`` only where one lives, nothing where the store could not be read."""

    schema: int
    epoch: int
    events: int
    head: str
    fold: FoldRow
    signed_approvals: SignedRow
    """Where there are any."""
    writer: FactsRow


class DoctorRow(TypedDict):
    """Result of an examination. ``owed``: obligations in words; nothing is wrong with the store for them."""

    ok: bool
    problems: list[str]
    checks: ChecksRow
    owed: NotRequired[list[str]]
    anchors: NotRequired[list[AnchoredRow]]
    """Where anchors were given to compare with."""
