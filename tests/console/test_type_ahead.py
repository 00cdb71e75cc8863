"""Keys that come in one burst: every one meets what the one before it has led to."""

from __future__ import annotations

from typing import Any

import pytest
from console_fakes import JOB, samples
from dialog_support import console, opened, rested, session, settled, typed
from textual.events import Key, Paste
from textual.pilot import Pilot

from drconsole.console.app import ConsoleApp
from drconsole.console.dialogs.base.dialog import Dialog
from drconsole.console.dialogs.confirm import ConfirmDialog
from drconsole.console.dialogs.jobs.answer import AnswerDialog
from drconsole.console.dialogs.jobs.cancel import CancelDialog
from drconsole.console.dialogs.jobs.retry import RetryDialog
from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.console.dialogs.validation.dialog import ValidateDialog
from drconsole.console.screens.plan import PlanScreen
from drconsole.console.screens.plans import PlansScreen
from drconsole.console.widgets.lines import Lines
from drconsole.recovery.types.work.errors import Refused

NAME = "crq-nyjk shop"
"""Of letters that are keys of the dialogs and of their sheets."""
NOT_CONFIRMED = Refused("not-confirmed", "a cancel is final", extra={"consequences": []})


@pytest.fixture(autouse=True, scope="module")
def _samples() -> None:
    samples()


async def burst(app: ConsoleApp, pilot: Pilot[None], *keys: str) -> None:
    """As a terminal sends them that has them all at once: nothing is awaited between two keys."""
    letters = dict(zip(typed(NAME), NAME, strict=True))
    driver = app._driver
    assert driver is not None
    for key in keys:
        event = Key(key, letters.get(key, key if len(key) == 1 else None))
        event.set_sender(app)
        driver.send_message(event)
    await pilot.pause()
    if (handing_over := app._key_queue._task) is not None:
        await handing_over
    await settled(app, pilot)


DIALOGS = {
    "failover, n": (lambda: OperationDialog("failover", ("plan", "finance")), ("n",), "name"),
    "failover, c": (lambda: OperationDialog("failover", ("plan", "finance")), ("c",), "comment"),
    "failover, tabs": (lambda: OperationDialog("failover", ("plan", "finance")), ("tab", "tab"), "name"),
    "failover, from the comment": (lambda: OperationDialog("failover", ("plan", "finance")), ("c", "enter"), "name"),
    "cancel, tabs": (lambda: CancelDialog(JOB), ("tab", "tab"), "name"),
    "cancel, n": (lambda: CancelDialog(JOB), ("n",), "name"),
    "confirm": (lambda: ConfirmDialog("really?", [], yes="do it", name="shop"), (), "name"),
    "retry": (lambda: RetryDialog(JOB), ("n",), "name"),
    "answer, tab": (lambda: AnswerDialog(JOB), ("tab",), "comment"),
    "validate, tab": (lambda: ValidateDialog(["payroll"]), ("tab",), "comment"),
    "answer, space": (lambda: AnswerDialog(JOB), ("G", "space", "c"), "comment"),
    "validate, space": (lambda: ValidateDialog(["payroll"]), ("space", "c"), "comment"),
}


@pytest.mark.parametrize("case", DIALOGS)
async def test_every_letter_after_the_key_to_a_field_reaches_the_field(case: str) -> None:
    make, way, field = DIALOGS[case]
    async with console(session({"CancelJob": [NOT_CONFIRMED]}), "waiting") as (app, pilot):
        dialog: Dialog[Any] = make()  # type: ignore[assignment]
        done = await opened(app, pilot, dialog)
        await burst(app, pilot, *way, *typed(NAME))
        assert done == [], "no letter closed it"
        assert dialog.value(field) == NAME


async def test_letters_typed_before_a_dialog_is_up_reach_its_field() -> None:
    async with console(session(), "quiet") as (app, pilot):
        await app.open("plan:PlanScreen", "finance")
        await settled(app, pilot)
        await burst(app, pilot, "f", "n", *typed(NAME))
        dialog = app.screen
        assert isinstance(dialog, OperationDialog)
        assert dialog.value("name") == NAME


async def test_a_burst_goes_through_several_pages() -> None:
    async with console(session(), "quiet") as (app, pilot):
        await burst(app, pilot, "2", "slash", *typed("shop"), "enter", "enter", "f", "n", *typed("shop"))
        assert isinstance(app.here, PlanScreen)
        dialog = app.screen
        assert isinstance(dialog, OperationDialog)
        assert dialog.target == ("plan", "shop")
        assert dialog.value("name") == "shop"


async def test_what_is_pasted_after_a_key_reaches_the_field_too() -> None:
    async with console(session(), "quiet") as (app, pilot):
        dialog = OperationDialog("failover", ("plan", "finance"))
        await opened(app, pilot, dialog)
        for event in (Key("n", "n"), Paste("fin"), Key("a", "a"), Paste("nce")):
            event.set_sender(app)
            app.post_message(event)
        await settled(app, pilot)
        assert dialog.value("name") == "finance"


async def test_what_is_typed_in_one_go_with_a_refused_key_does_nothing_and_that_is_said() -> None:
    """It was meant for the field that the key would have opened: of a name, p and v and c are keys as well."""
    async with console(session(), "quiet") as (app, pilot):
        await app.open("plan:PlanScreen", "shop")
        await settled(app, pilot)
        before = len(app.notices)
        await burst(app, pilot, "c", *typed("shop"), "enter")
        assert len(app.screen_stack) == 2, "neither a dialog nor another page"
        (said,) = [notice.text for notice in app.notices[before:]]
        assert said.startswith("the keys typed after c were not taken; ")
        assert "shop is protected" in said, "the refusal is still there"
        later = app._key_queue.clock() + 60.0
        app._key_queue.clock = lambda: later
        await burst(app, pilot, "f")
        assert isinstance(app.screen, OperationDialog), "after a while a key is a key again"


async def test_escape_and_control_keys_are_taken_after_a_refused_key() -> None:
    async with console(session(), "quiet") as (app, pilot):
        await app.open("plan:PlanScreen", "shop")
        await settled(app, pilot)
        await burst(app, pilot, "c", "s", "escape")
        assert not isinstance(app.screen, PlanScreen)


async def test_keys_of_a_burst_after_one_that_opens_no_field_are_taken() -> None:
    async with console(session(), "quiet") as (app, pilot):
        await app.open("plan:PlanScreen", "shop")
        await settled(app, pilot)
        await burst(app, pilot, "o", "3")
        assert app.current_mode == "items"


@pytest.mark.parametrize("after", [(), ("f",), ("enter", "escape"), ("g",)])
async def test_of_rows_that_a_burst_passes_no_details_are_drawn(after: tuple[str, ...], monkeypatch: Any) -> None:
    drawn: list[str] = []
    detail = PlansScreen.detail

    def counted(screen: PlansScreen, row: Any) -> Any:
        drawn.append(row.plan["key"])
        return detail(screen, row)

    async with console(session(), "quiet") as (app, pilot):
        await burst(app, pilot, "2")
        page = app.here
        assert isinstance(page, PlansScreen)
        monkeypatch.setattr(PlansScreen, "detail", counted)
        await burst(app, pilot, "home", "down", "down", "down", *after)
        assert drawn, "what the cursor came to rest on"
        assert set(drawn) == {page.table.cursor_key}
        assert page.query_one("#detail", Lines).text == "\n".join(map(text_of, detail(page, page.table.cursor_row)))


def text_of(line: Any) -> str:
    return line if isinstance(line, str) else line[0]


async def test_lines_that_come_in_one_go_after_a_wrong_name_confirm_nothing() -> None:
    """Text of several lines, pasted where the terminal marks no paste, may have the name on a line of its own."""
    asked = session({"CancelJob": [NOT_CONFIRMED]})
    async with console(asked, "waiting") as (app, pilot):
        dialog = CancelDialog(JOB)
        done = await opened(app, pilot, dialog)
        before = len(asked.calls)
        await burst(app, pilot, "n", *"runbook", "enter", *dialog.name_of_target, "enter")
        assert (len(asked.calls), done, app.screen) == (before, [], dialog)
        assert dialog.value("name") == ""
        assert "what came with it was not taken" in dialog.said
        rested(app)
        await burst(app, pilot, *dialog.name_of_target)
        assert dialog.value("name") == dialog.name_of_target, "after a while a letter is a letter again"
