"""The encryption key in the console: its file is named, read when it is sent, and its content is nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from console_fakes import elsewhere
from console_host import screen_lines
from dialog_support import choose, opened, press, text_of, typed
from live_world import LiveSession, Watched, live_console
from screen_support import picture
from support.certificates import PAST, Made, made
from support.encrypted import estate, rig, start, text
from support.rig import Crash, CrashAt, Player, Rig
from support.whole import whole
from textual.widgets import Input

from drconsole.console.dialogs.base.key_field import KeyField
from drconsole.console.dialogs.jobs.answer import AnswerDialog
from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.console.terminal.run import write_report
from drconsole.link.encryption_key import received
from drconsole.records.rows.estate.items import ItemRow
from drconsole.recovery.types.words import Grain
from drconsole.render.estate.items.encryption import plan_certificates

THE_KEY, ANOTHER = made(), made("another")


def file_of(folder: Path, key: Made, name: str = "key.pfx") -> str:
    path = folder / name
    path.write_bytes(key.form("pfx"))
    return str(path)


async def name_the_file(watched: Watched, path: str) -> None:
    """Typed as a path is typed: keys of every sign would be long."""
    await press(watched.app, watched.pilot, "e")
    watched.app.screen.query_one("#key", Input).value = path
    await press(watched.app, watched.pilot, "enter")


def key_said(dialog: Any) -> str:
    field: KeyField = dialog.query_one(KeyField)
    return field.said


async def sealed(watched: Watched) -> OperationDialog:
    dialog = OperationDialog("failover", ("plan", "sealed"))
    await opened(watched.app, watched.pilot, dialog)
    return dialog


def keys_sent(made_: LiveSession, kind: str) -> list[str]:
    """The thumbprints of the certificates that went with questions of a kind."""
    bodies = [body for body in made_.asked(kind) if body.get("encryption_key")]
    return [received(str.__str__(body["encryption_key"])).certificate.thumbprint for body in bodies]


async def test_only_where_a_key_is_needed_there_is_a_line_for_it() -> None:
    async with live_console(rig(Grain.STEP)) as (watched, _):
        dialog = OperationDialog("failover", ("plan", "open"))
        await opened(watched.app, watched.pilot, dialog)
        assert not dialog.query_one(KeyField).display
        await press(watched.app, watched.pilot, "e")
        assert "no encryption key is needed" in dialog.said
        await press(watched.app, watched.pilot, "escape")
        dialog = await sealed(watched)
        assert dialog.query_one(KeyField).display
        assert "NOT READY" in text_of(dialog)
        assert "Name the file of the certificate on page 3 (press e)" in text_of(dialog)
        assert f"Certificate {THE_KEY.thumbprint}, kept: safe 7, Oslo." in text_of(dialog)


async def test_the_page_of_an_item_says_which_certificate_it_needs_and_where_that_is_kept() -> None:
    async with live_console(rig(Grain.STEP), size=(120, 40)) as (watched, _):
        for item, said in (("s1", f"Encrypted    certificate {THE_KEY.thumbprint}, kept: safe 7, Oslo"), ("o1", "")):
            await watched.app.open("item:ItemScreen", item)
            await watched.pilot.pause()
            shown = "\n".join(screen_lines(watched.app))
            assert (said in shown) if said else "Encrypted" not in shown, shown


async def test_the_page_of_a_plan_says_which_certificates_its_machines_need() -> None:
    async with live_console(rig(Grain.STEP), size=(120, 40)) as (watched, _):
        for plan, said in (("sealed", f"certificate {THE_KEY.thumbprint}, kept: safe 7, Oslo"), ("open", "")):
            await watched.app.open("plan:PlanScreen", plan)
            await watched.pilot.pause()
            shown = "\n".join(screen_lines(watched.app))
            assert (said in shown) if said else "Encrypted" not in shown, shown


def test_where_not_all_machines_of_a_plan_need_the_same_certificate_each_says_whose_it_is() -> None:
    sealed = [
        whole(ItemRow, name=name, encryption={"thumbprint": of, "certificate": kept} if of else None)
        for name, of, kept in (("a", "AA", "safe 1"), ("b", "BB", ""), ("c", "AA", "safe 1"), ("d", "", ""))
    ]
    assert plan_certificates(sealed, len(sealed)) == [
        "a, c: certificate AA, kept: safe 1",
        "b: certificate BB, the estate does not say where it is kept",
    ]
    assert plan_certificates([sealed[0], sealed[2]], 2) == ["certificate AA, kept: safe 1"]


async def test_the_right_key_makes_it_ready_goes_with_the_start_and_is_shown_nowhere(tmp_path: Path) -> None:
    path = file_of(tmp_path, THE_KEY)
    async with live_console(rig(Grain.STEP)) as (watched, session_):
        dialog = await sealed(watched)
        await press(watched.app, watched.pilot, "e")
        assert watched.app.focused is dialog.query_one("#key")
        await name_the_file(watched, path)
        assert "✓ READY" in text_of(dialog)
        assert THE_KEY.thumbprint in key_said(dialog)
        assert watched.app.focused is dialog.sheet, "a good certificate lets the keys go on"
        shown = picture(watched.app) + text_of(dialog)
        await press(watched.app, watched.pilot, "c", *typed("why"), "enter", *typed("sealed"), "enter")
        assert keys_sent(session_, "StartJob") == [THE_KEY.thumbprint]
        await watched.hear()
        (job,) = watched.app.model.rows("job")
        assert job["state"] == "Succeeded"
        fault = write_report(tmp_path, [ValueError(session_.calls), RuntimeError(f"{session_.asked('StartJob')}")])
        secret = str.__str__(text(THE_KEY) or "")
        for where in (shown, Path(fault).read_text(), str(watched.app.model.rows("job")), repr(session_.calls)):
            assert secret not in where
            assert secret[:60] not in where


@pytest.mark.parametrize("what", ["missing", "no certificate", "wrong", "expired"])
async def test_what_is_wrong_with_it_stands_at_the_field_and_nothing_starts(tmp_path: Path, what: str) -> None:
    old = made("old", PAST)
    path, says = {
        "missing": (str(tmp_path / "none.pfx"), "cannot be read"),
        "no certificate": (str(tmp_path / "text"), "not a certificate"),
        "wrong": (file_of(tmp_path, ANOTHER, "another.pfx"), ANOTHER.thumbprint),
        "expired": (file_of(tmp_path, old), "expired"),
    }[what]
    (tmp_path / "text").write_text("no key at all")
    world = rig(Grain.STEP, old.thumbprint if what == "expired" else None)
    async with live_console(world) as (watched, session_):
        dialog = await sealed(watched)
        await name_the_file(watched, path)
        assert says in key_said(dialog)
        assert "NOT READY" in text_of(dialog)
        await press(watched.app, watched.pilot, "escape", "n", *typed("sealed"), "enter")
        assert session_.asked("StartJob") == []


async def test_another_file_than_was_previewed_starts_nothing(tmp_path: Path) -> None:
    async with live_console(rig(Grain.STEP)) as (watched, session_):
        dialog = await sealed(watched)
        await name_the_file(watched, file_of(tmp_path, THE_KEY))
        dialog.query_one("#key", Input).value = file_of(tmp_path, ANOTHER, "other.pfx")
        await press(watched.app, watched.pilot, "n", *typed("sealed"), "enter")
        assert session_.asked("StartJob") == []
        assert "another file" in dialog.said


async def test_a_file_that_is_gone_at_the_start_starts_nothing(tmp_path: Path) -> None:
    path = file_of(tmp_path, THE_KEY)
    async with live_console(rig(Grain.STEP)) as (watched, session_):
        dialog = await sealed(watched)
        await name_the_file(watched, path)
        Path(path).unlink()
        await press(watched.app, watched.pilot, "n", *typed("sealed"), "enter")
        assert session_.asked("StartJob") == []
        assert "cannot be read" in key_said(dialog)
        assert "nothing was started" in dialog.said


async def test_after_an_engine_s_death_the_key_is_given_again_with_the_answer(tmp_path: Path) -> None:
    ours = Rig(estate(), Grain.STEP, speed=60.0)

    async def begin(player: Player) -> None:
        await start(player, THE_KEY)
        await player.sleep(3600.0)

    died = elsewhere(lambda: ours.live(begin, CrashAt(6, "after")))
    assert isinstance(died, Crash)
    async with live_console(ours) as (watched, session_):
        await watched.hear()
        dialog = AnswerDialog()
        await opened(watched.app, watched.pilot, dialog)
        retries = [each.act for each in dialog.sheet.entries if each.act.endswith("\nretry")]
        assert retries, dialog.sheet.plain
        assert "with the key in the file below" in dialog.sheet.plain
        assert f"Certificate {THE_KEY.thumbprint}, kept: safe 7, Oslo." in dialog.sheet.plain
        assert not dialog.query_one(KeyField).display
        await choose(watched.app, watched.pilot, dialog, retries[0])
        assert dialog.query_one(KeyField).display
        await press(watched.app, watched.pilot, "c", *typed("again"), "enter")
        assert session_.asked("AnswerTask") == []
        assert "cannot be read" in key_said(dialog)
        await name_the_file(watched, file_of(tmp_path, THE_KEY))
        await press(watched.app, watched.pilot, "enter")
        assert keys_sent(session_, "AnswerTask") == [THE_KEY.thumbprint]
        await watched.hear()
        assert [job["state"] for job in watched.app.model.rows("job")] == ["Succeeded"]
