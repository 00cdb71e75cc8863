"""Presence in the console: what it tells of itself, and what it shows of others."""

from __future__ import annotations

from typing import Any

from console_fakes import samples
from dialog_support import console, failover, opened, press, session

from drconsole.console.state.feed import feed
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
    other = {
        "user": "root", "person": "ann", "seat": None, "from": None, "since": "2026-03-01T08:00:00Z",
        "screen": "Overview", "doing": "failover of plan shop", "read_only": False, "pid": 1,
    }  # fmt: skip
    async with console(session(), status=with_consoles(other)) as (app, pilot):
        await pilot.resize_terminal(180, 24)
        await pilot.pause()
        assert "2 consoles: ann in failover of plan shop" in app.screen.query_one(StatusLine).text


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
