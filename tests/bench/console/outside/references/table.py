"""A table by Textual's line API and nothing around it: ``python table.py ROWS``.

As many columns as the console's list of items, a colour for two of them, a cursor that is a whole line. Its rows are
made from their number when they are drawn: there is nothing to load, and nothing to look up.
"""

from __future__ import annotations

import sys

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

TITLES = ("Item", "State", "Replication", "RPO", "Active", "Validated", "Group", "Allowed")
WIDTHS = (16, 14, 12, 6, 10, 10, 8, 30)
STATES = (("+ Protected", "green"), ("~ Resync", "yellow"), ("! Error", "red"))


def cells(number: int) -> tuple[str, ...]:
    state = STATES[number * 7 % 11 % 3][0]
    lag = f"{number * 13 % 90} s"
    return f"row-{number:06d}", state, state, lag, "Primary", "-", f"group{number % 9}", "test-failover, failover"


COLOURS = {text: Style(color=colour) for text, colour in STATES}


class BareTable(ScrollView, can_focus=True):
    BINDINGS = [
        ("down", "by(1)", ""),
        ("up", "by(-1)", ""),
        ("pagedown", "by(38)", ""),
        ("home", "by(-1000000000)", ""),
        ("end", "by(1000000000)", ""),
    ]
    COMPONENT_CLASSES = {"--at"}
    DEFAULT_CSS = "BareTable { height: 1fr; } BareTable > .--at { text-style: reverse bold; }"

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.rows = rows
        self.at = 0

    def on_mount(self) -> None:
        self.virtual_size = Size(sum(WIDTHS), self.rows)

    def render_line(self, y: int) -> Strip:
        number = self.scroll_offset.y + y
        width = self.size.width
        if number >= self.rows:
            return Strip.blank(width, self.rich_style)
        here = number == self.at
        plain = self.get_component_rich_style("--at") if here else self.rich_style
        line = [
            Segment(f"{text[: wide - 1]:<{wide}}", plain if here else plain + COLOURS.get(text, Style.null()))
            for text, wide in zip(cells(number), WIDTHS, strict=True)
        ]
        return Strip(line).adjust_cell_length(width, plain)

    def action_by(self, step: int) -> None:
        before, self.at = self.at, max(0, min(self.rows - 1, self.at + step))
        top, window = self.scroll_offset.y, self.scrollable_content_region.height
        if not top <= self.at < top + window:
            self.scroll_to(y=self.at if self.at < top else self.at - window + 1, animate=False, immediate=True)
        self.refresh_line(before)
        self.refresh_line(self.at)


class TableApp(App[None]):
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        yield BareTable(int(sys.argv[1]))


if __name__ == "__main__":
    TableApp().run()
