"""How lists say a state in few words, what the hint of a plan says of one machine, and the points of a job."""

from __future__ import annotations

from typing import Any

import pytest
from screen_support import console
from support.whole import whole

from drconsole.console.screens.common.hints import guide_hint
from drconsole.console.screens.job.facts import job_facts, loss_said
from drconsole.records.rows.estate.points import ChosenPointRow, PointRow, PointUsedRow
from drconsole.records.rows.work.jobs import JobItemRow, JobRow
from drconsole.recovery.guide.guide import Guide
from drconsole.recovery.types.words import Operation
from drconsole.render.operation.pages import Page
from drconsole.render.operation.preview import entries_of
from drconsole.render.operation.shown import Shown


def guide(**more: Any) -> Guide:
    return Guide("", Operation.CHANGE_RECOVERY_POINT, "shop-mail: failed", "", (), **more)


async def test_a_step_for_one_machine_of_a_plan_is_not_the_plans_key() -> None:
    async with console() as opened:
        one = guide_hint(opened.app, guide(item="shop-mail"))
        assert one.lines == ("Next: change-recovery-point (open shop-mail and press v): shop-mail: failed",)
        assert one.command == "", "nor does it stand first in the key bar"
        of_all = guide_hint(opened.app, guide())
        assert of_all.lines == ("Next: change-recovery-point (press v): shop-mail: failed",)
        assert of_all.command == "change-recovery-point"


def job(**more: Any) -> JobRow:
    chosen = point_chosen("p1", 60.0, "2026-03-02T08:00:00Z", choice="latest-processed")
    used = point_used("p0", "2026-03-02T07:55:00Z", consistency="AppConsistent")
    items = [
        whole(JobItemRow, key=key, name=key, outcome="Succeeded", reason=None, point_used=point)
        for key, point in (("a", used), ("b", None))
    ]
    return whole(JobRow, items=items, points=[{"key": "a", "name": "a", "point": chosen}], **more)


def point_chosen(id: str, loss: float | None, time: str | None = None, **more: Any) -> ChosenPointRow:  # noqa: A002
    return whole(ChosenPointRow, id=id, time=time, data_loss=loss, **more)


def point_used(id: str, time: str | None = None, **more: Any) -> PointUsedRow:  # noqa: A002
    return whole(PointUsedRow, id=id, time=time, data_loss=None, **more)


def test_a_job_names_the_point_that_was_chosen_and_the_one_that_was_used() -> None:
    lines = [line if isinstance(line, str) else line[0] for line in job_facts(job(), [])]
    at = next(number for number, line in enumerate(lines) if line.endswith("  a"))
    assert lines[at + 1].startswith("   point chosen: latest-processed, ")
    assert lines[at + 1].endswith(", data loss 1 min when chosen")
    assert "(p0)" in lines[at + 2]
    assert lines[at + 2].endswith(", data loss at least 6 min")
    assert lines[at + 3].endswith("  b"), "nothing is said where there is no point"


@pytest.mark.parametrize(
    ("chosen", "used", "said"),
    [
        (point_chosen("p1", 60.0), point_used("p1"), "data loss at least 1 min"),
        (point_chosen("p1", None), point_used("p1"), "data loss not known before the job ends"),
        (point_chosen("p1", 60.0), point_used("p0"), "data loss not known before the job ends"),
        (
            point_chosen("p1", 60.0, "2026-03-02T08:00:00Z"),
            point_used("p2", "2026-03-02T08:05:00Z"),
            "data loss not known before the job ends",
        ),
        (
            point_chosen("p1", 60.0, "2026-03-02T08:00:00Z"),
            point_used("p0", "2026-03-02T07:55:00Z"),
            "data loss at least 6 min",
        ),
        (point_chosen("p1", 60.0), point_used("p1") | {"data_loss": 90.0}, "data loss 1 min 30 s"),
    ],
)
def test_the_data_loss_of_the_used_point_never_says_less_than_what_the_end_will(
    chosen: ChosenPointRow, used: PointUsedRow, said: str
) -> None:
    assert loss_said(chosen, used, ended=False) == said
    if used["data_loss"] is None:
        assert loss_said(chosen, used, ended=True) == "data loss not known"


def test_the_current_point_is_marked_among_the_points_to_choose() -> None:
    points = [whole(PointRow, id=name, time=f"2026-03-02T08:0{number}:00Z") for number, name in enumerate("ab")]
    shown = Shown(
        "change-recovery-point", {"point": "custom"}, choices={"custom": ""}, points=points, current_point="b"
    )
    marked = [each.act for each in entries_of(Page.POINT, shown) if each.text.startswith(" now ")]
    assert marked == ["point-id:b"]


async def test_enter_stands_in_the_key_bar_only_where_it_opens_something() -> None:
    async with console("waiting") as opened:
        await opened.press("2")
        assert "enter open" in opened.lines[-1]
        await opened.press("5", "enter")
        assert opened.app.here.about() is not None
        assert "enter open" not in opened.lines[-1]


@pytest.mark.parametrize("moment", ["quiet", "running", "waiting", "done"])
@pytest.mark.parametrize("keys", ["2", "3", "2 space", "3 space", "2 enter", "5", "3 slash x x x enter"])
async def test_the_key_bar_and_the_reasons_agree_on_which_keys_work(moment: str, keys: str) -> None:
    async with console(moment) as opened:
        await opened.press(*keys.split())
        app = opened.app
        for _ in range(4):
            reasons = {command.id: command.why_not(app) for command in app.registry}
            works = {name: None if why == "" else why is None for name, why in reasons.items()}
            assert {command.id: command.works(app) for command in app.registry} == works
            await opened.press("down")
