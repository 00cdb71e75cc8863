"""Messages to the operator: shown for some seconds in the message row, kept for a list of all of them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from textual.app import App
from textual.notifications import SeverityLevel

from drconsole.console.state.notice import Notice
from drconsole.console.widgets.bars.messages import MessageRow
from drconsole.render.words.keys import key_text

SHOWN_FOR, BAD_SHOWN_FOR = 8.0, 20.0
"""Seconds for which the message row shows a message; an error stays longer. ``m`` lists all of them later."""
NOTICES = 200
"""Number of messages kept for ``m``."""


class Notices(App[None]):
    """App that tells its operator what happened, each message on the page that it belongs to."""

    def __init__(self) -> None:
        super().__init__()
        self.notices: list[Notice] = []
        """Messages of this sitting, oldest first."""
        self.shown_notices: list[Notice] = []
        """Messages that the message row still shows, oldest first."""

    def say(
        self, text: str, *, bad: bool = False, refused: bool = False, job: str = "", everywhere: bool = False
    ) -> None:
        """Show a message for some seconds; ``m`` lists it later. What matters has a place on a screen as well.

        It stands on the page or dialog that is open now; ``everywhere``: on each that is opened meanwhile, too.
        """
        place = None if everywhere or not self.screen_stack else self.screen
        notice = Notice(text, f"{datetime.now(UTC):%H:%M:%SZ}", bad, job, refused, place)
        if refused:
            # What the key before was answered is over: it is no news that is counted beside this.
            self.shown_notices = [each for each in self.shown_notices if not each.refused]
        self.notices.append(notice)
        del self.notices[:-NOTICES]
        self.shown_notices.append(notice)
        self.set_timer(BAD_SHOWN_FOR if bad or refused else SHOWN_FOR, partial(self.clear_notices, notice))
        self._show_messages()

    def say_dropped(self, key: str) -> None:
        """Say beside the newest message, the refusal of a key, that what was typed in one go with it was not taken."""
        told = f"the keys typed after {key_text(key)} were not taken"
        if self.notices and self.notices[-1] in self.shown_notices:
            refusal = self.notices.pop()
            self.clear_notices(refusal)
            self.say(f"{told}; {refusal.text}", refused=True)
        else:
            self.say(told, refused=True)

    def clear_notices(self, *notices: Notice) -> None:
        """Remove messages from the message row: they were shown long enough, or the operator has read them."""
        self.shown_notices = [each for each in self.shown_notices if each not in notices]
        self._show_messages()

    def _show_messages(self) -> None:
        for screen in self.screen_stack:
            for row in screen.query(MessageRow):
                row.follow()

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Show Textual's own notifications in the message row: a toast covers a part of the page."""
        self.say(f"{title}: {message}" if title else message, bad=severity != "information")
