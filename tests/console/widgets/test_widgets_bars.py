"""The status line, the key bar and the prompt."""

from __future__ import annotations

from typing import Any

import pytest
from console_fakes import PLAN, SEEN_AT, changes, news_at, samples
from console_host import Host
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import ComposeResult
from textual.screen import Screen

from drconsole.console.commands import COMMANDS
from drconsole.console.context import Command
from drconsole.console.state.model import Link, Model, News
from drconsole.console.widgets.bars import keys, status
from drconsole.console.widgets.bars.keys import KeyBar
from drconsole.console.widgets.bars.status import StatusLine


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
    made = status.pieces(model, now, "Recovery plans", ("plan", PLAN), "ann")
    return "".join(text for text, _ in status.fitting(made, width))


async def test_the_status_line_tells_all_of_it_where_there_is_room():
    app = Host(commands=COMMANDS)
    async with app.run_test(size=(140, 24)) as pilot:
        app.model.apply(news_at("waiting"))
        place = Place()
        await app.push_screen(place)
        line = place.query_one(StatusLine)
        line.follow()
        await pilot.pause()
        assert app.lines[0].strip() == line.text
        for part in (
            "SIMULATION",
            "Recovery plans",
            "1 needs you: !",
            "active at Primary, replicates to Recovery",
            "1 job running",
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
    assert "engine ok" in text
    assert cell_len(text) <= width
    if width == 80:
        for part in ("Plans", "08:20:00Z", "1 job", "at Primary", "1 needs you"):
            assert part in text
    assert not text.rstrip().endswith(("→", "‼"))
    for whole in ("Primary → ", "‼ 1 "):
        assert whole not in text or f"{whole}{'Recovery' if '→' in whole else 'needs you'}" in text


@pytest.mark.parametrize("width", [200, 80, 60, 40])
def test_a_read_only_console_says_so_at_every_width(width):
    made = status.pieces(model_at("waiting"), SEEN_AT, "Recovery plans", ("plan", PLAN), "ann", True)
    assert "READ-ONLY" in "".join(text for text, _ in status.fitting(made, width))


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
    assert "NO ENGINE" in text


def test_authority_of_a_plan_in_two_minds():
    model = model_at("quiet")
    item = dict(model.row("item", "payroll") or {})
    away = {**item, "active_location": "Recovery", "active_side": "Recovery"}
    back = {"from": item["target"], "to": item["source"]}
    model.apply(News(rows={"item": {"payroll": {**away, "replicates": back}}}))
    assert "active at Primary and Recovery, replicates both ways" in told(model, 200)
    assert status.authority(model, ("item", "payroll"))[0] == "active at Recovery, replicates to Primary"
    model.apply(News(rows={"item": {"payroll": {**away, "replicates": None}}}))
    assert "active at Primary and Recovery, partly replicated" in told(model, 200)
    assert status.authority(model, ("item", "payroll"))[0] == "active at Recovery, not replicated"
    assert status.authority(model, ("item", "nowhere")) == ()
    renamed = {**item, "name": "pay", "key": "payroll"}
    plan = {**(model.row("plan", PLAN) or {}), "items": [{"key": "payroll", "name": "pay"}]}
    model.apply(News(rows={"item": {"payroll": renamed}, "plan": {PLAN: plan}}))
    assert status.authority(model, ("plan", PLAN))[1:] == ("Primary → Recovery", "at Primary")


def test_on_a_list_the_status_line_says_whose_authority_it_tells():
    model = model_at("quiet")
    made = status.pieces(model, SEEN_AT, "Recovery plans", ("plan", PLAN), "ann", on_list=True)
    assert f"{PLAN}: active at Primary, replicates to Recovery" in {piece.text for piece in made}
    assert PLAN not in told(model, 200)


def test_the_job_and_what_waits_go_when_they_are_done():
    model = model_at("waiting")
    model.apply(changes("waiting", "done"))
    text = told(model, 200)
    assert "person" not in text
    assert "running" not in text
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
        assert 0 < app.painted.bytes < 120, app.painted.frames


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


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["Open", "Test failover", "会"]), st.booleans())),
    st.integers(0, 90),
)
def test_what_does_not_fit_goes_whole(entries, width):
    parts = keys.fitting(tuple(entries), width)
    assert sum(cell_len(text) for text, _ in parts) <= width
    text = "".join(text for text, _ in parts)
    assert all(f"{key} {word}" in text for key, word, can in entries if can) or "(" not in text
