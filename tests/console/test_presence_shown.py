"""Presence in the console: what it tells of itself, and what it shows of others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from console_fakes import news_at, samples
from console_host import screen_lines
from dialog_support import console, failover, opened, press, session

from drconsole.console.state.feed import feed
from drconsole.console.state.looking import only_looks
from drconsole.console.state.model.model import Link
from drconsole.console.widgets.bars.keys import KeyBar
from drconsole.console.widgets.bars.status import StatusLine
from drconsole.link.messages import Here, Status


def with_consoles(*consoles: dict[str, Any]) -> dict[str, Any]:
    return {**samples()["quiet"].status, "consoles": list(consoles)}


async def test_a_console_tells_its_screen_and_the_dialog_that_is_open() -> None:
    async with console(session(screen="jobs", read_only=False)) as (app, pilot):
        assert app.place() == Here("Jobs", size="80x24")
        await opened(app, pilot, failover())
        assert app.place() == Here("Jobs", "failover of plan shop", size="80x24")
        await press(app, pilot, "escape")
        assert app.place().doing is None


async def test_the_address_behind_ssh_is_told(monkeypatch: Any) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.7 50000 192.0.2.1 22")
    async with console(session(read_only=True)) as (app, _):
        assert (app.place().address, app.place().read_only) == ("192.0.2.7", True)


async def test_the_status_line_names_who_else_is_here() -> None:
    async with console(session(), status=with_consoles(other())) as (app, pilot):
        await pilot.resize_terminal(180, 24)
        await pilot.pause()
        assert "2 consoles: ann in failover of plan shop" in app.screen.query_one(StatusLine).text


def other(**more: Any) -> dict[str, Any]:
    return {
        "user": "root", "person": "ann", "seat": None, "from": None, "since": "2026-03-01T08:00:00Z",
        "screen": "Overview", "doing": "failover of plan shop", "read_only": False, "pid": 1, **more,
    }  # fmt: skip


def own(app: Any, seat: str | None, *, read_only: bool) -> Any:
    """News of the engine in which this console's user has a seat."""
    row = other(pid=app.session.pid, person="me", seat=seat, read_only=read_only, doing=None)
    return news_at("quiet", status=with_consoles(row))


def keys_of(app: Any) -> str:
    return str(app.screen.query_one(KeyBar).text)


@pytest.mark.parametrize(("guest", "word"), [(False, "NO SEAT"), (True, "READ-ONLY")])
async def test_who_has_no_operator_s_seat_sees_previews_and_who_has_it(guest: bool, word: str) -> None:
    kept = session(screen="plans", read_only=guest)
    kept.state_of, kept.seatless = ("alice", True) if guest else ("", False)
    ann = {"key": "user:1", "kind": "user", "id": 1, "name": "ann", "seats": ["operator"], "since": None}
    async with console(kept) as (app, pilot):
        told = own(app, "observer" if guest else "approver, commander", read_only=guest)
        app.take(replace(told, rows={**told.rows, "member": {"user:1": ann}}))
        await pilot.pause()
        assert "f preview failover" in keys_of(app)
        looks = only_looks(app.model, kept)
        assert looks is not None
        assert (looks.word, looks.why) == (word, "it takes the seat operator (ann)")
        told = own(app, "operator, approver", read_only=False)
        app.take(replace(told, rows={**told.rows, "member": {"user:1": ann}}))
        await pilot.pause()
        assert only_looks(app.model, kept) is None


async def test_a_seat_that_is_given_or_taken_counts_in_a_console_that_is_open() -> None:
    guest = session(screen="plans", read_only=True)
    guest.state_of, guest.seatless = "alice", True
    async with console(guest) as (app, pilot):
        assert app.place().read_only is False, "it wants to command, and the engine knows whether it may"
        app.take(own(app, None, read_only=True))
        await pilot.pause()
        assert (guest.read_only, app.notices) == (True, [])
        assert "preview failover" in keys_of(app)

        app.take(own(app, "operator", read_only=False))
        await pilot.pause()
        assert app.notices[-1].text == "you have the seat operator in the room now: this console commands"
        assert (guest.read_only, "READ-ONLY" in app.screen.query_one(StatusLine).text) == (False, False)
        assert "preview" not in keys_of(app)
        assert "failover" in keys_of(app)
        await press(app, pilot, "V")
        assert not any("read-only" in each.text for each in app.notices)
        await press(app, pilot, "escape")

        app.take(own(app, "observer", read_only=True))
        await pilot.pause()
        assert app.notices[-1].text == "you have the seat observer in the room now: this console only reads"
        await press(app, pilot, "V")
        assert app.notices[-1].text.startswith("read-only: '")
        assert "READ-ONLY" in app.screen.query_one(StatusLine).text


async def test_who_asked_to_look_only_goes_on_so_whatever_seat_is_given() -> None:
    looks = session(read_only=True)
    looks.state_of = "alice"
    async with console(looks) as (app, pilot):
        app.take(own(app, None, read_only=True))
        app.take(own(app, "operator", read_only=True))
        await pilot.pause()
        assert (looks.read_only, app.place().read_only) == (True, True)
        assert app.notices[-1].text == "you have the seat operator in the room now"


async def test_the_list_of_who_is_here_follows_them() -> None:
    async with console(session(), status=with_consoles(other())) as (app, pilot):
        await press(app, pilot, "colon", *"who", "enter")
        assert any("ann" in line and "in failover of plan shop" in line for line in screen_lines(app))
        app.take(news_at("quiet", status=with_consoles(other(doing=None, screen="Jobs"), other(pid=2, person="bea"))))
        await pilot.pause()
        text = "\n".join(screen_lines(app))
        assert ("on Jobs" in text, "bea" in text) == (True, True)
        app.take(news_at("quiet", link=Link.LOST))
        await pilot.pause()
        assert "nobody knows who is here" in "\n".join(screen_lines(app))


def warned(app: Any) -> str:
    line = app.screen.query_one("#others")
    return str(line.content) if line.display else ""


async def test_two_who_have_the_same_dialog_open_are_told_so_while_it_is_open() -> None:
    async with console(session()) as (app, pilot):
        await opened(app, pilot, failover())
        assert warned(app) == ""
        app.take(news_at("quiet", status=with_consoles(other(), other(pid=app.session.pid, person="me"))))
        await pilot.pause()
        assert warned(app) == "‼ ann has this dialog open, too"
        app.take(news_at("quiet", status=with_consoles(other(lost=12), other(pid=2, person="bea"))))
        await pilot.pause()
        assert warned(app) == "‼ ann (lost 00:12) and bea have this dialog open, too"
        app.take(news_at("quiet", status=with_consoles(other(doing=None))))
        await pilot.pause()
        assert warned(app) == ""


async def test_who_opens_it_second_is_told_at_once_also_in_a_low_terminal() -> None:
    async with console(session(), status=with_consoles(other())) as (app, pilot):
        await pilot.resize_terminal(60, 12)
        await opened(app, pilot, failover())
        assert warned(app) == "‼ ann has this dialog open, too"
        assert app.screen.query_one("#others").region.height >= 1


async def test_nobody_is_warned_of_who_cannot_confirm_or_is_in_another_dialog() -> None:
    for row in (other(read_only=True), other(doing="failover of plan finance"), other(doing="commit of plan shop")):
        async with console(session(), status=with_consoles(row)) as (app, pilot):
            await opened(app, pilot, failover())
            assert warned(app) == "", row


async def test_who_reads_only_is_not_warned() -> None:
    async with console(session(read_only=True), status=with_consoles(other())) as (app, pilot):
        await opened(app, pilot, failover())
        assert warned(app) == ""


async def test_the_console_and_its_dialogs_mean_the_same_title() -> None:
    """Whatever is told of a dialog is what another console compares with its own."""
    async with console(session()) as (app, pilot):
        await opened(app, pilot, failover())
        told = app.place().doing
        app.take(news_at("quiet", status=with_consoles(other(doing=told))))
        await pilot.pause()
        assert warned(app) == "‼ ann has this dialog open, too"


class Engine:
    """An engine that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def ask(self, message: Any, timeout: float = 0) -> Any:
        self.asked.append(message)
        return {}


def test_a_place_is_told_once_and_anew_after_a_move_and_to_the_next_engine() -> None:
    told, engine = feed.Feed(session(), lambda news: None), Engine()
    known = told._tell_place(engine, None)  # type: ignore[arg-type]
    assert engine.asked == []
    told.place(Here("Jobs"))
    known = told._tell_place(engine, known)  # type: ignore[arg-type]
    known = told._tell_place(engine, known)  # type: ignore[arg-type]
    assert engine.asked == [Here("Jobs")]
    told.place(Here("Plans"))
    told._tell_place(engine, known)  # type: ignore[arg-type]
    told._tell_place(engine, None)  # type: ignore[arg-type]
    assert engine.asked == [Here("Jobs"), Here("Plans"), Here("Plans")]
    assert Status() not in engine.asked
