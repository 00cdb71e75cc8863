"""The status line, the key bar and the prompt."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from console_fakes import PLAN, SEEN_AT, changes, news_at, samples
from console_host import Host, look_of
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from screen_support import console
from textual.app import ComposeResult
from textual.screen import Screen

from drconsole.console.commands import COMMANDS
from drconsole.console.context import Command, Registry
from drconsole.console.state.model.model import Link, Model, News
from drconsole.console.widgets.bars import keys, status
from drconsole.console.widgets.bars.fitting import Piece, fitting
from drconsole.console.widgets.bars.keys import KeyBar
from drconsole.console.widgets.bars.status import StatusLine
from drconsole.console.widgets.table.line_table import LineTable


class Place(Screen[None]):
    crumb = "Recovery plans"

    def __init__(self, target: tuple[str, str] | None = ("plan", PLAN)) -> None:
        super().__init__()
        self._target = target

    def compose(self) -> ComposeResult:
        yield StatusLine()

    def target(self) -> tuple[str, str] | None:
        return self._target

    def about(self) -> tuple[str, str] | None:
        return self._target


def model_at(moment: str, **more: Any) -> Model:
    model = Model()
    model.apply(news_at(moment, **more))
    return model


def told(model: Model, width: int, now: float = SEEN_AT) -> str:
    return line_of(status.pieces(model, now, screens(), "ann", needs_key="!"), width)


def line_of(made: list[Piece], width: int) -> str:
    return "".join(text for text, _ in fitting(made, width))


def screens(mode: str = "plans", page: str = "") -> Piece:
    app = SimpleNamespace(current_mode=mode, registry=Registry(COMMANDS))
    return status.tabs(cast(Any, app), page)


async def test_the_status_line_tells_all_of_it_where_there_is_room():
    app = Host(commands=COMMANDS)
    async with app.run_test(size=(160, 24)) as pilot:
        app.model.apply(news_at("waiting"))
        place = Place()
        await app.push_screen(place)
        line = place.query_one(StatusLine)
        line.follow()
        await pilot.pause()
        assert app.lines[0].strip() == line.text
        for part in (
            "SIMULATION",
            "contoso",
            "1 needs you: !",
            "engine ok",
            "ann",
            "08:20:00Z x30",
        ):
            assert part in app.lines[0], part


@pytest.mark.parametrize("width", [80, 60, 40])
def test_at_80_columns_what_matters_stays(width):
    text = told(model_at("waiting"), width)
    assert "SIMULATION" in text
    assert "‼ 1 needs you" in text
    assert cell_len(text) <= width
    if width >= 60:
        for part in ("Plans", "08:20:00Z", "1 needs you: !"):
            assert part in text


@pytest.mark.parametrize("width", [200, 80, 60, 40])
def test_a_read_only_console_says_so_at_every_width(width):
    text = line_of(status.pieces(model_at("waiting"), SEEN_AT, screens(), "ann", True), width)
    assert "READ-ONLY" in text
    assert cell_len(text) <= width


def test_every_screen_has_a_tab_with_its_key_at_120_columns_and_a_short_one_at_80():
    wide = line_of(status.pieces(model_at("waiting"), SEEN_AT, screens(), "ann"), 120)
    assert "1 Overview 2 Plans 3 Items 4 Points 5 Jobs 6 Journal 7 Alarms" in wide
    narrow = line_of(status.pieces(model_at("quiet"), SEEN_AT, screens("jobs"), "ann"), 80)
    assert "1Ov 2Pl 3It 4Po 5Jobs 6Jn 7Al" in narrow
    assert "engine ok" in narrow
    paused = {**samples()["quiet"].status, "clock": {**samples()["quiet"].status["clock"], "paused": True}}
    narrow = line_of(status.pieces(model_at("quiet", status=paused), SEEN_AT, screens("overview"), "ann"), 80)
    assert narrow.endswith("08:00Z paused  engine ok")
    assert "1Overview 2Pl" in narrow


@pytest.mark.parametrize("screen", ["overview", "plans", "journal"])
def test_the_name_of_the_state_gives_way_after_the_names_of_the_screens(screen):
    made = status.pieces(model_at("quiet"), SEEN_AT, screens(screen), "ann", state="s")
    narrow, wide = line_of(made, 80), line_of(made, 160)
    assert "contoso in s" in narrow, "another state may be of the same estate"
    assert "engine ok" in narrow or screen != "plans", "that all is well there gives way first"
    assert "contoso in s" in wide


@pytest.mark.parametrize(
    ("width", "shown", "tabs"),
    [
        (200, "2 consoles: ann in failover of plan shop", "2 Plans  3 Items"),
        (120, "2 consoles: ann", "2Pl 3It 4Po"),
        (80, "‼ 1 needs you", "5 Jobs › job j1-1"),  # noqa: RUF001 - a sign, no letter
    ],
)
def test_who_else_is_here_gives_way_before_the_names_of_the_screens(width, shown, tabs):
    """At 120 columns a name and a place squeezed the screens to their digits."""
    ann = {
        "user": "root",
        "person": "ann",
        "seat": None,
        "doing": "failover of plan shop",
        "screen": "Jobs",
        "since": "",
        "pid": 1,
    }
    model = model_at("waiting", status={**samples()["waiting"].status, "consoles": [ann]})
    line = line_of(status.pieces(model, SEEN_AT, screens("jobs", "job j1-1"), "ann", needs_key="!"), width)
    assert shown in line
    assert tabs in line
    assert "‼ 1 needs you" in line


@pytest.mark.parametrize("width", [160, 80])
def test_the_page_that_is_open_stands_behind_the_screen_that_it_was_opened_on(width):
    page = screens("plans", "plan finance")
    assert f"2 Plans{status.PAGE}plan finance" in line_of(status.pieces(model_at("quiet"), SEEN_AT, page, "ann"), width)


@given(st.integers(12, 200), st.sampled_from(["quiet", "waiting"]), st.text("ab ", max_size=60), st.booleans())
def test_the_line_is_never_longer_than_the_screen(width, moment, page, read_only):
    made = status.pieces(model_at(moment), SEEN_AT, screens("items", page), "ann", read_only, needs_key="!")
    stays = sum(form.width + 2 for each in made for form in each.forms[-1:] if not form.rank)
    assert cell_len(line_of(made, width)) <= max(width, stays)


@pytest.mark.parametrize(
    ("mode", "cell"), [("EXERCISE", "= EXERCISE ="), ("LIVE", "‼ LIVE ‼"), ("SIMULATION", "SIMULATION")]
)
async def test_the_first_cell_has_the_colour_and_the_form_of_the_reality(mode, cell):
    app = Host(commands=COMMANDS)
    async with app.run_test(size=(100, 24)) as pilot:
        app.model.apply(news_at("quiet", status={**samples()["quiet"].status, "mode": mode}))
        place = Place()
        await app.push_screen(place)
        line = place.query_one(StatusLine)
        line.follow()
        await pilot.pause()
        first = next(iter(line.render_line(0)))
        assert first.text.strip() == cell
        assert first.style is not None
        assert first.style.color is not None
        assert first.style.color.name == app.theme_variables[mode.lower()]


@pytest.mark.parametrize("theme", ["drconsole", "mono"])
async def test_what_needs_a_person_does_not_look_like_the_cursor_of_a_list(theme):
    async with console("waiting", size=(80, 24)) as opened:
        opened.app.wear(theme)
        await opened.settle()
        line, table = opened.app.screen.query_one(StatusLine), opened.app.screen.query_one(LineTable)
        needs = look_of(line, 0, "needs you")
        cursor = look_of(table, 1, "finance")
        assert needs.bold
        assert (needs.color, bool(needs.reverse)) != (cursor.color, bool(cursor.reverse))
        assert needs != look_of(line, 0, "Overview")


async def test_a_click_on_a_tab_opens_it():
    async with console("quiet", size=(120, 40)) as opened:
        at = opened.lines[0].index("5 Jobs")
        await opened.pilot.click(StatusLine, offset=(at + 3, 0))
        await opened.settle()
        assert opened.app.current_mode == "jobs"
        await opened.pilot.click(StatusLine, offset=(opened.lines[0].index("contoso"), 0))
        await opened.settle()
        assert opened.app.current_mode == "jobs"


def test_the_clock_goes_on_by_itself_and_only_while_it_is_known_to_go():
    model = model_at("running")
    now = model.status["clock"]["now"]
    assert now.endswith("08:10:00Z")
    assert "08:11:30Z x30" in told(model, 200, SEEN_AT + 3.0)
    model.apply(News(link=Link.LOST))
    assert "08:10:00Z" in told(model, 200, SEEN_AT + 3.0)
    paused = {**model.status, "clock": {**model.status["clock"], "paused": True}}
    model.apply(News(link=Link.HERE, status=paused, seen_at=SEEN_AT))
    assert "08:10:00Z paused" in told(model, 200, SEEN_AT + 3.0)
    model.apply(
        News(link=Link.HERE, status={**paused, "clock": {"now": now, "speed": "max", "paused": False}}, seen_at=SEEN_AT)
    )
    assert "08:10:00Z max" in told(model, 200, SEEN_AT + 3.0)


def test_without_a_job_the_clock_has_no_seconds():
    assert "08:00Z" in told(model_at("quiet"), 200)


@pytest.mark.parametrize(
    ("link", "after", "words"),
    [
        (Link.HERE, 5.0, "engine ok"),
        (Link.HERE, 32.0, "engine silent 30 s"),
        (Link.LOST, 70.0, "ENGINE LOST, seen 1 min 10 s ago"),
        (Link.NONE, 0.0, "NO ENGINE"),
        (Link.BARRED, 0.0, "ENGINE OF ANOTHER USER"),
        (Link.STARTING, 0.0, "engine starting"),
    ],
)
def test_how_the_engine_is_in_words(link, after, words):
    assert words in told(model_at("quiet", link=link), 200, SEEN_AT + after)


def test_a_console_that_knows_nothing_yet_says_so():
    text = told(Model(), 80)
    assert "UNKNOWN" in text
    assert "looking for the engine" in text


def test_the_job_and_what_waits_go_when_they_are_done():
    model = model_at("waiting")
    model.apply(changes("waiting", "done"))
    text = told(model, 200)
    assert "person" not in text
    assert samples()["done"].tables["gate"] == {}


async def test_a_second_that_changes_nothing_paints_nothing():
    app = Host(commands=COMMANDS)
    async with app.run_test(size=(120, 24)) as pilot:
        app.model.apply(news_at("running"))
        place = Place()
        await app.push_screen(place)
        line = place.query_one(StatusLine)
        line.follow()
        await pilot.pause()
        app.painted.clear()
        line.follow()
        await pilot.pause()
        assert app.painted.bytes == 0
        app.now += 1.0
        line.follow()
        await pilot.pause()
        assert "08:10:30Z" in app.lines[0]
        assert 0 < app.painted.bytes < 300, app.painted.frames


class Go(Command):
    id = "go"
    keys = ("enter",)
    bar = "Open"

    def why_not(self, app: Any) -> str | None:
        return None


class Failover(Command):
    id = "failover"
    keys = ("f",)
    bar = "Failover"
    why: str | None = "a job is running on it"

    def why_not(self, app: Any) -> str | None:
        return self.why


class Hidden(Command):
    id = "hidden"
    keys = ("x",)
    bar = "Hidden"

    def why_not(self, app: Any) -> str | None:
        return ""


class Help(Command):
    id = "help"
    keys = ("question_mark",)
    bar = "Help"

    def why_not(self, app: Any) -> str | None:
        return None


async def test_the_key_bar_tells_what_can_be_done_here():
    failover = Failover()
    bar = KeyBar()
    app = Host(bar, commands=[Go(), failover, Hidden(), Help()])
    async with app.run_test(size=(80, 24)) as pilot:
        bar.follow()
        await pilot.pause()
        assert app.lines[-1] == " enter Open  (f Failover)  ? Help"
        app.painted.clear()
        failover.why = None
        bar.follow()
        await pilot.pause()
        assert app.lines[-1] == " enter Open  f Failover  ? Help"
        assert app.painted.bytes < 400
        app.painted.clear()
        bar.follow()
        await pilot.pause()
        assert app.painted.bytes == 0


async def test_what_is_next_stands_first_and_bold_in_the_key_bar_if_it_can_be_done():
    failover = Failover()
    bar = KeyBar()
    app = Host(bar, commands=[Go(), failover, Hidden(), Help()])
    app.here = SimpleNamespace(next_command="failover", marked=tuple)
    async with app.run_test(size=(80, 24)) as pilot:
        bar.follow()
        await pilot.pause()
        assert app.lines[-1] == " enter Open  (f Failover)  ? Help"
        failover.why = None
        bar.follow()
        await pilot.pause()
        assert app.lines[-1] == " f Failover  enter Open  ? Help"
        assert look_of(bar, 0, "Failover").bold
        assert not look_of(bar, 0, "Open").bold


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["Open", "Test failover", "会"]), st.booleans())),
    st.integers(0, 90),
)
def test_what_does_not_fit_goes_whole(entries, width):
    parts = keys.fitting([keys.Entry(*entry) for entry in entries], width)
    assert sum(cell_len(text) for text, _ in parts) <= width
    text = "".join(text for text, _ in parts)
    assert all(f"{key} {word}" in text for key, word, can in entries if can) or "(" not in text


def test_before_anybody_has_looked_for_an_engine_none_is_said_to_be_missing() -> None:
    """Over a slow line the first frame stands for a second, and an engine runs all the time."""
    new = Model()
    assert "NO ENGINE" not in told(new, 80)
    assert "looking for the engine" in told(new, 120)
    new.apply(News(link=Link.NONE))
    assert "NO ENGINE" in told(new, 80)
