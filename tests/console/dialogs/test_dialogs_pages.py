"""The pages of an operation's dialog: how one gets from one to the next, what each keeps, and what starts nothing."""

from __future__ import annotations

from typing import Any

import pytest
from console_fakes import JOB, news_at, real_answer, samples
from console_host import screen_lines
from dialog_support import OVERRIDABLE, choose, console, failover, opened, press, session, text_of, typed
from textual.events import Paste
from textual.widgets import Input

from drconsole.console.app import ConsoleApp
from drconsole.console.dialogs.base.beside import beside
from drconsole.console.dialogs.base.field import LONGEST
from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.console.dialogs.operation.steps import StepBar
from drconsole.console.state.model.model import News
from drconsole.recovery.types.work.errors import Refused
from drconsole.render.operation.pages import NOTHING, Page


def previewed(**changes: Any) -> dict[str, Any]:
    return real_answer("Preview", {"operation": "failover", "target": "plan:shop", "options": {}}) | changes


def bar(dialog: OperationDialog) -> str:
    return str(dialog.query_one(StepBar).render_line(0).text)


async def test_numbers_arrows_and_enter_open_the_pages_and_their_marks_stand_above() -> None:
    async with console(session()) as (app, pilot):
        dialog = failover()
        await opened(app, pilot, dialog)
        assert bar(dialog).split("  ")[0] == "‼ 1 Check", "the machine that nobody can shut down is a warning"
        assert "✓ 4 What will run" in bar(dialog)
        seen = [dialog.page_now]
        for key in ("right", "l", "left", "h", "3", "enter", "enter"):
            await press(app, pilot, key)
            seen.append(dialog.page_now)
        assert seen == [1, 2, 3, 2, 1, 3, 4, 5]
        assert app.focused is dialog.query_one("#name")
        await press(app, pilot, "left")
        assert (dialog.page_now, app.focused) == (Page.RUN, dialog.sheet), "left in an empty field turns back"


async def test_a_key_still_counts_where_the_page_gave_the_focus_to_the_name() -> None:
    async with console(session()) as (app, pilot):
        dialog = failover()
        await opened(app, pilot, dialog)
        await press(app, pilot, "5", "n", *typed("shop"))
        assert dialog.value("name") == "shop", "n was pressed for the field that had the focus already"
        await press(app, pilot, "r", "2")
        assert dialog.value("name") == "shopr2", "in a field with text every letter is text"
        await press(app, pilot, *["backspace"] * 6, "escape", "4", "5", "c")
        assert app.focused is dialog.query_one("#comment")
        await press(app, pilot, "escape", "1", "5", "3")
        assert (dialog.page_now, dialog.value("name")) == (Page.OPTIONS, "")
        await press(app, pilot, "5", "s")
        assert dialog.value("name") == "s", "the name begins so"


async def test_a_page_without_a_choice_is_passed_and_says_so_when_it_is_opened() -> None:
    async with console(session(), "done") as (app, pilot):
        dialog = OperationDialog("commit", ("plan", "finance"))
        await opened(app, pilot, dialog)
        assert NOTHING.glyph + " 2 Point" in bar(dialog)
        await press(app, pilot, "right")
        assert dialog.page_now is Page.RUN
        await press(app, pilot, "2")
        assert "Commit takes no recovery point" in dialog.sheet.plain


async def test_what_stands_in_the_way_is_first_and_named_on_the_last_page() -> None:
    warning = OVERRIDABLE | {"id": "w", "level": "warning", "overridable": False, "message": "Look at it."}
    made = session({"Preview": [previewed(ready=False, findings=[warning, OVERRIDABLE])]})
    async with console(made) as (app, pilot):
        dialog = failover()
        await opened(app, pilot, dialog)
        assert bar(dialog).startswith("✗ 1 Check")
        text = dialog.sheet.plain
        assert text.index("NOT READY") < text.index("No test failover") < text.index("Look at it")
        await press(app, pilot, "5")
        assert "No test failover was done. (page 1, Check)" in text_of(dialog)
        assert app.focused is dialog.sheet, "there is no name to type yet"


async def test_enter_held_down_accepts_nothing_and_starts_nothing() -> None:
    made = session({"Preview": [previewed(ready=False, findings=[OVERRIDABLE])]})
    async with console(made) as (app, pilot):
        dialog = failover()
        done = await opened(app, pilot, dialog)
        acts = [entry.act for entry in dialog.sheet.entries]
        dialog.sheet.move(acts.index("accept:test-failover-missing"))
        await press(app, pilot, "enter")
        assert (dialog.choices.accepted, dialog.page_now) == (set(), Page.POINT), "enter goes on, space accepts"
        await press(app, pilot, *["enter"] * 30)
        assert (dialog.choices.accepted, dialog.page_now) == (set(), Page.CONFIRM)
        assert (made.asked("StartJob"), done) == ([], [])


async def test_space_where_there_is_nothing_to_choose_says_what_it_does() -> None:
    async with console(session()) as (app, pilot):
        dialog = failover()
        await opened(app, pilot, dialog)
        await press(app, pilot, "space")
        assert "space chooses" in dialog.said
        assert dialog.page_now is Page.CHECK


async def test_leaving_and_coming_back_keeps_the_choices_and_never_the_name() -> None:
    async with console(session()) as (app, pilot):
        dialog = failover()
        await opened(app, pilot, dialog)
        await choose(app, pilot, dialog, "shutdown:no")
        await press(app, pilot, "c", *typed("fire"), "enter", *typed("shop"), "escape", "escape")
        again, other = failover(), OperationDialog("failover", ("plan", "finance"))
        await opened(app, pilot, again)
        assert again.choices.options.shutdown is False
        assert (again.value("comment"), again.value("name")) == ("fire", "")
        assert again.page_now is Page.CHECK
        assert again.preview is not None and again.preview["options"]["shutdown"] is False
        await press(app, pilot, "escape")
        await opened(app, pilot, other)
        assert other.choices.options.shutdown is None, "of another target nothing was chosen"


@pytest.mark.parametrize(
    ("mode", "cell", "word"),
    [("SIMULATION", "SIMULATION", "SIMULATED"), ("EXERCISE", "= EXERCISE =", "EXERCISE"), ("LIVE", "‼ LIVE ‼", "REAL")],
)
async def test_a_test_and_the_real_thing_cannot_be_taken_for_one_another(mode: str, cell: str, word: str) -> None:
    status = {**samples()["quiet"].status, "mode": mode}
    async with console(session(), status=status) as (app, pilot):
        for operation, said, prompt in (
            ("failover", f"{word} failover of plan shop: users are moved", "To FAIL OVER, type shop:"),
            ("test-failover", "TEST test-failover of plan shop: no user is moved", "To TEST, type shop:"),
        ):
            dialog = OperationDialog(operation, ("plan", "shop"))
            await opened(app, pilot, dialog)
            head = screen_lines(app)[0]
            assert head.strip() == f"{cell}  {said}"
            assert str(dialog.border_title) in ("TEST: no user is moved", f"{word}: users are moved")
            assert dialog.has_class(f"-{mode.lower()}")
            assert dialog.has_class("--production") is (operation == "failover")
            assert str(dialog.query_one("#field-name .label").render()) == prompt
            await press(app, pilot, "escape")


# Two operators


def job_of_ann() -> News:
    """Somebody else's failover of finance has begun, as the store tells it."""
    return news_at("running")


async def test_a_target_that_becomes_busy_is_said_at_once_and_o_opens_the_job() -> None:
    async with console(session()) as (app, pilot):
        dialog = OperationDialog("failover", ("plan", "finance"))
        done = await opened(app, pilot, dialog)
        assert "BUSY" not in text_of(dialog)
        app.take(job_of_ann())
        await pilot.pause()
        assert f"BUSY: job {JOB} now works here: failover of plan finance" in text_of(dialog)
        assert JOB in dialog.said
        assert bar(dialog).startswith("✗ 1 Check")
        await press(app, pilot, "o")
        assert done == [JOB]


async def test_the_slower_one_reads_who_was_first_and_the_differences_are_folded() -> None:
    difference = [
        {"what": "taking part", "item": f"m{number}", "shown": "qualified", "now": "skipped: busy"}
        for number in range(40)
    ]
    difference.append({"what": "finding busy:m1 (m1)", "shown": "absent", "now": "error"})
    refused = Refused("changed-since-preview", "it changed", extra={"difference": difference})
    made = session({"Preview": [previewed()], "StartJob": [refused]})
    async with console(made) as (app, pilot):
        dialog = OperationDialog("failover", ("plan", "finance"))
        done = await opened(app, pilot, dialog)
        await press(app, pilot, "n", *typed("finance"))
        row = samples()["running"].tables["job"][JOB]
        app.take(News(rows={**job_of_ann().rows, "job": {JOB: {**row, "operator": "berta"}}}, rev=9_000))
        await press(app, pilot, "enter")
        assert dialog.page_now is Page.CHECK
        assert "NOT STARTED: berta started this failover" in dialog.sheet.plain
        assert f"job {JOB} (o opens it)" in " ".join(dialog.sheet.plain.split())
        assert "41 differences from what was shown" in dialog.sheet.plain
        assert "m39" not in text_of(dialog)
        await choose(app, pilot, dialog, "fold-differences")
        assert "m39: taking part: was takes part, is skipped: busy" in text_of(dialog)
        assert "m1 was free, another job now uses it" in text_of(dialog)
        app.take(News(rows={"job": {JOB: {**row, "state": "Succeeded", "ended_at": row["started_at"]}}}, rev=9_001))
        await pilot.pause()
        assert f"job {JOB} (o opens it)" in " ".join(dialog.sheet.plain.split())
        await press(app, pilot, "o")
        assert done == [JOB], "also where it has ended meanwhile"


# What is rough


async def test_a_paste_of_a_megabyte_is_refused_whole_and_starts_nothing() -> None:
    made = session()
    async with console(made) as (app, pilot):
        dialog = failover()
        await opened(app, pilot, dialog)
        await press(app, pilot, "c", *typed("fire"))
        for field in ("comment", "name"):
            dialog.action_focus_field(field)
            await pilot.pause()
            for text in ("x" * 1_000_000, "\n" * 1_000_000, "\nshop\n"):
                app.post_message(Paste(text))
                await pilot.pause()
        assert (dialog.value("comment"), dialog.value("name")) == ("fire", "")
        assert f"{LONGEST} letters at most" in dialog.said
        assert made.asked("StartJob") == []
        await press(app, pilot, "shift+tab", *typed(" here"))
        assert dialog.value("comment") == "fire here", "the field takes keys as before"


async def test_a_hundred_sizes_in_a_row_lose_nothing() -> None:
    made = session({"StartJob": [{"id": "j7-1"}]})
    async with console(made) as (app, pilot):
        dialog = failover()
        await opened(app, pilot, dialog)
        await choose(app, pilot, dialog, "point:latest-processed")
        await press(app, pilot, "c", *typed("fire"), "enter", *typed("sho"))
        for number in range(100):
            await resized(app, 20 + number * 7 % 180, 5 + number * 3 % 55)
        await pilot.resize_terminal(80, 24)
        await press(app, pilot, "p")
        assert (dialog.value("comment"), dialog.value("name")) == ("fire", "shop")
        assert app.focused is dialog.query_one("#name")
        assert made.asked("StartJob") == []
        await press(app, pilot, "enter")
        assert made.asked("StartJob")[0]["options"]["point"] == "latest-processed"


async def resized(app: ConsoleApp, width: int, height: int) -> None:
    from textual.events import Resize
    from textual.geometry import Size

    size = Size(width, height)
    app.post_message(Resize(size, size))


@pytest.mark.parametrize("key", ["j", "k", "J", "K", "right", "left", "tab", "shift+tab", "escape", "pagedown"])
async def test_a_key_held_down_starts_nothing_and_chooses_nothing(key: str) -> None:
    made = session()
    async with console(made) as (app, pilot):
        dialog = failover()
        await opened(app, pilot, dialog)
        await pilot.press(*[key] * 100)
        await pilot.pause()
        assert made.asked("StartJob") == []
        assert dialog.choices.options.point is None


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (80, 24), (120, 40), (200, 60)])
async def test_the_active_field_is_on_the_screen_with_its_sign_and_its_name(size: tuple[int, int]) -> None:
    async with console(session()) as (app, pilot):
        await pilot.resize_terminal(*size)
        dialog = failover()
        await opened(app, pilot, dialog)
        await press(app, pilot, "n", *typed("sho"))
        name = dialog.query_one("#name", Input)
        assert 0 < name.region.y < size[1] - 1
        assert name.region.width > 4
        assert name.region.right <= size[0]
        label = dialog.query_one("#field-name .label")
        assert label.has_pseudo_class("focus") is False
        assert label.styles.text_style.reverse, "the label of the field that takes the keys is reversed"
        assert not dialog.query_one("#field-comment .label").styles.text_style.reverse
        assert dialog.sheet.size.height > 0


async def test_the_page_of_what_will_run_has_a_planned_lane_for_each_machine() -> None:
    async with console(session()) as (app, pilot):
        await pilot.resize_terminal(120, 50)
        await opened(app, pilot, failover())
        await press(app, pilot, "4")
        lines = screen_lines(app)
        (db,) = [line for line in lines if "shop-db " in line and "done after" in line]
        assert "■■■" in db
        assert any("▓ extra" in line and "╏ RTO" in line for line in lines)


async def test_the_head_leaves_the_effect_out_where_it_does_not_fit_and_never_cuts_it() -> None:
    async with console(session()) as (app, pilot):
        dialog = failover()
        await opened(app, pilot, dialog)
        for width, ends in (
            (120, "shop: users are moved"),
            (62, "shop: users are moved"),
            (50, "plan shop"),
            (30, "…"),
        ):
            await pilot.resize_terminal(width, 24)
            await pilot.pause()
            await pilot.pause()
            head = next(line for line in screen_lines(app) if "SIMULATED fail" in line)
            assert head.strip("│ ").endswith(ends), (width, head)


@pytest.mark.parametrize(
    ("about", "waits", "said"),
    [
        ("plan shop: Seattle", "  ‼ 2 need you", "plan shop: Seattle  ‼ 2 need you"),
        ("plan intranet: Seattle to Azure", "  ‼ 2 need you", "plan intranet: Seattle to Azure\n‼ 2 need you"),
        ("", "  ‼ 2 need you", "  ‼ 2 need you"),
        ("plan intranet: Seattle to Azure", "", "plan intranet: Seattle to Azure"),
        (
            "of more than one line: " + "x" * 40,
            "  ‼ 2 need you",
            "of more than one line: " + "x" * 40 + "  ‼ 2 need you",
        ),
    ],
)
def test_what_waits_outside_a_dialog_is_not_broken_over_two_lines(about: str, waits: str, said: str) -> None:
    assert str(beside(about, waits, 40)) == said
