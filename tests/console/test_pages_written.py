"""What a page leaves on the terminal is what the same page leaves there when all of the screen is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from bench.console.outside.states import States, console
from bench.console.outside.terminal import HEIGHT, WIDTH, Program
from little_terminal import LittleTerminal

pytestmark = pytest.mark.slow
"""A real console in a pseudo-terminal."""

NOT_DRAWN = re.compile(r"\x1b\][^\x07]*\x07|\x1b\[[?<>=][\d;]*(?:\$p|[a-zA-Z])|\x1b\[6n|\x1b\[22;\dt|\x1b\[23;\dt")
"""Modes, titles and questions."""
WALK = ("2", "enter", "3", "page-down", "end", "s", "enter", "escape", "5", "6", "7", "?", "escape", "z", "4", "1", "3")
"""Keys, from the list of items on."""


REPEATED = re.compile(rb"\x1b\[\d+b")


class Opened(NamedTuple):
    program: Program
    repeats: bool
    """Whether the terminal says that it repeats letters; the other one says nothing."""


@pytest.fixture(scope="module", params=[True, False])
def opened(request: pytest.FixtureRequest) -> Iterator[Opened]:
    with States() as states, pytest.MonkeyPatch.context() as patch:
        if not request.param:
            patch.setattr("bench.console.outside.terminal.ANSWERS", {})
        state = states.of(100)
        with Program(console(state, "items", "--read-only")) as program:
            program.until(states.first(state, "item"))
            program.settle()
            yield Opened(program, request.param)


def test_each_page_looks_as_if_it_were_written_in_full(opened: Opened) -> None:
    program = opened.program
    start = len(program.written)
    terminal = LittleTerminal(WIDTH, HEIGHT)
    read = 0

    def shown(key: str) -> dict[tuple[int, int], object]:
        nonlocal read
        program.type(key)
        program.settle(0.3)
        written, read = program.written[read:], len(program.written)
        terminal.write(NOT_DRAWN.sub("", written.decode()))
        return dict(terminal.cells)

    for key in WALK:
        after, repaired = shown(key), shown("ctrl+l")
        assert len(repaired) == WIDTH * HEIGHT
        assert {at: (after[at], cell) for at, cell in repaired.items() if after[at] != cell} == {}, key
    assert bool(REPEATED.search(program.written[start:])) is opened.repeats
