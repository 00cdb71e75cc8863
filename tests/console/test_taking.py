"""What is taken out of the console: into the terminal's clipboard, and into files."""

from __future__ import annotations

import base64
import csv
import json
import os
import re
import stat
from pathlib import Path

import pytest
from console_fakes import JOB, news_at
from screen_support import LARGE, Open, console

from drconsole.console.state import clipboard, exporting
from drconsole.recovery.types.words import Operation
from drconsole.recovery.types.work.errors import BadInput


def texts(sequence: str) -> list[str]:
    """Every text that a terminal would take out of it."""
    found = re.findall(r"\]52;c;([A-Za-z0-9+/=]*)\x07", sequence)
    return [base64.b64decode(each).decode() for each in found]


def test_the_clipboard_is_reached_through_tmux_and_screen_as_well() -> None:
    text = "shop-db · ü"
    plain = clipboard.sequence(text, {"TERM": "xterm"})
    assert plain.startswith("\x1b]52;c;")
    assert plain.endswith("\x07")
    in_tmux = clipboard.sequence(text, {"TERM": "screen-256color", "TMUX": "/tmp/tmux-0/default,1,0"})
    assert texts(in_tmux) == [text, text], "plain for tmux itself, wrapped for the terminal around it"
    assert in_tmux.removeprefix(plain).startswith("\x1bPtmux;\x1b\x1b]52;")
    assert in_tmux.endswith("\x1b\\")
    assert clipboard.sequence(text, {"TERM": "screen"}) == f"\x1bP{plain}\x1b\\"


async def test_a_key_copies_the_name_under_the_cursor_then_the_line_then_the_text_below() -> None:
    async with console("done", size=LARGE) as opened:
        await opened.press("5", "y")
        assert opened.app.clipboard == JOB
        assert f"copied job: {JOB}; y again: the line" in opened.text
        await opened.press("y")
        assert "failover" in opened.app.clipboard
        assert "Succeeded" in opened.app.clipboard
        await opened.press("y")
        assert opened.app.clipboard.startswith("Items")
        await opened.press("y")
        assert opened.app.clipboard == JOB, "after the last comes the first"


async def test_another_line_begins_with_its_name_again() -> None:
    async with console(size=LARGE) as opened:
        await opened.press("2", "y", "y", "j", "y")
        assert opened.app.clipboard == opened.app.model.row("plan", opened.app.screen.table.cursor_key)["name"]


async def test_a_jobs_page_copies_its_machine_and_its_task() -> None:
    async with console("waiting", size=(80, 24)) as opened:
        await opened.press("5", "enter")
        await opened.take(news_at("waiting"))
        await opened.press("g", "g", "y")
        assert opened.app.clipboard == "ledger-db"
        await opened.press("y")
        assert opened.app.clipboard.startswith("SIMULATION, WAITS FOR A PERSON: failover of plan finance, job ")
        assert opened.app.clipboard.endswith("Needs: an answer to Call the bank since 08:12:12Z.")
        await opened.press("y")
        assert "Start the replica virtual machine" in opened.app.clipboard


async def test_what_is_too_long_for_a_clipboard_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "LONGEST", 3)
    async with console("done") as opened:
        await opened.press("5", "y")
        assert opened.app.clipboard == ""
        assert "Y writes a file" in opened.flat


async def export(opened: Open, path: Path) -> None:
    """The command itself: of the tests below one types its line."""
    opened.app.action_run("export", str(path))
    await opened.settle()


async def test_a_list_is_exported_with_its_filter_in_the_form_that_the_ending_says(tmp_path: Path) -> None:
    async with console(size=LARGE) as opened:
        await opened.press("3", "slash", *"shop", "enter")
        for name in ("a.txt", "a.csv", "a.json"):
            await export(opened, tmp_path / name)
            assert f"written: {tmp_path / name}" in opened.text
        rows = list(csv.reader((tmp_path / "a.csv").open()))
        assert (rows[0][0], rows[0][-1]) == ("Item", "Mode")
        assert {row[-1] for row in rows[1:]} == {"SIMULATION"}
        assert len(rows) == 1 + opened.app.screen.table.count
        assert all("shop" in row[0] for row in rows[1:])
        read = json.loads((tmp_path / "a.json").read_text())
        assert read["mode"] == "SIMULATION"
        assert len(read["parts"][0]["rows"]) == len(rows) - 1
        assert "shop-db" in (tmp_path / "a.txt").read_text()
        assert (tmp_path / "a.txt").read_text().startswith("SIMULATION  ")


@pytest.mark.parametrize("keys", ["1", "2", "3", "4", "5", "6", "7"])
async def test_every_screen_can_be_exported_in_every_form(tmp_path: Path, keys: str) -> None:
    async with console("waiting", size=(80, 24)) as opened:
        await opened.press(*keys)
        for name in ("a.txt", "a.csv", "a.json"):
            await export(opened, tmp_path / name)
            assert (tmp_path / name).read_text().strip()
        if keys == "1":
            assert "RPO 20 s" in (tmp_path / "a.txt").read_text(), "the map of the sites"


@pytest.mark.parametrize("keys", ["2", "3"])
async def test_pages_of_plans_and_machines_can_be_exported(tmp_path: Path, keys: str) -> None:
    async with console("done", size=LARGE) as opened:
        await opened.press(keys, "enter")
        await export(opened, tmp_path / "a.txt")
        text = (tmp_path / "a.txt").read_text()
        assert len(text.splitlines()) > 10
        await opened.press("y")
        assert opened.app.clipboard


async def test_a_file_has_what_the_screen_leaves_out(tmp_path: Path) -> None:
    allowed = "test-failover, failover, resynchronize, disable-replication"
    async with console(size=LARGE) as opened:
        await opened.press("3")
        await opened.to("shop-db")
        assert allowed not in opened.line("shop-db")
        await export(opened, tmp_path / "a.csv")
        titles, *rows = csv.reader((tmp_path / "a.csv").open())
        told = {row[0]: row[titles.index("Allowed")] for row in rows}
        assert told["shop-db"] == allowed
        await opened.press("y", "y")
        assert opened.app.clipboard.endswith(allowed)
        await opened.press("enter")
        assert "are not allowed now" in opened.text
        await export(opened, tmp_path / "a.txt")
        page = (tmp_path / "a.txt").read_text()
        assert "are not allowed now" not in page
        for operation in Operation:
            assert str(operation) in page


async def test_a_job_is_exported_with_every_task(tmp_path: Path) -> None:
    async with console("done", size=(80, 24)) as opened:
        await opened.press("5", "enter")
        await opened.take(news_at("done"))
        for name in ("job.json", "job.csv", "job.txt"):
            await export(opened, tmp_path / name)
        row = json.loads((tmp_path / "job.json").read_text())["row"]
        assert row["id"] == JOB
        assert row["tasks"]
        assert len(list(csv.reader((tmp_path / "job.csv").open()))) == 44
        assert "Call the bank" in (tmp_path / "job.txt").read_text()


@pytest.mark.parametrize(("answer", "kept"), [("n", True), ("escape", True), ("y", False)])
async def test_a_file_that_is_there_is_overwritten_only_after_a_question(
    tmp_path: Path, answer: str, kept: bool
) -> None:
    path = tmp_path / "jobs.txt"
    path.write_text("old")
    async with console("done", size=LARGE) as opened:
        await opened.press("5")
        opened.app.action_run("export", str(path))
        for _ in range(100):
            await opened.pilot.pause(0.02)
            if "overwrite" in opened.text:
                break
        assert path.read_text() == "old"
        assert "overwrite" in opened.text
        await opened.press(answer)
        assert (path.read_text() == "old") is kept


async def test_the_key_asks_for_the_file_with_a_name_that_is_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with console("done", size=LARGE) as opened:
        await opened.press("5")
        await opened.pilot.press("Y")
        await opened.pilot.pause()
        assert f":export {tmp_path}/jobs-20260302T0822Z.txt" in opened.text
        await opened.press("enter")
        assert JOB in (tmp_path / "jobs-20260302T0822Z.txt").read_text()


async def test_a_file_that_cannot_be_written_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with console("done", size=LARGE) as opened:
        await opened.press("5", "colon", *"export no/a.txt", "enter")
        assert f"there is no folder {tmp_path / 'no'}" in opened.flat
        await export(opened, tmp_path)
        assert f"{tmp_path} is a folder" in opened.flat


def test_a_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "a.txt"
    exporting.write(path, "old")
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(BadInput) as caught:
        exporting.write(path, "new")
    assert "No space left" in caught.value.message
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_a_file_may_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    exporting.write(tmp_path / "a.txt", "names and addresses")
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o600
