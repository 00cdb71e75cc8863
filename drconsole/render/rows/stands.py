"""The one word for where an item stands, and the worst of a plan's items, as marks. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from drconsole.recovery.states.assessments.stand import Stand
from drconsole.render.words.marks import Mark, Severity
from drconsole.render.words.text import clean, words

if TYPE_CHECKING:
    from drconsole.records.rows.estate.items import ItemRow
    from drconsole.records.rows.estate.plans import PlanRow

STAND_MARKS: dict[str, Mark] = {
    Stand.RUNS_TWICE: Mark("✗", "x", "RUNS TWICE", Severity.BAD),
    Stand.MUST_NOT_RUN: Mark("✗", "x", "MUST NOT RUN", Severity.BAD),
    Stand.RUNS_NOWHERE: Mark("✗", "x", "RUNS NOWHERE", Severity.BAD),
    Stand.FAILED: Mark("✗", "x", "FAILOVER FAILED", Severity.BAD),
    Stand.UNKNOWN: Mark("?", "?", "UNKNOWN", Severity.UNKNOWN),
    Stand.UNPROTECTED: Mark("·", ".", "NOT PROTECTED", Severity.BAD),
    Stand.CRITICAL: Mark("✗", "x", "CRITICAL", Severity.BAD),
    Stand.UNDER_WAY: Mark("▶", ">", "Under way", Severity.BUSY),
    Stand.NO_NETWORK: Mark("‼", "!", "NO NETWORK", Severity.WARN),
    Stand.TEST_OPEN: Mark("‼", "!", "TEST OPEN", Severity.WARN),
    Stand.NOT_COMMITTED: Mark("◆", "#", "NOT COMMITTED", Severity.WARN),
    Stand.SWITCHED_OFF: Mark("‼", "!", "SWITCHED OFF", Severity.WARN),
    Stand.WARNING: Mark("‼", "!", "WARNING", Severity.WARN),
    Stand.FAILED_OVER: Mark("◆", "#", "Failed over", Severity.WARN),
    Stand.SYNCING: Mark("◐", "c", "First copy", Severity.BUSY),
    Stand.FAILED_BACK: Mark("●", "*", "Failed back", Severity.NOTE),
    Stand.PROTECTED: Mark("●", "*", "Protected", Severity.IDLE),
}
"""Grey is normal; whatever differs has a glyph, a word and a colour of its own."""


MACHINES_WRONG = (Stand.RUNS_TWICE, Stand.MUST_NOT_RUN, Stand.RUNS_NOWHERE)
"""Of a plan each is told: the worst alone would hide that another machine serves nobody."""


def stand_mark(item: ItemRow) -> Mark:
    """The worst that is true of an item; while a job works on it and nothing is worse, which job."""
    mark = STAND_MARKS[item["stand"]]
    if item["stand"] == Stand.UNDER_WAY and item["current_job"]:
        return replace(mark, word=f"In job {clean(item['current_job'])}")
    return mark


def plan_stand_mark(plan: PlanRow) -> Mark:
    """The worst that is true of a plan's items, and of how many where that is not all; its job, where nothing is
    worse."""
    total = sum(plan["stands"].values())
    if not total:
        return Mark("?", "?", words(plan["state"]), Severity.UNKNOWN)
    worst, number = next(iter(plan["stands"].items()))
    mark = STAND_MARKS[worst]
    if worst == Stand.UNDER_WAY and plan["current_job"]:
        return replace(mark, word=f"In job {clean(plan['current_job'])}")
    wrong = [(STAND_MARKS[stand].word, many) for stand, many in plan["stands"].items() if stand in MACHINES_WRONG]
    if len(wrong) > 1:
        return replace(mark, word=", ".join(f"{word} {many}" for word, many in wrong))
    return mark if number == total else replace(mark, word=f"{mark.word} ({number} of {total})")
