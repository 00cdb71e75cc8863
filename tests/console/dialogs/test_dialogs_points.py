"""The page of recovery points: a line of time a machine, what each choice loses, and a suspected corruption."""

from __future__ import annotations

from console_fakes import SEEN_AT
from dialog_support import choose, console, failover, opened, press, session, typed

from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.recovery.types.work.errors import Refused
from drconsole.render.operation.losses import loss_words

MACHINES = ("shop-db", "shop-app-01", "shop-app-02", "shop-web-01", "shop-web-02", "shop-search", "shop-mail")


def line(dialog: OperationDialog, machine: str) -> str:
    return next(each for each in dialog.sheet.plain.splitlines() if each.startswith(f"{machine} "))


async def test_every_machine_of_a_plan_has_its_line_and_a_groups_common_point_is_a_vertical() -> None:
    made = session()
    async with console(made) as (app, pilot):
        dialog = failover()
        await opened(app, pilot, dialog)
        assert made.asked("RecoveryPoints") == [], "nothing is read before it is looked at"
        await press(app, pilot, "2")
        assert len(made.asked("RecoveryPoints")) == len(MACHINES)
        await choose(app, pilot, dialog, "point:latest-multi-vm-app-consistent")
        assert dialog.sheet.current is not None
        assert dialog.sheet.current.act == "point:latest-multi-vm-app-consistent", "the cursor stays where one chose"
        group = [line(dialog, name) for name in MACHINES[:3]]
        assert len({each.index("▼") for each in group}) == 1
        assert all("░" in each for each in group)
        loss = dialog.page.losses["latest-multi-vm-app-consistent"]
        assert "1 h 23 min" in loss
        assert group[0].split()[-1] == "84‼", "the matrix says what the preview says, in minutes"


async def test_what_a_choice_loses_stands_on_its_own_line_before_it_is_chosen() -> None:
    async with console(session()) as (app, pilot):
        dialog = failover()
        await opened(app, pilot, dialog)
        await press(app, pilot, "2")
        choices = {each.act: each.text for each in dialog.sheet.entries if each.act.startswith("point:")}
        assert all("; loses " in text for text in choices.values()), choices
        processed = choices["point:latest-processed"]
        await choose(app, pilot, dialog, "point:latest-processed")
        assert dialog.preview is not None
        losses = [loss for each in dialog.preview["points"] if (loss := each["point"]["data_loss"]) is not None]
        assert processed.endswith(f"; loses {loss_words(min(losses), max(losses))}"), "the preview says the same"


async def test_a_suspected_corruption_is_marked_and_wrong_words_are_refused() -> None:
    async with console(session()) as (app, pilot):
        app.monotonic = lambda: SEEN_AT
        dialog = failover()
        await opened(app, pilot, dialog)
        await press(app, pilot, "2", "s", *typed("soon"), "enter")
        assert "'soon' is no time" in dialog.said
        await press(app, pilot, *["backspace"] * 4, *typed("30 min"), "enter")
        assert "corruption suspected since 2026-03-02 07:30:00Z" in dialog.said
        assert app.focused is dialog.sheet
        latest, processed = line(dialog, "shop-db").split()[-5:-3]
        assert latest.endswith("✗")
        assert processed.endswith("✗")
        assert not line(dialog, "shop-app-01").split()[-1].endswith("✗"), "that point is older"
        await press(app, pilot, "escape")
        again = OperationDialog("test-failover", ("plan", "shop"))
        await opened(app, pilot, again)
        await press(app, pilot, "2")
        assert "suspected since" in " ".join(again.sheet.plain.split()), "it is about the plan, not about the dialog"


async def test_points_that_cannot_be_read_say_why_and_the_others_are_drawn() -> None:
    refused = Refused("points-unreadable", "the vault is sealed")
    async with console(session({"RecoveryPoints": [refused]})) as (app, pilot):
        dialog = OperationDialog("failover", ("item", "shop-db"))
        await opened(app, pilot, dialog)
        await press(app, pilot, "2")
        assert "? shop-db: the vault is sealed" in dialog.sheet.plain
