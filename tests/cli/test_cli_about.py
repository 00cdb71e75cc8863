"""Help, version and manual page as commands of their own."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from cli_fakes import Run

import drconsole
from drconsole.cli.commands import about
from drconsole.cli.shell.manual import page
from drconsole.cli.words.verbs import VERBS


@pytest.mark.parametrize("words", [(), ("run",), ("job",), ("job", "hold"), ("clock",)])
def test_help_says_what_the_option_says(words: tuple[str, ...], run: Run) -> None:
    assert run("help", *words) == run(*words, "--help")
    told = json.loads(run("--json", "help", *words).out)
    assert told["command"] == " ".join(words)
    assert "usage: drconsole" in told["text"]


@pytest.mark.parametrize(
    ("words", "advice"),
    [(("rum",), "did you mean run"), (("job", "hald"), "did you mean hold"), (("plans", "x"), "--help")],
)
def test_help_of_what_is_no_command_says_what_may_be_meant(words: tuple[str, ...], advice: str, run: Run) -> None:
    ran = run("help", *words)
    assert ran.code == 2
    assert advice in ran.err
    assert ran.out == ""


def test_the_version_is_a_command_and_an_option(run: Run) -> None:
    assert run("version").out == f"drconsole {drconsole.__version__}\n" == run("--version").out
    assert json.loads(run("version", "--json").out)["version"] == drconsole.__version__


def test_the_manual_page_tells_every_command_option_and_exit_code(run: Run) -> None:
    ran = run("man")
    assert ran.code == 0
    assert ran.out == page()
    text = ran.out.replace("\\-", "-")
    for verb in VERBS:
        assert f".B drconsole {verb.name}\n" in text
        for arg in verb.args:
            assert all(f"\\fB{name}\\fR" in text for name in arg.names if name.startswith("-"))
    assert set(re.findall(r"^\.B (\d+)$", text, re.MULTILINE)) == {"0", "1", "2", "3", "4", "5", "6", "70", "74", "130"}
    assert json.loads(run("--json", "man").out)["roff"] == ran.out


class Terminal(io.StringIO):
    """A stdout that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_the_manual_page_is_shown_by_man_and_where_there_is_none_it_is_printed(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shown = tmp_path / "shown"
    man = tmp_path / "man"
    man.write_text(f'#!/bin/sh\ncat "$2" > {shown}\n')
    man.chmod(0o755)
    out = Terminal()
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert run("man").code == 0
    assert shown.read_text() == page()
    assert out.getvalue() == ""
    monkeypatch.setattr(about.shutil, "which", lambda name: None)
    assert run("man").code == 0
    assert out.getvalue() == page()
