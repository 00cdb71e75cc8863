"""Each screen, dialog, operation and question of the console has frames: a new one without any is named here."""

from __future__ import annotations

import ast
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

from frame_rules import ink
from frame_store import stored, stored_names
from frame_text import SIZES, Frame
from shots_all import SHOTS
from textual.screen import ModalScreen, Screen

from drconsole import console
from drconsole.console import dialogs, screens
from drconsole.console.commands.work import operations
from drconsole.console.screens.common.base import BaseScreen
from drconsole.console.state.screens import SCREENS
from drconsole.render.operation.pages import Page

CONSOLE = Path(next(iter(console.__path__)))
QUESTIONS = ("ConfirmDialog", "ReadingDialog")
"""Dialogs for any text: each place that makes one has frames of its own."""


def classes(room: ModuleType, kind: type[Screen[object]]) -> set[type]:
    """Classes of a room that can be shown: those of which no other one is made."""
    for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
        import_module(module.name)
    return {each for each in _below(kind) if each.__module__.startswith(room.__name__) and not each.__subclasses__()}


def _below(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def without_frames(found: set[type]) -> set[str]:
    return {each.__name__ for each in found - {shot.shows for shot in SHOTS.values()}}


def test_every_screen_has_frames() -> None:
    found = classes(screens, BaseScreen)
    assert len(found) >= len(SCREENS)
    assert without_frames(found) == set()


def test_every_screen_with_a_key_has_frames() -> None:
    shown = {shot.shows.__name__ for shot in SHOTS.values()}
    assert {place.partition(":")[2] for place in SCREENS.values()} - shown == set()


def test_every_dialog_has_frames() -> None:
    assert without_frames(classes(dialogs, ModalScreen)) == set()


def test_every_operation_has_frames() -> None:
    heads = {head(frames) for frames in map(stored, stored_names())}
    wanted = [command.id for command in operations.COMMANDS]
    assert [
        each for each in wanted if not any(re.search(rf" {each}( and commit)? of (plan|item) ", said) for said in heads)
    ] == []


def test_every_page_of_a_failover_has_frames() -> None:
    """The title of the page that is open stands out."""
    opened = set()
    for name in stored_names():
        if name.startswith("dialog-failover"):
            frame = stored(name)["80x24"]
            opened |= {page for page in Page if _is_open(frame, page)}
    assert opened == set(Page)


def _is_open(frame: Frame, page: Page) -> bool:
    for line, runs in zip(frame.lines[:5], frame.runs, strict=False):
        for start, end, named in runs:
            if f"{page.value} " in line[start:end] and ("reverse" in named or "underline" in named):
                return True
    return False


def test_every_question_has_frames() -> None:
    heads = {head(frames) for frames in map(stored, stored_names())}
    wanted = dict(questions())
    assert wanted
    missing = {place: said for place, said in wanted.items() if not any(re.search(said, each) for each in heads)}
    assert missing == {}


def questions() -> Iterator[tuple[str, str]]:
    """Place -> the title, as a pattern, of each question and text that the console shows."""
    for file in sorted(CONSOLE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in QUESTIONS and node.args:
                yield f"{file.relative_to(CONSOLE)}:{node.lineno}", _pattern(node.args[0])


def _pattern(title: ast.expr) -> str:
    if isinstance(title, ast.Constant):
        return re.escape(str(title.value))
    if isinstance(title, ast.JoinedStr):
        return "".join(_pattern(part) if isinstance(part, ast.Constant) else ".+" for part in title.values)
    return ""


def head(frames: dict[str, Frame]) -> str:
    """The first line with words, where a dialog has its title."""
    return frames["80x24"].lines[0]


def test_every_frame_is_there_at_every_size() -> None:
    assert {name: set(stored(name)) for name in stored_names()} == {name: set(SIZES) for name in SHOTS}


def test_every_state_of_a_job_has_a_page() -> None:
    wanted = {"▶ In progress", "‼ WAITS", "✓ Succeeded", "✗ FAILED", "⊘ CANCELLED", "‖ HELD"}
    pages = [stored(name)["80x24"].lines for name in stored_names() if name.startswith("job-")]
    assert {each for each in wanted if not any(line.startswith(each) for page in pages for line in page[:4])} == set()


def test_attention_is_drawn_in_every_role() -> None:
    """The samples hold something of each severity, else the rules for colours hold of nothing."""
    used = {
        ink(named) for name in SHOTS for frame in stored(name).values() for runs in frame.runs for *_, named in runs
    }
    assert {"warn", "bad", "unknown", "busy", "note", "idle", "good"} <= used
