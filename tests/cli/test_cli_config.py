"""The verbs about the config file: where it is, what counts and whence, and every fault with line and advice."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from cli_fakes import Run

from drconsole.engine.process import entry

WRONG = '[console]\ntheme = "blue-orang"\nglyphs = "ascii"\n[cosole]\n[keys]\nfailover = "X"\nitems = "J"\n'


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    (tmp_path / "config" / "drconsole").mkdir(parents=True)
    return tmp_path / "config" / "drconsole" / "config.toml"


def test_the_path_is_told_whether_the_file_is_there_or_not(run: Run, file: Path) -> None:
    assert run("config", "path").out == f"{file}\n"
    assert json.loads(run("config", "path", "--json").out) == {"path": str(file), "exists": False}
    file.write_text("")
    assert json.loads(run("config", "path", "--json").out)["exists"] is True


def test_check_lists_every_fault_with_line_and_advice(run: Run, file: Path) -> None:
    file.write_text(WRONG)
    ran = run("--json", "config", "check")
    assert ran.code == 2
    error = json.loads(ran.out)["error"]
    assert error["place"] == f"{file}:2"
    assert [(fault["line"], fault["path"]) for fault in error["faults"]] == [
        (2, "console.theme"),
        (4, "cosole"),
        (6, "keys.failover"),
    ]
    assert all(fault["message"] and fault["right"] for fault in error["faults"])
    ran = run("config", "check")
    assert ran.code == 2
    assert "blue-orange" in ran.err
    assert "cosole" in ran.err
    assert ran.out == ""


def test_check_of_a_right_file_and_of_none_is_done(run: Run, file: Path, tmp_path: Path) -> None:
    ran = run("config", "check")
    assert (ran.code, "every setting has its default" in ran.out) == (0, True)
    file.write_text('[console]\ntheme = "mono"\n')
    ran = run("config", "check")
    assert (ran.code, "1 value; no faults" in ran.out) == (0, True)
    other = tmp_path / "other.toml"
    other.write_text("[console\n")
    assert run("config", "check", str(other)).code == 2
    assert run("config", "check", str(tmp_path / "none.toml")).code == 2
    told = json.loads(run("--json", "config", "check").out)
    assert told == {"ok": True, "file": str(file), "exists": True, "settings": ["console.theme"]}


def test_show_tells_what_counts_and_where_it_comes_from(run: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(WRONG)
    ran = run("--json", "config", "show")
    assert ran.code == 0
    shown = json.loads(ran.out)
    rows = {row["key"]: row for row in shown["settings"]}
    assert (rows["console.theme"]["value"], rows["console.theme"]["source"]) == ("drconsole", "default")
    assert (rows["console.glyphs"]["value"], rows["console.glyphs"]["source"]) == ("ascii", "file")
    assert rows["console.glyphs"]["line"] == 3
    assert rows["console.glyphs"]["default"] == "auto"
    assert (rows["keys.items"]["value"], rows["keys.items"]["line"]) == (["J"], 7)
    assert rows["keys.failover"]["value"] == ["f"]
    assert [fault["line"] for fault in shown["faults"]] == [2, 4, 6]
    ran = run("config", "show")
    assert ran.code == 0
    assert "line 3" in ran.out
    assert ran.err.count(str(file)) == 3
    monkeypatch.setenv("NO_COLOR", "1")
    rows = {row["key"]: row for row in json.loads(run("--json", "config", "show").out)["settings"]}
    assert (rows["console.theme"]["value"], rows["console.theme"]["source"]) == ("mono", "NO_COLOR")


def test_a_file_that_steers_a_terminal_is_told_as_text(run: Run, file: Path) -> None:
    file.write_text('"\\u001b[2J" = 1\n[console]\ntheme = "\\u001b[31m"\n')
    ran = run("config", "check")
    assert ran.code == 2
    assert "\x1b" not in ran.err
    assert "\x1b" not in run("config", "show").err


def test_an_engine_goes_on_with_defaults_and_says_in_its_log_what_is_wrong(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file.write_text("[limits]\nglobal = 0\ngroup = 7\n[prerequisites]\ntest_failover_days = 30\n")
    with caplog.at_level(logging.WARNING):
        config = entry._config()
    assert (config.limits.overall, config.limits.group) == (256, 7)
    assert config.prerequisites.test_failover_days == 30
    assert "line 2 is left out: limits.global is 0" in caplog.text


def test_starting_an_engine_says_on_stderr_what_is_wrong_and_goes_on(
    run: Run, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("[limits]\nglobal = 0\n")
    monkeypatch.setattr(entry, "start_detached", lambda state, speed: {"started": True})
    ran = run("--json", "engine", "start")
    assert "line 2 is left out: limits.global is 0" in ran.err
    assert "running" in json.loads(ran.out)
