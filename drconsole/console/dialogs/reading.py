"""Dialog with a text to read: messages in full, a reason, an instruction."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on

from drconsole.console.dialogs.base.dialog import Dialog
from drconsole.console.widgets.sheet import Sheet
from drconsole.render.rows.entries import Entry

CLOSE = "close"


class ReadingDialog(Dialog[None]):
    """Text to read; enter and esc close it."""

    hint = "j/k read  enter, esc back"

    def __init__(self, title: str, lines: Sequence[Entry | str]) -> None:
        super().__init__()
        self.title_text = title
        self.lines = [line if isinstance(line, Entry) else Entry(line) for line in lines]

    def on_mount(self) -> None:
        self.head(self.title_text)
        self.say("")
        self.show([Entry(line.text, line.tone, CLOSE, hang=line.hang) for line in self.lines])

    @on(Sheet.Acted)
    def _read(self) -> None:
        self.dismiss()
