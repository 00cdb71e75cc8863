"""What the README promises of words and codes is what the program takes and gives."""

from __future__ import annotations

import re
from pathlib import Path

from drconsole.cli.parser import EXIT_CODES
from drconsole.settings.config import _KEYS, load_config

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
SAMPLES = {"speed": "60", "log_in": '"ssh {address}"', "theme": '"blue-orange"'}


def settings_named() -> list[tuple[str, str]]:
    """(table, key) of every setting in the paragraph about the config file."""
    (paragraph,) = re.findall(r"^Settings in .*?\n\n", README, re.MULTILINE | re.DOTALL)
    named = re.findall(r"`\[(\w+)\]\s+([\w,\s]+)`", paragraph)
    return [(table, key.strip()) for table, keys in named for key in keys.split(",")]


def test_the_settings_of_the_readme_are_taken_by_the_parser(tmp_path: Path) -> None:
    named = settings_named()
    for table, key in named:
        file = tmp_path / f"{table}-{key}.toml"
        file.write_text(f"[{table}]\n{key} = {SAMPLES.get(key, '7')}\n", encoding="utf-8")
        load_config(file)
    assert set(named) == set(_KEYS), "the README names every setting"


def test_the_readme_and_the_help_tell_the_same_exit_codes() -> None:
    in_help = {int(code) for code in re.findall(r"^\s*(\d+) ", EXIT_CODES, re.MULTILINE)}
    (table,) = re.findall(r"^\| code \| meaning \|\n(.*?)\n\n", README, re.MULTILINE | re.DOTALL)
    in_readme = {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)}
    assert in_readme == in_help
    assert in_help == {0, 1, 2, 3, 4, 5, 6, 70, 74, 130}
