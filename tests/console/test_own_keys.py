"""The config file's keys, mouse and days on the console; and what is wrong in it, told and in nobody's way."""

from __future__ import annotations

from pathlib import Path

import pytest
from console_fakes import fake_session, samples
from screen_support import LARGE, Open, console

from drconsole.console.commands import COMMANDS
from drconsole.console.context import press
from drconsole.console.own_keys import NEEDED, known_commands
from drconsole.console.terminal.run import make_session, takes_mouse
from drconsole.settings.config.check import check
from drconsole.settings.config.keys import key_name, settle, shown
from drconsole.settings.state import StatePaths


@pytest.fixture(autouse=True, scope="module")
def _samples() -> None:
    samples()


def modes(opened: Open) -> str:
    return opened.app.current_mode


def test_every_key_of_the_console_can_be_written_in_the_file() -> None:
    commands = known_commands()
    for key in [*commands.taken, *(key for keys in commands.keys.values() for key in keys)]:
        assert key_name(shown(key)) == key


def test_the_consoles_own_keys_are_right_by_its_own_rules() -> None:
    commands = known_commands()
    keys, faults = settle(commands.keys, {}, commands)
    assert faults == ()
    assert keys == commands.keys
    assert set(commands.keys) >= NEEDED


async def test_a_command_has_the_keys_of_the_file_and_not_its_own() -> None:
    checked = check(b"[keys]\njobs = ['J', 'f7']\n")
    async with console("quiet", checked=checked) as opened:
        await opened.press("5")
        assert modes(opened) == "overview"
        await opened.press("f7")
        assert modes(opened) == "jobs"
        await opened.press("1", "J")
        assert modes(opened) == "jobs"
        assert press(opened.app, "jobs") == "press J"
    assert next(command for command in COMMANDS if command.id == "jobs").keys == ("5",)


async def test_what_is_wrong_in_the_file_is_told_and_the_console_opens_with_its_defaults() -> None:
    checked = check(b"[cosole]\n[keys]\nfailover = 'X'\n")
    async with console("quiet", checked=checked) as opened:
        told = [notice.text for notice in opened.app.notices if notice.bad]
        assert len(told) == 2
        assert "line 1 is left out: " in told[-1], "the newest stands on the screen: the first of the file"
        assert "did you mean console?" in told[-1]
        assert "line 3 is left out: " in told[0]
        command = opened.app.registry.get("failover")
        assert command is not None
        assert command.keys == ("f",)


def test_a_typo_keeps_no_sitting_from_being_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("NO_COLOR", raising=False)
    (tmp_path / "drconsole").mkdir()
    file = tmp_path / "drconsole" / "config.toml"
    file.write_text('[console]\nlog_in = "ssh {address}"\nthme = "mono"\ntheme = "light"\n')
    session = make_session(StatePaths.of(tmp_path), None, False, False)
    assert session.theme == "light"
    assert [fault.line for fault in session.checked.faults] == [3]
    file.write_text("[console\n")
    assert make_session(StatePaths.of(tmp_path), None, False, False).theme == "drconsole"


@pytest.mark.parametrize(
    ("said", "over_ssh", "taken"),
    [("auto", False, True), ("auto", True, False), ("on", True, True), ("off", False, False)],
)
def test_the_mouse_is_taken_as_the_file_says(said: str, over_ssh: bool, taken: bool) -> None:
    checked = check(f'[console]\nmouse = "{said}"\n'.encode())
    assert takes_mouse(fake_session(checked=checked, over_ssh=over_ssh)) is taken


async def test_what_the_screen_says_of_keys_is_what_the_file_says() -> None:
    checked = check(b"[keys]\nmessages = 'f6'\nquit = 'f9'\nplans = 'f2'\n")
    async with console("running", size=LARGE, checked=checked) as opened:
        await opened.press("f9")
        opened.app.say("second")
        await opened.settle()
        text = "\n".join(opened.lines)
        assert "press f9 again to leave it" in opened.app.notices[-2].text
        assert "(f6: all)" in text
        assert "1 to 7 screens" not in text
    async with console("quiet", size=LARGE) as opened:
        assert "1 to 7 screens" in "\n".join(opened.lines)


@pytest.mark.parametrize(("days", "due"), [(10, True), (180, False)])
async def test_a_test_failover_is_due_after_the_files_days(days: int, due: bool) -> None:
    checked = check(f"[console]\ndrill_days = {days}\n".encode())
    async with console("quiet", size=LARGE, checked=checked) as opened:
        for keys in (("2",), ("enter",)):
            await opened.press(*keys)
            assert (
                any(
                    f"DUE  the last test failover was 25 days ago; one is due every {days} days" in line
                    for line in opened.lines
                )
                is due
            )


async def test_the_help_lists_the_persons_own_keys() -> None:
    checked = check(b"[keys]\nfailover = 'f9'\nhold = []\n")
    async with console("quiet", size=LARGE, checked=checked) as opened:
        await opened.pilot.press("2", "question_mark", *"failover")
        await opened.pilot.pause()
        (line,) = [line for line in opened.lines if "Failover: Start the machines" in line]
        assert "f9" in line
        await opened.pilot.press(*["backspace"] * len("failover"))
        await opened.pilot.press(*"hold")
        await opened.pilot.pause()
        assert any(":hold" in line and "Hold job" in line for line in opened.lines), "its word, where it has no key"
