"""Anchors of the journal as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.render.words.text import clean

if TYPE_CHECKING:
    from drconsole.records.rows.anchor import AnchoredRow, AnchorRow

SHORT = 16
"""Digits of a head that a person writes down: nobody finds another journal with the same ones (our choice)."""


def anchor_text(anchor: AnchorRow, digits: int | None = None) -> str:
    """``4f1c...:123``: head and length in the form that doctor takes; ``digits``: so many of the head."""
    return f"{anchor['head'][:digits]}:{anchor['length']}"


def short_anchor(anchor: AnchorRow) -> str:
    """``4f1c22ab90ab12cd:123``: as short as it may be, for a wall, a chat or a sheet of paper."""
    return anchor_text(anchor, SHORT)


def anchored_text(found: AnchoredRow) -> str:
    """``anchor kept.json: whole: 3 events came after it``: what a comparison with an anchor came to."""
    return f"anchor {clean(found['source'])}: {found['verdict'].upper()}: {clean(found['why'])}"
