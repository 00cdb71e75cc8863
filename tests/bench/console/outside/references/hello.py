"""The least that Textual can be asked for: one word on an empty screen."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Label


class HelloApp(App[None]):
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        yield Label("Hello-is-here")


if __name__ == "__main__":
    HelloApp().run()
