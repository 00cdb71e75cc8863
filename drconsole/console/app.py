"""App of the console: it owns modes, theme, keys and signals; what a screen shows and a command does is theirs."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding
from textual.events import Event
from textual.message import Message
from textual.screen import ModalScreen
from textual.worker import Worker, WorkerError

from drconsole.console.coached import Coached
from drconsole.console.commands import COMMANDS
from drconsole.console.context import Command, Registry, error_line, key_of
from drconsole.console.first_frame import FirstFrame
from drconsole.console.kept_styles import KeptSheets
from drconsole.console.key_queue import KeyQueue, Typed
from drconsole.console.notices import Notices
from drconsole.console.own_keys import own_keys
from drconsole.console.pages import Pages, screen_of
from drconsole.console.screens.common.base import BaseScreen
from drconsole.console.signalled import Signalled
from drconsole.console.state.feed.engine_watch import EngineWatch
from drconsole.console.state.feed.feed import Feed
from drconsole.console.state.model.items import items_of_store
from drconsole.console.state.model.model import Model, News
from drconsole.console.state.room.watch import RoomWatch
from drconsole.console.state.screens import FIRST, SCREENS
from drconsole.console.state.session import Session
from drconsole.console.theme import VARIABLE_DEFAULTS, own_names, register_themes, starts_with_default, wear
from drconsole.records.tables import JOBS
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.words.text import clean
from drconsole.settings.config.load import told as told_faults

if TYPE_CHECKING:
    # Not for the first frame: these take long to import.
    from drconsole.link import messages
    from drconsole.render.estate.items.points import Reading

NOT_NOW = frozenset({"not-now", "read-only"})
"""Codes of errors that only say that something is not possible now, and are no fault."""
PLACE_TOLD = 1.0
"""Seconds between two looks at what the console shows, for other consoles."""


class FeedNews(Message):
    """Message that carries news of the feed from its thread to the app's loop."""

    def __init__(self, news: News) -> None:
        super().__init__()
        self.news = news


class ConsoleApp(KeptSheets, Pages, FirstFrame, Notices, Coached, Signalled):
    """Console of one operator over one state folder."""

    TITLE = "drconsole"
    ENABLE_COMMAND_PALETTE = False
    MODES: ClassVar[dict[str, Any]] = {name: partial(screen_of, place) for name, place in SCREENS.items()}
    CSS_PATH = Path(__file__).with_name("console.tcss")
    """Absolute path: Textual resolves a relative one beside the module of the subclass."""
    PAUSE_GC_ON_SCROLL = True

    def __init__(self, session: Session, *, feed: bool = True) -> None:
        self.session = session
        self.model = Model(items_of_store(session.paths.db) if feed else None)
        self.monotonic: Callable[[], float] = time.monotonic
        """Clock, in seconds, by which ages are computed; tests replace it."""
        keys, clashes = own_keys(session.checked)
        self._config_faults = (*session.checked.faults, *clashes)
        self._keys = keys
        self.registry: Registry
        super().__init__()
        self.animation_level = "none"
        self._feed = Feed(session, self._told) if feed else None
        self.readings: dict[str, Reading] = {}
        self._engine_watch = EngineWatch()
        self._room_watch = RoomWatch()
        self._key_queue = KeyQueue(self, self.say_dropped, self._rested)
        self._theme_fault = "" if starts_with_default(self, session.theme) else register_themes(self, session.theme)
        self._unbound = self._bindings.copy()
        self._take_commands()

    def _take_commands(self) -> None:
        """Have the commands that this operator may give now, and their keys; what was bound before is bound no more."""
        session = self.session
        self.registry = Registry(COMMANDS, read_only=session.read_only, state_of=session.state_of, keys=self._keys)
        self._bindings = self._unbound.copy()
        for command in self.registry:
            for key in command.keys:
                self._bindings.key_to_bindings.setdefault(key, []).append(
                    Binding(key, f"press('{command.id}')", command.title, id=command.id, show=False)
                )
        for name, left_out in self.registry.left_out.items():
            for key in left_out.keys:
                self._bindings.key_to_bindings.setdefault(key, []).append(
                    Binding(key, f"press('{name}')", left_out.title, show=False)
                )

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(VARIABLE_DEFAULTS)

    # Start and end

    def on_mount(self) -> None:
        self.catch_signals()
        self.screen_change_signal.subscribe(self, self._visited)
        self.switch_mode(self.session.screen if self.session.screen in SCREENS else FIRST)
        for line in reversed(told_faults(self._config_faults)):
            self.say(line, bad=True, everywhere=True)
        self.once_shown(self._read_themes)
        for line in self._theme_fault.splitlines():
            self.say(line, bad=True, everywhere=True)
        if self._feed is not None:
            # What a list shows it reads itself.
            self.once_shown(self._feed.start)
            self.set_interval(PLACE_TOLD, self._tell_place)
        if self.session.first_start:
            self.call_later(self.action_run, "welcome")

    def _read_themes(self) -> None:
        """Read the themes that can be chosen, where the first frame did not wait for them."""
        if self.session.theme not in own_names(self) or own_names(self) == [self.session.theme]:
            for line in register_themes(self, self.theme).splitlines():
                self.say(line, bad=True, everywhere=True)

    def drop_line(self) -> None:
        self.leave(signal.SIGHUP)

    def on_unmount(self) -> None:
        self.coaching.stop()
        if self._feed is not None:
            self._feed.stop()

    # What a setting changes at once

    def set_mouse(self, on: bool) -> None:
        """Take the mouse, or leave it to the terminal; only a terminal has one."""
        self.session.mouse = on

    def wear(self, theme: str) -> str:
        """Change the colours at once; return why not, or nothing. Without a name: which themes there are."""
        if not theme:
            return f"theme {self.theme}; there are {', '.join(self.themes())}"
        return wear(self, theme)

    def themes(self) -> list[str]:
        """Return the names of the themes that can be worn."""
        return own_names(self)

    def _tell_place(self) -> None:
        if self._feed is not None and self.screen_stack:
            self._feed.place(self.place())

    # News

    def _told(self, news: News) -> None:
        self.post_message(FeedNews(news))

    def on_feed_news(self, message: FeedNews) -> None:
        if self.is_running:  # else its screens are being taken down
            self.take(message.news)

    def take(self, news: News) -> None:
        """Apply news to the model, and redraw the open screens that they concern."""
        changed = self.model.apply(news)
        told = self._engine_watch.changes(self.model, news)
        for text, bad in (
            *told,
            *self._room_watch.changes(changed, self.model, self.session, key_of(self, "handover")),
        ):
            self.say(text, bad=bad, everywhere=True)
        if self.session.read_only != self.registry.read_only:
            self._take_commands()
        if JOBS in changed and (over := [each for each in self.shown_notices if self._has_ended(each.job)]):
            self.clear_notices(*over)
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen) or hasattr(screen, "follow"):
                screen.follow(changed)
        if self._feed is not None:
            self.once_shown(self.begin_coach)

    def _has_ended(self, job: str) -> bool:
        row = self.model.row(JOBS, job)
        return row is not None and bool(row["ended_at"])

    def follow_job(self, job: str | None) -> None:
        """Read the tasks of this job from now on, and of no other; None = of none."""
        self.model.follow_job(job)
        if self._feed is not None:
            self._feed.follow_job(job)

    def follow_journal(self, on: bool) -> None:
        """Read the journal from now on, or stop reading it."""
        self.model.journal.clear()
        if self._feed is not None:
            self._feed.follow_journal(on)

    # Commands

    @property
    def more_keys(self) -> bool:
        return self._key_queue.more

    def _rested(self) -> None:
        if self.is_running and (here := self.here) is not None:
            here.catch_up()
            here.look_ahead()

    async def on_event(self, event: Event) -> None:
        if isinstance(event, Typed) and not event.is_forwarded and self._key_queue.holds_back(event):
            return
        await super().on_event(event)

    async def ask(
        self, message: messages.Message[messages.AnswerRow], request_id: str | None = None
    ) -> messages.AnswerRow:
        """Ask the engine on a thread, which waits for the answer. Raises ``DrError``."""
        answer = await asyncio.to_thread(self.session.ask, message, request_id)
        if self._feed is not None:
            self._feed.look()
        return answer

    async def action_press(self, name: str) -> None:
        """Run a command by its key, and wait where it opens another screen: the next key is meant for that one."""
        if (here := self.here) is not None:
            await here.ready()
        command, worker = self.registry.get(name), self.action_run(name)
        if worker is None:
            if command is None or command.dangerous or command.argument == "text":
                self._key_queue.refused()  # it would have opened what one types into
            return
        if command is not None and command.at_once:
            with contextlib.suppress(WorkerError):
                await worker.wait()
        else:
            await asyncio.sleep(0)

    def action_run(self, name: str, argument: str = "") -> Worker[None] | None:
        """Run a command by id or word, as a worker, since it may wait for a dialog. None = it cannot run here."""
        command = self.registry.get(name)
        if command is None:
            self.say(self.registry.why_left_out(name) or f"there is no command {name}", refused=True)
            return None
        if (why := command.why_not(self)) is not None:
            if why or not command.quiet:
                said = f"{why}{command.way_out(self)}" if why else f"{command.title}: not on this page"
                self.say(said, refused=True)
            return None
        return self.run_worker(
            self._run(command, argument), group="command", exit_on_error=True, description=command.id
        )

    async def _run(self, command: Command, argument: str) -> None:
        try:
            await command.run(self, argument)
        except DrError as error:
            not_now = error.code in NOT_NOW
            self.say(error_line(self, error), bad=not not_now, refused=not_now)
        except ImportError as error:
            # Read when it is first needed: another version was put in its place while this console was open.
            text = f"not done: drconsole was changed on disk ({clean(str(error))}): leave this console, open it again"
            self.say(text, bad=True)

    def action_help_quit(self) -> None:
        """Say how to leave, where Textual has ctrl+c for it: that key must not end a sitting by accident."""
        key = key_of(self, "quit") or ":quit"
        here = self.screen if isinstance(self.screen, ModalScreen) else None
        first = "esc closes this dialog, then " if here is not None else ""
        text = f"to leave the console: {first}{key}; the engine and its jobs go on"
        if not any(each.text == text for each in self.shown_notices):
            self.say(text)
