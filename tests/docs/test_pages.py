"""The generated pages of docs/ are what the code says now. ``make docs`` writes them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import choices_page
import configuration_page
import pytest
import rooms_picture
import states_page

from drconsole.cli.shell import manual

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
WRITE = bool(os.environ.get("DRCONSOLE_WRITE_PICTURES"))
PAGES: Mapping[str, Callable[[], str]] = {
    "states.md": states_page.page,
    "choices.md": choices_page.page,
    "drconsole.1": manual.page,
}
PARTS: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "architecture.md": {
        "rooms": rooms_picture.house,
        "walls": rooms_picture.walls,
        "inside": rooms_picture.inside,
    },
    "configuration.md": {"settings": configuration_page.settings, "keys": configuration_page.keys},
}
"""Page -> its parts that are made, each between its marks."""
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([\w-]+))?\)")


def with_parts(page: str, text: str) -> str:
    for name, made in PARTS[page].items():
        marks = re.compile(rf"(<!-- made: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        assert marks.search(text), f"{page} has no part {name}"
        part = made()
        text = marks.sub(lambda found, part=part: f"{found[1]}{part}{found[2]}", text)
    return text


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_the_code_says(name: str) -> None:
    page = DOCS / name
    if WRITE:
        page.write_text(PAGES[name](), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == PAGES[name]()


@pytest.mark.parametrize("name", PARTS)
def test_the_made_parts_of_a_page_are_what_the_code_says(name: str) -> None:
    page = DOCS / name
    text = page.read_text(encoding="utf-8")
    if WRITE:
        page.write_text(with_parts(name, text), encoding="utf-8")
        text = page.read_text(encoding="utf-8")
    assert text == with_parts(name, text)


def test_an_arrow_that_follows_from_others_is_left_out_and_no_other() -> None:
    given = {("a", "b"), ("b", "c"), ("a", "c"), ("a", "d")}
    assert rooms_picture.reduced(given) == {("a", "b"), ("b", "c"), ("a", "d")}


def test_every_room_is_described_in_the_table_of_rooms() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8").split("<!-- made: rooms -->")[0]
    rooms = {room for ends in rooms_picture.arrows() for room in ends}
    assert {room for room in rooms if f"(../drconsole/{room}" not in text} == set()


def anchors(page: Path) -> set[str]:
    """Where a link may lead within a page: its headings as GitHub names them, and its own marks."""
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    named = {re.sub(r"[^\w -]", "", re.sub(r"\]\([^)]*\)", "]", one)).lower().replace(" ", "-") for one in headings}
    return named | set(re.findall(r'<a id="([^"]+)">', text))


EVERY_PAGE = pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))], ids=lambda page: page.relative_to(ROOT).as_posix()
)


@EVERY_PAGE
def test_every_link_leads_somewhere(page: Path) -> None:
    wrong = []
    for path, mark in LINK.findall(page.read_text(encoding="utf-8")):
        target = page.parent / path if path else page
        if not target.exists() or (mark and mark not in anchors(target)):
            wrong.append(f"{path}#{mark}" if mark else path)
    assert wrong == []


def links(page: Path) -> set[Path]:
    if page.suffix != ".md" or not page.exists():
        return set()
    return {(page.parent / path).resolve() for path, _ in LINK.findall(page.read_text(encoding="utf-8")) if path}


def two_clicks() -> set[Path]:
    """What can be reached from the README."""
    first = links(ROOT / "README.md")
    return first | {page for one in first for page in links(one)}


def test_every_page_can_be_reached_from_the_readme_in_two_clicks() -> None:
    assert set(DOCS.rglob("*.md")) - two_clicks() == set()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which rule forbids an operation in a state?", "recovery/states/rows.py"),
        ("Which rule forbids an operation in a scenario?", "recovery/states/offered.py"),
        ("What blocks a start?", "recovery/checks/tables.py"),
        ("How do I add a finding?", "recovery/checks/findings/kinds.py"),
        ("What happens on kill -9 between begin and accepted?", "engine/execution/follow.py"),
        ("Where is the port of a provider?", "providers/port.py"),
        ("Which rule keeps two jobs off one machine?", "recovery/states/taking_part.py"),
        ("What refuses to hold or cancel a job?", "engine/service/commands.py"),
        ("How do I add a check of doctor?", "engine/service/doctor.py"),
        ("What does a line do behind the console's colon?", "console/commands/typed.py"),
        ("Where do the forecast's durations come from?", "recovery/forecast/durations.py"),
        ("Who may approve?", "room/proposals.py"),
        ("What does a screen reader get?", "cli/commands/reading/plain.py"),
    ],
)
def test_a_strangers_question_is_answered_within_two_clicks(question: str, answer: str) -> None:
    assert ROOT / "drconsole" / answer in two_clicks(), question
