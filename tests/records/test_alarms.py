"""Alarms: all that is wrong, worst first, grouped by its cause, from rows alone."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.whole import whole

from drconsole.records.alarms.all_of_them import alarms
from drconsole.records.alarms.kinds import KINDS, OF_STANDS, Kind, Severity
from drconsole.records.alarms.of_items import PLANS_APART
from drconsole.records.alarms.seen import WRONG, Seen
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.estate.plans import PlanRow
from drconsole.records.rows.work.jobs import GateRow, JobRow
from drconsole.records.rows.work.owed import ObligationRow
from drconsole.recovery.states.assessments.stand import GRAVITY, Stand
from drconsole.render.words.command_lines import command_of

NOW = "2026-03-01T12:00:00Z"
TESTED = "2026-02-28T12:00:00Z"


def item(name: str, stand: str, **more: Any) -> Any:
    return whole(ItemRow, key=name, name=name, stand=stand, **more)


def plan(name: str, *items: Any, last: str | None = TESTED, **more: Any) -> Any:
    return whole(
        PlanRow,
        key=name,
        name=name,
        items=[{"key": one["key"], "name": one["name"]} for one in items],
        stands=dict(Counter(one["stand"] for one in items)),
        last_test_failover=last,
        allowed_operations=["test-failover"],
        **more,
    )


def seen(*items: Any, plans: Any = (), **more: Any) -> Seen:
    ordered = sorted(items, key=lambda one: GRAVITY[Stand(one["stand"])])
    counts = Counter(GRAVITY[Stand(one["stand"])] for one in items)
    return Seen(items=ordered, gravities=counts, plans=plans, now=NOW, **more)


def kinds(found: Seen) -> list[str]:
    return [alarm["kind"] for alarm in alarms(found)]


def names(alarm: Any) -> list[str]:
    return [one["name"] for one in alarm["items"]]


def test_where_nothing_is_wrong_there_is_no_alarm() -> None:
    assert alarms(seen(plans=[plan("shop", item("db", "protected"))])) == []


def test_the_worst_comes_first_however_many_have_less() -> None:
    found = seen(*(item(f"n{n}", "not-committed") for n in range(9)), item("wiki", "runs-twice"), item("u", "unknown"))
    assert kinds(found) == ["runs-twice", "unknown", "not-committed"]


@pytest.mark.parametrize("stand", list(OF_STANDS))
def test_every_stand_that_is_wrong_has_an_alarm_of_its_own(stand: Stand) -> None:
    (alarm,) = alarms(seen(item("db", stand)))
    assert (alarm["kind"], alarm["count"], names(alarm)) == (OF_STANDS[stand], 1, ["db"])
    assert "{" not in alarm["cause"] + alarm["action"]
    assert command_of(alarm["remedies"])


def test_what_is_under_way_copies_for_the_first_time_or_is_protected_is_no_alarm() -> None:
    quiet = {Stand.UNDER_WAY, Stand.SYNCING, Stand.FAILED_BACK, Stand.PROTECTED}
    assert set(Stand) - set(OF_STANDS) == quiet
    assert {GRAVITY[stand] for stand in quiet}.isdisjoint(WRONG)


def test_items_of_one_cause_are_one_alarm_a_plan_that_leads_to_the_plan() -> None:
    a, b, c, lone = (item(name, "not-committed", last_failover=NOW) for name in ("a", "b", "c", "lone"))
    found = alarms(seen(a, b, c, lone, plans=[plan("shop", a, b), plan("finance", c)]))
    assert [(alarm["id"], names(alarm)) for alarm in found] == [
        ("not-committed:shop", ["a", "b"]),
        ("not-committed", ["lone"]),
        ("not-committed:finance", ["c"]),
    ]
    assert [alarm["target"] and alarm["target"]["name"] for alarm in found] == ["shop", "lone", "finance"]
    assert found[0]["since"] == NOW


@pytest.mark.parametrize("stand", ["runs-twice", "must-not-run", "no-network"])
def test_what_is_wrong_with_one_machine_leads_to_it_and_not_to_its_plan(stand: str) -> None:
    """Its keys would be about all machines of the plan: commit, and another recovery point."""
    sites = {"source": "Oslo", "target": "Azure", "authority": "Azure"}
    a, b = item("a", stand, **sites), item("b", stand, **sites)
    (alarm,) = alarms(seen(a, plans=[plan("shop", a, item("c", "protected"))]))
    assert alarm["target"] == {"type": "item", "key": "a", "name": "a"}
    (alarm,) = alarms(seen(a, b, plans=[plan("shop", a, b)]))
    assert alarm["target"] == {"type": "plan", "key": "shop", "name": "shop"}


def test_a_machine_that_was_validated_and_does_not_work_is_no_mere_reminder() -> None:
    bad = {"result": "failed", "comment": "no log-in", "at": "2026-03-02T08:00:00Z", "operator": "ann", "seen": ""}
    items = item("web", Stand.NOT_COMMITTED, validation=bad), item("db", Stand.NOT_COMMITTED, validation=None)
    found = alarms(seen(*items, plans=[plan("shop", *items)]))
    assert [(one["kind"], names(one)) for one in found] == [(Kind.FOUND_BAD, ["web"]), (Kind.NOT_COMMITTED, ["db"])]
    assert (found[0]["severity"], found[0]["since"]) == (Severity.CRITICAL, bad["at"])
    assert found[0]["cause"] == "1 machine was validated and does not work"


def test_one_cause_over_many_plans_is_one_alarm() -> None:
    items = [item(f"m{n}", "runs-nowhere") for n in range(PLANS_APART + 1)]
    (alarm,) = alarms(seen(*items, plans=[plan(f"p{n}", one) for n, one in enumerate(items)]))
    assert (alarm["id"], alarm["count"], alarm["target"]) == ("runs-nowhere", PLANS_APART + 1, None)
    assert command_of(alarm["remedies"]) == "drconsole items"


def test_where_more_are_wrong_than_were_read_they_are_counted() -> None:
    some = [item(f"m{n}", "unprotected") for n in range(3)]
    found = Seen(items=some, gravities={GRAVITY[Stand.UNPROTECTED]: 100_000}, now=NOW)
    (alarm,) = alarms(found)
    assert (alarm["count"], len(alarm["items"])) == (100_000, 3)
    assert alarm["cause"] == "100000 machines are not protected"


def test_of_some_stands_all_may_be_read_and_of_others_not_one() -> None:
    found = Seen(items=[item("a", "runs-twice")], gravities={GRAVITY[s]: 1 for s in (Stand.RUNS_TWICE, Stand.WARNING)})
    assert [(alarm["kind"], alarm["count"], names(alarm)) for alarm in alarms(found)] == [
        ("runs-twice", 1, ["a"]),
        ("warning", 1, []),
    ]


def error(code: str, level: str) -> dict[str, str]:
    return {"code": code, "message": f"{code} happened.", "level": level, "recommended_action": f"Mend {code}."}


def test_critical_replication_is_told_by_its_health_error_with_what_helps() -> None:
    errors = [error("161011", "Warning"), error("78022", "Critical")]
    found = seen(
        item("a", "critical", health_errors=errors),
        item("b", "critical", health_errors=[error("90079", "Critical")]),
        item("c", "critical", health_errors=errors),
    )
    first, second = alarms(found)
    assert (first["id"], names(first)) == ("critical:78022@Oslo", ["a", "c"])
    assert first["cause"] == "Replication of 2 machines of Oslo is critical: 78022: 78022 happened"
    assert first["action"] == "Mend 78022"
    assert (second["id"], names(second)) == ("critical:90079@Oslo", ["b"])


def test_an_rpo_above_its_objective_is_told_apart_from_other_warnings() -> None:
    late = {"replicated_until": "2026-03-01T11:00:00Z", "as_of": NOW, "rpo_objective": 900}
    found = seen(
        item("a", "warning", **late),
        item("b", "warning", **{**late, "replicated_until": "2026-03-01T09:00:00Z"}),
        item("c", "warning", health_errors=[error("161011", "Warning")], rpo_objective=900),
    )
    rpo, other = alarms(found)
    assert (rpo["kind"], names(rpo)) == ("rpo-above-objective", ["b", "a"])
    assert rpo["cause"] == "The RPO of 2 machines of Oslo is above its objective; worst: b, 3 h (objective 15 min)"
    assert other["id"] == "warning:161011@Oslo"


def test_a_machine_that_must_not_run_is_told_with_since_when_it_was_seen() -> None:
    down = {"site": "Oslo", "since": None, "seen": "on", "seen_since": "2026-03-01T11:30:00Z", "silent_since": None}
    (alarm,) = alarms(seen(item("a", "must-not-run", must_stay_down={**down, "broken": True, "why": "it runs"})))
    assert alarm["since"] == "2026-03-01T11:30:00Z"


def test_power_it_on_is_never_said_without_the_machine_and_its_site() -> None:
    a, b = item("a", "switched-off", authority="Oslo"), item("b", "switched-off", authority="Bergen")
    assert alarms(seen(a))[0]["action"] == "Power a on at Oslo, or fail over"
    assert alarms(seen(a, b))[0]["action"] == "Power a on at Oslo; power b on at Bergen, or fail over"
    assert not [row.action for row in KINDS.values() if "ower" in row.action and "{deed}" not in row.action]


@pytest.mark.parametrize("stand", ["runs-twice", "must-not-run"])
def test_who_is_to_shut_a_machine_down_reads_which_and_where(stand: str) -> None:
    sites = {"source": "Oslo", "target": "Azure", "authority": "Azure"}
    (alarm,) = alarms(seen(item("a", stand, **sites)))
    assert alarm["action"].startswith("Shut a down at Oslo; the valid copy is at Azure")
    (alarm,) = alarms(seen(item("a", stand, **sites), item("b", stand, **sites)))
    assert alarm["action"].startswith("Shut a, b down at Oslo; the valid copies are at Azure")
    (alarm,) = alarms(seen(item("a", stand, **{**sites, "authority": "Oslo"})))
    assert alarm["action"].startswith("Shut a down at Azure; the valid copy is at Oslo")


def test_a_machine_that_runs_nowhere_is_led_to_its_next_step() -> None:
    over = {
        "scenario": "vmware-to-azure",
        "source": "Oslo",
        "target": "Azure",
        "authority": "Azure",
        "protection_state": "UnplannedFailoverCommitPendingStatesBegin",
        "active_location": "Recovery",
        "provider_allowed_operations": ["Commit", "ChangePit", "DisableProtection"],
        "machines": {
            "source-powered": "off",
            "target-running": "stopped",
            "stays_down": "source-powered",
            "left_off_by": None,
            "cancelled": False,
        },
    }
    a, b = item("a", "runs-nowhere", **over), item("b", "runs-nowhere", **over)
    (alarm,) = alarms(seen(a, plans=[plan("shop", a)]))
    assert alarm["action"].startswith("Its machine at Azure does not run: start it there by hand, or make it again")
    assert command_of(alarm["remedies"]).startswith("drconsole run change-recovery-point item:a ")
    assert alarm["target"] == {"type": "item", "key": "a", "name": "a"}
    (alarm,) = alarms(seen(a, b, plans=[plan("shop", a, b)]))
    assert alarm["action"].startswith("Each: its machine at Azure does not run")
    assert command_of(alarm["remedies"]) == "drconsole next plan:shop"


def test_machines_that_are_not_replicated_are_led_to_what_their_kind_can_do() -> None:
    over = {"source": "Oslo", "target": "Azure", "authority": "Azure", "active_location": "Recovery"}
    hyperv = {
        **over,
        "scenario": "hyperv-to-azure",
        "protection_state": "PlannedFailoverStatesBegin",
        "provider_allowed_operations": ["PlannedFailover", "DisableProtection"],
    }
    a, b = item("a", "failed-over", **hyperv), item("b", "failed-over", **hyperv)
    (alarm,) = alarms(seen(a, b, plans=[plan("warehouse", a, b)]))
    assert alarm["action"] == "Each: it runs at the recovery site: fail back when that is due"


def test_an_open_test_leads_to_its_cleanup() -> None:
    debt = {"since": "2026-03-01T08:00:00Z"}
    (alarm,) = alarms(seen(item("a", "test-open", test_debt=[debt])))
    assert command_of(alarm["remedies"]) == "drconsole run cleanup-test-failover item:a --confirm a"
    assert alarm["since"] == debt["since"]


def test_a_job_that_waits_is_told_with_the_answer_that_it_takes() -> None:
    asks = whole(GateRow, friendly_name="Call the bank", why="Call them.", since=NOW, outcomes=["done", "failed"])
    silent = whole(GateRow, task="t2", outcomes=[])
    (alarm,) = alarms(seen(gates=[asks, silent], jobs=[whole(JobRow, id="J1")]))
    assert (alarm["id"], alarm["severity"], alarm["since"]) == ("waits:J1/t1", "critical", NOW)
    assert alarm["cause"] == "Failover of Shop waits: Call the bank"
    assert command_of(alarm["remedies"]) == "drconsole job answer J1 t1 --outcome done --comment TEXT"
    assert alarm["target"] == {"type": "job", "key": "J1", "name": "J1"}


def test_where_nobody_knows_what_became_of_a_step_the_alarm_says_why() -> None:
    gate = whole(
        GateRow,
        state_description="WaitingForOutcome",
        friendly_name="Start",
        why="it never answered",
        item="db",
        item_key="k",
    )
    (alarm,) = alarms(seen(gates=[gate]))
    assert alarm["cause"].endswith("Start: it never answered")
    assert alarm["items"] == [{"key": "k", "name": "db"}]


def test_a_held_job_says_who_held_it_and_why() -> None:
    hold = {"since": NOW, "operator": "ann", "comment": "network team"}
    (alarm,) = alarms(seen(jobs=[whole(JobRow, id="J1", allowed_actions=["resume", "cancel"], held=True, hold=hold)]))
    assert alarm["cause"].startswith("Failover of Shop is held by ann: network team")
    assert command_of(alarm["remedies"]) == "drconsole job resume J1"


@pytest.mark.parametrize(
    ("started", "kind", "severity"),
    [
        ("2026-03-01T11:55:00Z", None, None),
        ("2026-03-01T11:45:00Z", "rto-will-be-missed", "warning"),
        ("2026-03-01T11:30:00Z", "rto-missed", "critical"),
    ],
)
def test_an_objective_that_is_or_will_be_missed_is_an_alarm(
    started: str, kind: str | None, severity: str | None
) -> None:
    job = whole(JobRow, id="J1", rto=1200, started_at=started, waited=600.0 if kind else 0.0)
    found = alarms(seen(jobs=[job]))
    assert [(alarm["kind"], alarm["severity"]) for alarm in found] == ([(kind, severity)] if kind else [])


def engine(running: bool | None, **more: Any) -> Any:
    return {"running": running, "pid": None, "epoch": None, "version": None, "since": None, **more}


def test_an_engine_that_is_gone_matters_where_a_job_is_open() -> None:
    job = whole(JobRow, id="J1")
    assert kinds(seen(engine=engine(False))) == []
    (alarm,) = alarms(seen(engine=engine(False), jobs=[job]))
    assert (alarm["kind"], command_of(alarm["remedies"])) == ("engine-lost", "drconsole engine start")
    assert kinds(seen(engine=engine(None), jobs=[job])) == []
    assert kinds(seen(engine=engine(None, why="it is silent"), jobs=[job])) == ["engine-lost"]
    assert kinds(seen(engine=engine(True), jobs=[job])) == kinds(seen(jobs=[job])) == []


def test_an_engine_that_cannot_write_is_an_alarm_by_itself() -> None:
    (alarm,) = alarms(seen(engine=engine(True, blocked="process 7 (sqlite3)")))
    assert alarm["cause"] == "The engine cannot record anything: process 7 (sqlite3)"


def test_machines_that_must_stay_down_and_are_not_seen_are_told_by_site() -> None:
    owed = [
        whole(ObligationRow, item="a", item_key="a", silent_since="2026-03-01T11:00:00Z", seen="off"),
        whole(ObligationRow, item="b", item_key="b"),
        whole(ObligationRow, item="c", item_key="c", seen="off", seen_at=NOW),
        whole(ObligationRow, item="d", item_key="d", seen="on", broken=True),
        whole(ObligationRow, item="e", item_key="e", what="test-cleanup"),
        whole(ObligationRow, item="f", item_key="f", site="Bergen"),
    ]
    oslo, bergen = alarms(seen(owed=owed))
    assert (oslo["id"], names(oslo), oslo["since"]) == ("not-seen-down:Oslo", ["a", "b"], "2026-03-01T11:00:00Z")
    assert (bergen["id"], names(bergen)) == ("not-seen-down:Bergen", ["f"])


def test_what_cannot_be_read_is_told_by_its_reason_with_the_words_that_stood_there() -> None:
    def strange(name: str, why: str) -> Any:
        return {"provider_id": f"/items/{name}", "name": name, "why": why, "raw": [("state", "Beamed {up}")]}

    alone = alarms(seen(unreadable=[strange("a", "by 'X'")]))
    assert [one["cause"] for one in alone] == ["The provider's a cannot be read: by 'X' (state Beamed {up})"]
    many = [strange(name, "by 'X'") for name in "abcd"] + [strange("e", "by 'Y'")]
    by_x, by_y = alarms(seen(unreadable=many))
    assert (by_x["count"], by_x["severity"], by_y["count"]) == (4, "unknown", 1)
    assert by_x["cause"] == "4 things of the provider's cannot be read (a, b, c, ...): by 'X'"


def test_plans_that_are_to_be_tested_are_notices() -> None:
    never, old, fine = plan("never", last=None), plan("old", last="2025-01-01T00:00:00Z"), plan("fine")
    found = alarms(seen(plans=[never, old, fine]))
    assert [(alarm["kind"], [one["name"] for one in alarm["plans"]]) for alarm in found] == [
        ("never-tested", ["never"]),
        ("test-overdue", ["old"]),
    ]
    assert command_of(found[0]["remedies"]) == "drconsole run test-failover plan:never --confirm never"
    assert {alarm["severity"] for alarm in found} == {"notice"}
    assert kinds(seen(plans=[never, plan("too", last=None)])) == ["never-tested"]


def test_every_kind_has_a_row_in_the_order_of_its_words() -> None:
    assert list(KINDS) == list(Kind)
    assert {row.severity for row in KINDS.values()} == set(Severity)


STANDS = st.lists(st.sampled_from(list(Stand)), max_size=30)


@given(STANDS, st.integers(1, 4))
def test_every_item_that_is_wrong_is_in_exactly_one_alarm(stands: list[Stand], size: int) -> None:
    items = [item(f"m{n}", stand) for n, stand in enumerate(stands)]
    wrong = [one for one in items if Stand(one["stand"]) in OF_STANDS]
    plans = [plan(f"p{n}", *items[n : n + size]) for n in range(0, len(items), size)]
    found = alarms(seen(*wrong, plans=plans))
    told = Counter(one["key"] for alarm in found for one in alarm["items"])
    assert told == Counter(one["key"] for one in wrong)
    assert len({alarm["id"] for alarm in found}) == len(found)
    assert sum(alarm["count"] for alarm in found) == len(wrong)
