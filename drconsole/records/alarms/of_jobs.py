"""Alarms of jobs: what waits for a person, what is held, what misses its recovery time objective."""

from __future__ import annotations

from collections.abc import Iterator

from drconsole.records.alarms.kinds import KINDS, Kind
from drconsole.records.alarms.seen import Seen
from drconsole.records.objectives import objective_of
from drconsole.records.rows.alarms import CauseRow
from drconsole.records.rows.common import ItemName
from drconsole.records.rows.work.jobs import GateRow, JobRow
from drconsole.records.waiting import waits
from drconsole.recovery.forecast.objective import Verdict
from drconsole.recovery.types.remedies import Act, Remedy, as_json
from drconsole.recovery.types.words import Description, lasting

JOB = "job"
"""The type of a target that is a job."""
_NAMED = frozenset({Description.WAITING_FOR_MANUAL_ACTION, Description.WAITING_FOR_USER_INPUT})
_MISSES = {Verdict.MISSED: Kind.RTO_MISSED, Verdict.WILL_BE_MISSED: Kind.RTO_WILL_BE_MISSED}


def of_jobs(seen: Seen) -> Iterator[CauseRow]:
    yield from (_waits(gate) for gate in seen.gates if gate["outcomes"])
    for job in seen.jobs:
        yield from _broken_glass(job)
        yield from _held(job)
        yield from _late(job, seen.now)


def _waits(gate: GateRow) -> CauseRow:
    # The name of a manual action says what is to be done; its instructions are a separate text.
    named = gate["state_description"] in _NAMED and gate["friendly_name"]
    why = gate["friendly_name"] if named else f"{gate['friendly_name']}: {gate['why']}"
    answer = Remedy(Act.ANSWER, job=gate["job"], task=gate["task"], outcome=gate["outcomes"][0])
    found = _alarm(Kind.WAITS, gate["job"], _title(gate), why, answer)
    found["id"], found["since"] = f"{found['id']}/{gate['task']}", gate["since"]
    if gate["item_key"] is not None:
        item: ItemName = {"key": gate["item_key"], "name": gate["item"] or gate["item_key"]}
        found["items"], found["count"] = [item], 1
    return found


def _broken_glass(job: JobRow) -> Iterator[CauseRow]:
    """One alarm a job, however often: every screen shows it for as long as the job is open."""
    if not (glass := job["break_glass"]):
        return
    why = "; ".join(f"{one['by']}, {one['what']}: {one['reason']}" for one in glass)
    found = _alarm(Kind.BROKEN_GLASS, job["id"], _title(job), why, Remedy(Act.WATCH, job=job["id"]))
    found["since"] = glass[0]["at"]
    yield found


def _held(job: JobRow) -> Iterator[CauseRow]:
    if (wait := waits.held(job)) is None:
        return
    found = _alarm(Kind.HELD, job["id"], _title(job), wait["why"], Remedy(Act.RESUME, job=job["id"]))
    found["since"] = wait["since"]
    yield found


def _late(job: JobRow, now: str | None) -> Iterator[CauseRow]:
    held = objective_of(job, now)
    if held is None or (kind := _MISSES.get(Verdict(held["verdict"]))) is None:
        return
    why = f"RTO {lasting(held['seconds'])}, {lasting(-held['spare'])} late"
    if held["why"]:
        why += f": {held['why']}"
    yield _alarm(kind, job["id"], _title(job), why, Remedy(Act.WATCH, job=job["id"]))


def _title(row: JobRow | GateRow) -> str:
    return f"{row['operation']} of {row['target']}"


def _alarm(kind: Kind, job: str, title: str, why: str, remedy: Remedy) -> CauseRow:
    row = KINDS[kind]
    return {
        "id": f"{kind}:{job}",
        "kind": kind,
        "severity": row.severity,
        "cause": row.cause(1, job=title, why=why),
        "items": [],
        "plans": [],
        "count": 0,
        "since": None,
        "action": row.action,
        "remedies": [as_json(remedy)],
        "target": {"type": JOB, "key": job, "name": job},
    }
