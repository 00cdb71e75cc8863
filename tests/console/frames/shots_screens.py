"""Every screen, over sample rows: the real engine made them while the plan ``finance`` of contoso was failed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from coach_views import BANK, EXAM, FIRST, OVER, SECOND
from console_fakes import JOB, samples
from dialog_support import typed
from led_rows import led_by_bea
from poll_rows import polled, shelved
from proposed import AS_BOB, at_now, several
from shots import Shot

from drconsole.console.screens.alarms import AlarmsScreen
from drconsole.console.screens.drills import DrillsScreen
from drconsole.console.screens.item import ItemScreen
from drconsole.console.screens.items import ItemsScreen
from drconsole.console.screens.job.page import JobScreen
from drconsole.console.screens.jobs import JobsScreen
from drconsole.console.screens.journal import JournalScreen
from drconsole.console.screens.log import LogScreen
from drconsole.console.screens.overview import OverviewScreen
from drconsole.console.screens.plan import PlanScreen
from drconsole.console.screens.plans import PlansScreen
from drconsole.console.screens.points import PointsScreen
from drconsole.console.screens.room.proposals import ProposalsScreen
from drconsole.console.state.feed.log_tail import LogLine
from drconsole.console.state.model.model import Link
from drconsole.training.coaching.view import CoachView

LOG = (
    LogLine(0, "2026-03-01T03:10:00Z", "INFO", "engine of contoso ready, epoch 4"),
    LogLine(60, "2026-03-01T03:12:07Z", "WARNING", "the provider answers late: 12 s"),
    LogLine(140, "2026-03-01T03:12:40Z", "ERROR", "no look at the provider: connection refused"),
    LogLine(220, "", "", "  it is looked at again in 20 s"),
)


def with_log(patch: pytest.MonkeyPatch) -> None:
    """An engine's log, where the samples have no state folder."""
    patch.setattr("drconsole.console.screens.log.stamp_of", lambda log: (0, 0, 0))
    patch.setattr("drconsole.console.screens.log.last_lines", lambda log: list(LOG))


def status(**told: object) -> dict[str, object]:
    return {"status": {**samples()["quiet"].status, **told}}


def others() -> dict[str, object]:
    """Two more consoles on the same state."""
    bea = {
        "user": "root", "person": "bea", "seat": "operator", "size": "160x50", "lost": None,
        "from": "192.0.2.7", "since": "2026-03-01T03:05:00Z",
        "screen": "Overview", "doing": "failover of plan shop", "read_only": False, "pid": 1,
    }  # fmt: skip
    cy = {
        **bea,
        "person": "cy",
        "seat": "observer",
        "size": "80x24",
        "lost": 72,
        "screen": "Jobs",
        "doing": None,
        "read_only": True,
        "pid": 2,
    }
    return status(consoles=[bea, cy])


def rows_with(moment: str, table: str, changes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The rows of a moment, some of them otherwise; a key that is not there becomes a row like the first one."""
    sample = samples()[moment]
    rows = dict(sample.tables[table])
    for key, changed in changes.items():
        rows[key] = {**rows.get(key, next(iter(rows.values()))), **changed}
    return {
        "rows": {**{name: found for name, found in sample.tables.items() if found}, table: rows, "task": sample.tasks}
    }


def held_by_bea() -> dict[str, Any]:
    hold = {"operator": "bea", "since": "2026-03-02T08:20:30Z", "comment": "the network first"}
    told = {"held": True, "hold": hold, "state_description": "Held", "allowed_actions": ["resume", "cancel"]}
    return rows_with("running", "job", {JOB: told})


def glass_broken() -> dict[str, Any]:
    glass = {"what": "start", "reason": "nobody answers", "by": "ann", "at": "2026-03-02T08:20:30Z"}
    return rows_with("running", "job", {JOB: {"break_glass": [glass]}})


def command(line: str) -> tuple[str, ...]:
    return ("colon", *typed(line), "enter")


def taught(shot: Shot, *views: CoachView) -> Shot:
    """The same in an exercise whose coach says this."""

    def news() -> dict[str, object]:
        told = dict(shot.news())
        return {
            **told,
            "status": {**samples()[shot.moment or "quiet"].status, **told.get("status", {}), "mode": "EXERCISE"},
        }

    return replace(shot, news=news, coach=(FIRST, *views))


PAGE = Shot(JobScreen, ("5", "enter"))
SCREENS: dict[str, Shot] = {
    "overview-quiet": Shot(OverviewScreen),
    "overview-waiting": Shot(OverviewScreen, moment="waiting"),
    "overview-exercise": Shot(OverviewScreen, moment="done", news=lambda: status(mode="EXERCISE")),
    "overview-live": Shot(OverviewScreen, moment="done", news=lambda: status(mode="LIVE")),
    "overview-engine-lost": Shot(OverviewScreen, moment="running", news=lambda: {"link": Link.LOST}),
    "overview-others": Shot(OverviewScreen, news=others),
    "overview-read-only": Shot(OverviewScreen, settings={"read_only": True}),
    "overview-no-engine": Shot(OverviewScreen, moment=None),
    "plans": Shot(PlansScreen, ("2",), "done"),
    "plans-marked": Shot(PlansScreen, ("2", "space", "j", "space"), "done", says=True),
    "plans-columns": Shot(PlansScreen, ("2", *command("columns items")), "done", says=True),
    "items": Shot(ItemsScreen, ("3", *"jjjjjjj"), "done"),
    "items-find": Shot(ItemsScreen, ("3", "slash", *typed("ledger")), "done"),
    "items-nothing-found": Shot(ItemsScreen, ("3", "slash", *typed("nowhere"), "enter"), "done"),
    "items-marked": Shot(ItemsScreen, ("3", "asterisk"), "done", says=True),
    "items-alone": Shot(ItemsScreen, ("3", "z"), says=True),
    "points": Shot(PointsScreen, ("4", "r")),
    "jobs": Shot(JobsScreen, ("5",), "running"),
    "jobs-none": Shot(JobsScreen, ("5",)),
    "journal": Shot(JournalScreen, ("6",), "waiting"),
    "alarms": Shot(AlarmsScreen, ("7",), "done"),
    "alarms-shelved": Shot(AlarmsScreen, ("7", "end"), "done", news=shelved),
    "alarms-polled": Shot(AlarmsScreen, ("7",), "running", news=partial(polled, 4712), settings={"pid": 4712}),
    "drills": Shot(DrillsScreen, ("D",), "done"),
    "proposals": Shot(ProposalsScreen, ("A",), news=several, settings=AS_BOB, prepare=at_now),
    "proposals-none": Shot(ProposalsScreen, ("A",)),
    "overview-glass-broken": Shot(OverviewScreen, moment="running", news=glass_broken),
    "overview-to-approve": Shot(OverviewScreen, news=several, settings=AS_BOB, prepare=at_now),
    "log": Shot(LogScreen, command("log"), prepare=with_log),
    "log-none": Shot(LogScreen, command("log")),
    "plan": Shot(PlanScreen, ("2", "enter", "tab"), "done"),
    "item": Shot(ItemScreen, ("3", "enter"), "done"),
    "job-running": replace(PAGE, moment="running"),
    "job-waiting": replace(PAGE, moment="waiting"),
    "job-held": replace(PAGE, moment="running", news=held_by_bea),
    "job-led": replace(PAGE, moment="running", news=partial(led_by_bea, 4712), settings={"pid": 4712}),
    "job-ended": replace(PAGE, moment="done"),
    "job-tasks": replace(PAGE, keys=("5", "enter", "L"), moment="running"),
    "coach-begins": taught(Shot(OverviewScreen, says=True)),
    "coach-overview": taught(Shot(OverviewScreen, moment="waiting"), BANK),
    "coach-step": taught(Shot(PlansScreen, ("2",)), SECOND),
    "coach-told": taught(Shot(ItemsScreen, ("3",), says=True), replace(FIRST, notices=SECOND.notices[1:]), SECOND),
    "coach-item": taught(Shot(ItemScreen, ("3", "enter"), "done"), SECOND),
    "coach-job": taught(replace(PAGE, moment="running"), SECOND),
    "coach-hidden": taught(Shot(OverviewScreen, ("w",)), SECOND),
    "coach-exam": taught(Shot(OverviewScreen), EXAM),
    "coach-over": taught(Shot(OverviewScreen, ("escape",)), OVER),
    "job-search": replace(PAGE, keys=("5", "enter", "slash", *typed("shut"), "enter"), moment="done"),
}
"""Name -> the way there."""
