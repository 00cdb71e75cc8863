"""Proposals as columns of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.render.rows.records import Cell, Column
from drconsole.render.words.room.approvals import approved_text, state_text, what_text
from drconsole.render.words.text import clean, utc

if TYPE_CHECKING:
    from drconsole.records.rows.room.approvals import ProposalRow

PROPOSED: tuple[Column[ProposalRow], ...] = (
    Column("id", lambda row: Cell(clean(row["id"]))),
    Column("what", lambda row: Cell(what_text(row))),
    Column("state", lambda row: Cell(state_text(row))),
    Column("approved", lambda row: Cell(approved_text(row))),
    Column("until", lambda row: Cell(utc(row["expires_at"]))),
    Column("by", lambda row: Cell(clean(row["by"]))),
    Column("why", lambda row: Cell(clean(row["comment"]))),
)
