"""What waits for a person, from rows alone: one answer for the header, ``status`` with an engine and without, and keys.

A task that asks, a job that is held, a machine that runs and must not, a machine that was shut down and left so, an
item of which no side is known to count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from drconsole.recovery.states.authority_flags import FlagKind
from drconsole.recovery.types.known import ABSENT
from drconsole.recovery.types.remedies import Act, Remedy, Target, as_json
from drconsole.recovery.types.words import Description, TargetType

Row = Mapping[str, Any]
Wait = dict[str, Any]

STAY_DOWN, CLEANUP, LEFT_OFF = "stay-down", "test-cleanup", "left-off"
"""What is owed of a machine."""
OF_MACHINES = frozenset({"obligation", "authority"})
"""Kinds of entries that are about an item's machines; all others are about a job."""
QUIET = ("Protected", "InitialReplication")
"""States in which the service itself says which side counts."""


def waiting(jobs: Iterable[Row], gates: Iterable[Row], owed: Collection[Row], items: Iterable[Row]) -> list[Wait]:
    """Everything that needs a person. ``owed`` are obligations; rows that need nobody may be among all of them."""
    off = {str(row["item_key"]) for row in owed if row["what"] == LEFT_OFF and row["broken"]}
    return [
        *(dict(row) for row in gates if row.get("outcomes")),
        *(wait for row in jobs if (wait := held(row)) is not None),
        *(wait for row in owed if (wait := broken(row)) is not None),
        *(wait for row in items if str(row["key"]) not in off and (wait := nobody(row)) is not None),
    ]


def held(job: Row) -> Wait | None:
    """A job's row as something that needs a person: it was held, and goes on when one resumes it; None = it was not."""
    if "resume" not in (job.get("allowed_actions") or ()):
        return None
    hold = job.get("hold") or {}
    said = f": {hold['comment']}" if hold.get("comment") else ""
    by = f" by {hold['operator']}" if hold.get("operator") else ""
    return {
        "kind": "held",
        "job": job["id"],
        "operation": job["operation"],
        "target": job["target"],
        "task": None,
        "friendly_name": f"{job['operation']} of {job['target']}",
        "state_description": Description.HELD,
        "why": f"held{by}{said}; nothing more is begun until it is resumed",
        "since": hold.get("since"),
        "outcomes": [],
        "item": None,
        "remedies": [as_json(Remedy(Act.RESUME, job=str(job["id"])))],
    }


def broken(owed: Row) -> Wait | None:
    """An obligation's row as something that needs a person; None = it does not."""
    if not owed["broken"] or owed["what"] == CLEANUP:
        return None
    off, name = owed["what"] == LEFT_OFF, owed["item"]
    found = {
        "kind": "authority" if off else "obligation",
        "job": owed["after_job"] if off else None,
        "operation": None,
        "target": name,
        "task": None,
        "friendly_name": f"Nothing serves for {name}: it was shut down and not failed over"
        if off
        else f"Keep {name} down at {owed['site']}",
        "state_description": "NoAuthority" if off else "ObligationBroken",
        "why": owed["why"],
        "since": owed["seen_at"] or owed.get("since") if off else owed["seen_at"],
        "outcomes": [],
        "item": name,
        "item_key": owed["item_key"],
    }
    return {**found, "remedies": leads_on(str(owed["item_key"]), name)} if off else found


def no_side(item: Row) -> str | None:
    """Why no side of an item is known to count; None = one is, or both are."""
    return next((f["text"] for f in item.get("flags") or () if f["flag"] == FlagKind.NO_AUTHORITY), None)


def nobody(item: Row) -> Wait | None:
    """An item of which no side is known to count as something that needs a person; None = it does not, or a job works
    on it."""
    text = no_side(item)
    if text is None or item.get("current_job") or str(item.get("protection_state")).startswith(QUIET):
        return None
    return {
        "kind": "authority",
        "job": None,
        "operation": None,
        "target": item["name"],
        "task": None,
        "friendly_name": f"No side of {item['name']} is known to count",
        "state_description": "NoAuthority",
        "why": text,
        "since": item.get("as_of"),
        "outcomes": [],
        "item": item["name"],
        "item_key": item["key"],
        "remedies": leads_on(str(item["key"]), item["name"]),
    }


def leads_on(key: str, name: str) -> list[dict[str, Any]]:
    """What leads on from here."""
    return [as_json(Remedy(Act.NEXT, target=Target(TargetType.ITEM, key, name)))]


def must_stay_down(what: str, runs: str) -> bool:
    """Not where the machine that took over is gone: the one that it took over from may be the only one left."""
    return what == STAY_DOWN and runs != ABSENT


def duties(owed: Iterable[Row]) -> dict[str, int]:
    """How many machines must stay down, how many of them run, how many do not answer."""
    down = [row for row in owed if must_stay_down(row["what"], row["runs"])]
    return {
        "stay_down": len(down),
        "broken": sum(bool(row["broken"]) for row in down),
        "not_seen": sum(bool(row["silent_since"]) or not row["seen"] for row in down),
    }
