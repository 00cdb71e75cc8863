"""Prompt at the bottom of a screen, and keys as people write them."""

from __future__ import annotations

from typing import Any

from console_host import Host
from textual import on

from drconsole.console.widgets.bars.keys import KeyBar
from drconsole.console.widgets.prompt import Prompt, completed
from drconsole.render.words.keys import key_text


def test_keys_as_people_write_them():
    assert [key_text(key) for key in ("ctrl+r", "question_mark", "f5", "shift+tab", "G")] == [
        "^r",
        "?",
        "f5",
        "shift+tab",
        "G",
    ]


class PromptHost(Host):
    BINDINGS = [("q", "quit", "Quit")]

    @on(Prompt.Changed)
    @on(Prompt.Submitted)
    @on(Prompt.Cancelled)
    def tell(self, message: Any) -> None:
        self.told.append(message)


async def test_a_prompt_takes_letters_that_are_keys_elsewhere_and_goes():
    below = KeyBar()
    app = PromptHost(below)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.screen.mount(Prompt("/"), before=below)
        await pilot.press("s", "q", "l")
        assert "/sql" in "\n".join(app.lines)
        assert [message.text for message in app.told] == ["s", "sq", "sql"]
        await pilot.press("enter")
        assert isinstance(app.told[-1], Prompt.Submitted) and app.told[-1].text == "sql"
        assert not app.screen.query(Prompt)


async def test_a_prompt_completes_remembers_and_can_be_left():
    app = PromptHost()
    async with app.run_test(size=(80, 24)) as pilot:
        prompt = Prompt(":", words=["failover", "failback", "filter"], history=["plans", "jobs"])
        await app.screen.mount(prompt)
        await pilot.press("f", "a", "tab")
        assert prompt.value == "fail"
        await pilot.press("o", "tab")
        assert prompt.value == "failover"
        await pilot.press("up", "up", "up")
        assert prompt.value == "plans"
        await pilot.press("down", "down")
        assert prompt.value == ""
        await pilot.press("escape")
        assert isinstance(app.told[-1], Prompt.Cancelled)
        assert not app.screen.query(Prompt)


def test_completion():
    words = ["failover", "failback", "filter"]
    assert completed("fai", words) == "fail"
    assert completed("fail", words) is None
    assert completed("fi", words) == "filter"
    assert completed("x", words) is None
