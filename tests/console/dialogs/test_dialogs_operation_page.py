"""Page of an operation: what it shows, what can be chosen on it, how old it is, and what its keys do."""

from __future__ import annotations

from typing import Any

import pytest
from console_fakes import SEEN_AT, real_answer
from dialog_support import (
    OVERRIDABLE,
    choose,
    console,
    entries_of,
    failover,
    opened,
    press,
    session,
    text_of,
    typed,
)
from support.rows import points as chosen_points
from support.whole import whole

from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.records.rows.work.checks import FindingRow
from drconsole.recovery.types.work.errors import BadInput
from drconsole.render.operation.pages import Page
from drconsole.render.operation.preview import entries_of as page_entries
from drconsole.render.operation.shown import Shown


def previewed(**changes: Any) -> dict[str, Any]:
    return real_answer("Preview", {"operation": "failover", "target": "plan:shop", "options": {}}) | changes


async def test_custom_lists_the_points_of_an_item_and_previews_the_chosen_one() -> None:
    made = session()
    async with console(made) as (app, pilot):
        dialog = OperationDialog("failover", ("item", "shop-db"))
        await opened(app, pilot, dialog)
        assert "latest-multi-vm-processed: not offered" in text_of(dialog)
        await choose(app, pilot, dialog, "point:custom")
        assert dialog.preview is None
        points = [entry.act for entry in entries_of(dialog) if entry.act.startswith("point-id:")]
        await choose(app, pilot, dialog, points[1])
        wanted = points[1].removeprefix("point-id:")
        assert made.asked("Preview")[-1]["options"] == {"point": "custom", "point_id": wanted}
        assert dialog.preview is not None
        assert chosen_points(dialog.preview)["shop-db"]["id"] == wanted


async def test_a_test_failover_chooses_its_network() -> None:
    made = session()
    async with console(made) as (app, pilot):
        dialog = OperationDialog("test-failover", ("plan", "shop"))
        await opened(app, pilot, dialog)
        assert "(•) contoso-test: isolated" in text_of(dialog)
        await choose(app, pilot, dialog, "network:contoso-prod")
        assert made.asked("Preview")[-1]["options"] == {"network": "contoso-prod"}


async def test_changing_the_point_has_no_default_and_previews_what_is_chosen() -> None:
    answer = previewed(operation="change-recovery-point", warnings=[])
    made = session({"Preview": [answer]})
    async with console(made, "done") as (app, pilot):
        dialog = OperationDialog("change-recovery-point", ("plan", "finance"))
        await opened(app, pilot, dialog)
        assert made.asked("Preview") == []
        assert "no default" in dialog.said
        assert dialog.page_now is Page.POINT, "it opens where there is something to choose"
        await press(app, pilot, "n", *typed("finance"), "enter")
        assert made.asked("StartJob") == []
        await choose(app, pilot, dialog, "point:latest-processed")
        assert made.asked("Preview")[0]["options"] == {"point": "latest-processed"}
        assert dialog.sheet.current is not None
        assert dialog.sheet.current.act == "point:latest-processed", "the cursor stays where one chose"


@pytest.mark.parametrize("operation", ["change-recovery-point", "commit"])
async def test_what_finishes_a_failover_has_its_direction_before_anything_is_previewed(operation: str) -> None:
    made = session({"Preview": [BadInput("x", "no preview here")]})
    async with console(made, "done") as (app, pilot):
        dialog = OperationDialog(operation, ("plan", "finance"))
        await opened(app, pilot, dialog)
        row = app.model.row("plan", "finance")
        assert row is not None
        there, away = row["source"], row["target"]
        assert f"failover from {there} to {away}" in text_of(dialog)
        assert f"{there} → {away}, 4 machines active at {away}" in str(dialog.query_one("#about").render())


async def test_what_is_shown_says_how_old_it_is_by_the_readers_clock() -> None:
    """The provider's clock runs thirty times as fast: nobody reads a page in four seconds."""
    made = session({"Preview": [previewed(), previewed()]})
    async with console(made, "quiet") as (app, pilot):
        now = SEEN_AT
        app.monotonic = lambda: now
        dialog = failover()
        await opened(app, pilot, dialog)
        age = dialog.query_one("#age")
        for minutes, loud in ((1, None), (3, False), (34, True)):
            now = SEEN_AT + minutes * 60 + 0.1
            dialog.draw_age()
            assert bool(age.display) is (loud is not None)
            if loud is not None:
                assert f"read {minutes} min ago: press r to refresh" in str(age.render())
                assert age.has_class("--bad") is loud
        await press(app, pilot, "n")
        assert "press esc, then r" in str(age.render())
        await press(app, pilot, "escape", "r")
        assert not age.display


async def test_the_line_of_keys_follows_the_focus_and_an_unwritten_comment_gets_it() -> None:
    made = session({"Preview": [previewed(findings=[OVERRIDABLE])]})
    async with console(made, "quiet") as (app, pilot):
        dialog = failover()
        done = await opened(app, pilot, dialog)
        hint = dialog.query_one("#hint")
        assert "r refresh" in str(hint.render())
        assert "esc back" in str(hint.render())[:80], "all of it stands on 80 columns"
        await choose(app, pilot, dialog, f"accept:{OVERRIDABLE['id']}")
        await press(app, pilot, "n", *typed("shop"))
        assert str(hint.render()).startswith("enter starts it")
        await press(app, pilot, "enter")
        assert app.focused is dialog.query_one("#comment")
        assert str(hint.render()).startswith("enter goes on to the name")
        await press(app, pilot, *typed("why"), "escape")
        assert app.focused is dialog.sheet, "esc goes from a field to the page"
        assert done == []
        await press(app, pilot, "escape")
        assert done == [None]


async def test_long_warnings_and_every_left_out_machine_are_on_the_page() -> None:
    skipped = [{"key": f"vm-{n}", "item": f"vm-{n}", "reason": "it has not failed over"} for n in range(3)]
    made = session({"Preview": [previewed(warnings=["Be careful. " * 30], skipped=skipped)]})
    async with console(made) as (app, pilot):
        dialog = failover()
        await opened(app, pilot, dialog)
        page = text_of(dialog)
        assert page.count("Be careful.") == 30
        assert "vm-0, vm-1, vm-2: it has not failed over" in page


def test_findings_that_say_the_same_of_several_machines_stand_once_with_the_consoles_key() -> None:
    def unvalidated(name: str, level: str = "warning") -> dict[str, Any]:
        return whole(
            FindingRow,
            id=f"not-validated:{name}",
            level=level,
            key=name,
            item=name,
            message=f"Nobody has validated {name} after its failover.",
            recommended_action="Check the machine and record what you found.",
            remedies=[{"act": "validate", "target_type": "item", "key": name, "name": name}],
            overridable=level == "error",
        )

    names = [f"shop-{number}" for number in range(7)]
    text = page_of([unvalidated(name) for name in names])
    assert text.count("Nobody has validated") == 1
    assert "Also true for shop-1, shop-2, shop-3, shop-4, shop-5, shop-6." in text
    assert "drconsole validate" not in text
    assert text.count("Check the machine and record what you found: esc, then press V.") == 1
    errors = page_of([unvalidated(name, "error") for name in names])
    assert errors.count("Nobody has validated") == 7, "each is accepted by itself"
    other = {**unvalidated("a"), "message": "another thing"}
    assert page_of([unvalidated("b"), other]).count("WARNING") == 2


def page_of(findings: list[dict[str, Any]]) -> str:
    shown = Shown("commit", {}, previewed(findings=findings), press={"validate": "press V"}.__getitem__)
    return "\n".join(each.text for each in page_entries(Page.CHECK, shown))
