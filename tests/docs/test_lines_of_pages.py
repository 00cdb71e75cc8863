"""The command lines that the pages show are those that the program takes."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from drconsole.cli.words.parser import parse
from drconsole.recovery.types.work.errors import BadInput

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(?:sh)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
"""Lines of a shell. Blocks of other languages name theirs."""
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"^\s*(?:\w+=\S+\s+)*(?:\S*/bin/)?drconsole((?:\s+\S+)+)\s*$")
ASIDE = re.compile(r"\[[^]]*\]|\s\.\.\.")
"""What a sentence marks as optional, or leaves out."""
ONLY_A_VERB = {"check"}
"""A sentence speaks of them without what they take."""


def lines_of(text: str) -> Iterator[str]:
    for block in BLOCK.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            bare = re.sub(r"^\w+\$\s+", "", re.sub(r"(^|\s)#.*$", "", line))
            for part in re.split(r"&&|\|\||[;|&]|[{}()]", bare):
                if found := CALL.search(re.sub(r"[<>].*$", "", part)):
                    yield found[1].strip()
    for words in re.findall(r"`(?:\S*/)?drconsole\s+([^`]+)`", FENCED.sub("", text)):
        line = " ".join(ASIDE.sub("", re.sub(r"[<>].*$", "", words)).split())
        if line not in ONLY_A_VERB:
            yield line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_line_of_a_page_is_one_that_the_program_takes(page: Path) -> None:
    wrong = {}
    for line in lines_of(page.read_text(encoding="utf-8")):
        try:
            parse(shlex.split(line))
        except BadInput as error:
            wrong[line] = error.message
    assert wrong == {}


def test_lines_are_found_in_blocks_and_sentences() -> None:
    text = """Say `drconsole next shop`, or `drconsole console [--screen NAME]`.
```sh
export A=1 && .venv/bin/drconsole plans; drconsole items   # all
ann$ drconsole run failover crew --confirm crew --comment "fire in oslo"
{ drconsole emulate contoso --port 0 & }
```
```yaml
drconsole: no command
```
"""
    assert list(lines_of(text)) == [
        "plans",
        "items",
        'run failover crew --confirm crew --comment "fire in oslo"',
        "emulate contoso --port 0",
        "next shop",
        "console",
    ]


def test_enough_of_them_are_found() -> None:
    assert sum(1 for page in PAGES for _ in lines_of(page.read_text(encoding="utf-8"))) > 140
