"""Keys that lead from screen to screen, and out."""

from __future__ import annotations

import pytest
from console_fakes import JOB
from screen_support import console
from textual import events

from drconsole.cli.words.parser import parse
from drconsole.console.commands.pages import navigation, view
from drconsole.console.screens.job.page import JobScreen

MODES = ("overview", "plans", "items", "points", "jobs", "journal")
PUT_IN = {"plan": "shop", "item": "shop-db", "target": "shop", "job": "j1-1", "task": "t"}


async def test_the_digits_lead_to_the_six_screens():
    async with console() as opened:
        for number, mode in enumerate(MODES, 1):
            await opened.press(str(number))
            assert opened.app.current_mode == mode


async def test_a_digit_always_leads_to_the_list():
    async with console() as opened:
        await opened.press("2", "enter", "3", "2")
        assert opened.app.here.about() is None
        await opened.press("enter", "2")
        assert opened.app.here.about() is None


async def test_what_is_typed_after_a_digit_meets_the_line_under_the_cursor():
    async with console() as opened:
        await opened.press("2", "enter", "1", "2", "j")
        key = opened.app.here.table.cursor_key
        assert key != "shop"
        assert opened.app.target() == ("plan", key)


@pytest.mark.parametrize("key", ["escape", "backspace", "b"])
async def test_back_leaves_the_page_then_the_list(key):
    async with console() as opened:
        await opened.press("2", "enter", key)
        assert opened.app.here.about() is None
        await opened.press(key)
        assert opened.app.current_mode == "overview"
        await opened.press(key)
        assert opened.app.current_mode == "overview"


async def test_tab_goes_from_part_to_part():
    async with console() as opened:
        await opened.press("2", "enter")
        first = opened.app.focused
        await opened.press("tab")
        assert opened.app.focused is not first
        await opened.press("shift+tab")
        assert opened.app.focused is first


async def test_what_needs_a_person_is_one_key_away_from_anywhere():
    async with console("waiting") as opened:
        await opened.press("3", "exclamation_mark")
        assert isinstance(opened.app.screen, JobScreen)
        assert opened.app.screen.key == JOB
        await opened.press("exclamation_mark")
        assert len([screen for screen in opened.app.screen_stack if isinstance(screen, JobScreen)]) == 1


async def test_o_opens_the_job_on_what_the_cursor_is_on():
    async with console("waiting") as opened:
        await opened.press("3")
        await opened.to("shop-db")
        await opened.press("o")
        assert any("no job" in note for note in opened.notices)
        await opened.to("ledger-db")
        await opened.press("o")
        assert opened.app.here.about() == ("job", JOB)


async def test_a_page_is_opened_by_name():
    async with console() as opened:
        opened.app.action_run("open", "payroll")
        await opened.settle()
        assert opened.app.here.about() == ("item", "payroll")
        opened.app.action_run("open", "nobody")
        await opened.settle()
        assert any("nobody" in note for note in opened.notices)


async def test_quit_asks_nothing_while_no_job_runs():
    async with console() as opened:
        await opened.press("q")
        assert not opened.app.is_running


async def test_quit_says_first_that_a_running_job_goes_on():
    async with console("running") as opened:
        await opened.press("q")
        assert opened.app.is_running
        assert any("1 job goes on without this console" in note for note in opened.notices)
        opened.now += navigation.QUIT_AGAIN + 1
        await opened.press("q")
        assert opened.app.is_running
        await opened.press("q")
        assert not opened.app.is_running


async def test_refresh_asks_the_engine_how_it_stands():
    async with console() as opened:
        await opened.press("2", "r")
        assert opened.session.asked("Status") == [{}]


@pytest.mark.parametrize("command", [*navigation.LEADING, *navigation.COMMANDS, *view.COMMANDS], ids=lambda c: c.id)
def test_a_verb_is_one_of_the_command_lines(command):
    assert command.help()
    if command.verb:
        parse(command.verb.format(**PUT_IN).split())


def test_no_two_commands_have_one_key():
    from drconsole.console.commands import COMMANDS

    keys = [key for command in COMMANDS for key in command.keys]
    assert sorted(keys) == sorted(set(keys))


async def test_keys_typed_ahead_meet_the_screen_that_the_first_one_leads_to():
    async with console() as opened:
        for key in ("4", "ctrl+r"):
            opened.app.post_message(events.Key(key, None))
        await opened.settle()
        await opened.settle()
        assert len(opened.session.asked("RecoveryPoints")) == 20
        for key in ("2", "j", "enter", "o", "3"):
            opened.app.post_message(events.Key(key, None))
        await opened.settle()
        assert opened.app.current_mode == "items"
        await opened.press("2")
        assert opened.app.here.about() is None
