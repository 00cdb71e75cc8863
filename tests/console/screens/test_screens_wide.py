"""A wide screen: the parts of a page stand beside each other, and nothing below them is squeezed into a column."""

from __future__ import annotations

import pytest
from console_fakes import JOB, samples
from screen_support import Open, console
from support.whole import whole
from textual.widget import Widget

from drconsole.console.state.model.model import News
from drconsole.console.widgets.bars.messages import MessageRow
from drconsole.console.widgets.lines import Lines
from drconsole.console.widgets.prompt import Prompt
from drconsole.records.rows.estate.items import HealthErrorRow

WIDE = (200, 60)


def part(opened: Open, selector: str) -> Widget:
    return opened.app.screen.query_one(selector)


@pytest.mark.parametrize(
    ("keys", "left", "right"),
    [
        (("1",), "#list", "#chart"),
        (("1",), "#list", "#detail"),
        (("2",), "#list", "#detail"),
        (("3",), "#list", "#detail"),
        (("4",), "#list", "#detail"),
        (("5",), "#list", "#detail"),
        (("7",), "#list", "#detail"),
        (("2", "enter"), "#list", "#operations"),
        (("3", "enter"), "#list", "#operations"),
        (("3", "enter"), "#facts", "#chart"),
    ],
)
async def test_parts_stand_beside_each_other(keys: tuple[str, ...], left: str, right: str) -> None:
    async with console("running", size=WIDE) as opened:
        await opened.press(*keys)
        await opened.settle()
        if keys == ("3", "enter"):
            await opened.press("escape", "G", "enter")  # of a machine that replicates
        one, other = part(opened, left).region, part(opened, right).region
        assert one.right <= other.x
        assert one.y < other.bottom
        assert other.y < one.bottom
        assert one.width + other.width >= WIDE[0] - 2


@pytest.mark.parametrize("keys", [("1",), ("2",), ("3",), ("7",), ("2", "enter"), ("3", "enter")])
async def test_what_is_below_goes_over_the_whole_width(keys: tuple[str, ...]) -> None:
    async with console("running", size=WIDE) as opened:
        await opened.press(*keys)
        assert part(opened, MessageRow.__name__).region.width == WIDE[0]
        if keys in (("2",), ("3",)):
            await opened.press("slash")
            assert part(opened, Prompt.__name__).region.width == WIDE[0]


@pytest.mark.parametrize("width", [160, 172, 200])
@pytest.mark.parametrize("moment", ["running", "done"])
@pytest.mark.parametrize("keys", [("2", "enter"), ("3", "enter")])
async def test_no_line_is_left_empty_below_what_goes_over_the_whole_width(
    keys: tuple[str, ...], moment: str, width: int
) -> None:
    async with console(moment, size=(width, 50)) as opened:
        await opened.press(*keys)
        await opened.settle()
        facts, below = part(opened, "#facts"), part(opened, "#list").region
        assert below.y == facts.region.bottom, opened.text


async def test_one_part_alone_has_the_whole_page() -> None:
    async with console("running", size=WIDE) as opened:
        for keys in (("3",), ("2", "enter")):
            await opened.press(*keys)
            before = part(opened, "#list").region
            await opened.press("z")
            alone = part(opened, "#list").region
            assert (alone.width, alone.height > 50) == (WIDE[0], True)
            await opened.press("z")
            assert part(opened, "#list").region == before


async def test_the_overview_names_the_machines_of_the_plan_under_the_cursor() -> None:
    async with console("running", size=WIDE) as opened:
        assert f"▶ In job {JOB}  ledger-db" in opened.text
        await opened.press("j")
        assert "shop-db" in opened.text
    async with console("running", size=(120, 40)) as opened:
        assert "ledger-db" not in opened.text


async def test_a_machine_without_a_history_of_its_rpo_shows_no_empty_chart() -> None:
    for size in ((120, 40), WIDE):
        async with console("done", size=size) as opened:
            await opened.press("3", "enter")
            assert not part(opened, "#chart").display
            assert part(opened, "#facts").region.width == size[0]


async def test_the_facts_of_a_machine_take_the_room_that_a_large_page_has() -> None:
    errors = [
        whole(HealthErrorRow, code=str(number), message="word " * 20, level="Warning", recommended_action="wait")
        for number in range(5)
    ]
    row = {**samples()["done"].tables["item"]["payroll"], "health_errors": errors}
    async with console("done", size=(160, 45)) as opened:
        await opened.take(News(rows={"item": {"payroll": row}}, rev=9_000))
        await opened.app.open("item:ItemScreen", "payroll")
        await opened.settle()
        facts = opened.app.screen.query_one("#facts", Lines)
        assert 18 < facts.count <= facts.size.height


@pytest.mark.parametrize(("key", "last"), [("2", "Job"), ("3", "Group"), ("5", "Items")])
async def test_details_beside_a_list_take_none_of_its_columns_away(key: str, last: str) -> None:
    async with console("running", size=(160, 45)) as opened:
        await opened.press(key)
        assert opened.lines[2].rstrip(" │").endswith(last)
        assert part(opened, "#detail").region.y > part(opened, "#list").region.y
    async with console("running", size=WIDE) as opened:
        await opened.press(key)
        assert part(opened, "#detail").region.y == part(opened, "#list").region.y
