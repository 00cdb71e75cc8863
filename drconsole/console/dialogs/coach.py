"""Pages of an exercise: all that its coach has said, and the debrief at its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.events import Key

from drconsole.console.context import key_of
from drconsole.console.dialogs.base.dialog import Dialog
from drconsole.console.state.coaching.pages import coach_page, debrief_page
from drconsole.console.state.screens import SCREENS
from drconsole.console.widgets.sheet import Sheet
from drconsole.render.rows.entries import Entry
from drconsole.render.words.text import clean


class _OfTheCoach(Dialog[None]):
    """Page with what the coach says; the coach's own part of a dialog would say it twice."""

    coached = False

    def on_mount(self) -> None:
        self.say("")
        self.draw_coach()
        self.sheet.move(0)

    def draw_coach(self) -> None:
        """Show what the coach says now."""
        self.show(self._entries())

    def _entries(self) -> Sequence[Entry]:
        raise NotImplementedError

    @on(Sheet.Passed)
    def _read(self) -> None:
        self.dismiss()

    def on_key(self, event: Key) -> None:
        """Leave for a screen or the help by their keys: the story names them, and they are tried here."""
        for name in (*SCREENS, "help"):
            command = self.console_app.registry.get(name)
            if command is not None and event.key in command.keys:
                event.stop()
                self.dismiss()
                self.call_later(self.console_app.action_run, name)


class CoachDialog(_OfTheCoach):
    """Story, step, hints, steps so far, messages and mistakes."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("i", "hint", show=False), Binding("C", "close", show=False)]
    hint = "j/k read  i hint  1 to 7 screens  ? help  enter, esc back"

    def _entries(self) -> Sequence[Entry]:
        view = self.console_app.coaching.view
        if view is None:
            return ()
        self.head(f"coach: {clean(view.title)}", self._about())
        self.hint = type(self).hint.replace("  i hint", "" if view.hints_left is None else "  i hint")
        self.draw_hint()
        return coach_page(view)

    def _about(self) -> str:
        app = self.console_app
        view = app.coaching.view
        price = f", which costs {view.hint_price} of 100 points" if view is not None and view.hint_price else ""
        hints = () if view is not None and view.hints_left is None else (("hint", f"gives a hint{price}"),)
        acts = (*hints, ("coach", "opens this page"), ("end-exercise", "ends it"))
        keys = [f"{key} {what}" for name, what in acts if (key := key_of(app, name))]
        return f"This is an exercise: mistakes are allowed. On every page: {', '.join(keys)}."

    def action_hint(self) -> None:
        """Ask for the next hint, or say why there is none."""
        app = self.console_app
        command = app.registry.get("hint")
        why = command.why_not(app) if command is not None else None
        if why:
            self.say(why)
        else:
            app.coaching.hint()


class DebriefDialog(_OfTheCoach):
    """Score, objectives, dangerous acts and mistakes of an exercise that is over."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("C", "close", show=False)]
    hint = "j/k read  enter, esc back"

    def _entries(self) -> Sequence[Entry]:
        view = self.console_app.coaching.view
        if view is None or view.ended is None:
            return ()
        self.head(f"debrief: {clean(view.title)}", "")
        return debrief_page(view, view.ended)
