"""Brief of a handover: everything that is open, as lines, with what was decided and where the journal stands. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from drconsole.records.rows.room.handovers import BriefLineRow, BriefRow
from drconsole.room.handover.facts import Facts
from drconsole.room.handover.lines import Line, lines_of


def brief(facts: Facts) -> BriefRow:
    """Return the brief as a row."""
    return {
        "at": facts.seen.wall,
        "world_at": facts.seen.now,
        "mode": facts.mode,
        "lines": [_row(line) for line in lines_of(facts)],
        "seats": list(facts.seats),
        "decisions": list(facts.decisions),
        "anchor": facts.anchor,
    }


def _row(line: Line) -> BriefLineRow:
    return {
        "key": line.key,
        "section": str(line.section),
        "text": line.text,
        "about": list(line.about),
        "severity": line.severity,
    }


def not_gone_through(lines: Iterable[Line], gone: Collection[str]) -> list[Line]:
    """Return the lines that bind and that the receiver has not gone through: they came, or changed, meanwhile."""
    return [line for line in lines if line.binds and line.key not in gone]
