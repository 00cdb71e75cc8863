"""App beside whose pages a coach speaks, where the state is an exercise's."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import App
from textual.message import Message
from textual.screen import ModalScreen

from drconsole.console.context import press
from drconsole.console.state.coaching.following import Coaching, Said
from drconsole.recovery.types.words import Mode

if TYPE_CHECKING:
    from drconsole.console.context import Console
    from drconsole.training.coaching.view import CoachView, Notice

LOOK = 1.0
"""Seconds between two times that the coach is told what is shown."""


def begins(view: CoachView) -> bool:
    """Return whether an exercise has hardly begun: the first look at a page may have done a step."""
    return view.done <= 1 and all(notice.kind == "done" for notice in view.notices)


class CoachNews(Message):
    """Message that carries what the coach says from its thread to the app's loop."""

    def __init__(self, said: Said) -> None:
        super().__init__()
        self.said = said


class Coached(App[None]):
    """App that shows what a coach says, and never waits for it."""

    def __init__(self) -> None:
        self.coaching = Coaching()
        super().__init__()

    @property
    def _console(self) -> Console:
        return cast("Console", self)

    def on_mount(self) -> None:
        # At once: a page that is left again before the next message was shown all the same.
        self.screen_change_signal.subscribe(self, lambda _: self.show_coach_place(), immediate=True)

    def begin_coach(self) -> None:
        """Begin with the coach, once the provider has said that this is an exercise."""
        if self.coaching.begun or self._console.model.mode() != Mode.EXERCISE:
            return
        paths = self._console.session.paths
        self.coaching.begin(paths.folder, paths.db, lambda said: self.post_message(CoachNews(said)))
        self.set_interval(LOOK, self.show_coach_place)

    def show_coach_place(self) -> None:
        """Tell the coach which screen is shown, and the world's time; show the screen to who watches."""
        from drconsole.console.watched import show_to_watcher

        if not self.coaching.begun:
            return
        model = self._console.model
        points = getattr(self.screen, "points_listed", "")
        self.coaching.look(self._console.current_mode, model.world_now(self._console.monotonic()), points)
        show_to_watcher(self, self._console.session.paths.folder.parent)

    def on_coach_news(self, message: CoachNews) -> None:
        if self.is_running:  # else its screens are being taken down
            self.take_coach(message.said)

    def take_coach(self, said: Said) -> None:
        """Show what the coach says now, and tell its new notices."""
        app, before = self._console, self.coaching.view
        if said.fault and said.fault != self.coaching.fault:
            app.say(f"the coach: {said.fault}", bad=True, everywhere=True)
        self.coaching.fault = said.fault
        if said.refused:
            app.say(said.refused, refused=True)
        view = said.view
        if view is None or view == before:
            return
        self.coaching.view = view
        if before is not None and view.lines_dropped > before.lines_dropped:
            self.drop_line()
            return
        if view.moved_to is not None:
            self._move(view)
            return
        if before is None:
            app.session.name = ""  # the folder of an exercise is no state that its trainee would know by a name
            self._tell_before(view)
        else:
            self._tell_news(before, view)
        self.draw_coach()
        if before is None and view.ended is None and begins(view):
            self._open_page("an exercise begins", "for its story")
        elif view.ended is not None and (before is None or before.ended is None):
            self._open_page("the exercise is over", "for the debrief")

    def _tell(self, notice: Notice) -> None:
        from drconsole.console.state.coaching.words import notice_text

        self._console.say(notice_text(notice), bad=notice.kind == "mistake", everywhere=True)

    def _tell_news(self, before: CoachView, view: CoachView) -> None:
        from drconsole.console.state.coaching.words import new_hint

        if (hint := new_hint(before, view)) and getattr(self.screen, "coached", True):  # its own page shows it
            self._console.say(hint, everywhere=True)
        for notice in view.notices[len(before.notices) :]:
            self._tell(notice)

    def _tell_before(self, view: CoachView) -> None:
        """Tell what somebody missed who opens a console in the middle of an exercise."""
        from drconsole.training.session.folder import FIRST_STATE

        told = [each for each in view.notices if each.kind != "done"]
        if view.ended is None and told:
            self._tell(told[-1])
        if view.ended is None and self._console.session.paths.folder.name != FIRST_STATE:
            self._console.say("the exercise was taken back to an earlier moment: look at its time", everywhere=True)

    def _open_page(self, why: str, what: str) -> None:
        """Open the coach's page; over a dialog only tell how: no key that is typed there may go elsewhere."""
        if isinstance(self.screen, ModalScreen):
            self._console.say(f"{why}: {press(self._console, 'coach')} {what}", everywhere=True)
        else:
            self.call_later(self._console.action_run, "coach")

    def draw_coach(self) -> None:
        """Redraw the coach's part of all open pages and dialogs."""
        for screen in self.screen_stack:
            if (draw := getattr(screen, "draw_coach", None)) is not None:
                draw()

    def drop_line(self) -> None:
        """Leave at once, as a console does whose line has dropped."""
        raise NotImplementedError

    def _move(self, view: CoachView) -> None:
        """Leave this console for another one on the state in which the exercise goes on."""
        from drconsole.console.state.wish import Wish

        app = self._console
        if app.session.wish is None:
            app.session.wish = Wish(state=view.moved_to)
            app.exit()
