"""What the hand-written pages name is there: files in back quotes, and names of code with the file that has them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
FOREIGN = {"sources.md"}
"""Pages that name files of other projects."""
IN_A_STATE = {"context.json", "result.json", "STATE/scripts/"}
"""What a state folder has, and no checkout."""

FILE = re.compile(r"`((?!~)[\w.*/-]+(?:\.(?:py|toml|md|yaml|json|svg)|\w/))`")
NAME = re.compile(r"`([A-Za-z_]\w*(?:\.[a-z_]\w*)?)`")
HELD = re.compile(r"((?:`[\w.]+`(?:, | and )?)+) (?:in|of|from) \**\[[^\]]*\]\(([^)#]+\.py)\)")
"""Names that a page gives to a file: `` `fold`, `decide` in [core.py](...) ``."""

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def written(page: Path) -> str:
    """A page without its generated parts."""
    return re.sub(r"<!-- made: .*?<!-- end -->", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def tree() -> list[str]:
    """Every path of the checkout, below its own folders."""
    folders = ("drconsole", "tests", "docs", "fixtures", "themes", ".ci")
    found = [path for folder in folders for path in (ROOT / folder).rglob("*")] + list(ROOT.iterdir())
    return [path.relative_to(ROOT).as_posix() for path in found if "__pycache__" not in path.parts]


@pages
def test_a_file_in_back_quotes_is_there(page: Path) -> None:
    """A part of its path is enough, as people write it: ``words.py``, ``store/sqlite.py``, ``themes/*.json``."""
    if page.name in FOREIGN:
        pytest.skip("it names files of other projects")
    there = tree()
    missing = []
    for said in FILE.findall(written(page)):
        ends = re.compile("(?:^|.*/)" + re.escape(said.strip("/")).replace(r"\*", "[^/]*") + "$")
        if said not in IN_A_STATE and not any(map(ends.match, there)):
            missing.append(said)
    assert missing == []


@pages
def test_what_a_page_gives_to_a_file_is_in_that_file(page: Path) -> None:
    wrong = []
    for names, path in HELD.findall(written(page)):
        text = (page.parent / path).read_text(encoding="utf-8")
        wrong += [f"{name} in {path}" for name in NAME.findall(names) if not has(text, name)]
    assert wrong == []


def has(text: str, name: str) -> bool:
    """A method is named with its class."""
    return all(re.search(rf"\b{part}\b", text) for part in name.split("."))


def test_what_the_architecture_names_is_in_the_source() -> None:
    named = {name.split(".")[-1] for name in NAME.findall(written(DOCS / "architecture.md"))}
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "drconsole").rglob("*.py"))
    source += (ROOT / "Makefile").read_text(encoding="utf-8")
    assert {name for name in named if not re.search(rf"\b{name}\b", source)} == set()
