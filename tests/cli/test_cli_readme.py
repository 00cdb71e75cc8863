"""What the README promises of words and codes is what the program takes and gives."""

from __future__ import annotations

import re
from pathlib import Path

from drconsole.cli.words.parser import EXIT_CODES
from drconsole.console.own_keys import known_commands
from drconsole.console.theme import theme_names
from drconsole.settings.config.check import check

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
CONFIGURATION = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")


def test_the_example_of_a_config_file_is_right() -> None:
    (example,) = re.findall(r"^```toml\n(.*?)^```$", CONFIGURATION, re.MULTILINE | re.DOTALL)
    checked = check(example.encode(), themes=theme_names(), commands=known_commands())
    assert checked.faults == ()
    assert len(checked.lines) > 3


def test_the_readme_and_the_help_tell_the_same_exit_codes() -> None:
    in_help = {int(code) for code in re.findall(r"^\s*(\d+) ", EXIT_CODES, re.MULTILINE)}
    (table,) = re.findall(r"^\| code \| meaning \|\n(.*?)\n\n", README, re.MULTILINE | re.DOTALL)
    in_readme = {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)}
    assert in_readme == in_help
    assert in_help == {0, 1, 2, 3, 4, 5, 6, 70, 74, 130}
