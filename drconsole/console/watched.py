"""Screen of a trainee for an instructor who watches: as text, once a second at most, and only while somebody does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.app import App

from drconsole.training.instructing import watching


def show_to_watcher(app: App[Any], exercise: Path) -> None:
    """Put what is on the screen into the exercise's folder, where somebody watches; else it costs a look at a file."""
    if not watching.watched(exercise):
        return
    lines = [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]
    watching.show(exercise, "\n".join(lines))
