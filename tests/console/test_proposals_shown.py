"""Proposals in the console: who has to do something is told on every screen, and told at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from console_fakes import JOB, news_at
from dialog_support import console, failover, opened, press, session
from proposed import ANN, BOB, approval, at_now, proposal, rows, seated, several

from drconsole.console.app import ConsoleApp
from drconsole.console.widgets.bars.status import StatusLine
from drconsole.console.widgets.table.line_table import LineTable


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    at_now(monkeypatch)


def first_line(app: ConsoleApp) -> str:
    return app.screen.query_one(StatusLine).text


def told(app: ConsoleApp) -> list[str]:
    return [each.text for each in app.notices]


async def test_an_approver_is_told_at_once_and_on_every_screen_and_dialog() -> None:
    bob = session()
    bob.uids = frozenset({BOB})
    async with console(bob, status=seated("approver")) as (app, pilot):
        assert "approve" not in first_line(app)
        app.take(news_at("quiet", rows=rows(proposal()), status=seated("approver")))
        await pilot.pause()
        assert told(app)[-1] == "ann asks you to approve failover of shop: Seattle burns"
        for key in ("1", "2", "5"):
            await press(app, pilot, key)
            assert "‼ 1 to approve: A" in first_line(app)
        await opened(app, pilot, failover())
        assert "1 to approve (esc, then A)" in str(app.screen.query_one("#about").content)


async def test_a_dialog_says_that_the_glass_was_broken_elsewhere() -> None:
    glass = {"what": "start", "reason": "nobody answers", "by": "ann", "at": "2026-03-02T08:20:30Z"}
    told = news_at("running")
    job = {**told.rows["job"][JOB], "break_glass": [glass]}
    async with console(session()) as (app, pilot):
        await opened(app, pilot, failover())
        assert "GLASS" not in str(app.screen.query_one("#about").content)
        app.take(replace(told, rows={**told.rows, "job": {JOB: job}}))
        await pilot.pause()
        assert f"‼ GLASS BROKEN: {JOB}" in str(app.screen.query_one("#about").content)


async def test_the_key_of_the_list_goes_to_what_is_most_urgent_where_the_list_is_open() -> None:
    made = session()
    made.uids = frozenset({BOB})
    async with console(made, **several()) as (app, pilot):
        await press(app, pilot, "A")
        table = app.screen.query_one("#list", LineTable)
        first = table.cursor_key
        await press(app, pilot, "j", "j")
        assert table.cursor_key != first
        await press(app, pilot, "A")
        assert table.cursor_key == first


async def test_who_asked_is_told_what_became_of_it_and_nobody_else_is() -> None:
    approved = proposal(state="approved", approvals=[approval()])
    rejected = proposal(state="rejected", ended_by="bob", why="not before noon", ended_at="2026-03-02T08:15:00Z")
    for uid, words in ((ANN, ["is approved by bob: start it", "was rejected by bob: not before noon"]), (7, [])):
        made = session()
        made.uids = frozenset({uid})
        async with console(made, rows=rows(proposal()), status=seated("operator")) as (app, pilot):
            app.take(news_at("quiet", rows=rows(approved), status=seated("operator")))
            await pilot.pause()
            assert ("✓ 1 approved: A" in first_line(app)) is (uid == ANN)
            app.take(news_at("quiet", rows=rows(rejected), status=seated("operator")))
            await pilot.pause()
            assert "approved" not in first_line(app)
            assert len(told(app)) == len(words)
            for text, word in zip(told(app), words, strict=True):
                assert word in text


async def test_two_players_on_one_account_are_told_apart_by_their_seats() -> None:
    """In a lesson for two a proposal has the number of a seat, which no user of the system has."""
    asked = proposal(uid=-1, by="ann (claimed)", person="ann (claimed)")
    approved = {**asked, "state": "approved", "approvals": [approval(uid=-2, person="bob (claimed)")]}
    for seat, key, words in (
        ("operator", "user:-1", ["is approved by bob (claimed): start it"]),
        ("approver", "user:-2", []),
    ):
        me = seated(seat, key=key)
        async with console(session(), rows=rows(asked), status=me) as (app, pilot):
            assert ("‼ 1 to approve: A" in first_line(app)) is (seat == "approver")
            app.take(news_at("quiet", rows=rows(approved), status=me))
            await pilot.pause()
            assert ("✓ 1 approved: A" in first_line(app)) is (seat == "operator")
            assert len(told(app)) == len(words)
            for text, word in zip(told(app), words, strict=True):
                assert word in text


async def test_what_was_over_before_the_console_looked_is_no_news() -> None:
    ann = session()
    ann.uids = frozenset({ANN})
    async with console(ann, status=seated("operator")) as (app, pilot):
        over = proposal(state="rejected", ended_by="bob", why="not before noon", ended_at="2026-03-02T08:15:00Z")
        app.take(news_at("quiet", rows=rows(over), status=seated("operator")))
        await pilot.pause()
        assert told(app) == []


async def test_without_the_seat_nobody_is_asked() -> None:
    bob = session()
    bob.uids = frozenset({BOB})
    async with console(bob, rows=rows(proposal()), status=seated("operator, commander")) as (app, pilot):
        assert "approve" not in first_line(app)
        app.take(news_at("quiet", rows=rows(proposal()), status=seated("approver")))
        await pilot.pause()
        assert "‼ 1 to approve: A" in first_line(app)


async def test_it_is_among_what_needs_a_person_and_its_key_opens_the_list() -> None:
    waits = proposal(expires_at="2999-01-01T00:00:00Z")
    for uid, seat, words in ((ANN, "operator", "‼ 1 needs you: !"), (BOB, "approver", "‼ 1 to approve: A")):
        made = session()
        made.uids = frozenset({uid})
        async with console(made, rows=rows(waits), status=seated(seat)) as (app, pilot):
            line = first_line(app)
            assert words in line
            assert ("needs you" in line) is (uid == ANN), "who may approve it is told that, and not twice"
            await press(app, pilot, "!")
            assert app.here is not None and app.here.crumb == "Proposals"
