"""``:state`` and ``:reset``: the console is left for another one, and says why not where it cannot be."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from console_fakes import samples
from dialog_support import Remembering, console, press, session, settled
from textual.events import Paste
from textual.pilot import Pilot

from drconsole.cli.commands.estate.estate import bundled
from drconsole.cli.console_line import ConsoleLine
from drconsole.console.app import ConsoleApp
from drconsole.console.commands.states import Reset, state_named
from drconsole.console.dialogs.confirm import ConfirmDialog
from drconsole.console.dialogs.states import StatesDialog
from drconsole.console.state.wish import Wish
from drconsole.recovery.types.work.errors import BadInput
from drconsole.settings.known_states import known_states, list_file, remember
from drconsole.store.sqlite import connect_writer
from drconsole.store.writing.transaction import Writer


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg"))
    monkeypatch.delenv("DRCONSOLE_STATE", raising=False)
    return tmp_path


def state(at: Path) -> Path:
    at.mkdir(parents=True)
    (at / "drconsole.db").touch()
    return at


def test_folders_are_remembered_newest_first_and_only_while_they_hold_a_state(home: Path) -> None:
    assert known_states() == []
    first, second, usual = state(home / "a"), state(home / "b"), state(home / "xdg" / "drconsole")
    for folder in (first, second, first):
        remember(folder)
    assert known_states() == [first, second, usual]
    (second / "drconsole.db").unlink()
    assert known_states() == [first, usual]
    list_file().unlink()
    list_file().mkdir()
    remember(second)
    assert known_states() == [usual], "a list that cannot be written keeps nobody from working"


def test_a_state_is_meant_by_its_name_or_its_path(home: Path) -> None:
    drill, live, other = state(home / "drill"), state(home / "live"), state(home / "x" / "drill")
    assert state_named("drill", [drill, live]) == drill
    assert state_named(str(other), [drill, live]) == other
    with pytest.raises(BadInput, match="2 states are called"):
        state_named("drill", [drill, other])
    with pytest.raises(BadInput) as caught:
        state_named("dril", [drill, live])
    assert caught.value.advice == "did you mean drill?"


def stored(at: Path) -> Path:
    """A state folder with a store that can be read."""
    at.mkdir(parents=True)
    Writer.open(at / "drconsole.db").close()
    return at


async def test_a_named_state_ends_this_console_with_a_wish_for_the_other(home: Path) -> None:
    drill = stored(home / "drill")
    made = session()
    async with console(made) as (app, _):
        app.action_run("state", str(drill))
        await app.workers.wait_for_complete()
        assert made.wish == Wish(state=drill)
        assert app._exit


async def test_a_state_on_which_no_console_opens_leaves_this_one_open(home: Path) -> None:
    later, made = stored(home / "later"), session()
    store = connect_writer(later / "drconsole.db")
    store.execute("UPDATE meta SET rows_shape = 9999")
    store.close()
    remember(later)
    async with console(made) as (app, pilot):
        app.action_run("state", "later")
        await settled(app, pilot)
        assert "no console opens on" in app.notices[-1].text
        assert "rows of shape 9999" in app.notices[-1].text
        app.action_run("state")
        await pilot.pause()
        await settled(app, pilot)
        await press(app, pilot, "enter")
        assert isinstance(app.screen, StatesDialog)
        assert "no console opens on" in app.screen.said
        assert made.wish is None


async def test_the_list_says_what_each_state_is_of_and_which_is_this_one(home: Path) -> None:
    made = session()
    remember(state(home / "drill"))
    async with console(made) as (app, pilot):
        app.action_run("state")
        await pilot.pause()
        await settled(app, pilot)
        assert isinstance(app.screen, StatesDialog)
        titles, entry = app.screen.sheet.entries
        assert titles.text.split() == ["State", "Mode", "Estate", "Folder"]
        assert entry.text.startswith("drill  ")
        assert entry.text.index(str(home / "drill")) == titles.text.index("Folder"), "in line"
        await press(app, pilot, "escape")
        assert made.wish is None


async def test_a_reset_takes_the_estates_name_and_nothing_else() -> None:
    made = session()
    async with console(made) as (app, pilot):
        app.action_run("reset")
        await pilot.pause()
        await settled(app, pilot)
        assert isinstance(app.screen, ConfirmDialog)
        await press(app, pilot, *"contos", "enter")
        assert made.wish is None
        await press(app, pilot, "o", "enter")
        assert made.wish == Wish(reset="contoso")


@pytest.fixture
def shelled(tmp_path: Path) -> Remembering:
    made = session()
    made.shell = ConsoleLine(str(tmp_path / "nothing"))
    return made


async def say(app: ConsoleApp, pilot: Pilot[None], line: str) -> None:
    await press(app, pilot, "colon")
    assert app.focused is not None
    app.focused.post_message(Paste(line))
    await press(app, pilot, "enter")
    for _ in range(100):
        if isinstance(app.screen, ConfirmDialog) or app.notices:
            break
        await asyncio.sleep(0.02)
    await settled(app, pilot)


@pytest.mark.parametrize("line", ["reset {own} --grain plan", "simulate reset --estate {own} --grain plan"])
async def test_a_reset_takes_what_estate_load_takes(line: str, tmp_path: Path, shelled: Remembering) -> None:
    own = tmp_path / "mine.yaml"
    own.write_text(bundled()["woodgrove"].read_text())
    async with console(shelled) as (app, pilot):
        await say(app, pilot, line.format(own=own))
        assert isinstance(app.screen, ConfirmDialog), app.notices
        shown = " ".join(entry.text for entry in app.screen.lines)
        assert f"as the document {own} says" in shown
        assert "runs whole plans by itself" in shown
        await press(app, pilot, *"contoso", "enter")
        assert shelled.wish == Wish(reset="contoso", document=str(own), grain="plan")


@pytest.mark.parametrize(
    ("line", "why"),
    [("reset gone.yaml", "there is no file"), ("reset {wrong}", "wrong.yaml"), ("reset contoso --grain item", "plan")],
)
async def test_a_reset_that_cannot_be_keeps_the_console_open(
    line: str, why: str, tmp_path: Path, shelled: Remembering
) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("items: 7\n")
    async with console(shelled) as (app, pilot):
        await say(app, pilot, line.format(wrong=wrong))
        assert not isinstance(app.screen, ConfirmDialog)
        assert why in app.notices[-1].text
        assert shelled.wish is None


async def test_an_own_estate_has_to_be_named_by_its_document(shelled: Remembering) -> None:
    status = {**samples()["quiet"].status, "estate": "mine"}
    async with console(shelled, status=status) as (app, pilot):
        app.action_run("reset")
        await settled(app, pilot)
        await app.workers.wait_for_complete([each for each in app.workers if each.group == "command"])
        assert app.notices[-1].text.endswith("name it: :reset FILE")


async def test_others_and_a_live_provider_keep_a_reset_away() -> None:
    status = samples()["quiet"].status
    ann = {"user": "root", "person": "ann", "seat": None, "doing": None, "screen": "Jobs", "since": "", "pid": 1}
    async with console(session(), status={**status, "consoles": [ann]}) as (app, _):
        assert Reset().why_not(app) == "others have it open: ann"
    async with console(session(), status={**status, "mode": "LIVE"}) as (app, _):
        assert "only a simulation" in (Reset().why_not(app) or "")
