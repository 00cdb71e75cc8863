"""Field for a path, in which tab completes the name of a file or folder."""

from __future__ import annotations

import asyncio
import os
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from drconsole.console.dialogs.base.field import LONGEST, Field, Line
from drconsole.console.widgets.prompt import completed
from drconsole.console.widgets.view import WidgetMessage
from drconsole.render.words.text import clean

LISTED = 12
"""Number of names that tab lists at most."""


def names_like(written: str) -> list[str]:
    """Return the paths that begin as the written one, folders with a slash at their end; empty = there are none."""
    folder, begins = os.path.split(written)
    try:
        with os.scandir(os.path.expanduser(folder) or ".") as found:
            names = sorted(each.name + ("/" if each.is_dir() else "") for each in found)
    except OSError:
        return []
    hidden = begins.startswith(".")
    return [
        os.path.join(folder, name) for name in names if name.startswith(begins) and (hidden or not name.startswith("."))
    ]


def listing(found: list[str]) -> str:
    """Return the last parts of several paths in one line."""
    names = [clean(os.path.basename(each.rstrip("/")) + ("/" if each.endswith("/") else "")) for each in found[:LISTED]]
    more = f"  and {len(found) - LISTED} more" if len(found) > LISTED else ""
    return "  ".join(names) + more


class PathLine(Line):
    """Input of a path."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", show=False)]

    class Listed(WidgetMessage["PathLine"]):
        """Message that tab cannot complete any more: the names that fit, or why there are none."""

        def __init__(self, line: PathLine, text: str) -> None:
            super().__init__(line)
            self.text = text

    async def action_complete(self) -> None:
        """Complete the path as far as it is certain; where it is complete, go on to the next field."""
        written = self.value
        found = await asyncio.to_thread(names_like, written)
        if written != self.value:
            return  # more was typed while the disk was read
        longer = completed(written, found)
        if longer is not None and longer != written:
            self.value = longer
            self.cursor_position = len(longer)
            self.post_message(self.Listed(self, ""))
        elif len(found) > 1:
            self.post_message(self.Listed(self, listing(found)))
        elif found:
            self.screen.focus_next()
        else:
            self.post_message(self.Listed(self, f"no file or folder begins with {clean(written)}"))


class PathField(Field):
    """Field for a path."""

    def line(self, value: str, name: str) -> Input:
        return PathLine(value, id=name, compact=True, select_on_focus=False, max_length=LONGEST)
