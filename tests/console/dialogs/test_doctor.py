"""Doctor in the console: what the command line prints, on a page."""

from __future__ import annotations

from typing import Any

from dialog_support import console, opened, press, session, settled

from drconsole.console.dialogs.doctor import DoctorDialog
from drconsole.recovery.types.work.errors import NoEngine

SOUND = {"ok": True, "problems": [], "checks": {"sqlite": "ok", "journal": {"events": 12, "head": "4f"}}}
ILL = {**SOUND, "ok": False, "problems": ["event 7 does not hold the hash of event 6"]}


async def test_doctor_is_on_the_command_line_and_shows_every_check() -> None:
    made = session({"Doctor": [SOUND]})
    async with console(made) as (app, pilot):
        await pilot.press("colon", *"doctor", "enter")
        await settled(app, pilot)
        dialog = app.screen
        assert isinstance(dialog, DoctorDialog)
        assert "sqlite: ok" in dialog.sheet.plain
        assert "journal: events 12, head 4f" in dialog.sheet.plain
        assert dialog.said == "✓ sound"
        assert str(made.paths.folder) in str(dialog.query_one("#about").render())


async def test_what_is_not_sound_stands_first_and_can_be_examined_again() -> None:
    made = session({"Doctor": [ILL, SOUND]})
    async with console(made) as (app, pilot):
        dialog = DoctorDialog()
        await opened(app, pilot, dialog)
        assert dialog.sheet.entries[1].text == "✗ event 7 does not hold the hash of event 6"
        assert dialog.said == "✗ NOT SOUND"
        await press(app, pilot, "r")
        assert dialog.said == "✓ sound"
        assert "event 7" not in dialog.sheet.plain


async def test_without_an_engine_it_says_so_and_names_what_does_without() -> None:
    answers: dict[str, list[Any]] = {"Doctor": [NoEngine("no-engine", "no engine answers")]}
    async with console(session(answers)) as (app, pilot):
        dialog = DoctorDialog()
        await opened(app, pilot, dialog)
        assert "not examined: no engine answers" in dialog.sheet.plain
        assert "drconsole doctor" in dialog.sheet.plain
        assert "sound" not in dialog.said.replace("not examined", "")


async def test_an_answer_that_comes_after_the_page_was_closed_harms_nothing() -> None:
    async with console(session({"Doctor": [SOUND]})) as (app, pilot):
        dialog = DoctorDialog()
        done = await opened(app, pilot, dialog)
        await pilot.press("escape")
        assert done == [None]
        dialog.head("late")
        dialog.say("late")
        dialog.show([])
