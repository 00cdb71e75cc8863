"""Everything that waits for a person, from rows alone: one answer for the header, ``status`` with an engine and
without, and keys.

A task that asks, a job that is held, a machine that runs and must not, a machine that was shut down and left so, an
item of which no side is known to count; a proposal that waits for an approver, a poll that waits for answers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from drconsole.records.waiting.of_room import of_room
from drconsole.recovery.states.assessments.flag_kinds import FlagKind
from drconsole.recovery.types.estate.known import ABSENT, OTHER, POWERED
from drconsole.recovery.types.remedies import Act, Remedy, RemedyRow, Target, as_json, shares_name
from drconsole.recovery.types.words import Description, TargetType

if TYPE_CHECKING:
    from drconsole.records.rows.estate.items import SideRow
    from drconsole.records.rows.room.approvals import ProposalRow
    from drconsole.records.rows.room.polls import PollRow
    from drconsole.records.rows.status import NeedsRow
    from drconsole.records.rows.work.jobs import GateRow, JobRow
    from drconsole.records.rows.work.owed import DutiesRow, ObligationRow

Named = Callable[[], Iterable[tuple[str, str]]]
"""Keys and names of all items: asked only where one has to be named so that it is no other."""

STAY_DOWN, CLEANUP, LEFT_OFF = "stay-down", "test-cleanup", "left-off"
"""What is owed of a machine."""
OF_MACHINES = frozenset({"obligation", "authority"})
"""Kinds of entries that are about an item's machines; all others but ``OF_ROOM`` are about a job."""
QUIET = ("Protected", "InitialReplication")
"""States in which the service itself says which side counts."""


def waiting(
    jobs: Iterable[JobRow],
    gates: Iterable[GateRow],
    owed: Collection[ObligationRow],
    items: Iterable[SideRow],
    named: Named = tuple,
    *,
    proposals: Iterable[ProposalRow] = (),
    polls: Iterable[PollRow] = (),
    wall: str | None = None,
) -> list[NeedsRow]:
    """Return everything that needs a person; rows that need nobody may be among all of them.

    ``owed`` are obligations; ``named`` gives keys and names of all items, for who says commands by name. ``wall``: the
    wall's clock, by which proposals and polls run out.
    """
    off = {row["item_key"] for row in owed if row["what"] == LEFT_OFF and row["broken"]}
    return [
        *(asks(row) for row in gates if row["outcomes"]),
        *(wait for row in jobs if (wait := held(row)) is not None),
        *(wait for row in owed if (wait := broken(row, named)) is not None),
        *(wait for row in items if row["key"] not in off and (wait := nobody(row, named)) is not None),
        *of_room(proposals, polls, wall),
    ]


def asks(gate: GateRow) -> NeedsRow:
    """A task that waits for an answer as something that needs a person."""
    return {
        "job": gate["job"],
        "operation": gate["operation"],
        "target": gate["target"],
        "task": gate["task"],
        "friendly_name": gate["friendly_name"],
        "state_description": gate["state_description"],
        "why": gate["why"],
        "since": gate["since"],
        "outcomes": gate["outcomes"],
        "item": gate["item"],
        "item_key": gate["item_key"],
    }


def held(job: JobRow) -> NeedsRow | None:
    """A job's row as something that needs a person: it was held, and goes on when one resumes it; None = it was not."""
    if "resume" not in job["allowed_actions"]:
        return None
    hold = job["hold"]
    said = f": {hold['comment']}" if hold is not None and hold["comment"] else ""
    by = f" by {hold['operator']}" if hold is not None and hold["operator"] else ""
    return {
        "kind": "held",
        "job": job["id"],
        "operation": job["operation"],
        "target": job["target"],
        "task": None,
        "friendly_name": f"{job['operation']} of {job['target']}",
        "state_description": Description.HELD,
        "why": f"held{by}{said}; nothing more is begun until it is resumed",
        "since": hold["since"] if hold is not None else None,
        "outcomes": [],
        "item": None,
        "item_key": None,
        "remedies": [as_json(Remedy(Act.RESUME, job=job["id"]))],
    }


def broken(owed: ObligationRow, named: Named) -> NeedsRow | None:
    """An obligation's row as something that needs a person; None = it does not."""
    if not owed["broken"] or owed["what"] == CLEANUP:
        return None
    if owed["what"] == LEFT_OFF:
        return _left_off(owed, named)
    name = owed["item"]
    return {
        "kind": "obligation",
        "job": None,
        "operation": None,
        "target": name,
        "task": None,
        "friendly_name": f"{name} {_runs_against(owed)}: shut it down at {owed['site']}",
        "state_description": "ObligationBroken",
        "why": owed["why"],
        "since": max(filter(None, _both_since(owed)), default=None),
        "outcomes": [],
        "item": name,
        "item_key": owed["item_key"],
    }


def _both_since(owed: ObligationRow) -> tuple[str | None, ...]:
    """Return since when each machine shows what it does, of those that were seen running."""
    other = owed["runs"] == POWERED[OTHER[owed["probe"]]]
    return (owed["seen_since"], owed["runs_since"]) if other else (owed["seen_since"],)


def _runs_against(owed: ObligationRow) -> str:
    """Return the word of the alarm: the one that took over runs, too, or was not seen."""
    return "RUNS TWICE" if owed["runs"] == POWERED[OTHER[owed["probe"]]] else "MUST NOT RUN"


def _left_off(owed: ObligationRow, named: Named) -> NeedsRow:
    """A machine that a job began to shut down and did not fail over. One that runs is said of after a cancel only."""
    name = owed["item"]
    serves = POWERED[owed["probe"]] == owed["seen"] or owed["runs"] in POWERED.values()
    return {
        "kind": "authority",
        "job": owed["after_job"],
        "operation": None,
        "target": name,
        "task": None,
        "friendly_name": f"Replication of {name} counts as stopped: its failover was cancelled"
        if serves
        else f"{name} RUNS NOWHERE: it was shut down at {owed['site']} and not failed over",
        "state_description": "ReplicationStopped" if serves else "RunsNowhere",
        "why": owed["why"],
        "since": owed["seen_since"] or owed["since"],
        "outcomes": [],
        "item": name,
        "item_key": owed["item_key"],
        "remedies": leads_on(owed["item_key"], name, named),
    }


_NO_SIDE = {
    FlagKind.NO_AUTHORITY: ("It is not known which copy of {name} is valid", "NoAuthority"),
    FlagKind.RUNS_NOWHERE: ("{name} RUNS NOWHERE: see what is next", "RunsNowhere"),
}
"""What is said of a flag that means that no side serves, or is known to."""


def nobody(item: SideRow, named: Named) -> NeedsRow | None:
    """An item that no side serves, or is known to, as something that needs a person; None = it does not, or a job works
    on it."""
    found = next((flag for flag in item["flags"] if flag["flag"] in _NO_SIDE), None)
    if found is None or item["current_job"] or item["protection_state"].startswith(QUIET):
        return None
    words, state = _NO_SIDE[FlagKind(found["flag"])]
    return {
        "kind": "authority",
        "job": None,
        "operation": None,
        "target": item["name"],
        "task": None,
        "friendly_name": words.format(name=item["name"]),
        "state_description": state,
        "why": found["text"],
        "since": found["since"],
        "outcomes": [],
        "item": item["name"],
        "item_key": item["key"],
        "remedies": leads_on(item["key"], item["name"], named),
    }


def leads_on(key: str, name: str, named: Named) -> list[RemedyRow]:
    """Return what leads on from here: a look at what is next for the item."""
    target = Target(TargetType.ITEM, key, name, shares_name(key, name, named()))
    return [as_json(Remedy(Act.NEXT, target=target))]


def must_stay_down(what: str, runs: str) -> bool:
    """Return whether a machine must stay down. It need not where the one that took over is gone: it may be the last."""
    return what == STAY_DOWN and runs != ABSENT


def duties(owed: Iterable[ObligationRow]) -> DutiesRow:
    """Return how many machines must stay down, how many of them run, how many do not answer."""
    down = [row for row in owed if must_stay_down(row["what"], row["runs"])]
    return {
        "stay_down": len(down),
        "broken": sum(bool(row["broken"]) for row in down),
        "not_seen": sum(bool(row["silent_since"]) or not row["seen"] for row in down),
    }
