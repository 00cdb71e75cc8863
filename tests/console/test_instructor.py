"""The instructor's screen: what stands on it, and that a key does what it says."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from drconsole.console.instructor import app as instructor
from drconsole.console.instructor.app import InstructorApp
from drconsole.console.instructor.dialogs import Pick, Say, Watching
from drconsole.console.instructor.drawing import page
from drconsole.console.watched import show_to_watcher
from drconsole.link.messages import InjectedFault
from drconsole.recovery.types.work.errors import BadInput
from drconsole.training.instructing import watching
from drconsole.training.instructing.faults import troubles
from drconsole.training.instructing.standing import Standing, StepStand
from drconsole.training.instructing.station import Done
from drconsole.training.session.folder import ExerciseFolder

PICTURES = Path(__file__).parent / "snapshots" / "instructor"
SIZES = ((80, 24), (160, 50))

STAND = Standing(
    exercise="20260302-080000-dead-source",
    lesson="dead-source",
    title="The warehouse is under water",
    mode="guided",
    trainee="ann",
    state="state-2",
    elapsed=754.0,
    speed="x20",
    paused=True,
    places=("Jobs: failover of plan warehouse",),
    steps=(
        StepStand("Look at the plan and at its machines. Which of them still answer?", 61.0),
        StepStand("Fail the plan over without a shutdown, from the newest point.", None),
        StepStand("Look at each machine and record what you found.", None),
        StepStand("Commit the plan.", None),
    ),
    percent=45,
    passing=False,
    objectives=(
        ("not-met", "All three machines run in Azure and the failover is committed", "false"),
        ("met", "At most fifteen minutes of data were lost", "240"),
        ("partly", "Each machine was looked at before the commit", "2"),
    ),
    dangerous=("warehouse was committed before anybody had found that it works: stock-db",),
    hints=2,
    jobs=("failover warehouse: InProgress",),
    items=(("k1", "stock-db", "not-committed"), ("k2", "stock-app", "protected")),
    failed_over=True,
    snapshots=("calm", "s1"),
    told=(
        "         0 s  trainee: the exercise began",
        "     1 min 1 s  coach: step look was done",
        "     3 min 2 s  you: fault: agent-lost at stock-app",
        "    12 min 34 s  you: the clock was stopped",
    ),
)


def drawn(
    width: int, height: int, stand: Standing | None = STAND, said: tuple[str, bool] = ("kept as s1", False)
) -> str:
    offered = troubles(stand is not None and stand.failed_over)
    return "\n".join(line.plain.rstrip() for line in page(stand, offered, said, width, height))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_it_looks_as_it_did(width: int, height: int) -> None:
    file = PICTURES / f"{width}x{height}.txt"
    found = drawn(width, height) + "\n"
    if os.environ.get("DRCONSOLE_WRITE_PICTURES"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(found)
    assert found == file.read_text()


@pytest.mark.parametrize(("width", "height"), [(40, 10), *SIZES, (200, 60)])
@pytest.mark.parametrize("stand", [None, STAND, replace(STAND, paused=None, percent=None, fault="it is away")])
def test_it_has_as_many_lines_as_the_terminal_and_none_is_too_long(
    width: int, height: int, stand: Standing | None
) -> None:
    lines = page(stand, troubles(False), ("", False), width, height)
    assert len(lines) >= height
    assert max(line.cell_len for line in lines) <= width


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_what_an_instructor_needs_stands_on_it(width: int, height: int) -> None:
    text = drawn(width, height)
    for word in ("EXERCISE", "dead-source", "ann", "x20 FROZEN", "45 of 100", "2 hints", "now  2. Fail the plan over"):
        assert word in text, word
    for word in (
        "DANGER",
        "Jobs: failover of plan warehouse",
        "clock was stopped",
        "calm, s1",
        "kept as s1",
        "q leave",
    ):
        assert word in text, word
    for one in troubles(True):
        assert f"{one.key} {one.text}" in text
    assert "NO ENGINE" in drawn(width, height, replace(STAND, paused=None))
    assert "not done: refused" in drawn(width, height, said=("refused", True))


@pytest.mark.parametrize(
    ("hints", "said"), [(0, "45 of 100\n"), (1, "45 of 100, 1 hint\n"), (2, "45 of 100, 2 hints\n")]
)
def test_hints_are_counted_in_words(hints: int, said: str) -> None:
    assert said in drawn(80, 24, replace(STAND, hints=hints))


def test_foreign_text_is_shown_as_text() -> None:
    text = drawn(160, 50, replace(STAND, trainee="[bold]ann[/]\x1b[2J", jobs=("failover a\nb: c",)))
    assert "[bold]ann[/]" in text
    assert "\x1b" not in text
    assert all(cell_len(line) <= 160 for line in text.split("\n"))


class FakeStation:
    """Notes what it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = ExerciseFolder(folder)
        self.asked: list[tuple[Any, ...]] = []
        self.refuses = False

    def __getattr__(self, name: str) -> Callable[..., Done]:
        def act(*arguments: Any) -> Done:
            if self.refuses:
                raise BadInput("no", "it is not so", advice="do it otherwise")
            self.asked.append((name, *arguments))
            return Done(name, f"{name} was done")

        return act

    def snapshots(self) -> list[str]:
        return ["calm", "s1"]


class FakeObserver:
    def __init__(self) -> None:
        self.stand = STAND

    def look(self) -> Standing:
        return self.stand


class Opened:
    def __init__(self, folder: Path) -> None:
        self.station, self.observer = FakeStation(folder), FakeObserver()
        self.app = InstructorApp(self.station, self.observer)  # type: ignore[arg-type]


async def settled(app: InstructorApp, pilot: Pilot[Any]) -> None:
    """Until acts and looks are done; an act that asks for something waits for its dialog."""
    for _ in range(200):
        await pilot.pause(0.01)
        if all(each.is_finished for each in app.workers if each.group in ("act", "look")):
            break


KEYS: tuple[tuple[tuple[str, ...], tuple[Any, ...]], ...] = (
    (("f",), ("resume",)),
    (("minus",), ("speed", 10.0)),
    (("plus",), ("speed", 60.0)),
    (("s",), ("snapshot",)),
    (("K", "enter"), ("kill_engine",)),
    (("X", "enter"), ("drop_line",)),
    (("j", *"10m", "enter"), ("jump", 600)),
    (("n", *"late", "enter"), ("note", "late")),
    (("m", *"hello", "enter"), ("message", "hello")),
    (("b", "enter"), ("back", "s1")),
    (("b", "down", "enter"), ("back", "calm")),
    (("1", "down", "enter"), ("inject", InjectedFault("agent-lost", item="k2"))),
    (("4", "enter"), ("inject", InjectedFault("source-returns", item="k1"))),
    (("6",), ("inject", InjectedFault("link-down"))),
    (("i", "enter", *"item=k1", "enter"), ("inject", InjectedFault("shutdown-fails", item="k1"))),
)


@pytest.mark.parametrize(("keys", "asked"), KEYS, ids=[" ".join(keys) for keys, _ in KEYS])
async def test_a_key_does_what_it_says(keys: tuple[str, ...], asked: tuple[Any, ...], tmp_path: Path) -> None:
    opened = Opened(tmp_path)
    async with opened.app.run_test(size=(80, 24)) as pilot:
        await settled(opened.app, pilot)
        for key in keys:
            await pilot.press(key)
            await settled(opened.app, pilot)
        assert opened.station.asked == [asked]
        assert opened.app.said == (f"{asked[0]} was done", False)


@pytest.mark.parametrize(
    "keys",
    [
        ("K", "escape"),
        ("X", "escape"),
        ("j", "escape"),
        ("b", "escape"),
        ("1", "escape"),
        ("i", "escape"),
        ("n", "enter"),
    ],
)
async def test_a_dialog_that_is_left_does_nothing(keys: tuple[str, ...], tmp_path: Path) -> None:
    opened = Opened(tmp_path)
    async with opened.app.run_test(size=(80, 24)) as pilot:
        await settled(opened.app, pilot)
        await pilot.press(keys[0])
        await settled(opened.app, pilot)
        assert isinstance(opened.app.screen, (Pick, Say))
        await pilot.press(*keys[1:])
        await settled(opened.app, pilot)
        assert not isinstance(opened.app.screen, (Pick, Say))
        assert opened.station.asked == []


async def test_what_is_refused_is_said_with_what_would_be_right(tmp_path: Path) -> None:
    opened = Opened(tmp_path)
    opened.station.refuses = True
    async with opened.app.run_test(size=(80, 24)) as pilot:
        await pilot.press("s")
        await settled(opened.app, pilot)
        assert opened.app.said == ("it is not so; do it otherwise", True)
        # Typed ahead: none of it is an act of its own.
        opened.station.refuses = False
        await pilot.press("j", *"soon", "enter")
        await settled(opened.app, pilot)
        assert opened.app.said[1] is True
        assert "'soon' is not a duration" in opened.app.said[0]
        assert opened.station.asked == []


async def test_the_trainees_screen_is_watched_until_it_is_left(tmp_path: Path) -> None:
    opened = Opened(tmp_path)
    watching.show(tmp_path, "what the trainee sees\x1b[2J")
    async with opened.app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        await settled(opened.app, pilot)
        assert isinstance(opened.app.screen, Watching)
        assert watching.watched(tmp_path)
        lines = [strip.text.rstrip() for strip in opened.app.screen._compositor.render_strips()]
        assert lines[0].startswith("the trainee's screen")
        assert lines[1].startswith("what the trainee sees") and "\x1b" not in lines[1]
        await pilot.press("escape")
        await settled(opened.app, pilot)
    assert not watching.watched(tmp_path)
    assert list(tmp_path.iterdir()) == []


async def test_a_screen_is_put_there_only_while_somebody_watches(tmp_path: Path) -> None:
    opened = Opened(tmp_path)
    async with opened.app.run_test(size=(80, 24)) as pilot:
        await settled(opened.app, pilot)
        show_to_watcher(opened.app, tmp_path)
        assert list(tmp_path.iterdir()) == [], "nobody watches"
        watching.watch(tmp_path)
        show_to_watcher(opened.app, tmp_path)
        found = watching.screen(tmp_path)
        assert found is not None
        lines = found[0].split("\n")
        assert len(lines) == 24
        assert lines[0].startswith("EXERCISE  instructor  dead-source")
        left = (tmp_path / watching.MARKER).stat().st_mtime - watching.LAPSES - 1
        os.utime(tmp_path / watching.MARKER, (left, left))
        (tmp_path / watching.SCREEN).unlink()
        show_to_watcher(opened.app, tmp_path)
        assert watching.screen(tmp_path) is None, "a station that died leaves nobody writing"


def test_the_speeds_go_from_1_to_60() -> None:
    assert (instructor.SPEEDS[0], instructor.SPEEDS[-1]) == (1.0, 60.0)
