"""Text of an approval, which its approver signs: one way to write it, so that it can be checked by anybody later.

A line a field, in this order. What people typed stands in JSON's quotes: no comment can look like another line.
"""

from __future__ import annotations

import json
from datetime import datetime

from drconsole.records.rows.anchor import AnchorRow
from drconsole.recovery.types.approving import Who
from drconsole.room.proposals import Proposal

HEADING = "drconsole approval, version 1"


def approval_text(proposal: Proposal, who: Who, comment: str, when: datetime, anchor: AnchorRow) -> str:
    """Return the text. ``when``: the wall's time at which it was given out."""
    made = proposal.made
    lines = (
        ("proposal", made.proposal),
        ("mode", made.mode),
        ("operation", made.operation),
        ("target", f"{made.target_type} {_quoted(made.target_name)} (key {_quoted(made.target)})"),
        ("job", made.cancels or "-"),
        ("digest", made.digest),
        ("proposed by", f"{_quoted(made.by.name)} (uid {made.by.uid})"),
        ("proposed at", _time(made.when)),
        ("why", _quoted(made.comment)),
        ("approved by", f"{_quoted(who.name)} (uid {who.uid})"),
        ("comment", _quoted(comment)),
        ("time", _time(when)),
        ("journal", f"{anchor['head']} of {anchor['length']} events"),
    )
    return "\n".join((HEADING, *(f"{name}: {value}" for name, value in lines), ""))


def _quoted(said: str) -> str:
    return json.dumps(said, ensure_ascii=True)


def _time(when: datetime) -> str:
    return when.isoformat(timespec="seconds").replace("+00:00", "Z")
