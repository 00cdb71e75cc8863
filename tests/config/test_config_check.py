"""A config file: what it says is taken, what is wrong is named with its line and keeps its default."""

from __future__ import annotations

from pathlib import Path

import pytest

from drconsole.settings.config.check import check
from drconsole.settings.config.load import load, told
from drconsole.settings.config.table import KEYS, SETTINGS, TABLES
from drconsole.settings.config.values import Config, ConsoleSettings, EngineSettings, Limits

WRONG = [
    ("[limits]\nglobl = 3", "limits.globl", 2),
    ("[limit]\nglobal = 3", "limit", 1),
    ("speed = 3", "speed", 1),
    ("\nlimits = 3", "limits", 2),
    ("[limits]\nglobal = 0", "limits.global", 2),
    ("[limits]\nglobal = true", "limits.global", 2),
    ('[limits]\ngroup = "3"', "limits.group", 2),
    ("[engine]\nspeed = 0", "engine.speed", 2),
    ("[engine]\nspeed = nan", "engine.speed", 2),
    ('[engine]\nspeed = "fast"', "engine.speed", 2),
    ("[console]\n\ntheme = 3", "console.theme", 3),
    ("[console]\ncolour = 3", "console.colour", 2),
    ('[console]\nlog_in = ""', "console.log_in", 2),
    ('[console]\nlog_in = "ssh {host}"', "console.log_in", 2),
    ('[console]\nlog_in = "ssh {address.x}"', "console.log_in", 2),
    ('[console]\nlog_in = "ssh {}"', "console.log_in", 2),
    ('[console]\nlog_in = "ssh \\"{address}"', "console.log_in", 2),
    ('[console]\nglyphs = "utf-8"', "console.glyphs", 2),
    ("[console]\nmouse = true", "console.mouse", 2),
    ("[prerequisites]\ntest_failover_days = 0", "prerequisites.test_failover_days", 2),
    ("[prerequisites]\ntest_failover_days = 999999999999", "prerequisites.test_failover_days", 2),
    ("[keys]\njobs = 5", "keys.jobs", 2),
    ('[keys]\njobs = ["J", ""]', "keys.jobs", 2),
    ("[[console]]\ntheme = 'x'", "console", 1),
]


def test_a_file_that_says_nothing_is_all_defaults() -> None:
    assert check(b"").config == Config(Limits(256, 256, 100), EngineSettings(None), ConsoleSettings())
    assert check(b"# only words\n").faults == ()


def test_what_the_file_says_is_taken_and_its_line_is_known() -> None:
    checked = check(
        b'[limits]\nglobal = 10\ngroup = 3\n\n[engine]\nspeed = "max"\n[console]\ntheme = "blue-orange"\n'
        b'log_in = "ssh -o \'User=dr ops\' {address}"\nglyphs = "ascii"\nmouse = "off"\n'
        b"[prerequisites]\ntest_failover_days = 90\n[keys]\njobs = 'J'\n"
    )
    assert checked.faults == ()
    config = checked.config
    assert config.limits == Limits(10, 256, 3)
    assert config.engine == EngineSettings("max")
    assert config.console == ConsoleSettings("ssh -o 'User=dr ops' {address}", "blue-orange", "ascii", "off")
    assert config.prerequisites.test_failover_days == 90
    assert config.keys == {"jobs": ("J",)}
    assert checked.lines["limits.group"] == 3
    assert checked.lines["engine.speed"] == 6
    assert checked.key_lines() == {"jobs": 15}
    assert "limits.provider" not in checked.lines


@pytest.mark.parametrize(("text", "key", "line"), WRONG)
def test_what_is_wrong_is_named_with_line_and_advice_and_keeps_its_default(text: str, key: str, line: int) -> None:
    checked = check(text.encode())
    assert [(fault.key, fault.line) for fault in checked.faults] == [(key, line)]
    assert checked.faults[0].advice
    assert checked.config == Config()
    assert checked.lines == {}


def test_every_fault_is_told_in_the_order_of_lines_and_what_is_right_counts() -> None:
    text = b'[engine]\nspeed = -1\n[cosole]\n[limits]\nglobal = 7\ngroup = "x"\n'
    checked = check(text)
    assert [fault.line for fault in checked.faults] == [2, 3, 6]
    assert checked.config.limits == Limits(7, 256, 100)
    assert "did you mean console?" in checked.faults[1].advice


def test_a_key_below_the_wrong_table_is_told_where_it_belongs() -> None:
    assert "[console]" in check(b'[engine]\ntheme = "mono"\n').faults[0].advice
    assert "[console]" in check(b'theme = "mono"\n').faults[0].advice


def test_a_theme_that_there_is_not_keeps_the_default() -> None:
    checked = check(b'[console]\ntheme = "blue-orang"\n', themes={"drconsole", "blue-orange"})
    assert checked.config.console.theme == "drconsole"
    assert "did you mean blue-orange?" in str(checked.faults[0])


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"[limits]\nglobal = 3\n[limits", 3),
        (b"[limits]\nglobal 3\n", 2),
        (b"[limits]\nglobal = 3\nglobal = 4\n", 3),
        (b"a = 1\n# \xff\n", 2),
        (b"x = " + b"[" * 9000, None),
    ],
)
def test_of_a_file_that_is_no_toml_nothing_is_taken(content: bytes, line: int | None) -> None:
    checked = check(content)
    (fault,) = checked.faults
    assert fault.line == line or line is None
    assert checked.config == Config()


def test_a_value_as_long_as_a_book_is_not_told_in_full() -> None:
    (fault,) = check(b'[console]\nglyphs = "' + b"x" * 100_000 + b'"\n').faults
    assert len(str(fault)) < 300


def test_a_file_that_is_not_there_says_nothing_and_one_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml").faults == ()
    assert load(tmp_path / "none.toml" / "below").faults == ()
    checked = load(tmp_path)
    assert "cannot be read" in checked.faults[0].message
    assert checked.config == Config()


def test_a_fault_is_told_in_one_line_with_file_and_line() -> None:
    lines = told(check(b"[cosole]\n[engin]\n").faults, Path("/c.toml"))
    assert [line.partition(": ")[0] for line in lines] == [
        "/c.toml, line 1 is left out",
        "/c.toml, line 2 is left out",
    ]
    assert "nothing of this file is taken" in told(check(b"[cosole").faults, Path("/c.toml"))[0]
    assert told(()) == []


def test_every_setting_stands_once_in_the_table_and_in_the_values() -> None:
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
    for setting in SETTINGS:
        setting.of(Config())
    assert set(TABLES) == {*(setting.table for setting in SETTINGS), KEYS}
