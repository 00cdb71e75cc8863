"""Validation of a failed-over machine: the machine, the log-in, the result."""

from __future__ import annotations

import io
import sys
from contextlib import nullcontext

import pytest
from console_fakes import samples
from dialog_support import choose, console, opened, press, session, typed

from drconsole.console.app import ConsoleApp
from drconsole.console.dialogs.validation import dialog as validation_dialog
from drconsole.console.dialogs.validation import log_in
from drconsole.console.dialogs.validation.dialog import ValidateDialog
from drconsole.console.dialogs.validation.log_in import log_in_words, run_log_in
from drconsole.console.state.model.model import Link, News
from drconsole.recovery.types.work.errors import BadInput, Refused


async def test_a_validation_shows_the_machine_and_needs_a_result_and_a_comment() -> None:
    made = session({"Validate": [{"item": "payroll", "result": "failed"}]})
    async with console(made, "done") as (app, pilot):
        dialog = ValidateDialog(["payroll"])
        done = await opened(app, pilot, dialog)
        assert "10.20.0.32" in dialog.sheet.plain
        assert "2026-03-02 08:00:53Z" in dialog.sheet.plain
        await press(app, pilot, "tab", *typed("x"), "enter")
        assert made.asked("Validate") == []
        assert "choose ok or failed first" in dialog.said
        await choose(app, pilot, dialog, "failed")
        await press(app, pilot, "c", *typed("y"), "enter")
        assert made.asked("Validate") == [{"item": "item-key:payroll", "result": "failed", "comment": "xy"}]
        assert done == ["failed"]


FINANCE = ("ledger-db", "ledger-app", "payroll", "tax-archive")


def title(app: ConsoleApp) -> str:
    return str(app.screen.query_one("#head").render())


async def test_all_machines_of_a_plan_stand_on_one_page_and_each_takes_few_keys() -> None:
    made = session({"Validate": [{"item": "ledger-db", "result": "ok"}, {"item": "ledger-app", "result": "failed"}]})
    async with console(made, "done") as (app, pilot):
        app.open("plan:PlanScreen", "finance")
        await pilot.pause()
        await press(app, pilot, "V")
        assert "validate plan finance: 0 of 4 validated" in title(app)
        assert all(name in app.screen.sheet.plain for name in FINANCE)
        assert app.screen.sheet.current.act == "ok"
        await press(app, pilot, "o", "c", *typed("seen"), "enter")
        assert "1 of 4 validated" in title(app)
        assert app.screen.said == "✓ recorded: ledger-db ok (1 of 4)"
        assert not app.notices, "it is said once"
        assert (app.screen.page.here, app.screen.sheet.current.act) == ("ledger-app", "ok")
        await press(app, pilot, "x", "c", *typed("down"), "enter")
        assert [body["result"] for body in made.asked("Validate")] == ["ok", "failed"]
        text = app.screen.sheet.plain
        assert "✓ ledger-db" in text
        assert "ok: seen" in text
        assert "✗ ledger-app" in text
        assert "FAILED: down" in text


async def test_enter_opens_the_evidence_of_the_machine_under_the_cursor() -> None:
    async with console(session(), "done") as (app, pilot):
        dialog = ValidateDialog(FINANCE, ("plan", "finance"))
        await opened(app, pilot, dialog)
        dialog.sheet.move([entry.act for entry in dialog.sheet.entries].index("item:payroll"))
        await press(app, pilot, "enter")
        assert dialog.page.here == "payroll"
        assert "2026-03-02 08:00:53Z" in dialog.sheet.plain
        assert dialog.sheet.current is not None
        assert dialog.sheet.current.act == "ok"


async def test_several_that_are_marked_are_recorded_at_once() -> None:
    made = session({"Validate": [{"item": "x", "result": "ok"}] * 4})
    async with console(made, "done") as (app, pilot):
        dialog = ValidateDialog(FINANCE, ("plan", "finance"))
        done = await opened(app, pilot, dialog)
        for name in ("payroll", "ledger-app"):
            await choose(app, pilot, dialog, f"item:{name}")
        await press(app, pilot, "o")
        assert "OK for 2 machines, what did you check?" in str(dialog.query_one("#field-comment .label").render())
        await press(app, pilot, "c", *typed("seen"), "enter")
        asked = [(body["item"], body["result"], body["comment"]) for body in made.asked("Validate")]
        assert asked == [(f"item-key:{name}", "ok", "seen") for name in ("ledger-app", "payroll")]
        assert "2 of 4 validated" in title(app)
        await press(app, pilot, "asterisk", "x", "c", *typed("all"), "enter")
        rest = [(body["item"], body["result"]) for body in made.asked("Validate")[2:]]
        assert rest == [("item-key:ledger-db", "failed"), ("item-key:tax-archive", "failed")], "what was said stays"
        assert done == ["failed"], "nothing is left to validate"


async def test_one_that_the_engine_refuses_stops_the_others_and_says_so() -> None:
    refused = Refused("no-such", "it is in a job")
    made = session({"Validate": [{"item": "x", "result": "ok"}, refused]})
    async with console(made, "done") as (app, pilot):
        dialog = ValidateDialog(FINANCE, ("plan", "finance"))
        await opened(app, pilot, dialog)
        await press(app, pilot, "asterisk", "o", "c", *typed("seen"), "enter")
        assert len(made.asked("Validate")) == 2
        assert "not recorded: it is in a job" in dialog.said
        assert "1 of 4 validated" in title(app)


@pytest.mark.parametrize("answer", ["y", "n"])
async def test_ok_against_what_is_seen_is_asked_for_once_more(answer: str) -> None:
    seen = "payroll RUNS NOWHERE: stopped at Azure West US 2, off at Seattle"
    refused = Refused("seen-otherwise", seen, extra={"seen": "runs-nowhere"})
    made = session({"Validate": [refused, {"item": "payroll", "result": "ok"}]})
    async with console(made, "done") as (app, pilot):
        dialog = ValidateDialog(["payroll"])
        done = await opened(app, pilot, dialog)
        await press(app, pilot, "o", "c", *typed("seen"), "enter")
        assert "RUNS NOWHERE: stopped at Azure West US 2" in app.screen.sheet.plain
        await press(app, pilot, answer)
        sent = [body.get("accept") for body in made.asked("Validate")]
        if answer == "y":
            assert (sent, done) == ([None, "runs-nowhere"], ["ok"])
        else:
            assert (sent, done) == ([None], [])
            assert "not recorded: payroll RUNS NOWHERE" in dialog.said


async def test_the_evidence_begins_with_what_is_seen_of_the_machine_now() -> None:
    async with console(session(), "done") as (app, pilot):
        dialog = ValidateDialog(["payroll"])
        await opened(app, pilot, dialog)
        text = dialog.sheet.plain
        assert "at Azure West US 2" in text and "since 2026-" in text
        assert text.index("since 2026-") < text.index("point of")


async def test_logging_in_hands_the_terminal_over_and_offers_the_outcome_as_evidence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code = "import sys; sys.exit(len(sys.argv[1]))"
    made = session(log_in=f'{sys.executable} -c "{code}" {{address}}')
    said = io.StringIO()
    async with console(made, "done", status={**samples()["done"].status, "mode": "LIVE"}) as (app, pilot):
        dialog = ValidateDialog(["payroll"])
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
        dialog = ValidateDialog(["payroll"])
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
        dialog = ValidateDialog(["payroll"])
        await opened(app, pilot, dialog)
        monkeypatch.setattr(app, "suspend", nullcontext)
        assert "payroll-4f2a" in dialog.sheet.plain
        await press(app, pilot, "l")
    assert ran == [["ssh", "payroll-4f2a", "payroll-4f2a"]]


async def test_logging_in_says_what_is_in_the_way() -> None:
    async with console(session(), "quiet") as (app, pilot):
        dialog = ValidateDialog(["payroll"])
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


@pytest.mark.parametrize("key", ["o", "x"])
async def test_enter_after_a_key_keeps_what_the_key_chose(key: str) -> None:
    """The cursor stayed on ``ok``: x, then enter, recorded a machine that failed as good."""
    made = session({"Validate": [{"item": "ledger-db", "result": "failed"}]})
    async with console(made, "done") as (app, pilot):
        dialog = ValidateDialog(FINANCE, ("plan", "finance"))
        await opened(app, pilot, dialog)
        await press(app, pilot, key, "enter", *typed("seen"), "enter")
        assert [body["result"] for body in made.asked("Validate")] == ["ok" if key == "o" else "failed"]
