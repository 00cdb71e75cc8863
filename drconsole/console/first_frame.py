"""First frame of the console: what takes long, or is looked at second, waits until it is on the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from rich.console import RenderableType
from textual.app import App
from textual.screen import Screen

from drconsole.console.widgets.view import point_at_focus


class FirstFrame(App[None]):
    """App that shows its first page before it does anything that the page does not need."""

    WRITTEN_IN: ClassVar[float] = 0.0
    """Seconds in which another thread writes the first frame to the terminal, while this one does nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self._is_shown = self._goes_on = False
        self._once_shown: list[Callable[[], object]] = []
        """What waits for the first frame."""

    def page_is_open(self) -> bool:
        """Return whether a page is shown, not only the empty screen that Textual begins with."""
        raise NotImplementedError

    def once_shown(self, work: Callable[[], object]) -> None:
        """Do what takes long, or is looked at second, once the first frame is on the screen; later at once."""
        if self._goes_on:
            work()
        elif work not in self._once_shown:
            self._once_shown.append(work)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        point_at_focus(screen)
        super()._display(screen, renderable)
        shown = renderable is not None and not self._batch_count and self.page_is_open()
        if shown and not self._is_shown:
            self._is_shown = True
            if self.WRITTEN_IN:
                self.set_timer(self.WRITTEN_IN, self._go_on)
            else:
                self.call_later(self._go_on)

    def _go_on(self) -> None:
        self._goes_on = True
        for work in self._once_shown:
            self.call_later(work)
        self._once_shown.clear()
