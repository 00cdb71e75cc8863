"""Engine's log on a screen."""

from __future__ import annotations

import os
from pathlib import Path

from screen_support import console

from drconsole.console.state.feed.log_tail import BYTES, LINES, last_lines
from drconsole.settings.state import StatePaths

STAMP = "2026-03-02T08:00:00Z"


def test_the_last_lines_are_read_whole_and_no_more_than_there_may_be(tmp_path: Path) -> None:
    log = tmp_path / "engine.log"
    log.write_text("".join(f"{STAMP} INFO number {number} {'x' * 300}\n" for number in range(3000)))
    lines = last_lines(log)
    assert lines[-1].text.startswith("number 2999 ")
    assert len(lines) <= LINES
    assert all(line.time == STAMP for line in lines), "no line is cut off at its beginning"
    assert log.stat().st_size > BYTES


def test_a_line_without_a_time_goes_on_with_the_one_before(tmp_path: Path) -> None:
    log = tmp_path / "engine.log"
    log.write_bytes(f"{STAMP} ERROR it broke\n  File x\n\x1b[31m\xff\n".encode("latin-1"))
    assert [(line.level, line.text) for line in last_lines(log)] == [
        ("ERROR", "it broke"),
        ("", "  File x"),
        ("", "�[31m�"),
    ]


async def test_the_log_follows_its_newest_line_and_is_filtered(tmp_path: Path) -> None:
    log = tmp_path / "engine.log"
    log.write_text(f"{STAMP} INFO ready\n{STAMP} WARNING disk nearly full\n")
    async with console() as opened:
        opened.session.paths = StatePaths.of(tmp_path)
        await opened.press("colon", *"log", "enter")
        assert "disk nearly full" in opened.text
        assert "‼ WARNING" in opened.text
        with log.open("a") as file:
            file.write(f"{STAMP} INFO later\n")
        await opened.press("r")
        assert "File" in opened.text
        assert opened.app.screen.table.cursor_row.text == "later"
        await opened.press("slash", *"disk", "enter")
        assert "later" not in opened.text


async def test_a_log_that_is_not_there_or_may_not_be_read_says_so(tmp_path: Path) -> None:
    async with console() as opened:
        opened.session.paths = StatePaths.of(tmp_path)
        await opened.press("colon", *"log", "enter")
        assert "there is no log yet" in opened.flat
        os.mkdir(tmp_path / "engine.log")
        await opened.press("r")
        assert "cannot be read: Is a directory" in opened.flat
