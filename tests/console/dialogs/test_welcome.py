"""The first page: what is real here, and keys that lead on."""

from __future__ import annotations

from typing import Any

import pytest
from console_fakes import fake_session, news_at
from console_host import screen_lines

from drconsole.console.app import ConsoleApp
from drconsole.console.dialogs.welcome import ALWAYS, LEADING, WAY, WelcomeDialog
from drconsole.console.state.model.model import News


def console(**more: Any) -> ConsoleApp:
    return ConsoleApp(fake_session(**{"first_start": True, **more}), feed=False)


def shown(app: ConsoleApp) -> str:
    return "\n".join(screen_lines(app))


async def test_the_first_start_says_what_is_real_and_what_to_press() -> None:
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, WelcomeDialog)
        assert "UNKNOWN" in shown(app)
        assert "Nothing here is real" not in shown(app)
        app.take(news_at())
        await pilot.pause()
        text = shown(app)
        assert "SIMULATION" in text
        assert "Nothing here is real: the machines of contoso are simulated" in " ".join(text.replace("│", "").split())
        assert "30 times as fast" in text
        for key in ("2 ", "enter", "f ", "c ", "? "):
            assert f"  {key}" in text, key
        assert "enter closes this page" in text, "all of it fits"


async def test_where_it_is_no_simulation_the_page_says_so() -> None:
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        news = news_at()
        app.take(News(rows=news.rows, rev=news.rev, link=news.link, status={**(news.status or {}), "mode": "LIVE"}))
        await pilot.pause()
        assert "LIVE" in shown(app)
        assert "no simulation" in shown(app)
        assert "Nothing here is real" not in shown(app)


@pytest.mark.parametrize("key", ["enter", "escape", "q", "f", "space", "x"])
async def test_any_key_closes_it_and_does_nothing_else(key: str) -> None:
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        app.take(news_at())
        await pilot.press(key)
        await pilot.pause()
        assert app.is_running
        assert app.here is app.screen
        assert app.current_mode == "overview"


async def test_a_key_that_leads_to_a_screen_leads_there_at_once() -> None:
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        app.take(news_at())
        await pilot.press("2")
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.current_mode == "plans"
        assert app.here is app.screen


async def test_later_starts_begin_with_the_work() -> None:
    app = console(first_start=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.here is app.screen
        app.action_run("welcome")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(app.screen, WelcomeDialog)


def test_what_it_names_is_there() -> None:
    registry = console().registry
    for name in {*LEADING, *(name for name, _ in (*WAY, *ALWAYS) if name != "enter")}:
        command = registry.get(name)
        assert command is not None, name
        assert command.keys, name
    assert not any(command.dangerous for name in LEADING if (command := registry.get(name)) is not None)
