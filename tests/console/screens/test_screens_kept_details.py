"""Details and key bar of a list of items that are kept: the same as if the rules were asked with each key."""

from __future__ import annotations

from typing import Any

import pytest
from console_fakes import samples
from screen_support import Open, console

from drconsole.console.commands.pages.navigation import Filter
from drconsole.console.screens.common import hints
from drconsole.console.screens.common.lists import TableScreen
from drconsole.console.screens.items import ItemsScreen
from drconsole.console.state.model.model import News
from drconsole.console.widgets.bars.keys import KeyBar
from drconsole.recovery.types.words import Operation

ITEMS = "3"
"""Key of the screen."""


def page(opened: Open) -> ItemsScreen:
    here = opened.app.here
    assert isinstance(here, ItemsScreen)
    return here


def unlike(number: int, row: dict[str, Any]) -> dict[str, Any]:
    """The row with other operations, another active side, and at times a job."""
    operations = [str(operation) for operation in Operation]
    return {
        **row,
        "allowed_operations": operations[number % 4 : number % 7 + 1],
        "active_location": ("Primary", "Recovery")[number % 2],
        "current_job": "j1-1" if number % 5 == 4 else None,
    }


@pytest.mark.parametrize("moment", ["quiet", "running", "waiting", "done"])
async def test_what_is_kept_of_a_row_is_what_its_commands_and_rules_say(moment: str) -> None:
    rows = {key: unlike(number, row) for number, (key, row) in enumerate(samples()[moment].tables["item"].items())}
    async with console(moment) as opened:
        await opened.press(ITEMS)
        await opened.take(News(rows={"item": rows}))
        here = page(opened)
        last = len(rows) - 1
        for key in ["down"] * last + ["up"] * last + ["down"] * last:
            await opened.press(key)
            asked = TableScreen.details_of(here, here.table.cursor_row)
            assert (here._detail, here.next_command) == (asked.lines, asked.command), key
            bar = here.query_one(KeyBar)
            assert bar._entries == bar._asked(), (key, here.table.cursor_key)


async def test_a_row_is_asked_of_the_rules_once_until_rows_change(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    really = hints.next_step

    def counted(model: Any, target: tuple[str, str], now: str | None = None) -> Any:
        asked.append(target[1])
        return really(model, target, now)

    monkeypatch.setattr(hints, "next_step", counted)
    async with console() as opened:
        await opened.press(ITEMS)
        asked.clear()
        await opened.press("down", "down", "up", "up", "down")
        assert asked
        assert len(asked) == len(set(asked))
        key = page(opened).table.cursor_key
        asked.clear()
        changed = {**samples()["quiet"].tables["item"][key], "allowed_operations": ["failover"]}
        await opened.take(News(rows={"item": {key: changed}}))
        assert key in asked
        assert "Allowed  failover\n" in opened.text


async def test_the_row_below_is_worked_out_before_the_cursor_comes_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async with console() as opened:
        await opened.press(ITEMS, "down")
        asked: list[str] = []

        def counted(model: Any, target: tuple[str, str], now: str | None = None) -> Any:
            asked.append(target[1])

        monkeypatch.setattr(hints, "next_step", counted)
        below = next(page(opened).table.beside_cursor()).row["key"]
        await opened.press("down")
        assert page(opened).table.cursor_key == below
        assert below not in asked


async def test_a_mark_is_seen_in_the_key_bar_at_once() -> None:
    async with console(size=(120, 40)) as opened:
        await opened.press(ITEMS)
        await opened.to("shop-db")
        here = page(opened)
        works = {entry.text: entry.can for entry in here.query_one(KeyBar)._entries}
        assert works["failover"]
        await opened.press("space")
        assert {entry.text: entry.can for entry in here.query_one(KeyBar)._entries}["failover"] is False


async def test_after_news_the_key_bar_asks_its_commands_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async with console() as opened:
        await opened.press(ITEMS, "down", "up")
        assert "filter" in opened.lines[-1]
        monkeypatch.setattr(Filter, "in_bar", lambda command, app: False)
        await opened.take(News(status=samples()["quiet"].status, rev=samples()["quiet"].rev + 1))
        await opened.press("down")
        assert "filter" not in opened.lines[-1]
