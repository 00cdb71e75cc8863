"""The ``:`` line: words, completion, history, and what a wrong line says."""

from __future__ import annotations

import sys

import pytest
from console_fakes import JOB
from dialog_support import console, opened, press, session, typed
from textual.widgets import Input, Static

from drconsole.console.commands import COMMANDS
from drconsole.console.context import Registry
from drconsole.console.dialogs.command_line import CommandLineDialog, complete, parse
from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.console.dialogs.validation.dialog import ValidateDialog
from drconsole.console.state.model.model import Model
from drconsole.recovery.types.work.errors import BadInput

REGISTRY = Registry(COMMANDS)


def test_the_line_is_a_command_and_its_argument() -> None:
    for said, found in {
        "failover shop": ("failover", "shop"),
        " failover   item:shop-db ": ("failover", "item:shop-db"),
        "engine stop force": ("engine-stop", "force"),
        "clock speed 60": ("clock-speed", "60"),
        "cleanup": ("cleanup-test-failover", ""),
        "plans": ("plans", ""),
    }.items():
        command, rest = parse(said, REGISTRY)
        assert (command.id, rest) == found


@pytest.mark.parametrize(
    ("said", "advice"),
    [("failovr shop", "failover"), ("engine", "engine drain"), ("engine strt", "engine start"), ("plans x", "")],
)
def test_a_wrong_line_names_the_nearest(said: str, advice: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse(said, REGISTRY)
    assert advice in caught.value.advice


@pytest.mark.parametrize(
    ("written", "completed"),
    [
        ("failo", "failover"),
        ("failover", "failover "),
        ("failover sho", "failover shop"),
        ("failover warehouse", None),
        ("engine dr", "engine drain"),
        ("hold j", f"hold {JOB}"),
        ("zzz", None),
    ],
)
def test_tab_completes_words_targets_and_jobs(model: Model, written: str, completed: str | None) -> None:
    assert complete(written, REGISTRY, model) == completed


async def test_a_wrong_line_stays_to_be_mended_and_a_right_one_runs_wherever_the_cursor_is() -> None:
    async with console(session(screen="jobs")) as (app, pilot):
        await press(app, pilot, "colon", *typed("failovr shop"), "enter")
        assert isinstance(app.screen, CommandLineDialog)
        assert "did you mean" in str(app.screen.query_one("#told").content)  # type: ignore[attr-defined]
        for _ in range(len("r shop")):
            await pilot.press("backspace")
        await press(app, pilot, *typed("er finance"), "enter")
        assert isinstance(app.screen, OperationDialog)
        assert app.screen.target == ("plan", "finance")


async def test_a_colon_that_is_typed_twice_is_none_of_the_line() -> None:
    async with console(session(screen="jobs")) as (app, pilot):
        await press(app, pilot, "colon", *typed(":failover finance"), "enter")
        assert isinstance(app.screen, OperationDialog)
        assert app.screen.target == ("plan", "finance")


async def test_of_a_word_that_is_cut_short_the_commands_are_told_that_begin_so() -> None:
    async with console(session(screen="jobs")) as (app, pilot):
        await press(app, pilot, "colon", *typed("rep x"), "enter")
        told = str(app.screen.query_one("#told", Static).content)
        assert "did you mean repaint or repair or reprotect?" in told


async def test_another_sitting_does_not_bring_the_lines_of_this_one() -> None:
    """They stood on the dialogue's class: a second console in the same process offered what the first had said."""
    for _ in range(2):
        async with console(session()) as (app, pilot):
            await press(app, pilot, "colon", "up")
            assert app.screen.query_one(Input).value == ""
            await press(app, pilot, *typed("jobs"), "enter")
            await press(app, pilot, "colon", "up")
            assert app.screen.query_one(Input).value == "jobs"


async def test_the_terminals_cursor_is_in_the_line_at_once() -> None:
    async with console(session()) as (app, pilot):
        await press(app, pilot, "colon")
        (field,) = app.screen.query(Input)
        assert app.focused is field
        assert app.cursor_position == field.cursor_screen_offset
        assert app.cursor_position.y == 23


async def test_tab_lists_what_a_word_may_become_where_nothing_is_sure() -> None:
    async with console(session()) as (app, pilot):
        await press(app, pilot, "colon", *typed("fail"), "tab")
        told = app.screen.query_one("#told", Static)
        assert told.display
        assert str(told.content).split() == ["failback", "failover"]
        await press(app, pilot, *typed("ov"), "tab")
        assert not told.display
        (field,) = app.screen.query(Input)
        assert field.value == "failover"
        await press(app, pilot, "space", "x", "tab")
        assert "no such word" in str(told.content)


async def test_escape_and_an_empty_line_do_nothing() -> None:
    async with console(session()) as (app, pilot):
        for keys in (("colon", "escape"), ("colon", "enter"), ("colon", "p", "escape")):
            await press(app, pilot, *keys)
            assert len(app.screen_stack) == 1


# What can be done


async def test_a_line_typed_in_a_dialog_is_taken_and_none_of_its_letters_is_a_key_there() -> None:
    made = session()
    async with console(made, "done") as (app, pilot):
        await opened(app, pilot, ValidateDialog(("ledger-db", "ledger-app"), ("plan", "finance")))
        below = app.screen
        await press(app, pilot, *typed(":failover finance"), "enter")
        assert isinstance(app.screen, CommandLineDialog)
        assert "esc twice" in str(app.screen.query_one("#told").render())
        await press(app, pilot, "escape")
        assert app.screen is below
        assert below.page.result is None
        assert not [name for name, _ in made.calls if name in ("Validate", "StartJob")]


async def test_a_command_whose_file_was_changed_on_disk_ends_no_console(monkeypatch: pytest.MonkeyPatch) -> None:
    """An upgrade in the middle of a night: dialogs are read when they are first needed."""
    monkeypatch.setitem(sys.modules, "drconsole.console.dialogs.doctor", None)
    async with console(session()) as (app, pilot):
        await press(app, pilot, *typed(":doctor"), "enter")
        assert app.is_running
        assert "leave this console, open it again" in app.notices[-1].text


@pytest.mark.parametrize(
    ("written", "completed"),
    [
        (("t", "h", "e", "m", "e", "space", "m", "o"), "theme mono"),
        (("m", "o", "u", "s", "e", "space", "o", "f"), "mouse off"),
        (("s", "o", "r", "t", "space", "r", "p"), "sort rpo"),
        (("c", "o", "l", "u", "m", "n", "s", "space", "v"), "columns validated"),
    ],
)
async def test_tab_completes_what_a_command_alone_knows(written: tuple[str, ...], completed: str) -> None:
    async with console(session(screen="items")) as (app, pilot):
        await press(app, pilot, "colon", *written, "tab")
        assert app.screen.query_one(Input).value.startswith(completed)
