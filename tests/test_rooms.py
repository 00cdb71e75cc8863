"""What a room may bring along when it is imported: looked at in a fresh process each."""

from __future__ import annotations

import subprocess
import sys

import pytest

DRAWING = ("rich", "textual")
HEAVY = ("pydantic", "sqlite_utils")


def loaded_by(module: str) -> set[str]:
    program = f"import sys, {module}; print(' '.join({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "module",
    [
        "drconsole.recovery.evaluate",
        "drconsole.settings.state",
        "drconsole.settings.config.load",
        "drconsole.documents.estate",
        "drconsole.render.jobs.jobs",
        "drconsole.store.writing.writer",
        "drconsole.store.reading.reader",
        "drconsole.providers.simulator",
        "drconsole.link.serving.server",
        "drconsole.link.client",
        "drconsole.engine.shell",
        "drconsole.engine.process.entry",
    ],
)
def test_no_room_below_the_command_line_draws(module):
    assert loaded_by(module).isdisjoint(DRAWING)


@pytest.mark.parametrize(
    "module",
    [
        "drconsole.recovery.evaluate",
        "drconsole.render.rows.records",
        "drconsole.settings.state",
        "drconsole.settings.config.load",
        "drconsole.link.client",
    ],
)
def test_what_a_console_needs_for_its_first_frame_is_light(module):
    assert loaded_by(module).isdisjoint((*HEAVY, "asyncio") if "recovery" in module else HEAVY)


def test_a_console_comes_to_its_first_frame_without_what_is_heavy():
    loaded = loaded_by("drconsole.console.terminal.terminal, drconsole.console.screens.overview")
    assert "textual" in loaded
    assert loaded.isdisjoint((*HEAVY, "yaml"))


def test_whether_there_is_a_terminal_is_known_before_anything_is_drawn():
    assert loaded_by("drconsole.cli.commands.console, drconsole.console.terminal.run").isdisjoint((*HEAVY, *DRAWING))


def test_the_store_is_read_without_what_writes_it():
    assert loaded_by("drconsole.store.reading.reader").isdisjoint(HEAVY)


@pytest.mark.parametrize("handler", ["reading.items", "reading.status"])
def test_a_command_that_answers_in_json_loads_no_words_for_people(handler):
    modules = f"drconsole.cli.line, drconsole.cli.context, drconsole.cli.store, drconsole.cli.commands.{handler}"
    program = f"import sys, {modules}; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert set(loaded).isdisjoint((*HEAVY, *DRAWING, "asyncio", "hashlib"))
    words = {name for name in loaded if name.startswith("drconsole.render.")}
    assert words == {"drconsole.render.words", "drconsole.render.words.text"}
