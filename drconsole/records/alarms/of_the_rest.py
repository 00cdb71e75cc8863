"""Alarms of the engine, of proposals that wait for an approver, of machines that must stay down and are not seen, of
what cannot be read, and of plans that are to be tested."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from drconsole.records.alarms.kinds import KINDS, Kind
from drconsole.records.alarms.seen import Seen
from drconsole.records.drills import DUE, DrillState, drill_of
from drconsole.records.rows.alarms import CauseRow
from drconsole.records.rows.estate.estate import UnreadableRow
from drconsole.records.rows.estate.plans import PlanRow
from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.records.rows.work.owed import ObligationRow
from drconsole.records.waiting import waits
from drconsole.records.waiting.of_room import missing_text, to_approve, waits_for_approval
from drconsole.recovery.types.remedies import Act, Option, Remedy, Target, as_json
from drconsole.recovery.types.words import Operation, TargetType

_NAMED = 3
"""Things that an alarm names."""


def of_engine(seen: Seen) -> Iterator[CauseRow]:
    engine = seen.engine
    if engine is None:
        return
    if blocked := engine.get("blocked"):
        yield _alarm(Kind.ENGINE_BLOCKED, "", 0, why=blocked, remedy=Remedy(Act.EXAMINE))
    if engine["running"] is False and (behind := engine.get("why")):
        yield _alarm(Kind.STORE_BEHIND, "", 0, why=behind, remedy=Remedy(Act.ACCEPT_LOSS))
        return
    # An engine of which nothing is known (None) may be another user's, and well; one that is silent says why.
    lost = engine["running"] is False or engine.get("why") is not None
    if lost and seen.jobs:
        found = _alarm(Kind.ENGINE_LOST, "", len(seen.jobs), remedy=Remedy(Act.START_ENGINE))
        found["count"] = 0
        yield found


def of_proposals(seen: Seen) -> Iterator[CauseRow]:
    for row in seen.proposals:
        if waits_for_approval(row, seen.wall):
            found = _alarm(Kind.APPROVAL, row["id"], 0, why=missing_text(row), job=_title(row), remedy=to_approve(row))
            yield found


def of_notes(seen: Seen) -> Iterator[CauseRow]:
    for row in seen.notes:
        if row["loud"] and row["pinned"]:
            unpin = Remedy(Act.UNPIN, options=((Option.NOTE, row["id"]),))
            yield _alarm(Kind.EASIER, row["id"], 0, why=f"{row['by']}: {row['text']}", remedy=unpin)


def _title(row: ProposalRow) -> str:
    return f"{row['operation']} of {row['target']}"


def not_seen_down(seen: Seen) -> Iterator[CauseRow]:
    by_site: dict[str, list[ObligationRow]] = defaultdict(list)
    for row in seen.owed:
        silent = bool(row["silent_since"]) or not row["seen"]
        if silent and not row["broken"] and waits.must_stay_down(row["what"], row["runs"]):
            by_site[row["site"]].append(row)
    for site, rows in by_site.items():
        found = _alarm(Kind.NOT_SEEN_DOWN, site, len(rows), why=site, remedy=Remedy(Act.STATUS))
        found["items"] = [{"key": row["item_key"], "name": row["item"]} for row in rows]
        found["since"] = min((at for row in rows if (at := row["silent_since"] or row["since"])), default=None)
        yield found


def not_readable(seen: Seen) -> Iterator[CauseRow]:
    """One alarm a reason: what stood there, word for word, where it is about one thing, else the names of a few."""
    by_why: dict[str, list[UnreadableRow]] = defaultdict(list)
    for row in seen.unreadable:
        by_why[row["why"]].append(row)
    for why, rows in by_why.items():
        names = ", ".join(row["name"] for row in rows[:_NAMED]) + (", ..." if len(rows) > _NAMED else "")
        raw = "; ".join(f"{name} {value}" for name, value in rows[0]["raw"]) if len(rows) == 1 else ""
        words = f"{why} ({raw})" if raw else why
        yield _alarm(Kind.NOT_READABLE, why, len(rows), why=words, names=names, remedy=Remedy(Act.STATUS))


def of_drills(seen: Seen) -> Iterator[CauseRow]:
    by_kind: dict[Kind, list[PlanRow]] = defaultdict(list)
    for plan in seen.plans:
        state = drill_of(plan, seen.now, seen.drill_days)["state"]
        if state in DUE:
            by_kind[Kind.NEVER_TESTED if state == DrillState.NEVER else Kind.TEST_OVERDUE].append(plan)
    for kind, plans in by_kind.items():
        yield _drills(kind, plans)


def _drills(kind: Kind, plans: Sequence[PlanRow]) -> CauseRow:
    only = plans[0] if len(plans) == 1 else None
    target = Target(TargetType.PLAN, only["key"], only["name"]) if only is not None else Target(TargetType.PLAN)
    remedy = Remedy(Act.LOOK, target=target) if only is None else Remedy(Act.RUN, Operation.TEST_FAILOVER, target)
    found = _alarm(kind, "", len(plans), remedy=remedy)
    found["plans"] = [{"key": plan["key"], "name": plan["name"]} for plan in plans]
    if only is not None:
        found["target"] = {"type": TargetType.PLAN, "key": only["key"], "name": only["name"]}
    return found


def _alarm(
    kind: Kind, about: str, count: int, *, why: str = "", names: str = "", job: str = "", remedy: Remedy
) -> CauseRow:
    row = KINDS[kind]
    return {
        "id": f"{kind}:{about}" if about else str(kind),
        "kind": kind,
        "severity": row.severity,
        "cause": row.cause(count, why=why, names=names, job=job),
        "items": [],
        "plans": [],
        "count": count,
        "since": None,
        "action": row.action,
        "remedies": [as_json(remedy)],
        "target": None,
    }
