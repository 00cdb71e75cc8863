"""What is told to the operator has a row of its own: it covers nothing, and nothing moves when it comes or goes."""

from __future__ import annotations

import re

import pytest
from console_fakes import JOB, changes, samples
from screen_support import LARGE, SMALL, Open, console
from support.quick import quick
from textual.widget import Widget
from textual.widgets import Input

from drconsole.console import notices as notices_module
from drconsole.console.dialogs.base.dialog import Dialog
from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.console.dialogs.reading import ReadingDialog
from drconsole.console.state.model.model import Link, News
from drconsole.console.widgets.bars.messages import MessageRow

HUGE = (200, 50)
SIZES = pytest.mark.parametrize("size", quick([SMALL, LARGE, HUGE], SMALL), ids=["80x24", "120x40", "200x50"])
LONG = "the engine begins no new step, and exits when the steps under way have ended, " * 4
PLACES = {"overview": (), "plans": ("2",), "plan": ("2", "enter"), "item": ("3", "enter"), "journal": ("6",)}


@pytest.fixture(autouse=True, scope="module")
def _samples() -> None:
    samples()


def regions(opened: Open) -> dict[Widget, object]:
    return {widget: widget.region for widget in opened.app.screen.walk_children()}


@SIZES
@pytest.mark.parametrize("place", PLACES)
async def test_a_message_moves_nothing_when_it_comes_and_when_it_goes(size: tuple[int, int], place: str) -> None:
    async with console("quiet", size=size) as opened:
        await opened.press(*PLACES[place])
        before, lines = regions(opened), opened.lines
        (row,) = opened.app.screen.query(MessageRow)
        for number in range(3):
            opened.app.say(f"message {number} {LONG}", bad=number == 1)
            await opened.settle()
            assert regions(opened) == before
            shown = opened.lines
            assert f"message {number}" in shown[row.region.y]
            assert [*shown[: row.region.y], *shown[row.region.y + 1 :]] == [
                *lines[: row.region.y],
                *lines[row.region.y + 1 :],
            ]
        opened.app.clear_notices(*opened.app.shown_notices)
        await opened.settle()
        assert regions(opened) == before
        assert opened.lines == lines


async def test_a_page_that_was_opened_while_a_message_stood_is_whole_when_it_has_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notices_module, "SHOWN_FOR", 0.05)
    async with console("quiet") as opened:
        await opened.press("2", "enter")
        whole = opened.lines
        await opened.press("escape")
        opened.app.say("the provider's clock goes as fast as it can")
        await opened.press("enter")
        for _ in range(100):
            if not opened.app.shown_notices:
                break
            await opened.pilot.pause(0.02)
        await opened.settle()
        assert opened.app.shown_notices == []
        assert opened.lines == whole


async def test_the_newest_is_seen_with_the_number_of_the_others_and_m_shows_all_of_them_in_full() -> None:
    async with console("quiet") as opened:
        opened.app.say("first", bad=True)
        opened.app.say(f"second {LONG} end of it")
        await opened.settle()
        line = opened.line("second")
        assert line.endswith("+1 (m: all)")
        await opened.press("m")
        assert isinstance(opened.app.screen, ReadingDialog)
        assert opened.text.index("second") < opened.text.index("✗ first")
        assert "end of it" in opened.flat
        await opened.press("enter")
        assert opened.app.shown_notices == [], "what was read need not stand"
        assert "second" not in opened.text
        await opened.press("m")
        assert "✗ first" in opened.text, "it can be read again"


async def test_textuals_own_words_come_the_same_way() -> None:
    async with console("quiet") as opened:
        opened.app.notify("[b]no markup", title="Theme", severity="error")
        await opened.settle()
        opened.line("✗ Theme: [b]no markup")


async def test_a_message_leaves_the_fields_of_a_dialog_where_they_are() -> None:
    async with console("quiet") as opened:
        opened.app.push_screen(OperationDialog("failover", ("plan", "finance")))
        await opened.settle()
        dialog = opened.app.screen
        assert isinstance(dialog, Dialog)
        kept = (*dialog.query(Input), dialog.sheet)
        before = [widget.region for widget in kept]
        opened.app.say(LONG, bad=True)
        await opened.settle()
        assert [widget.region for widget in kept] == before
        assert "the engine begins no new" in opened.lines[-2]
        assert "esc back" in opened.lines[-1], "the keys stay"
        opened.app.clear_notices(*opened.app.shown_notices)
        await opened.settle()
        assert [widget.region for widget in kept] == before
        assert "esc back" in opened.lines[-1]


@pytest.mark.parametrize("theme", ["drconsole", "mono"])
async def test_only_a_dialog_that_fills_the_screen_hides_what_is_below(theme: str) -> None:
    async with console("quiet", theme=theme) as opened:
        for key, seen in (("colon", True), ("question_mark", False)):
            await opened.pilot.press(key)
            assert ("warehouse  " in opened.text) is seen, key
            assert bool(opened.app.screen.styles.background.a < 1) is seen
            await opened.pilot.press("escape")


@pytest.mark.parametrize("dialog", [False, True], ids=["page", "dialog"])
async def test_an_engine_that_goes_and_comes_back_leaves_messages(dialog: bool) -> None:
    async with console("quiet") as opened:
        if dialog:
            opened.app.push_screen(ReadingDialog("a page", ["a line"]))
        status = samples()["quiet"].status
        for link in (Link.LOST, Link.STARTING, Link.HERE):
            await opened.take(News(link=link))
        (lost,) = opened.notices
        assert re.fullmatch(r"engine lost at \d\d:\d\dZ: the next engine takes up its jobs", lost)
        assert "engine lost at" in opened.text
        engine = {**status["engine"], "epoch": 2}
        await opened.take(News(link=Link.HERE, status={**status, "engine": engine}, seen_at=opened.now))
        assert opened.notices[1:] == ["the engine is back (epoch 2)"]
        await opened.take(News(link=Link.HERE, status=status, seen_at=opened.now))
        assert len(opened.notices) == 2, "it is told once"


async def test_an_engine_that_was_stopped_is_not_called_lost() -> None:
    async with console("quiet") as opened:
        await opened.take(News(link=Link.NONE))
        (said,) = opened.notices
        assert "engine stopped at" in said


async def test_an_engine_that_cannot_write_is_told_once_with_what_to_do_and_again_when_it_can() -> None:
    async with console("quiet") as opened:
        status = samples()["quiet"].status
        blocked = {**status, "engine": {**status["engine"], "blocked": "process 4711 of bob holds the writer's lock"}}
        for _ in range(2):
            await opened.take(News(link=Link.HERE, status=blocked, seen_at=opened.now))
        (said,) = opened.notices
        assert "cannot record anything: process 4711 of bob holds the writer's lock" in said
        assert "end that process" in said
        assert opened.app.notices[-1].bad
        await opened.take(News(link=Link.HERE, status=status, seen_at=opened.now))
        assert opened.notices[1:] == ["the engine can write its store again"]


async def test_what_is_said_of_a_job_goes_when_it_has_ended() -> None:
    async with console("running") as opened:
        opened.app.say(f"job {JOB} is being cancelled", job=JOB)
        opened.app.say("another")
        await opened.take(changes("running", "waiting"))
        assert [each.text for each in opened.app.shown_notices] == [f"job {JOB} is being cancelled", "another"]
        await opened.take(changes("waiting", "done"))
        assert [each.text for each in opened.app.shown_notices] == ["another"]


async def test_a_message_stands_on_the_page_or_dialog_that_it_is_about_and_on_no_other() -> None:
    async with console("quiet") as opened:
        opened.app.say("there is no plan 'shpo'", bad=True)
        await opened.settle()
        opened.line("there is no plan 'shpo'")
        opened.app.push_screen(OperationDialog("failover", ("plan", "finance")))
        await opened.settle()
        assert "shpo" not in opened.text
        opened.app.say("the engine is back", everywhere=True)
        await opened.settle()
        assert "the engine is back" in opened.text
        await opened.press("escape")
        assert "the engine is back" in opened.text
        await opened.press("m")
        assert "shpo" in opened.text
        assert "times by this computer's clock (UTC)" in opened.text


async def test_what_is_not_possible_now_has_another_mark_than_an_error() -> None:
    async with console("quiet", screen="plans") as opened:
        await opened.press("c")
        refused = opened.app.notices[-1]
        assert (refused.bad, refused.refused) == (False, True)
        line = opened.line("shop is protected")
        assert line.strip().startswith("– not done: shop is protected")  # noqa: RUF001
        assert "✗" not in line
        opened.app.say("the disk is full", bad=True)
        await opened.settle()
        assert opened.line("the disk is full").strip().startswith("✗")


async def test_ctrl_c_says_in_plain_words_how_to_leave_and_says_it_once() -> None:
    async with console("quiet") as opened:
        for _ in range(3):
            await opened.press("ctrl+c")
        assert opened.notices == ["to leave the console: q; the engine and its jobs go on"]
        assert not opened.app.notices[0].bad
        opened.app.push_screen(ReadingDialog("a page", ["a line"]))
        await opened.settle()
        await opened.press("ctrl+c")
        assert "esc closes this dialog, then q" in opened.text
        assert opened.app.is_running


async def test_escape_at_the_top_says_nothing() -> None:
    async with console("quiet") as opened:
        for key in ("escape", "escape", "backspace"):
            await opened.press(key)
        assert opened.notices == []


async def test_the_list_of_messages_opens_when_there_is_none_and_calls_that_no_error() -> None:
    async with console("quiet") as opened:
        await opened.press("m")
        assert "There is no message yet." in opened.text
        assert opened.notices == []


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
async def test_of_a_refusal_that_is_too_long_what_to_do_instead_stays(size: tuple[int, int]) -> None:
    why = "planned failover is not supported for VMware and physical machines to Azure (the provider refuses it)"
    async with console("quiet", size=size) as opened:
        opened.app.say(f"shop: {why}: use failover with shutdown of the source", refused=True)
        await opened.settle()
        (row,) = opened.app.screen.query(MessageRow)
        assert "shop: planned" in row.text
        assert "…: use failover with shutdown of the source" in row.text
        assert "m: all" in row.text
        opened.app.say(f"{'what is said without a clause of its own ' * 4}: {LONG}", refused=True)
        await opened.settle()
        assert "what is said without" in row.text and LONG not in row.text, "an end that has no room is cut"
        opened.app.say(f"columns: {', '.join(['state'] * 30)}; hidden: items")
        await opened.settle()
        assert ": items" not in row.text, "the end of what is no refusal means nothing alone"
