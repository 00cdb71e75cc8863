"""The console, counting its SQL, the lines it draws and the messages it handles: ``python counted.py FILE WORD...``.

Runs ``drconsole WORD...`` and keeps the counts in the file, which whoever made it (``Counts``) reads meanwhile.
"""

from __future__ import annotations

import mmap
import sqlite3
import struct
import sys
from pathlib import Path
from typing import Any, NamedTuple

FORM = "4Q"
SIZE = struct.calcsize(FORM)


class Seen(NamedTuple):
    """So far."""

    statements: int
    """Without pragmas: the store's version is looked at twice a second."""
    rows: int
    """Fetched."""
    lines: int
    """Asked of widgets: calls of ``render_line``."""
    messages: int
    """Handled by the app, its pages and their widgets: Textual's way from a key to what it changes."""

    def since(self, before: Seen) -> Seen:
        return Seen(*(now - then for now, then in zip(self, before, strict=True)))


class Counts:
    """The file's other side."""

    def __init__(self, file: Path) -> None:
        self._file = file
        file.write_bytes(bytes(SIZE))

    def command(self, *words: str) -> list[str]:
        return [sys.executable, __file__, str(self._file), *words]

    @property
    def now(self) -> Seen:
        return Seen(*struct.unpack(FORM, self._file.read_bytes()))


def count_sql(counts: Any) -> None:
    """Every connection of the standard library's SQLite from now on; of another one nothing would be seen."""

    def asked(sql: str) -> None:
        counts[0] += not sql.lstrip().upper().startswith("PRAGMA")

    def fetched(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> tuple[Any, ...]:
        counts[1] += cursor.description[0][0] != "data_version"
        return row

    connect = sqlite3.connect

    def connected(*told: Any, **more: Any) -> sqlite3.Connection:
        connection = connect(*told, **more)
        connection.set_trace_callback(asked)
        connection.row_factory = fetched
        return connection

    sys.modules["pysqlite3"] = None  # type: ignore[assignment]
    sqlite3.connect = connected  # type: ignore[assignment]


def count_lines(counts: Any) -> None:
    """Every class of widgets, those that come later too."""
    from textual.widget import Widget

    def wrap(kind: type[Widget]) -> None:
        if (draw := vars(kind).get("render_line")) is not None:

            def render_line(self: Widget, y: int) -> Any:
                counts[2] += 1
                return draw(self, y)

            kind.render_line = render_line  # type: ignore[method-assign]

    made = Widget.__init_subclass__.__func__  # type: ignore[attr-defined]

    def subclassed(kind: type[Widget], **told: Any) -> None:
        made(kind, **told)
        wrap(kind)

    Widget.__init_subclass__ = classmethod(subclassed)  # type: ignore[assignment]
    known: list[type[Widget]] = [Widget]
    for kind in known:
        wrap(kind)
        known += kind.__subclasses__()


def count_messages(counts: Any) -> None:
    """Every pump of messages."""
    from textual.message_pump import MessagePump

    handle = MessagePump._dispatch_message

    async def counted(self: MessagePump, message: Any) -> None:
        counts[3] += 1
        await handle(self, message)

    MessagePump._dispatch_message = counted  # type: ignore[method-assign]


def main() -> int:
    _, file, *words = sys.argv
    with open(file, "r+b") as opened, mmap.mmap(opened.fileno(), SIZE) as shared:
        counts = memoryview(shared).cast("Q")
        count_sql(counts)
        count_lines(counts)
        count_messages(counts)
        from drconsole.cli.main import main as drconsole

        try:
            return drconsole(words)
        finally:
            counts.release()


if __name__ == "__main__":
    sys.exit(main())
