"""The console's app: modes, theme, keys and signals, and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding
from textual.events import Event
from textual.message import Message
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.widget import AwaitMount
from textual.worker import Worker, WorkerError

from drconsole.console.commands import COMMANDS
from drconsole.console.context import Command, Registry
from drconsole.console.key_queue import Turns, Typed
from drconsole.console.own_keys import known_commands
from drconsole.console.screens.common.base import BaseScreen
from drconsole.console.state.feed import Feed
from drconsole.console.state.model import Link, Model, News
from drconsole.console.state.notice import Notice
from drconsole.console.state.reading import Reading
from drconsole.console.state.screens import FIRST, SCREENS
from drconsole.console.state.session import Session, told
from drconsole.console.theme import VARIABLE_DEFAULTS, register_themes
from drconsole.console.widgets.bars.messages import MessageRow
from drconsole.records.clock import moment
from drconsole.recovery.types.errors import DrError
from drconsole.settings.config.keys import settle
from drconsole.settings.config.load import told as told_faults

STANDS, STANDS_BAD = 8.0, 20.0
"""Seconds that a message is seen; ``m`` shows it afterwards too."""
NOTICES = 200
"""Messages kept."""


def screen_of(place: str, *arguments: Any) -> Screen[Any]:
    module, _, name = place.partition(":")
    made: Screen[Any] = getattr(import_module(f"drconsole.console.screens.{module}"), name)(*arguments)
    return made


class FeedNews(Message):
    """The feed has seen something."""

    def __init__(self, news: News) -> None:
        super().__init__()
        self.news = news


class ConsoleApp(App[None]):
    """The operator's console over one state."""

    TITLE = "drconsole"
    ENABLE_COMMAND_PALETTE = False
    MODES: ClassVar[dict[str, Any]] = {name: partial(screen_of, place) for name, place in SCREENS.items()}
    CSS_PATH = Path(__file__).with_name("console.tcss")
    """Whole: Textual would look beside the module of a subclass."""
    PAUSE_GC_ON_SCROLL = True

    def __init__(self, session: Session, *, feed: bool = True) -> None:
        self.session = session
        self.model = Model()
        self.monotonic: Callable[[], float] = time.monotonic
        """The clock that ages are told by."""
        keys, clashes = settle(session.checked.config.keys, session.checked.key_lines(), known_commands())
        self._config_faults = (*session.checked.faults, *clashes)
        self.registry = Registry(COMMANDS, read_only=session.read_only, keys=keys)
        super().__init__()
        self.animation_level = "none"
        self._feed = Feed(session, self._told) if feed else None
        self.signalled: int | None = None
        self.notices: list[Notice] = []
        """What was told in this sitting, oldest first."""
        self.readings: dict[str, Reading] = {}
        self.standing: list[Notice] = []
        """Of these the ones that stand in the message row."""
        self._lost = False
        """The engine was here, went, and has not told its status since."""
        self._turns = Turns(self)
        self._theme_fault = register_themes(self, session.theme)
        self._bind()

    def _bind(self) -> None:
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

    # Life

    def on_mount(self) -> None:
        self.catch_signals()
        self.switch_mode(self.session.screen if self.session.screen in SCREENS else FIRST)
        for line in reversed(told_faults(self._config_faults)):
            self.say(line, bad=True)
        if self._theme_fault:
            self.say(self._theme_fault, bad=True)
        if self._feed is not None:
            self._feed.start()
        if self.session.first_start:
            self.call_later(self.action_run, "welcome")

    def catch_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, self.leave, number)

    def leave(self, number: int) -> None:
        """The line is gone, or somebody ends us: put the screen back and go; the engine does not notice."""
        self.signalled = number
        self.exit(return_code=128 + number)

    def on_unmount(self) -> None:
        if self._feed is not None:
            self._feed.stop()

    # News

    def _told(self, news: News) -> None:
        self.post_message(FeedNews(news))

    def on_feed_news(self, message: FeedNews) -> None:
        self.take(message.news)

    def take(self, news: News) -> None:
        """Into the model, and what changed onto the screens that are open."""
        had = self.model.link
        changed = self.model.apply(news)
        self._tell_link(had, news)
        if "job" in changed:
            over = [each for each in self.standing if (self.model.row("job", each.job) or {}).get("ended_at")]
            if over:
                self.unsay(*over)
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen) or hasattr(screen, "follow"):
                screen.follow(changed)

    def _tell_link(self, had: Link, news: News) -> None:
        """An engine that goes or comes back is worth a message: whoever looks later reads it with ``m``."""
        now = self.model.link
        if had is Link.HERE and now is not Link.HERE:
            self._lost = True
            when = moment(self.model.world_now(self.model.status_at))
            at = f" at {when:%H:%MZ}" if when is not None else ""
            if now is Link.NONE:
                self.say(f"engine gone{at}: it was stopped; nothing takes up its jobs until one is started", bad=True)
            else:
                self.say(f"engine lost{at}: the next one takes up the jobs", bad=True)
        elif self._lost and now is Link.HERE and news.status is not None:
            # Only its own status tells that it is another one.
            self._lost = False
            epoch = (news.status.get("engine") or {}).get("epoch")
            self.say("engine is back" + (f" (epoch {epoch})" if epoch is not None else ""))

    def follow_job(self, job: str | None) -> None:
        self.model.follow_job(job)
        if self._feed is not None:
            self._feed.follow_job(job)

    def follow_journal(self, on: bool) -> None:
        self.model.journal.clear()
        if self._feed is not None:
            self._feed.follow_journal(on)

    # Doing

    async def on_event(self, event: Event) -> None:
        if isinstance(event, Typed) and not event.is_forwarded and self._turns.waits(event):
            return
        await super().on_event(event)

    async def ask(
        self, kind: str, body: Mapping[str, Any] | None = None, request_id: str | None = None
    ) -> dict[str, Any]:
        """Ask the engine on a thread; raises ``DrError``."""
        answer = await asyncio.to_thread(self.session.ask, kind, body, request_id)
        if self._feed is not None:
            self._feed.look()
        return answer

    async def action_press(self, name: str) -> None:
        """Run a command by its key. A key that was typed ahead meets the screen that this one leads to."""
        if (here := self.here) is not None:
            await here.ready()
        command, worker = self.registry.get(name), self.action_run(name)
        if worker is None:
            return
        if command is not None and command.at_once:
            with contextlib.suppress(WorkerError):
                await worker.wait()
        else:
            await asyncio.sleep(0)

    def action_run(self, name: str, argument: str = "") -> Worker[None] | None:
        """Run a command by id or word, as a worker: dialogs may wait in it. None = it cannot be done here."""
        command = self.registry.get(name)
        if command is None:
            self.say(self.registry.why_left_out(name) or f"there is no command {name}", bad=True)
            return None
        if (why := command.why_not(self)) is not None:
            self.say(why or f"{command.title}: not here", bad=True)
            return None
        return self.run_worker(
            self._run(command, argument), group="command", exit_on_error=True, description=command.id
        )

    async def _run(self, command: Command, argument: str) -> None:
        try:
            await command.run(self, argument)
        except DrError as error:
            self.say(told(error), bad=True)

    def say(self, text: str, *, bad: bool = False, job: str = "") -> None:
        """A line that goes away by itself and can be read again with ``m``; what matters stands on a screen too."""
        notice = Notice(text, f"{datetime.now(UTC):%H:%M:%SZ}", bad, job)
        self.notices.append(notice)
        del self.notices[:-NOTICES]
        self.standing.append(notice)
        self.set_timer(STANDS_BAD if bad else STANDS, partial(self.unsay, notice))
        self._show_messages()

    def unsay(self, *notices: Notice) -> None:
        """These have stood long enough, or have been read."""
        self.standing = [each for each in self.standing if each not in notices]
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
        """What Textual itself would tell: in our row, since a toast covers the page or makes it narrower."""
        self.say(f"{title}: {message}" if title else message, bad=severity != "information")

    def points_read(self, item: str) -> None:
        for screen in self.screen_stack:
            if (show := getattr(screen, "read", None)) is not None:
                show(item)

    # Where the operator is

    @property
    def here(self) -> BaseScreen | None:
        """The topmost screen that is no dialog."""
        return next((screen for screen in reversed(self.screen_stack) if isinstance(screen, BaseScreen)), None)

    def target(self) -> tuple[str, str] | None:
        return self.here.target() if self.here is not None else None

    def open(self, place: str, *arguments: Any) -> AwaitMount:
        """Push a detail page: ``plan:PlanScreen``; to be awaited where what follows needs it."""
        return self.push_screen(screen_of(place, *arguments))
