"""Guard of a dialog's page against words: on the page letters are keys, and what is typed there may be a comment."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar, cast

from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input

from drconsole.console.context import Console
from drconsole.console.dialogs.base.field import Field
from drconsole.console.key_queue import BURST, TEXT_KEYS
from drconsole.render.words.marks import Severity

PAUSE = 1.0
"""Seconds without a key that end words, our choice: slow fingers have less between two letters."""
MOVES = "jkJKgG"
"""Letters that move on the page: a result may be chosen as soon as they have led to its place."""
WORDS = "letters are keys here, so your words were not taken"

Result = TypeVar("Result")


class PageOfKeys(ModalScreen[Result], Generic[Result]):
    """Dialog on whose page letters are keys. Of words that are typed there it takes no letter, nor the enter."""

    result_keys: ClassVar[str] = ""
    """Letters that choose what the comment's enter then does: one that begins a word chooses nothing."""
    _words_at: float | None = None
    """Time of the last key of words that were not taken; None = nobody types words."""
    _pressed: tuple[str, float] = ("", 0.0)
    """Letter that was pressed last on the page, and when."""

    def take_back(self) -> None:
        """Choose nothing again: the letter that chose it was the first of a word."""

    def refuse_words(self) -> None:
        """Say that words were not taken, and which key opens their field."""
        way = "press c, then write" if self._is_bound("c") else "press tab, then write"
        self.say(f"{WORDS}: {way}", Severity.WARN)

    def show_field_keys(self) -> None:
        """Show in front of each field the key that leads there, while the page takes the keys."""
        for field in self.query(Field):
            field.show_key(not isinstance(self.focused, Input))

    def say(self, text: str, severity: Severity | None = None) -> None:
        """Show a text in the dialog's own line."""
        raise TypeError(f"{type(self).__name__} has no line of its own")

    def on_key(self, event: Key) -> None:
        """Look at a key before it does something on the page: whether it belongs to words."""
        if isinstance(self.focused, Input) or not self._has_comment():
            self._pressed = ("", 0.0)
            return
        now = cast("Console", self.app).monotonic()
        if self._is_of_words(event, now):
            event.stop()
            event.prevent_default()
            self._words_at, self._pressed = now, ("", 0.0)
        else:
            self._pressed = (event.character or "" if event.is_printable else "", now)

    def _is_of_words(self, event: Key, now: float) -> bool:
        if self._words_at is not None:
            if now - self._words_at < PAUSE and (event.is_printable or event.key in TEXT_KEYS):
                return True
            self._words_at = None
        if not event.is_printable:
            return False
        last, age = self._pressed[0], now - self._pressed[1]
        known = self._is_bound(event.key)
        begun = bool(last) and last in self.result_keys and event.character != "c" and age < (BURST if known else PAUSE)
        joined = event.character in tuple(self.result_keys) and last.isalpha() and last not in MOVES and age < BURST
        if known and not begun and not joined:
            return False
        if begun:
            self.take_back()
        self.refuse_words()
        return True

    def _has_comment(self) -> bool:
        """Return whether the dialog takes a comment now."""
        return any(each.display and each.parent is not None and each.parent.display for each in self.query("#comment"))

    def _is_bound(self, key: str) -> bool:
        return any(key in bindings.key_to_bindings for _, bindings in self._modal_binding_chain)
