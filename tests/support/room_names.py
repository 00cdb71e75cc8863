"""What an incident room leaves in a store that has names and ids: members, notes, proposals, polls, offers, alarms."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from drconsole.recovery.types.seats import Seat
from drconsole.recovery.types.work import events as ev
from drconsole.store.codec import encode_event

EVENTS = (
    ev.MemberSeated(False, 60_001, "alice", (Seat.OPERATOR,)),
    ev.MemberSeated(False, 60_002, "bob", (Seat.APPROVER,)),
    ev.MemberSeated(True, 70_001, "wardens", (Seat.OBSERVER,)),
    ev.MemberSeated(False, -1, "pia", (Seat.SCRIBE,)),
    ev.MemberSeated(False, 60_001, "alice", (Seat.OPERATOR, Seat.COMMANDER)),
    ev.MemberRemoved(False, 60_002, "bob"),
)
ROWS: dict[str, dict[str, dict[str, Any]]] = {
    "note": {
        "n1": {"text": "wiki stays\noff  " + "for long " * 20, "pinned": True},
        "n2": {"text": "the bank called", "pinned": False},
    },
    "proposal": {
        "p1-7": {"state": "open", "operation": "failover", "target": "shop", "by": "alice"},
        "p1-8": {"state": "rejected", "operation": "commit", "target": "shop", "by": "alice"},
    },
    "poll": {
        "q1": {"question": "fail shop over now?", "result": None},
        "q2": {"question": "and finance?", "result": "no-go"},
    },
    "handover": {
        "h1": {"state": "offered", "by": "alice", "to": "pia"},
        "h2": {"state": "declined", "by": "alice", "to": "pia"},
    },
    "shelved": {"not-committed:finance": {"cause": "4 machines are failed over and not committed"}},
}
"""What still comes to something is changed before what does not: it has to come first nevertheless."""


def add_room(file: Path) -> None:
    """Put all of it into a store in which no engine writes."""
    with sqlite3.connect(file) as store:
        (rev,) = store.execute("SELECT rev FROM meta").fetchone()
        for number, event in enumerate(EVENTS, rev + 1000):
            values = (number, "", "", "root", "[]", 1, event.kind, encode_event(event), "", "")
            columns = "rev, at, world_at, actor, approvals, epoch, kind, data, prev, hash"
            store.execute(f"INSERT INTO journal ({columns}) VALUES ({', '.join('?' * 10)})", values)
        for table, rows in ROWS.items():
            for number, (key, body) in enumerate(rows.items(), rev + 2000):
                store.execute(
                    f"INSERT INTO {table} (key, body, rev) VALUES (?, ?, ?)",
                    (key, json.dumps(body), number),
                )
    store.close()
