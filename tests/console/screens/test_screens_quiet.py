"""What does not change is not drawn, and what changes is drawn where it stands."""

from __future__ import annotations

import subprocess
import sys

import pytest
from console_fakes import changes, news_at, real_answer, samples
from console_host import Painted
from dialog_support import console as with_dialogs
from dialog_support import opened as open_dialog
from dialog_support import session, settled
from screen_support import LARGE, console
from support.patience import PATIENCE

from drconsole.console.app import FeedNews
from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.console.state.model.model import Link, News


@pytest.mark.parametrize("keys", ["1", "2", "3", "4", "5", "6", "2 enter", "3 enter", "5 enter"])
async def test_news_without_anything_new_draw_nothing(keys):
    async with console("waiting") as opened:
        await opened.press(*keys.split())
        if keys == "6":
            await opened.journal("waiting")
        await opened.take(news_at("waiting"))
        painted = Painted(opened.app)
        status = dict(samples()["waiting"].status)
        for _ in range(3):
            await opened.take(News(rev=opened.app.model.rev, link=Link.HERE, status=status, seen_at=opened.now))
        assert painted.bytes == 0


async def test_the_same_rows_again_draw_nothing():
    async with console("done") as opened:
        await opened.press("2")
        await opened.to("finance")
        await opened.press("enter")
        painted = Painted(opened.app)
        await opened.take(news_at("done"))
        assert painted.bytes == 0


async def test_news_that_come_while_the_console_closes_meet_no_screen_that_is_taken_down():
    """Its last screen was drawn without its table, and the console ended with a fault."""
    async with console("done") as opened:
        app = opened.app
        await app.screen.query_one("#list").remove()
        app._running = False  # as Textual has it as soon as it begins to take its screens down
        app.on_feed_news(FeedNews(news_at("waiting")))
        app._running = True


async def test_one_item_that_changes_costs_a_line_not_a_screen():
    async with console("quiet", size=LARGE) as opened:
        await opened.press("3")
        item = {**samples()["quiet"].tables["item"]["wiki"], "replication_health": "Warning"}
        painted = Painted(opened.app)
        await opened.take(News(rows={"item": {"wiki": item}}, rev=9_000, link=Link.HERE))
        assert "WARNING" in opened.line("wiki")
        assert 0 < painted.bytes < 600


async def test_a_page_below_a_page_is_up_to_date_when_it_comes_back():
    async with console("waiting") as opened:
        await opened.press("2")
        await opened.to("finance")
        await opened.press("enter", "o")
        await opened.take(changes("waiting", "done"))
        await opened.press("escape")
        assert "NOT COMMITTED" in opened.text


async def test_what_is_still_to_be_painted_of_a_covered_page_repaints_nothing_on_top():
    async with console("waiting") as opened:
        await opened.press("2")
        below = opened.app.screen
        await opened.to("finance")
        await opened.press("enter")
        painted = Painted(opened.app)
        below.query_one("#list").refresh()
        await opened.settle()
        below._on_timer_update()
        await opened.settle()
        assert painted.frames == []


def test_the_first_frame_needs_neither_pydantic_nor_sqlite_utils():
    code = (
        "import sys; import drconsole.console.app; import drconsole.console.screens.overview; "
        "print([name for name in ('pydantic', 'sqlite_utils', 'yaml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert done.stdout.strip() == "[]"


async def test_a_dialog_at_rest_paints_nothing():
    made = session(
        {"Preview": [real_answer("Preview", {"operation": "failover", "target": "plan:shop", "options": {}})]}
    )
    async with with_dialogs(made) as (app, pilot):
        dialog = OperationDialog("failover", ("plan", "shop"))
        await open_dialog(app, pilot, dialog)
        await settled(app, pilot)
        painted = Painted(app)
        for _ in range(3):
            dialog.draw_age()
            await pilot.pause(0.05)
        assert painted.frames == []
