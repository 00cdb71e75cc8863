"""Brief of a handover and its offers in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from drconsole.recovery.types.seats import seats_words
from drconsole.render.rows.events import about
from drconsole.render.words.anchor import short_anchor
from drconsole.render.words.text import clean, prose, utc

if TYPE_CHECKING:
    from drconsole.records.rows.room.handovers import BriefLineRow, BriefRow, HandoverRow, ReadBackRow

SECTIONS: Mapping[str, str] = {
    "waits": "Waits for a person",
    "runs": "Runs",
    "owed": "Must stay so until it is seen to be over",
    "agreed": "Waits for other people",
    "alarms": "Alarms",
    "shelved": "Shelved alarms",
    "notes": "Pinned notes",
}
"""Title of each part of a brief, in their order."""
NOTHING_OPEN = "nothing is open"
SEATS = "Who has which seat"
DECISIONS = "Decisions of the last hours"
DECIDED: Mapping[str, str] = {
    "job.created": "started",
    "job.held": "held",
    "job.resumed": "resumed",
    "job.cancel-requested": "cancelled",
    "task.answered": "answered",
    "validation.recorded": "validated",
    "lead.passed": "lead",
    "room.member-seated": "seat",
    "room.member-removed": "removed from the room",
    "room.policy-set": "policy",
    "room.approvals-set": "policy",
    "proposal.made": "proposed",
    "proposal.approved": "approved",
    "proposal.rejected": "rejected",
    "poll.closed": "poll",
    "alarm.shelved": "shelved",
    "handover.offered": "offered a handover",
    "handover.accepted": "took over",
    "handover.ended": "handover ended",
}
"""Kinds of events that are decisions of people, as a brief tells them."""
ENGINE = "engine"


def decision_text(event: Mapping[str, Any]) -> str:
    """Return a decision in one line; empty = it is none."""
    word = DECIDED.get(str(event["kind"]))
    if word is None or event["actor"] == ENGINE or event.get("way") == "started":
        return ""
    of = f" (job {clean(event['job'])})" if event.get("job") else ""
    said = about(event) or clean(event.get("cause") or event.get("question") or "")
    return f"{utc(str(event['at']))} {clean(event['actor'])}: {word}{of}{f': {said}' if said else ''}"


def line_text(line: BriefLineRow) -> str:
    """Return a line of a brief, with the names of all that it counts."""
    names = ", ".join(clean(name) for name in line["about"] if name not in line["text"])
    return f"{prose(line['text'])}{f': {names}' if names else ''}"


def still_asked(row: HandoverRow, brief: BriefRow) -> list[ReadBackRow]:
    """Return what is to be read back of an offer: what of it is still so. The engine asks no more than that."""
    keys = {line["key"] for line in brief["lines"]}
    return [one for one in row["read_back"] if one["key"] in keys]


def by_section(lines: Iterable[BriefLineRow]) -> Iterator[tuple[str, list[BriefLineRow]]]:
    """Yield the parts of a brief that have a line, each with its title."""
    found: dict[str, list[BriefLineRow]] = {}
    for line in lines:
        found.setdefault(line["section"], []).append(line)
    for section in SECTIONS:
        if section in found:
            yield SECTIONS[section], found[section]


def head_texts(brief: BriefRow) -> list[str]:
    """Return when it was written, by both clocks, and where the journal stood."""
    anchor = brief["anchor"]
    return [
        utc(brief["at"]) + (f", the provider's clock {utc(brief['world_at'])}" if brief["world_at"] else ""),
        short_anchor(anchor) if anchor is not None else "nothing was journaled yet",
    ]


def offer_text(row: HandoverRow) -> str:
    """Return where a handover stands, in one line."""
    said = f": {clean(row['comment'])}" if row["comment"] else ""
    head = f"{clean(row['id'])}: {clean(row['by'])} to {clean(row['to'])}{said}"
    seats = f", with {seats_words([*map(clean, row['seats'])])}" if row["seats"] else ""
    if row["state"] == "offered":
        return f"{head}{seats}; offered, until {utc(row['until'])}"
    if row["state"] == "accepted":
        return f"{head}; {passed_text(row)}, {utc(row['ended_at'])}"
    why = f": {clean(row['why'])}" if row["why"] else ""
    return f"{head}; {clean(row['state'])}{why}; nothing passed"


def offered_text(row: HandoverRow, way: str) -> str:
    """Return what is told to whom a handover is offered; ``way``: how it is opened."""
    return f"{clean(row['by'])} hands over to you until {utc(row['until'])}: {way}"


def passed_text(row: HandoverRow) -> str:
    """Return what has passed with a handover."""
    leads = f"leads {', '.join(map(clean, row['leads']))}" if row["leads"] else ""
    seats = f"has {seats_words([*map(clean, row['seats'])])}" if row["seats"] else ""
    return f"{clean(row['to'])} took over from {clean(row['by'])}: {' and '.join(filter(None, (leads, seats)))}"
