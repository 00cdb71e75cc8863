"""A console that may change nothing says so, and why a key or a word does nothing."""

from __future__ import annotations

import dialog_support
import pytest
from screen_support import console
from support.quick import quick
from textual.widgets import Input, Static

from drconsole.console.commands import COMMANDS
from drconsole.console.context import Registry
from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.console.state.model.model import Link
from drconsole.recovery.types.remedies import Act, Remedy
from drconsole.recovery.types.work.errors import NoEngine

DANGEROUS = [command for command in COMMANDS if command.dangerous and not command.previews]


@pytest.mark.parametrize("keys", [(), ("2",), ("3",), ("4",), ("5",), ("6",), ("7",), ("2", "enter"), ("3", "enter")])
async def test_every_page_says_that_it_is_read_only(keys: tuple[str, ...]) -> None:
    async with console(read_only=True) as opened:
        await opened.press(*keys)
        assert "READ-ONLY" in opened.lines[0]


async def test_a_key_of_what_is_not_there_is_answered() -> None:
    async with console(read_only=True) as opened:
        await opened.press("2")
        for command in DANGEROUS:
            for key in command.keys:
                before = len(opened.app.notices)
                opened.pause_typing()
                await opened.press(key)
                (said,) = opened.notices[before:]
                assert said.startswith("read-only: '"), key
        assert not [kind for kind, _ in opened.session.calls if kind not in ("Status", "RecoveryPoints")]


@pytest.mark.parametrize("command", quick(DANGEROUS, *DANGEROUS[:3]), ids=lambda command: command.id)
async def test_a_word_of_what_is_not_there_is_answered_and_not_called_unknown(command: type) -> None:
    async with console(read_only=True) as opened:
        for word in (command.id, *command.words):
            await opened.pilot.press("colon", *(letter if letter.isalnum() else _KEYS[letter] for letter in word))
            await opened.pilot.press("space", "x", "enter")
            assert f"read-only: '{command.title.lower()}' is not here" in opened.text, word
            await opened.pilot.press("escape")


ASKED = frozenset({"name", "comment"})
"""Fields of an operation's dialog that lead to its start."""
_KEYS = {"-": "minus", " ": "space"}


async def test_a_console_that_may_change_things_says_nothing_of_it() -> None:
    async with console() as opened:
        assert "READ-ONLY" not in opened.text


async def test_the_help_says_true_reasons() -> None:
    async with console(read_only=True) as opened:
        await opened.pilot.press("question_mark", *"cancel")
        assert "read-only: 'cancel job' is not here; open a console without --read-only" in opened.flat
    async with console() as opened:
        await opened.press("6")
        await opened.pilot.press("question_mark", *"failover")
        assert "not here: needs a plan or an item" in opened.flat


async def test_a_reader_opens_a_preview_which_says_that_it_only_reads_and_starts_nothing() -> None:
    made = dialog_support.session(screen="plans", read_only=True)
    async with dialog_support.console(made) as (app, pilot):
        await dialog_support.press(app, pilot, "f")
        dialog = app.screen
        assert isinstance(dialog, OperationDialog)
        assert "READ-ONLY" in str(dialog.query_one("#head", Static).content)
        assert dialog.preview is not None
        for page in ("1", "2", "3", "4", "5"):
            await dialog_support.press(app, pilot, page)
            hint = str(dialog.query_one("#hint", Static).content)
            assert "name" not in hint, "no key leads to what cannot be done"
            assert "comment" not in hint
            assert "nothing is started here, this console was opened read-only" in dialog.said
            assert not [field.id for field in dialog.query(Input) if field.region.height and field.id in ASKED]
        for key in ("n", "c", "enter", *"shop", "enter"):
            await dialog_support.press(app, pilot, key)
        assert app.screen is dialog
        assert not made.asked("StartJob")


async def test_no_line_of_a_reader_offers_what_it_cannot_do() -> None:
    async with console(read_only=True) as opened:
        await opened.press("2")
        assert "t preview test  f preview failover" in opened.lines[-1]
        await opened.pilot.press("question_mark", *"failover")
        assert "Failover, a preview: " in opened.flat
        assert "drconsole preview failover shop" in opened.flat
        assert "drconsole run" not in opened.flat
    async with console() as opened:
        await opened.press("2")
        assert " t test  f failover" in opened.lines[-1]


@pytest.mark.parametrize(
    ("state_of", "helps"),
    [("", "open a console without --read-only"), ("ann", "this state belongs to ann")],
)
async def test_without_an_engine_a_reader_is_told_what_a_reader_can_do(state_of: str, helps: str) -> None:
    gone = NoEngine("no-engine", "no engine answers", advice="start it", remedies=(Remedy(Act.START_ENGINE),))
    answers = {"RecoveryPoints": gone}
    async with console(read_only=True, state_of=state_of, answers=answers, news={"link": Link.NONE}) as opened:
        said = f"read-only: 'start engine' is not here; {helps}"
        assert said in opened.flat, "on the overview"
        await opened.press("4", "r")
        assert opened.notices[-1] == f"no engine answers - {said}"
        assert "engine-start" not in opened.text
    async with console(answers=answers, news={"link": Link.NONE}) as opened:
        assert "type :engine start to start one" in opened.flat
        await opened.press("4", "r")
        assert opened.notices[-1] == "no engine answers - start it: type :engine-start."


def test_the_state_of_somebody_else_names_its_owner() -> None:
    registry = Registry(COMMANDS, read_only=True, state_of="alice")
    assert registry.why_left_out("hold") == "read-only: 'hold job' is not here; this state belongs to alice"
