"""``console --plain``: every screen as lines of text, for a screen reader, a braille line and a dumb terminal."""

from __future__ import annotations

import io
import re
import unicodedata
from pathlib import Path

import pytest

from drconsole.cli.commands.estate.estate import make
from drconsole.cli.commands.reading.plain import PRINTED, show
from drconsole.cli.context import Context
from drconsole.cli.output.output import Output
from drconsole.console.state.screens import SCREENS
from drconsole.console.terminal.run import check_terminal
from drconsole.recovery.types.work.errors import BadInput

PAGE = Path(__file__).parents[2] / "docs" / "console.md"


class Terminal(io.StringIO):
    """A terminal that can show any character."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plain") / "state"
    make(folder, "contoso")
    return folder


def printed(state: Path, screen: str, out: io.StringIO | None = None) -> str:
    out = out or io.StringIO()
    assert show(Context(str(state), Output(False, out, io.StringIO())), screen) == 0
    return out.getvalue()


def test_every_screen_has_a_twin() -> None:
    assert set(PRINTED) == set(SCREENS)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("out", [io.StringIO, Terminal], ids=["pipe", "terminal"])
def test_a_screen_reads_line_by_line_without_a_picture(state: Path, screen: str, out: type[io.StringIO]) -> None:
    text = printed(state, screen, out())
    assert text.strip()
    for line in text.splitlines():
        assert "\x1b" not in line
        drawn = [letter for letter in line if unicodedata.name(letter, "").startswith(("BOX", "BLOCK", "BRAILLE"))]
        assert not drawn, line
        assert "   " not in line.strip(), f"columns are for the eye: {line}"


def test_a_value_stands_behind_its_name_and_a_mark_is_a_word(state: Path) -> None:
    lines = printed(state, "items").splitlines()
    assert len(lines) == 20
    (line,) = [line for line in lines if line.startswith("Item: shop-db; ")]
    assert "; State: Protected; Active: Primary; " in line
    assert "; RPO: " in line


def test_the_page_shows_what_is_read(state: Path) -> None:
    shown = re.search(r"^(Item: .*; )\.\.\.$", PAGE.read_text(), re.MULTILINE)
    assert shown is not None
    assert shown[1] in printed(state, "items")


def test_a_terminal_that_cannot_draw_is_led_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    with pytest.raises(BadInput) as caught:
        check_terminal()
    assert "drconsole console --plain" in caught.value.advice
