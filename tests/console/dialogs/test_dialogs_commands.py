"""Commands from one registry: help that is searched and runs, the ``:`` line, reasons, and read-only."""

from __future__ import annotations

import shlex
from types import SimpleNamespace
from typing import Any

import pytest
from console_fakes import JOB, changes
from dialog_support import console, opened, press, session, settled, typed

from drconsole.cli.console_line import ConsoleLine
from drconsole.cli.words.parser import parse as parse_cli
from drconsole.console.app import ConsoleApp
from drconsole.console.commands import COMMANDS
from drconsole.console.commands.pages.navigation import Go
from drconsole.console.commands.work.operations import OperationCommand
from drconsole.console.context import Command, Registry
from drconsole.console.dialogs.command_line import parse
from drconsole.console.dialogs.help import HelpDialog
from drconsole.console.dialogs.help_lines import ELSEWHERE, GROUPS, PLACES, HelpLine
from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.console.state.model.model import Model
from drconsole.console.state.model.targets import target_named, why_not_now
from drconsole.recovery.types.words import Operation
from drconsole.recovery.types.work.errors import BadInput
from drconsole.render.rows.entries import HEADING, KEY

CHANGE = {"StartJob", "HoldJob", "ResumeJob", "CancelJob", "RetryJob", "AnswerTask", "Validate", "SetClock", "Drain"}


REGISTRY = Registry(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_command_says_what_it_does(command: Command) -> None:
    assert command.help()
    assert command.help() != (Command.__doc__ or "").strip().splitlines()[0]
    assert command.about or command.__doc__, "a help of its own"
    assert command.title


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.dangerous], ids=lambda command: command.id)
def test_every_command_that_changes_something_has_its_verb(command: Command) -> None:
    assert command.verb


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.verb], ids=lambda command: command.id)
def test_the_command_line_knows_every_verb(command: Command) -> None:
    words = shlex.split(command.verb.format(plan="shop", item="shop-db", job="j1-1", target="shop", task="t/1"))
    args = parse_cli(words)
    assert args.verb is not None


def test_there_is_a_command_for_every_operation() -> None:
    operations = {c.operation for c in COMMANDS if isinstance(c, OperationCommand)}
    assert operations == set(Operation)


def test_there_is_a_command_for_every_screen_in_its_order() -> None:
    going = [c for c in COMMANDS if isinstance(c, Go)]
    assert [c.id for c in going] == list(ConsoleApp.MODES)
    assert [c.keys for c in going] == [(str(place),) for place in range(1, len(going) + 1)]


def test_no_two_commands_share_a_key_or_a_word() -> None:
    said: list[str] = []
    for command in COMMANDS:
        said += [f"key {key}" for key in command.keys]
        said += [f"word {word}" for word in {command.id, *command.words}]
    assert len(said) == len(set(said))


def test_read_only_has_no_command_that_changes_anything() -> None:
    left = Registry(COMMANDS, read_only=True)
    assert not [command.id for command in left if command.dangerous and not command.previews]
    assert left.get("cancel") is None
    assert left.get("help") is not None
    with pytest.raises(BadInput):
        parse("cancel j1-1", left)


async def test_read_only_keys_change_nothing_and_help_says_so() -> None:
    made = session(read_only=True, screen="plans")
    async with console(made, "running") as (app, pilot):
        await press(app, pilot, "H", "X", "a", "V")
        assert not CHANGE & {kind for kind, _ in made.calls}
        assert len(app.screen_stack) == 1
        dialog = HelpDialog("help")
        await opened(app, pilot, dialog)
        assert "Cancel job:" not in dialog.sheet.plain
        assert "read-only" in str(dialog.query_one("#about").content)  # type: ignore[attr-defined]


# Help


async def test_help_lists_every_command_greyed_with_its_reason_and_its_command_line() -> None:
    async with console(session(screen="plans")) as (app, pilot):
        dialog = HelpDialog("help")
        await opened(app, pilot, dialog)
        for command in app.registry:
            assert f"{command.title}:" in dialog.sheet.plain.replace("\n         ", " ")
        greyed = {entry.act: entry.why_not for entry in dialog.sheet.entries if entry.why_not}
        assert "shop is protected" in greyed["re-protect"]
        assert "turned around by re-protect" in greyed["reverse-replicate"]
        for act, said in (
            ("failover", "drconsole run failover shop --confirm shop"),
            ("re-protect", "not now: shop is protected"),
            ("cancel", "not here: needs a job"),
        ):
            dialog.sheet.move([entry.act for entry in dialog.sheet.entries].index(act))
            await settled(app, pilot)
            assert dialog.said.startswith(said), "told of the command under the cursor"


async def test_help_has_each_command_once_below_the_heading_of_its_group() -> None:
    assert sorted(PLACES) == sorted(command.id for command in COMMANDS)
    assert len(PLACES) == sum(map(len, GROUPS.values())), "none is in two groups"
    async with console(session(screen="plans")) as (app, pilot):
        dialog = HelpDialog("help")
        await opened(app, pilot, dialog)
        headings = [entry.text for entry in dialog.sheet.entries if entry.tone == HEADING]
        assert headings == [*GROUPS, ELSEWHERE, "What the marks mean"]
        acts = [entry.act for entry in dialog.sheet.entries if entry.act]
        assert sorted(acts) == sorted(command.id for command in app.registry)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_key_of_the_help_is_bold_and_what_it_does_stands_beside_it_on_one_line_where_it_fits(width: int) -> None:
    text = "Sort: Order the lines by the next column, then in reverse"
    (key, first), *more = HelpLine("s", text).lines(width)
    assert key == ("s        ", KEY)
    assert (not more) is (width >= len(key[0]) + len(text))
    assert " ".join([first[0], *(line[0][0].strip() for line in more)]).split() == text.split()
    assert all(line[0][0].startswith(" " * len(key[0])) for line in more), "beside the key, not below it"


async def test_the_cursor_of_the_help_is_seen_while_the_search_has_the_focus() -> None:
    async with console(session(screen="plans")) as (app, pilot):
        dialog = HelpDialog("help")
        await opened(app, pilot, dialog)
        (line,) = [strip for strip in map(dialog.sheet.render_line, range(8)) if "▸" in strip.text]
        assert all(segment.style is not None and segment.style.reverse for segment in line if segment.text.strip())


async def test_help_has_first_what_can_be_done_now_and_last_what_has_no_meaning_here() -> None:
    async with console(session(screen="plans")) as (app, pilot):
        dialog = HelpDialog("help")
        await opened(app, pilot, dialog)
        acts = [entry.act for entry in dialog.sheet.entries if entry.act]
        reasons = {command.id: command.why_not(app) for command in app.registry}
        places = [0 if reasons[act] is None else 1 if reasons[act] else 2 for act in acts]
        assert set(places) == {0, 1, 2}
        assert set(places[places.index(2) :]) == {2}, "last what has no meaning here"
        for commands in GROUPS.values():
            group = [place for act, place in zip(acts, places, strict=True) if act in commands]
            assert group == sorted(group)
        await press(app, pilot, *typed("commit"))
        named = [entry.act for entry in dialog.sheet.entries if entry.act]
        assert named[0] == "commit", "what is searched for by its name stands first"


async def test_help_is_searched_and_enter_runs_what_is_found() -> None:
    async with console(session(screen="plans")) as (app, pilot):
        await press(app, pilot, "question_mark")
        assert isinstance(app.screen, HelpDialog)
        await press(app, pilot, *typed("recovery site"))
        shown = app.screen.sheet.plain
        assert "Failover:" in shown
        assert "Commit:" not in shown
        await press(app, pilot, "enter")
        assert isinstance(app.screen, OperationDialog)
        assert (app.screen.operation, app.screen.target) == ("failover", ("plan", "shop"))


async def test_help_does_not_run_what_cannot_be_done_and_says_why() -> None:
    async with console(session(screen="plans")) as (app, pilot):
        await press(app, pilot, "question_mark", *typed("commit"), "enter")
        assert isinstance(app.screen, HelpDialog)
        assert "shop" in app.screen.said


async def test_the_palette_has_only_what_can_be_done() -> None:
    async with console(session(screen="plans")) as (app, pilot):
        await press(app, pilot, "ctrl+p")
        acts = {entry.act for entry in app.screen.sheet.entries}  # type: ignore[attr-defined]
        assert "failover" in acts
        assert not acts & {"commit", "re-protect", "hold"}


# The : line


def test_why_not_says_what_stands_in_the_way(model: Model) -> None:
    app: Any = SimpleNamespace(model=model)

    def reason(operation: str, target: tuple[str, str]) -> str | None:
        return why_not_now(app.model, operation, target)

    assert reason("failover", ("plan", "shop")) is None
    assert "in job j1-1" in (reason("failover", ("plan", "finance")) or "")
    assert "it allows" in (reason("commit", ("plan", "shop")) or "")
    assert "VMware" in (reason("planned-failover", ("item", "shop-db")) or "")
    assert reason("failover", ("plan", "gone")) == ""
    assert why_not_now(app.model, "failover", None) == ""


def test_a_refusal_names_the_keys_of_what_is_allowed_instead(model: Model) -> None:
    """``it allows cleanup-test-failover`` stood there without the key for it."""
    here = SimpleNamespace(target=lambda: ("plan", "shop"))
    app: Any = SimpleNamespace(model=model, registry=REGISTRY, here=here)
    commands = {command.id: command for command in COMMANDS}
    keys = {name: commands[name].keys[0] for name in ("failover", "test-failover")}
    said = f" (press {keys['failover']} for failover, press {keys['test-failover']} for test-failover)"
    assert commands["commit"].way_out(app) == said
    assert commands["failover"].way_out(app) == ""


def test_a_target_is_named_and_a_wrong_name_has_the_nearest(model: Model) -> None:
    assert target_named(model, "shop") == ("plan", "shop")
    assert target_named(model, "item:shop-db") == ("item", "shop-db")
    with pytest.raises(BadInput) as caught:
        target_named(model, "shopp")
    assert "shop" in caught.value.advice


async def test_a_key_does_to_the_cursors_target_what_it_says_and_opens_the_job() -> None:
    made = session({"StartJob": [{"id": JOB}]}, screen="plans")
    async with console(made) as (app, pilot):
        await press(app, pilot, "j", "f", "n", *typed("finance"), "enter")
        app.take(changes("quiet", "running"))
        await pilot.pause()
        assert made.asked("StartJob")[0]["target"] == "plan-key:finance"
        assert type(app.screen).__name__ == "JobScreen"


@pytest.mark.parametrize(
    ("keys", "held"),
    [
        (("enter",), [{"job": JOB}]),
        ((*typed("network team"), "enter"), [{"job": JOB, "comment": "network team"}]),
        ((*typed("network"), "escape"), []),
        (("tab", "enter"), [{"job": JOB}]),
    ],
    ids=["no reason", "a reason", "escape", "enter on the page"],
)
async def test_hold_asks_for_a_reason_which_may_stay_empty(keys: tuple[str, ...], held: list[Any]) -> None:
    made = session(screen="jobs")
    async with console(made, "running") as (app, pilot):
        await press(app, pilot, "H")
        assert made.asked("HoldJob") == []
        assert "hold job j1-1?" in app.screen.head_title  # type: ignore[attr-defined]
        await press(app, pilot, *keys)
        assert made.asked("HoldJob") == held


async def test_a_hold_with_its_reason_on_the_command_line_asks_nothing() -> None:
    made = session(screen="jobs")
    async with console(made, "running") as (app, pilot):
        app.session.shell = ConsoleLine("/nonexistent")
        await press(app, pilot, "colon", *typed(f"job hold {JOB} --comment network"), "enter")
        assert made.asked("HoldJob") == [{"job": JOB, "comment": "network"}]
        await press(app, pilot, "R")
        assert made.asked("ResumeJob") == [], "it is not held"


async def test_the_clock_of_a_simulation_is_set_and_no_other() -> None:
    made = session({"SetClock": [{"speed": 60.0, "paused": False}]})
    async with console(made) as (app, pilot):
        await press(app, pilot, "colon", *typed("clock speed 60"), "enter")
        assert made.asked("SetClock") == [{"speed": 60.0}]
        app.model.status = {**app.model.status, "clock": {"ours": False}}
        why = app.registry.commands["clock-pause"].why_not(app)
        assert why
        assert "only the clock of a simulation" in why


def test_no_help_says_the_commands_title_once_more() -> None:
    for command in COMMANDS:
        first = command.title.split()[0].casefold()
        assert command.help().split()[0].casefold().strip(":;,") != first, command.help()
