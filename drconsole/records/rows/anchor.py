"""Anchors of the journal: where its hash chain ended at a moment, to be kept elsewhere."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class AnchorRow(TypedDict):
    """Head of the chain after ``length`` events: the hash of the last one, in hexadecimal."""

    head: str
    length: int


class FullAnchorRow(AnchorRow):
    """An anchor with what tells a journal that was cut from one that was written anew."""

    at: str | None
    """When the last of these events was written down, by the wall's clock."""
    made: str
    """When the store was made."""
    trail: list[AnchorRow]
    """The same chain after fewer events: 1, 2, 4, 8 ... after its beginning and before its end, the shortest first."""


class AnchoredRow(TypedDict):
    """Result of comparing a journal with one anchor."""

    anchor: AnchorRow
    source: str
    """File it was read from, or as it was said."""
    verdict: str
    """A ``store.reading.anchored.Verdict``."""
    why: str
    rev: NotRequired[int]
    """The first revision concerned."""
    event: NotRequired[int]
    """Number of that event in the journal as it is, from 1 on."""
