"""Cancelling, answering and validating: consequences first, nothing without its words, nothing twice."""

from __future__ import annotations

import io
import sys
from contextlib import nullcontext
from typing import Any

import pytest
from console_fakes import JOB, samples
from dialog_support import choose, console, opened, press, session, typed
from support.whole import whole
from textual.widgets import Input

from drconsole.console.dialogs.base import sending
from drconsole.console.dialogs.base.dialog import Field
from drconsole.console.dialogs.confirm import ConfirmDialog
from drconsole.console.dialogs.jobs.answer import AnswerDialog
from drconsole.console.dialogs.jobs.cancel import CancelDialog
from drconsole.console.dialogs.jobs.retry import RetryDialog
from drconsole.console.dialogs.validation import dialog as validation_dialog
from drconsole.console.dialogs.validation import log_in
from drconsole.console.dialogs.validation.dialog import ValidateDialog
from drconsole.console.dialogs.validation.log_in import log_in_words, run_log_in
from drconsole.console.state.model import Link, News
from drconsole.records.rows.jobs import ConsequenceRow
from drconsole.recovery.types.errors import BadInput, OutcomeUnknown, Refused

LEFT = [
    whole(ConsequenceRow, key="payroll", item="payroll", text="replication was stopped.", loses_replication=True),
    whole(
        ConsequenceRow,
        key="ledger-db",
        item="ledger-db",
        outcome="untouched",
        text="goes on as before.",
        loses_replication=False,
    ),
]
NOT_CONFIRMED = Refused("not-confirmed", "a cancel is final", extra={"consequences": LEFT})
UNKNOWN = OutcomeUnknown("outcome-unknown", "sent, and no answer came")


@pytest.fixture(autouse=True, scope="module")
def _samples() -> None:
    samples()


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "RESEND_AFTER", (0.0, 0.0))


async def test_a_cancel_shows_what_it_leaves_of_each_item_and_offers_hold_first() -> None:
    made = session({"CancelJob": [NOT_CONFIRMED]})
    async with console(made, "running") as (app, pilot):
        dialog = CancelDialog(JOB)
        done = await opened(app, pilot, dialog)
        assert made.asked("CancelJob") == [{"job": JOB}], "only asked, not confirmed"
        text = dialog.sheet.plain
        assert text.index("Hold instead") < text.index("payroll: unprotected, replication LOST")
        assert "ledger-db: untouched, replication kept" in text
        assert done == []


@pytest.mark.parametrize("name", ["", "financ", JOB])
async def test_a_cancel_needs_the_targets_name(name: str) -> None:
    made = session({"CancelJob": [NOT_CONFIRMED, {"id": JOB, "state": "Cancelling"}]})
    async with console(made, "running") as (app, pilot):
        dialog = CancelDialog(JOB)
        done = await opened(app, pilot, dialog)
        dialog.query_one("#name", Input).focus()
        await press(app, pilot, *typed(name), "enter")
        assert len(made.asked("CancelJob")) == 1
        assert "not cancelled" in dialog.said
        dialog.query_one("#name", Input).value = ""
        await press(app, pilot, *typed("finance"), "enter")
        assert made.asked("CancelJob")[1] == {"job": JOB, "confirm": "finance"}
        assert done == ["cancel"]


async def test_h_holds_instead() -> None:
    made = session({"CancelJob": [NOT_CONFIRMED], "HoldJob": [{"id": JOB, "held": True}]})
    async with console(made, "running") as (app, pilot):
        dialog = CancelDialog(JOB)
        done = await opened(app, pilot, dialog)
        assert app.focused is dialog.sheet, "what is marked is what the keys are for"
        assert dialog.sheet.current is not None
        assert dialog.sheet.current.act == "hold"
        await press(app, pilot, "H")
        assert isinstance(app.screen, ConfirmDialog)
        assert made.asked("HoldJob") == []
        await press(app, pilot, *typed("hold"), "enter")
        assert made.asked("HoldJob") == [{"job": JOB}]
        assert len(made.asked("CancelJob")) == 1
        assert done == ["hold"]


@pytest.mark.parametrize("first", [(), ("n",)], ids=["at once", "on the name"])
@pytest.mark.parametrize("name", ["Hr-payroll", "nightly", "finance"])
async def test_a_name_and_enter_hold_nothing_wherever_they_are_typed(name: str, first: tuple[str, ...]) -> None:
    made = session({"CancelJob": [NOT_CONFIRMED, {"id": JOB, "state": "Cancelling"}], "HoldJob": [{"id": JOB}]})
    async with console(made, "running") as (app, pilot):
        dialog = CancelDialog(JOB)
        done = await opened(app, pilot, dialog)
        await press(app, pilot, *first, *typed(name), "enter")
        assert made.asked("HoldJob") == []
        assert "hold" not in done
        assert (len(made.asked("CancelJob")) == 2) is (name == "finance" and first == ("n",))


async def test_enter_on_hold_instead_asks_first() -> None:
    made = session({"CancelJob": [NOT_CONFIRMED], "HoldJob": [{"id": JOB, "held": True}]})
    async with console(made, "running") as (app, pilot):
        dialog = CancelDialog(JOB)
        await opened(app, pilot, dialog)
        await choose(app, pilot, dialog, "hold")
        assert isinstance(app.screen, ConfirmDialog)
        await press(app, pilot, "enter")
        assert made.asked("HoldJob") == []
        await press(app, pilot, "escape")
        assert app.screen is dialog


@pytest.mark.parametrize("made_dialog", [CancelDialog, RetryDialog])
async def test_n_and_c_go_to_the_fields_as_in_every_dialog(made_dialog: Any) -> None:
    moment = "running" if made_dialog is CancelDialog else "done"
    async with console(session({"CancelJob": [NOT_CONFIRMED]}), moment) as (app, pilot):
        dialog = made_dialog(JOB)
        await opened(app, pilot, dialog)
        for key, field in (("n", "name"), ("c", "comment")):
            dialog.sheet.focus()
            await press(app, pilot, key)
            assert app.focused is dialog.query_one(f"#{field}", Input)


async def test_what_waits_is_answered_with_a_chosen_outcome_and_a_comment() -> None:
    made = session({"AnswerTask": [UNKNOWN, {"id": JOB}]})
    async with console(made, "waiting") as (app, pilot):
        dialog = AnswerDialog(JOB)
        done = await opened(app, pilot, dialog)
        assert "Call the bank" in dialog.sheet.plain
        assert "operations desk" in dialog.sheet.plain
        await press(app, pilot, "tab", *typed("ok"), "enter")
        assert made.asked("AnswerTask") == [], "no outcome was chosen"
        (skip,) = [e.act for e in dialog.sheet.entries if e.act.endswith("skip")]
        await choose(app, pilot, dialog, skip)
        assert app.focused is dialog.sheet, "choosing writes nothing"
        assert "Answer SKIP" in str(dialog.query_one(Field).label.content)
        dialog.query_one("#comment", Input).value = " "
        await press(app, pilot, "c", "enter")
        assert made.asked("AnswerTask") == [], "no comment was written"
        await press(app, pilot, *typed("known"), "enter")
        assert made.asked("AnswerTask") == [], "the operator confirms it a second time"
        assert isinstance(app.screen, ConfirmDialog)
        await press(app, pilot, "enter")
        assert made.asked("AnswerTask") == [], "enter says no"
        await press(app, pilot, "enter", "y")
        assert made.asked("AnswerTask")[0] == {
            "job": JOB,
            "task": "group-2/pre-1",
            "outcome": "skip",
            "comment": "known",
        }
        assert len(set(made.ids_of("AnswerTask"))) == 1
        assert len(made.ids_of("AnswerTask")) == 2
        assert done == ["skip"]


async def test_done_is_sent_at_once_and_keys_on_the_page_write_no_comment() -> None:
    made = session({"AnswerTask": [{"id": JOB}]})
    async with console(made, "waiting") as (app, pilot):
        dialog = AnswerDialog(JOB)
        done = await opened(app, pilot, dialog)
        (act,) = [e.act for e in dialog.sheet.entries if e.act.endswith("done")]
        await choose(app, pilot, dialog, act)
        await press(app, pilot, "j", "j", "k", "enter")
        assert dialog.value("comment") == ""
        assert made.asked("AnswerTask") == []
        await choose(app, pilot, dialog, act)
        await press(app, pilot, "c", *typed("ok"), "enter")
        assert [body["outcome"] for body in made.asked("AnswerTask")] == ["done"]
        assert done == ["done"]


async def test_a_validation_shows_the_machine_and_needs_a_result_and_a_comment() -> None:
    made = session({"Validate": [{"item": "payroll", "result": "failed"}]})
    async with console(made, "done") as (app, pilot):
        dialog = ValidateDialog("payroll")
        done = await opened(app, pilot, dialog)
        assert "10.20.0.32" in dialog.sheet.plain
        assert "2026-03-02 08:00:53Z" in dialog.sheet.plain
        await press(app, pilot, "tab", *typed("x"), "enter")
        assert made.asked("Validate") == []
        await choose(app, pilot, dialog, "failed")
        await press(app, pilot, "c", *typed("y"), "enter")
        assert made.asked("Validate") == [{"item": "item-key:payroll", "result": "failed", "comment": "xy"}]
        assert done == ["failed"]


async def test_a_validation_of_several_takes_one_key_each_says_which_it_is_and_what_was_recorded() -> None:
    made = session({"Validate": [{"item": "ledger-db", "result": "ok"}, {"item": "payroll", "result": "failed"}]})
    async with console(made, "done") as (app, pilot):
        app.open("plan:PlanScreen", "finance")
        await pilot.pause()
        await press(app, pilot, "V")
        assert "(1 of 4)" in str(app.screen.query_one("#head").render())
        assert app.screen.sheet.current.act == "ok"
        await press(app, pilot, "o", "c", *typed("seen"), "enter")
        assert "(2 of 4)" in str(app.screen.query_one("#head").render())
        assert app.notices[-1].text == "recorded: ledger-db ok (1 of 4)"
        await press(app, pilot, "x", "c", *typed("down"), "enter")
        assert [body["result"] for body in made.asked("Validate")] == ["ok", "failed"]


async def test_logging_in_hands_the_terminal_over_and_offers_the_outcome_as_evidence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code = "import sys; sys.exit(len(sys.argv[1]))"
    made = session(log_in=f'{sys.executable} -c "{code}" {{address}}')
    said = io.StringIO()
    async with console(made, "done", status={**samples()["done"].status, "mode": "LIVE"}) as (app, pilot):
        dialog = ValidateDialog("payroll")
        await opened(app, pilot, dialog)
        monkeypatch.setattr(app, "suspend", nullcontext)
        monkeypatch.setattr(sys, "stdout", said)
        monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
        await press(app, pilot, "l")
        monkeypatch.undo()
        first, *_, last = filter(None, said.getvalue().splitlines())
        assert "running" in first
        assert "10.20.0.32" in first
        assert "to come back" in first
        assert "press enter" in last
        assert "ended with exit code 10" in dialog.sheet.plain
        assert "ended with exit code 10" in dialog.value("comment")
        assert made.asked("Validate") == []


@pytest.mark.parametrize("mode", ["SIMULATION", "UNKNOWN"])
async def test_no_process_is_given_the_address_of_a_simulated_machine(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_in, "run_log_in", lambda argv: pytest.fail(f"{argv} was run"))
    made = session(log_in="ssh -l dr {address}")
    async with console(made, "done", status={**samples()["done"].status, "mode": mode}) as (app, pilot):
        dialog = ValidateDialog("payroll")
        await opened(app, pilot, dialog)
        assert f"{mode.lower()}: it is shown, not run" in dialog.sheet.plain
        await press(app, pilot, "l")
        assert "nothing was run; the command would be ssh -l dr 10.20.0.32" in dialog.said
        assert dialog.value("comment") == "", "no evidence was seen"


async def test_log_in_takes_the_name_that_the_machine_has_at_the_target(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr(
        validation_dialog, "at_the_terminal", lambda argv, item, address: ran.append([*argv, item]) or "seen"
    )
    made = session(log_in="ssh {item}")
    tables = samples()["done"].tables
    row = {**tables["item"]["payroll"], "machine": "payroll-4f2a"}
    async with console(made, "done", status={**samples()["done"].status, "mode": "LIVE"}) as (app, pilot):
        app.take(News(rows={"item": {"payroll": row}}, rev=9_000, link=Link.HERE))
        dialog = ValidateDialog("payroll")
        await opened(app, pilot, dialog)
        monkeypatch.setattr(app, "suspend", nullcontext)
        assert "payroll-4f2a" in dialog.sheet.plain
        await press(app, pilot, "l")
    assert ran == [["ssh", "payroll-4f2a", "payroll-4f2a"]]


async def test_logging_in_says_what_is_in_the_way() -> None:
    async with console(session(), "quiet") as (app, pilot):
        dialog = ValidateDialog("payroll")
        await opened(app, pilot, dialog)
        await press(app, pilot, "l")
        assert "the address of payroll is not known" in dialog.said


def test_log_in_puts_data_into_words_and_never_into_a_shell() -> None:
    words = log_in_words("ssh -t admin@{address} 'echo {item}'", "10.0.0.1", "a; rm -rf x")
    assert words == ["ssh", "-t", "admin@10.0.0.1", "echo a; rm -rf x"]


@pytest.mark.parametrize(
    ("template", "address"),
    [
        ("ssh {address}", "-oProxyCommand=x"),
        ("ssh {address}", "a\x1bb"),
        ("ssh {address}", None),
        ("ssh 'x", "1.2.3.4"),
        ("", "1"),
    ],
)
def test_log_in_refuses_what_would_be_an_option_or_no_command(template: str, address: str | None) -> None:
    with pytest.raises(BadInput):
        log_in_words(template, address, "payroll")


def test_a_command_that_cannot_be_run_is_an_outcome_too() -> None:
    assert "could not be run" in run_log_in(["/nonexistent/command"])
    assert "signal 15" in run_log_in([sys.executable, "-c", "import os; os.kill(os.getpid(), 15)"])


async def test_a_retry_needs_the_targets_name() -> None:
    made = session({"RetryJob": [{"id": "j8-1"}]})
    async with console(made, "done") as (app, pilot):
        done = await opened(app, pilot, RetryDialog(JOB))
        await press(app, pilot, *typed("no"), "enter")
        assert made.asked("RetryJob") == []
        await press(app, pilot, "backspace", "backspace", *typed("finance"), "enter")
        assert made.asked("RetryJob") == [{"job": JOB}]
        assert done == ["j8-1"]


@pytest.mark.parametrize(("key", "said"), [("y", True), ("n", None), ("escape", None), ("enter", None)])
async def test_a_question_is_answered_by_its_key_and_no_is_what_enter_says(key: str, said: Any) -> None:
    async with console(session()) as (app, pilot):
        done = await opened(app, pilot, ConfirmDialog("stop the engine?", ["read this"], yes="stop it"))
        await press(app, pilot, key)
        assert done == [said]
