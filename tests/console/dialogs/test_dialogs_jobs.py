"""Cancelling, answering and validating: consequences first, nothing without its words, nothing twice."""

from __future__ import annotations

from typing import Any

import pytest
from console_fakes import JOB, changes, news_at, samples
from dialog_support import choose, console, opened, press, rested, session, typed
from support.whole import whole
from textual.widgets import Input, Static

from drconsole.console.dialogs.base import sending
from drconsole.console.dialogs.base.field import Field
from drconsole.console.dialogs.confirm import ConfirmDialog
from drconsole.console.dialogs.jobs.answer import AnswerDialog
from drconsole.console.dialogs.jobs.cancel import CancelDialog
from drconsole.console.dialogs.jobs.hold import HoldDialog
from drconsole.console.dialogs.jobs.retry import RetryDialog
from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.console.state.model.model import Link, News
from drconsole.records.rows.work.jobs import ConsequenceRow
from drconsole.records.tables import JOBS
from drconsole.recovery.types.work.errors import OutcomeUnknown, Refused

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


async def test_where_the_provider_runs_a_job_as_a_whole_no_hold_is_offered() -> None:
    made = session({"CancelJob": [NOT_CONFIRMED]})
    async with console(made, "running") as (app, pilot):
        row = samples()["running"].tables["job"][JOB]
        whole = {**row, "grain": "plan", "allowed_actions": ["cancel"]}
        app.take(News(rows={"job": {JOB: whole}}, rev=9_000))
        dialog = CancelDialog(JOB)
        await opened(app, pilot, dialog)
        await press(app, pilot, "r")
        assert "Hold instead" not in dialog.sheet.plain
        assert "No hold instead: the provider runs this job as a whole" in dialog.sheet.plain
        assert "H hold" not in dialog.hint
        assert "hold" not in dialog.said.lower()


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
        rested(app)
        await press(app, pilot, *typed("finance"), "enter")
        assert made.asked("CancelJob")[1] == {"job": JOB, "confirm": "finance"}
        assert done == ["cancel"]


async def test_machines_of_which_a_cancel_leaves_the_same_stand_together_and_all_are_named() -> None:
    said = {"outcome": "unprotected", "loses_replication": True}
    left = [
        whole(ConsequenceRow, **{**said, "key": f"w{n}", "item": f"web-{n}", "text": f"web-{n}: it was stopped."})
        for n in range(3)
    ]
    other = whole(ConsequenceRow, **{**said, "key": "db", "item": "db", "text": "db: it was shut down."})
    made = session({"CancelJob": [Refused("not-confirmed", "final", extra={"consequences": [*left, other]})]})
    async with console(made, "running") as (app, pilot):
        dialog = CancelDialog(JOB)
        await opened(app, pilot, dialog)
        text = dialog.sheet.plain
        assert "web-0, web-1, web-2: unprotected, replication LOST" in text
        assert text.count("Each: it was stopped.") == 1
        assert "db: unprotected, replication LOST" in text
        assert "db: it was shut down." in text


async def test_h_holds_instead() -> None:
    made = session({"CancelJob": [NOT_CONFIRMED], "HoldJob": [{"id": JOB, "held": True}]})
    async with console(made, "running") as (app, pilot):
        dialog = CancelDialog(JOB)
        done = await opened(app, pilot, dialog)
        assert app.focused is dialog.sheet, "what is marked is what the keys are for"
        assert dialog.sheet.current is not None
        assert dialog.sheet.current.act == "hold"
        await press(app, pilot, "H")
        assert isinstance(app.screen, HoldDialog)
        assert made.asked("HoldJob") == []
        await press(app, pilot, *typed("wait"), "enter")
        assert made.asked("HoldJob") == [{"job": JOB, "comment": "wait"}]
        assert len(made.asked("CancelJob")) == 1
        assert done == ["hold"]


@pytest.mark.parametrize("first", [(), ("n",)], ids=["at once", "on the name"])
@pytest.mark.parametrize("name", ["Hr-payroll", "nightly", "finance"])
async def test_a_name_and_enter_hold_nothing_wherever_they_are_typed(name: str, first: tuple[str, ...]) -> None:
    made = session({"CancelJob": [NOT_CONFIRMED, {"id": JOB, "state": "Cancelling"}], "HoldJob": [{"id": JOB}]})
    async with console(made, "running") as (app, pilot):
        row = app.model.row(JOBS, JOB)
        assert row is not None
        if name.startswith("H"):  # its first letter is the key that holds
            app.take(News(rows={"job": {JOB: {**row, "target": name}}}, rev=app.model.rev + 1))
        dialog = CancelDialog(JOB)
        done = await opened(app, pilot, dialog)
        await press(app, pilot, *first, *typed(name), "enter")
        assert made.asked("HoldJob") == []
        assert "hold" not in done
        assert (len(made.asked("CancelJob")) == 2) is (name != "nightly" and first == ("n",))


async def test_enter_on_hold_instead_asks_first() -> None:
    made = session({"CancelJob": [NOT_CONFIRMED], "HoldJob": [{"id": JOB, "held": True}]})
    async with console(made, "running") as (app, pilot):
        dialog = CancelDialog(JOB)
        await opened(app, pilot, dialog)
        await choose(app, pilot, dialog, "hold")
        assert isinstance(app.screen, HoldDialog)
        assert made.asked("HoldJob") == []
        await press(app, pilot, "escape")
        assert app.screen is dialog
        assert made.asked("HoldJob") == []


async def test_a_job_that_is_held_is_not_held_again() -> None:
    made = session({"CancelJob": [NOT_CONFIRMED]})
    async with console(made, "running") as (app, pilot):
        row = app.model.row(JOBS, JOB)
        assert row is not None
        app.take(News(rows={"job": {JOB: {**row, "held": True, "allowed_actions": ["cancel", "resume"]}}}, rev=99))
        dialog = CancelDialog(JOB)
        await opened(app, pilot, dialog)
        await press(app, pilot, "H")
        assert app.screen is dialog
        assert "held already" in dialog.said


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


async def test_who_was_first_with_an_answer_is_said_to_whoever_comes_second() -> None:
    async with console(session(), "waiting") as (app, pilot):
        app.model.job = JOB
        app.take(news_at("waiting"))
        dialog = AnswerDialog(JOB)
        await opened(app, pilot, dialog)
        await choose(app, pilot, dialog, "\n".join(dialog.waits[0].choice("failed")))
        app.take(changes("waiting", "done"))
        await pilot.pause()
        (row,) = [each for each in samples()["done"].tasks.values() if each.get("answer")]
        assert f"not sent: answered by somebody else: {row['answer']} ({row['answered_by']}" in dialog.said
        assert dialog.chosen is None


async def test_a_dialog_tells_what_waits_elsewhere_and_that_no_engine_answers() -> None:
    """The first line of the page below, which says it, is hidden."""
    async with console(session(), "waiting") as (app, pilot):
        await opened(app, pilot, OperationDialog("failover", ("plan", "shop")))
        about = app.screen.query_one("#about", Static)
        assert "‼ 1 needs you (esc, then !)" in str(about.render())
        app.take(News(link=Link.NONE))
        await pilot.pause()
        assert "no engine" in str(about.render())
        await press(app, pilot, "escape")
        await opened(app, pilot, AnswerDialog())
        assert "needs you" not in str(app.screen.query_one("#about", Static).render()), "it is what this dialog answers"
