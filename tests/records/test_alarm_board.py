"""The board of alarms: who is to act, first-out, what follows from what, how many come, and what is put aside."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.whole import whole
from test_alarms import NOW, error, item, seen

from drconsole.records.alarms.all_of_them import alarms, board, everything
from drconsole.records.alarms.grouping import MOST
from drconsole.records.alarms.kinds import KINDS, Kind, Owner
from drconsole.records.alarms.outages import SILENT_FROM
from drconsole.records.rows.work.jobs import GateRow, JobRow
from drconsole.records.rows.work.owed import ObligationRow

LOST = [error("78022", "Critical")]
WALL, LATER = "2026-03-01T12:00:00Z", "2026-03-01T12:20:00Z"


def lost(name: str, since: str | None = None, code: str = "78022", **more: Any) -> Any:
    errors = [error(code, "Critical")]
    return item(name, "critical", health_errors=errors, agent_connected=False, stand_since=since, **more)


def test_an_alarm_has_an_owner_and_of_a_job_it_is_its_lead() -> None:
    hold = {"since": NOW, "operator": "ann", "comment": ""}
    lead = {"key": "user:1", "name": "ann", "since": NOW, "way": "started", "by": "ann", "comment": "", "asked": []}
    held = whole(JobRow, id="J1", allowed_actions=["resume"], held=True, hold=hold, lead=lead)
    machine, job = alarms(seen(item("a", "runs-twice"), jobs=[held]))
    assert (machine["owner"], machine["who"]) == (Owner.OUTSIDE, None)
    assert (job["owner"], job["who"]) == (Owner.LEAD, "ann")
    assert all(row.owner in Owner and row.action for row in KINDS.values())


def test_an_alarm_of_a_job_that_nobody_leads_is_an_operators() -> None:
    hold = {"since": NOW, "operator": "ann", "comment": ""}
    held = whole(JobRow, id="J1", allowed_actions=["resume"], held=True, hold=hold, lead=None)
    (job,) = alarms(seen(jobs=[held]))
    assert (job["owner"], job["who"]) == (Owner.OPERATOR, None)


def test_the_machine_that_showed_it_first_is_on_top_of_the_others() -> None:
    (alarm,) = alarms(seen(lost("b", "2026-03-01T11:59:30Z"), lost("c"), lost("a", "2026-03-01T11:59:00Z")))
    assert alarm["first"] == {"key": "a", "name": "a"}
    assert [one["name"] for one in alarm["items"]] == ["a", "b", "c"]
    assert alarm["since"] == "2026-03-01T11:59:00Z"


def test_how_many_came_lately_is_counted_a_machine_and_a_flood_is_said() -> None:
    early = [lost(f"m{n}", "2026-03-01T11:30:00Z") for n in range(4)]
    found = board(seen(*early, *(lost(f"n{n}", "2026-03-01T11:55:00Z") for n in range(10))))
    assert (found.rate["ten_minutes"], found.rate["hour"], found.rate["flood"]) == (10, 14, False)
    found = board(seen(*early, *(lost(f"n{n}", "2026-03-01T11:55:00Z") for n in range(11))))
    assert (found.rate["ten_minutes"], found.rate["flood"], found.rate["standing"]) == (11, True, 1)


def test_machines_of_a_site_that_is_not_reached_are_one_alarm_with_its_consequences_counted() -> None:
    there = [lost(f"m{n}", code="78022" if n else "90079") for n in range(SILENT_FROM)]
    elsewhere = lost("x", authority="Bergen")
    owed = [whole(ObligationRow, item=name, item_key=name) for name in ("q", "r")]
    site, other = alarms(seen(*there, elsewhere, owed=owed))
    assert (site["id"], site["count"]) == ("site-silent:Oslo", SILENT_FROM)
    told = {one["what"]: one["count"] for one in site["consequences"]}
    assert told == {
        "replication critical (78022)": 4,
        "replication critical (90079)": 1,
        "must stay down and not seen": 2,
    }
    assert other["id"] == "critical:78022@Bergen"
    few = alarms(seen(*there[: SILENT_FROM - 1]))
    assert {one["kind"] for one in few} == {Kind.CRITICAL}


def test_a_run_that_waits_is_late_for_that() -> None:
    gate = whole(GateRow, job="J1", friendly_name="Call the bank", outcomes=["done"])
    late = whole(JobRow, id="J1", rto=1200, started_at="2026-03-01T11:30:00Z")
    (waits,) = alarms(seen(gates=[gate], jobs=[late]))
    assert (waits["kind"], waits["consequences"]) == (Kind.WAITS, [{"what": "objective missed", "count": 1}])


def test_a_warning_of_the_vault_that_asks_nothing_of_anybody_is_an_event() -> None:
    said = {"code": "V1", "message": "It is slow.", "possible_causes": "", "level": "Warning"}
    asks = {**said, "code": "V2", "recommended_action": "Free some space."}
    found = board(seen(health=[{**said, "recommended_action": ""}, asks]))
    assert [one["text"] for one in found.events] == ["The vault warns of V1: It is slow"]
    assert [one["action"] for one in found.standing] == ["Free some space"]


def shelf(alarm: Any, **more: Any) -> Any:
    about = [one["key"] for one in (*alarm["items"], *alarm["plans"])]
    said = {"alarm": alarm["id"], "severity": alarm["severity"], "about": about, "count": alarm["count"]}
    return {**said, "cause": "", "since": WALL, "until": LATER, "by": "ann", "comment": "known", **more}


def test_what_is_shelved_stands_aside_until_its_time_is_up() -> None:
    machines = lost("a"), lost("b")
    (alarm,) = alarms(seen(*machines))
    kept = [shelf(alarm)]
    found = board(seen(*machines, shelved=kept, wall="2026-03-01T12:19:59Z"))
    assert (found.standing, [one["shelved"] for one in found.shelved]) == ([], kept)
    assert found.rate["shelved"] == 1
    assert board(seen(*machines, shelved=kept, wall=LATER)).shelved == []
    assert board(seen(*machines, shelved=kept)).shelved == []


@pytest.mark.parametrize(
    ("machines", "severity"),
    [((lost("a"), lost("b"), lost("c")), "critical"), ((lost("a"), lost("c")), "critical"), ((lost("a"),), "warning")],
    ids=["more of them", "another one", "graver"],
)
def test_what_gets_worse_returns_at_once(machines: Any, severity: str) -> None:
    (alarm,) = alarms(seen(lost("a"), lost("b")))
    found = board(seen(*machines, shelved=[shelf(alarm, severity=severity)], wall=WALL))
    assert len(found.standing) == 1 and found.shelved == []
    fewer = board(seen(lost("b"), shelved=[shelf(alarm)], wall=WALL))
    assert fewer.standing == [] and len(fewer.shelved) == 1


JOBS = st.integers(0, 12)
CODES = st.lists(
    st.tuples(st.sampled_from(["critical", "warning", "failed", "unknown"]), st.integers(0, 15)), max_size=40
)


@given(JOBS, JOBS, CODES)
def test_however_much_is_wrong_it_is_few_lines_that_count_all(waiting: int, held: int, codes: Any) -> None:
    gates = [whole(GateRow, job=f"J{n}", task="t1", outcomes=["done"]) for n in range(waiting)]
    hold = {"since": NOW, "operator": "ann", "comment": ""}
    jobs = [whole(JobRow, id=f"H{n}", allowed_actions=["resume"], held=True, hold=hold) for n in range(held)]
    items = [
        item(f"m{n}", stand, health_errors=[error(str(code), stand.title())], authority=f"S{code}")
        for n, (stand, code) in enumerate(codes)
    ]
    told = seen(*items, gates=gates, jobs=jobs)
    found, all_of_it = board(told).standing, everything(told)
    assert len(found) <= min(MOST, len(all_of_it))
    assert sum(alarm["count"] for alarm in found) == sum(alarm["count"] for alarm in all_of_it) == len(items)
    assert len({alarm["id"] for alarm in found}) == len(found)
    places = [list(KINDS).index(Kind(alarm["kind"])) for alarm in found]
    assert places == sorted(places)
