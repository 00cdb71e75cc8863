"""Notes in the console: one key and a line, and a line of the command line with its options."""

from __future__ import annotations

from typing import Any

import pytest
from console_fakes import JOB, news_at
from dialog_support import console, press, session

from drconsole.cli.console_line import ConsoleLine
from drconsole.link.messages import PinNote, TakeNote
from drconsole.link.wire import body_of

ANSWER = {"id": "n1", "text": "x", "at": "2026-03-02T08:20:30Z", "by": "ann", "pinned": False, "job": None}


def typing(kept: Any) -> Any:
    kept.shell = ConsoleLine("/nowhere")
    kept.answers |= {"TakeNote": ANSWER, "PinNote": {**ANSWER, "pinned": True}}
    return kept


def said(message: Any) -> tuple[str, dict[str, Any]]:
    return message.kind, {name: value for name, value in body_of(message).items() if value is not None}


def keys(line: str) -> list[str]:
    return ["space" if char == " " else char for char in line]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("the bank's slow", TakeNote("the bank's slow")),
        ("it began --at 5m --pin", TakeNote("it began", "5m", True)),
    ],
)
async def test_a_key_and_a_line_take_a_note(typed: str, message: Any) -> None:
    kept = typing(session(screen="jobs", read_only=False))
    async with console(kept, "running") as (app, pilot):
        await press(app, pilot, "M", *keys(typed), "enter")
        assert kept.calls[-1] == said(message)
        assert app.notices[-1].text == "n1 is noted at 08:20:30Z"


async def test_a_note_from_a_job_s_page_is_about_the_job() -> None:
    kept = typing(session(screen="jobs", read_only=False))
    async with console(kept, "running") as (app, pilot):
        await press(app, pilot, "enter", "M", *keys("slow"), "enter")
        assert kept.calls[-1] == said(TakeNote("slow", None, False, JOB))


async def test_a_pin_is_said_by_the_note_s_id_and_a_read_only_console_takes_none() -> None:
    kept = typing(session(screen="jobs", read_only=False))
    async with console(kept, "running") as (app, pilot):
        await press(app, pilot, ":", *keys("notes pin n1"), "enter")
        assert kept.calls[-1] == said(PinNote("n1", True))
        assert app.notices[-1].text == "n1 is pinned: x"
    async with console(session(screen="jobs", read_only=True), "running") as (app, pilot):
        app.take(news_at("running"))
        await press(app, pilot, "M")
        assert len(app.screen_stack) == 1
