"""Latest recovery points: not read is said, readings have an age, a failed reading has its reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from console_fakes import SEEN_AT, news_at, samples
from screen_support import console

from drconsole.console.state.model.model import Link, News
from drconsole.console.widgets.drawing import Drawing
from drconsole.console.widgets.table.line_table import LineTable
from drconsole.recovery.types.work.errors import Refused


def point(id: str, time: str, consistency: str, data_loss: float | None, *, processed: bool = True) -> dict[str, Any]:  # noqa: A002
    return {
        "id": id,
        "time": f"2026-03-02T{time}Z",
        "consistency": consistency,
        "multi_vm": False,
        "processed": processed,
        "data_loss": data_loss,
    }


POINTS = {
    "item": "shop-db",
    "key": "shop-db",
    "as_of": "2026-03-02T08:00:00Z",
    "points": [
        point("c", "07:59:00", "CrashConsistent", None, processed=False),
        point("b", "07:55:00", "CrashConsistent", 300.0),
        point("a", "07:30:00", "ApplicationConsistent", 1800.0),
    ],
}


async def test_points_that_nobody_read_are_not_called_none():
    async with console() as opened:
        await opened.press("4")
        assert "not read" in opened.line("shop-web-01")
        assert "press r to read them" in opened.text
        assert opened.session.asked("RecoveryPoints") == []


async def test_r_reads_what_is_shown_and_shows_what_each_kind_would_lose():
    async with console(answers={"RecoveryPoints": POINTS}) as opened:
        await opened.press("4", "j", "r")
        asked = opened.session.asked("RecoveryPoints")
        assert len(asked) == len(samples()["quiet"].tables["item"])
        assert {"item": "item-key:shop-app-01"} in asked
        line = opened.line("shop-app-01  ")
        assert "5 min" in line
        assert "30 min" in line
        assert "0 s ago" in opened.line("shop-db  ")


async def test_a_reading_grows_old_by_the_providers_clock():
    async with console(answers={"RecoveryPoints": POINTS}) as opened:
        await opened.press("4", "r")
        sample = samples()["quiet"].status
        status = {**sample, "clock": {**sample["clock"], "now": "2026-03-02T08:10:00Z"}}
        await opened.take(News(rev=9_000, link=Link.HERE, status=status, seen_at=SEEN_AT))
        assert "10 min ago" in opened.line("shop-db  ")
        assert "15 min ago, data loss 5 min" in opened.text


async def test_points_that_cannot_be_read_say_why():
    refusal = Refused("points-unreadable", "the recovery points could not be read: the vault is sealed")
    async with console(answers={"RecoveryPoints": refusal}) as opened:
        await opened.press("4", "r")
        assert "✗ NOT READABLE" in opened.line("shop-db  ")
        assert "the vault is sealed" in opened.text


async def test_from_a_plans_page_its_items_are_shown_and_all_are_read_at_once():
    async with console(answers={"RecoveryPoints": POINTS}) as opened:
        await opened.press("2")
        await opened.to("finance")
        await opened.press("enter", "4")
        assert "plan finance" in opened.text
        assert "shop-db" not in opened.text
        await opened.press("ctrl+r")
        asked = [body["item"] for body in opened.session.asked("RecoveryPoints")]
        assert asked == [f"item-key:{name}" for name in ("ledger-db", "ledger-app", "payroll", "tax-archive")]
        await opened.press("escape")
        assert "shop-db" in opened.text


async def test_from_an_items_page_the_cursor_is_on_that_item():
    async with console() as opened:
        await opened.press("3")
        await opened.to("shop-app-02")
        await opened.press("enter", "4")
        assert opened.app.target() == ("item", "shop-app-02")


async def test_r_reads_all_that_are_shown_and_of_too_many_only_the_one_under_the_cursor():
    quiet = samples()["quiet"].tables["item"]["shop-db"]
    many = {f"m{n}": {**quiet, "key": f"m{n}", "name": f"m{n}", "position": n} for n in range(101)}
    async with console(answers={"RecoveryPoints": POINTS}) as opened:
        await opened.press("4", "slash", *"shop-web", "enter", "r")
        asked = [body["item"] for body in opened.session.asked("RecoveryPoints")]
        assert asked == ["item-key:shop-web-01", "item-key:shop-web-02"]
    async with console(None, answers={"RecoveryPoints": POINTS}) as opened:
        await opened.take(replace(news_at("quiet"), rows={"item": many}))
        await opened.press("4", "j", "r")
        assert [body["item"] for body in opened.session.asked("RecoveryPoints")] == ["item-key:m1"]
        assert any("only for m1" in note and "at most 100" in note for note in opened.notices)


async def test_too_many_at_once_are_refused_with_the_way_to_fewer():
    quiet = samples()["quiet"].tables["item"]["shop-db"]
    many = {f"m{n}": {**quiet, "key": f"m{n}", "name": f"m{n}", "position": n} for n in range(101)}
    async with console(None) as opened:
        await opened.take(replace(news_at("quiet"), rows={"item": many}))
        await opened.press("4", "ctrl+r")
        assert any("at most 100" in note and "filter" in note for note in opened.notices)
        assert opened.session.asked("RecoveryPoints") == []


async def test_an_items_page_lists_its_points_after_r():
    async with console(answers={"RecoveryPoints": POINTS}) as opened:
        await opened.press("3", "enter")
        assert "recovery points: not read; press r" in opened.text
        await opened.press("r")
        assert "not yet" in opened.line("07:59:00Z")
        assert "processed 07:55:00Z" in opened.flat


async def test_what_was_read_is_drawn_on_a_line_of_time_with_what_each_choice_loses():
    async with console(answers={"RecoveryPoints": POINTS}) as opened:
        await opened.press("4")
        await opened.to("shop-db")
        assert "now" not in opened.text
        await opened.press("r")
        await opened.to("shop-db")
        drawn = opened.app.screen.query_one(Drawing).text
        line = next(each for each in drawn.splitlines() if each.startswith("shop-db"))
        assert "┃" in line
        assert line.index("┃") < line.index("│") < line.index("┊"), "the newest is on the right"
        assert line.split()[-1] == "30‼", "minutes lost by the newest app-consistent point, above the objective"


async def test_where_there_is_room_all_machines_of_a_plan_stand_on_one_scale():
    async with console(answers={"RecoveryPoints": POINTS}, size=(140, 45)) as opened:
        await opened.press("2", "enter", "4", "r")
        drawn = opened.app.screen.query_one(Drawing).text.splitlines()
        lines = [each for each in drawn if each.startswith("shop-")]
        assert len(lines) == 7
        assert len({each.index("┃") for each in lines}) == 1
        assert drawn[0].split("minutes lost by:")[1].split()[0] == "processed", "the unit comes first"


async def test_an_items_page_shows_the_newest_point_after_r():
    newer = {**POINTS, "points": [point("n", "08:00:00", "CrashConsistent", 0.0), *POINTS["points"]]}
    async with console(answers={"RecoveryPoints": POINTS}) as opened:
        await opened.press("3", "enter", "r")
        assert opened.app.screen.table.cursor_key == "c"
        await opened.press("j")
        opened.session.answers["RecoveryPoints"] = newer
        await opened.press("r")
        assert opened.app.screen.table.cursor_key == "n"


@pytest.mark.parametrize("keys", [("4", "r"), ("2", "enter", "4", "r")])
async def test_on_a_wide_screen_the_line_of_time_and_the_details_stand_beside_the_list(keys):
    async with console("quiet", size=(200, 60)) as opened:
        await opened.press(*keys)
        screen = opened.app.screen
        list_, line, detail = (screen.query_one(name).region for name in ("#list", "#line", "#detail"))
        assert list_.right == line.x == detail.x
        assert (line.y, line.bottom, detail.bottom) == (list_.y, detail.y, list_.bottom)
        assert min(line.height, detail.height) > 4


async def test_the_time_of_a_point_that_an_engine_read_before_stands_in_both_of_its_columns():
    items = dict(samples()["quiet"].tables["item"])
    latest = {"as_of": "2026-03-02T08:00:00Z", "latest_processed": "2026-03-02T07:58:04Z"}
    latest |= {"latest_app_consistent": None, "latest_crash_consistent": "2026-03-02T07:58:04Z"}
    key = next(iter(items))
    items[key] = {**items[key], "latest_recovery_points": latest}
    async with console("quiet", size=(200, 50), news={"rows": {**samples()["quiet"].tables, "item": items}}) as it:
        await it.press("4")
        assert it.app.screen.query_one("#list", LineTable).move_to(key)
        line = next(line for line in it.lines if "07:58:04Z" in line)
        assert line.count("07:58:04Z") >= 4, "each of two kinds: beside its loss, and as its time"
