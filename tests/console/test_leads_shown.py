"""The lead of a job in the console: what is another's is said before anything is asked, and what passes is told."""

from __future__ import annotations

from typing import Any

import pytest
from console_fakes import JOB, news_at, samples
from dialog_support import console, press, session
from led_rows import OWN, led_by_bea

from drconsole.console.dialogs.jobs.lead import LeadDialog
from drconsole.link.messages import AskLead, GiveLead, TakeLead
from drconsole.link.wire import body_of


def news(app: Any, **more: Any) -> Any:
    return news_at("running", **led_by_bea(app.session.pid, **more))


@pytest.mark.parametrize("key", ["H", "X"])
async def test_a_key_that_is_the_lead_s_says_who_leads_and_opens_nothing(key: str) -> None:
    async with console(session(screen="jobs", read_only=False), "running") as (app, pilot):
        app.take(news(app))
        await press(app, pilot, key)
        assert app.notices[-1].text == "bea leads job j1-1: press W to ask for the lead, or to take it"
        assert len(app.screen_stack) == 1


async def test_a_commander_and_who_leads_are_asked_as_ever() -> None:
    async with console(session(screen="jobs", read_only=False), "running") as (app, pilot):
        for told in (news(app, seat="commander"), news(app, key=OWN)):
            app.take(told)
            await press(app, pilot, "H")
            assert len(app.screen_stack) == 2
            await press(app, pilot, "escape")


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ("take", TakeLead(JOB, "why")),
        ("ask", AskLead(JOB, "why")),
        ("give 3", GiveLead(JOB, "3", "why")),
    ],
)
async def test_the_dialog_sends_what_is_chosen_with_its_reason(chosen: str, message: Any) -> None:
    kept = session(screen="jobs", read_only=False)
    kept.answers[message.kind] = samples()["running"].tables["job"][JOB]
    async with console(kept, "running") as (app, pilot):
        app.take(news(app))
        await press(app, pilot, "W")
        dialog = app.screen
        assert isinstance(dialog, LeadDialog)
        dialog.chosen = chosen
        await press(app, pilot, "c", *"why", "enter")
        assert kept.calls[-1] == (message.kind, body_of(message))


@pytest.mark.parametrize(
    ("told", "gives"),
    [({}, False), ({"seat": "commander"}, True), ({"key": OWN}, True)],
    ids=["who does not lead", "commander", "who leads"],
)
async def test_the_lead_is_given_by_who_has_it_and_by_a_commander(told: dict[str, str], gives: bool) -> None:
    async with console(session(screen="jobs", read_only=False), "running") as (app, pilot):
        app.take(news(app, **told))
        await press(app, pilot, "W")
        assert any("give the lead to cy" in each.text for each in app.screen.sheet.entries) == gives


async def test_who_leads_is_told_who_asks_and_who_took_it() -> None:
    async with console(session(screen="jobs", read_only=False), "running") as (app, pilot):
        app.take(news(app, key=OWN))
        await pilot.pause()
        assert [each.text for each in app.notices] == [
            "job j1-1: cy asks for the lead since 2026-03-02 08:20:30Z: my shift has begun"
        ]
        app.take(news(app, asked=[]))
        await pilot.pause()
        assert app.notices[-1].text == "job j1-1: bea took the lead: ann's line is gone"
        app.take(news(app, asked=[]))
        await pilot.pause()
        assert len(app.notices) == 2
