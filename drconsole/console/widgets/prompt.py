"""Prompt at the bottom of a screen: one line for a filter or a command, with history and completion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from drconsole.console.widgets.view import WidgetMessage


class PromptInput(Input):
    """Field of a prompt: up and down walk through the history, tab completes the word."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("up,ctrl+p", "earlier(-1)", show=False),
        Binding("down,ctrl+n", "earlier(1)", show=False),
        Binding("tab", "complete", show=False),
    ]

    @property
    def _prompt(self) -> Prompt:
        assert isinstance(self.parent, Prompt)  # noqa: S101
        return self.parent

    def action_leave(self) -> None:
        self._prompt.leave()

    def action_earlier(self, step: int) -> None:
        self._prompt.earlier(step)

    def action_complete(self) -> None:
        self._prompt.complete()


class Prompt(Horizontal):
    """Prompt; mounted above the key bar it takes the focus, and it removes itself after enter or escape."""

    DEFAULT_CSS = """
    Prompt { height: 1; background: $background; }
    Prompt > Static { width: auto; text-style: bold; }
    Prompt > PromptInput { width: 1fr; background: $background; }
    """

    class Changed(WidgetMessage["Prompt"]):
        """Message that the text has changed: a filter follows each letter."""

        def __init__(self, prompt: Prompt, text: str) -> None:
            super().__init__(prompt)
            self.text = text

    class Submitted(WidgetMessage["Prompt"]):
        """Message that enter was pressed."""

        def __init__(self, prompt: Prompt, text: str) -> None:
            super().__init__(prompt)
            self.text = text

    class NoCompletion(WidgetMessage["Prompt"]):
        """Message that tab was pressed and nothing certain can be added."""

        def __init__(self, prompt: Prompt, text: str) -> None:
            super().__init__(prompt)
            self.text = text

    class Cancelled(WidgetMessage["Prompt"]):
        """Message that escape was pressed."""

    def __init__(
        self,
        sign: str,
        value: str = "",
        *,
        words: Sequence[str] = (),
        history: Sequence[str] = (),
        complete: Callable[[str], str | None] | None = None,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self.sign = sign
        """Character before the field: ``/`` or ``:``."""
        self._words = tuple(words)
        self._history = [*history]
        self._complete = complete
        self._at = len(self._history)
        self._first = value
        self._line = PromptInput(
            value, compact=True, select_on_focus=False, suggester=SuggestFromList(words) if words else None
        )
        self._line.cursor_blink = False

    def compose(self) -> ComposeResult:
        yield Static(self.sign, markup=False)
        yield self._line

    def on_mount(self) -> None:
        self._line.focus(scroll_visible=False)

    @property
    def value(self) -> str:
        """Text as it is written now."""
        return self._line.value

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self._first:
            self._first = ""
            self.post_message(self.Changed(self, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted(self, event.value.strip()))
        self.remove()

    def leave(self) -> None:
        """Close the prompt without an answer."""
        self.post_message(self.Cancelled(self))
        self.remove()

    def earlier(self, step: int) -> None:
        """Show an earlier line of the history (-1), or a later one (1)."""
        at = self._at + step
        if 0 <= at <= len(self._history):
            self._at = at
            self._line.value = self._history[at] if at < len(self._history) else ""
            self._line.cursor_position = len(self._line.value)

    def complete(self) -> None:
        """Complete the word, or post ``NoCompletion``."""
        written = self._line.value
        found = self._complete(written) if self._complete else completed(written, self._words)
        if found is not None:
            self._line.value = found
            self._line.cursor_position = len(found)
        else:
            self.post_message(self.NoCompletion(self, written))


def completed(written: str, words: Sequence[str]) -> str | None:
    """Return the only word that begins so, else what all such words have in common; None = nothing to add."""
    fitting = sorted(word for word in words if word.startswith(written))
    if len(fitting) == 1:
        return fitting[0]
    common = ""
    for letters in zip(*fitting, strict=False):
        if len(set(letters)) > 1:
            break
        common += letters[0]
    return common if len(common) > len(written) else None
