"""Words typed on the page of a dialog, where letters are keys: they choose, accept, record and send nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from console_fakes import JOB, news_at, real_answer
from dialog_support import OVERRIDABLE, console, opened, press, rested, session, settled, typed
from poll_rows import POLL, polled
from rich.cells import cell_len

from drconsole.console.app import ConsoleApp
from drconsole.console.dialogs.base.dialog import Dialog
from drconsole.console.dialogs.base.keys_line import keys_line
from drconsole.console.dialogs.base.words import WORDS
from drconsole.console.dialogs.jobs.answer import AnswerDialog
from drconsole.console.dialogs.jobs.cancel import CancelDialog
from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.console.dialogs.room.poll import PollDialog
from drconsole.console.dialogs.validation.dialog import ValidateDialog
from drconsole.console.widgets.bars.messages import MessageRow
from drconsole.recovery.types.work.errors import Refused
from drconsole.render.operation.pages import Page


def previewed(**changes: Any) -> dict[str, Any]:
    asked = {"operation": "failover", "target": "plan:shop", "options": {}}
    return real_answer("Preview", asked) | changes


NOT_CONFIRMED = Refused("not-confirmed", "a cancel is final", extra={"consequences": []})
WORDS_OF = (
    "badge ok",
    "ok checked badge",
    "offline, cannot log in",
    "logged in, ok",
    "xfs corrupt",
    "I have called it",
)
"""Comments as they are typed: each has letters that are keys of the page, spaces, and a c that would open the field."""
MADE: dict[str, tuple[str, Callable[[], Dialog[Any]]]] = {
    "validate": ("done", lambda: ValidateDialog(["payroll"])),
    "validate a plan": ("done", lambda: ValidateDialog(["ledger-db", "payroll"], ("plan", "finance"))),
    "answer": ("waiting", lambda: AnswerDialog(JOB)),
    "cancel": ("running", lambda: CancelDialog(JOB)),
    "failover": ("quiet", lambda: OperationDialog("failover", ("plan", "shop"))),
    "commit": ("done", lambda: OperationDialog("commit", ("plan", "finance"))),
}
CHANGING = ("Validate", "AnswerTask", "HoldJob", "StartJob", "AnswerPoll", "AskPoll", "ClosePoll")


@pytest.mark.parametrize("words", WORDS_OF)
@pytest.mark.parametrize("case", MADE)
async def test_words_and_enter_on_the_page_do_nothing_that_counts(case: str, words: str) -> None:
    moment, make = MADE[case]
    made = session({"CancelJob": [NOT_CONFIRMED] * 9})
    async with console(made, moment) as (app, pilot):
        dialog = make()
        done = await opened(app, pilot, dialog)
        await press(app, pilot, *typed(words), "enter", *typed(words), "enter", "enter")
        assert [kind for kind in CHANGING if made.asked(kind)] == []
        assert all(not body.get("confirm") for body in made.asked("CancelJob"))
        assert done == [] and app.screen is dialog
        if isinstance(dialog, ValidateDialog):
            assert dialog.page.result is None, "a letter of a word is no result"


async def test_a_word_on_the_page_is_told_and_leaves_the_field_empty() -> None:
    async with console(session(), "done") as (app, pilot):
        dialog = ValidateDialog(["payroll"])
        await opened(app, pilot, dialog)
        await press(app, pilot, *typed("offline since ten"))
        assert (dialog.page.result, dialog.value("comment")) == (None, "")
        assert f"{WORDS}: press c" in dialog.said


async def test_words_after_a_result_wait_until_c_has_given_the_field_the_keys() -> None:
    made = session({"Validate": [{"item": "payroll", "result": "ok"}]})
    async with console(made, "done") as (app, pilot):
        dialog = ValidateDialog(["payroll"])
        await opened(app, pilot, dialog)
        await press(app, pilot, "o")
        assert (sign(dialog, "comment"), label(dialog)[:14]) == ("c", "OK for payroll")
        rested(app)
        await press(app, pilot, *typed("badge works, x too"), "enter")
        assert dialog.page.result == "ok", "what was chosen before the words stays chosen"
        assert made.asked("Validate") == []
        rested(app)
        await press(app, pilot, "c")
        assert sign(dialog, "comment") == "▸"
        await press(app, pilot, *typed("badge works"), "enter")
        assert [(each["result"], each["comment"]) for each in made.asked("Validate")] == [("ok", "badge works")]


async def test_a_poll_is_not_answered_by_the_first_letter_of_a_word() -> None:
    made = session(read_only=False)
    made.answers["AnswerPoll"] = {**POLL, "silent": []}
    async with console(made, "running") as (app, pilot):
        app.take(news_at("running", **polled(app.session.pid, "operator")))
        await settled(app, pilot)
        dialog = PollDialog()
        await opened(app, pilot, dialog)
        for words in ("good", "network ok", "no"):
            await press(app, pilot, *typed(words), "enter")
            assert (dialog.chosen, made.asked("AnswerPoll")) == ("", [])
            rested(app)
        await press(app, pilot, "n", "c", *typed("dark"), "enter")
        assert made.asked("AnswerPoll") == [{"poll": "q1", "vote": "no-go", "comment": "dark"}]


async def test_the_key_to_a_field_stands_in_front_of_it_while_the_page_takes_the_keys() -> None:
    async with console(session({"CancelJob": [NOT_CONFIRMED]}), "running") as (app, pilot):
        dialog = CancelDialog(JOB)
        await opened(app, pilot, dialog)
        assert (sign(dialog, "comment"), sign(dialog, "name")) == ("c", "n")
        await press(app, pilot, "c")
        assert (sign(dialog, "comment"), sign(dialog, "name")) == ("▸", "")


def sign(dialog: Dialog[Any], field: str) -> str:
    return str(dialog.query_one(f"#field-{field} .sign").render())


def label(dialog: Dialog[Any]) -> str:
    return str(dialog.query_one("#field-comment .label").render())


async def test_keys_of_a_dialog_are_bold_and_what_they_do_is_not() -> None:
    line = keys_line("1-5 pages  j/k move  c comment, enter there sends  up, down read the page  esc back")
    bold = [line.plain[span.start : span.end] for span in line.spans]
    assert bold == ["1-5", "j/k", "c", "enter", "up, down", "esc"]


async def test_the_right_name_says_what_enter_does_until_it_is_wrong_again() -> None:
    async with console(session({"Preview": [previewed()] * 3}), "quiet") as (app, pilot):
        dialog = OperationDialog("failover", ("plan", "shop"))
        await opened(app, pilot, dialog)
        await press(app, pilot, "n", *typed("sho"))
        before = dialog.said
        assert "type the name" in before.lower()
        await press(app, pilot, "p")
        assert dialog.said == "The name is right: enter starts it."
        await press(app, pilot, "x")
        assert dialog.said == before


async def test_a_page_with_findings_to_accept_names_the_key_to_the_comment() -> None:
    found = {**previewed(), "ready": False, "findings": [OVERRIDABLE]}
    async with console(session({"Preview": [found] * 3}), "quiet") as (app, pilot):
        dialog = OperationDialog("failover", ("plan", "shop"))
        await opened(app, pilot, dialog)
        assert "space accept  c comment" in hint(dialog)
        assert cell_len(hint(dialog)) <= 80


async def test_of_a_finding_its_headline_alone_is_loud() -> None:
    found = {**previewed(), "ready": False, "findings": [OVERRIDABLE]}
    async with console(session({"Preview": [found] * 3}), "quiet") as (app, pilot):
        dialog = OperationDialog("failover", ("plan", "shop"))
        await opened(app, pilot, dialog)
        lines = [line for _, line in dialog.sheet._lines]
        at = next(n for n, line in enumerate(lines) if isinstance(line, str) and "No test failover was done." in line)
        assert lines[at + 1][0][1] == "plain" and "advice: Do one." in lines[at + 1][0][0]


async def test_keys_stand_in_the_last_line_on_every_page() -> None:
    for size in ((80, 24), (120, 40), (200, 60)):
        app = ConsoleApp(session({"Preview": [previewed()] * 3}), feed=False)
        async with app.run_test(size=size) as pilot:
            app.take(news_at("quiet"))
            await pilot.pause()
            dialog = OperationDialog("failover", ("plan", "shop"))
            await opened(app, pilot, dialog)
            places = set()
            for page in Page:
                dialog.go(page)
                await settled(app, pilot)
                places.add(dialog.query_one("#hint").region.y)
            assert len(places) == 1


async def test_a_key_that_is_refused_twice_says_so_once() -> None:
    async with console(session(), "done") as (app, pilot):
        app.say("failover of finance has ended")
        for _ in range(2):
            app.open("job", JOB)
            await settled(app, pilot)
            await press(app, pilot, "down", "H")
        said = app.screen.query_one(MessageRow).text
        assert said.lstrip().startswith("\N{EN DASH} not done:") and "has ended" in said
        assert "+1" not in said


def hint(dialog: Dialog[Any]) -> str:
    return str(dialog.query_one("#hint").render())
