"""The bell and the title of the terminal: for what needs a person now and did not before."""

from __future__ import annotations

from typing import Any, cast

from drconsole.console.terminal.attention import Attention, title
from drconsole.records.rows.status import NeedsRow


def wait(job: str, task: str = "", **more: str) -> NeedsRow:
    return cast(NeedsRow, {"job": job, "task": task, **cast(dict[str, Any], more)})


def test_what_needs_a_person_when_the_console_opens_rings_no_bell() -> None:
    assert not Attention().rings([wait("j1")])


def test_what_is_new_rings_once() -> None:
    attention = Attention()
    assert not attention.rings([])
    assert attention.rings([wait("j1", "a")])
    assert not attention.rings([wait("j1", "a")])
    assert attention.rings([wait("j1", "a"), wait("j1", "b")])
    assert attention.rings([wait("j1", "b"), wait("", "", kind="obligation", item_key="db")])
    assert not attention.rings([wait("j1", "b")]), "what is done needs no bell"
    assert attention.rings([wait("j1", "a")]), "a task that asks again does"


def test_the_title_says_first_what_needs_a_person() -> None:
    assert title("SIMULATION", 0) == "\x1b]2;drconsole SIMULATION\x07"
    assert title("LIVE", 1) == "\x1b]2;1 needs a person - drconsole LIVE\x07"
    assert title("LIVE", 12) == "\x1b]2;12 need a person - drconsole LIVE\x07"
    assert "\x1b" not in title("\x1b[2J", 0)[4:]
