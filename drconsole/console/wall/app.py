"""App of a wall: one picture that follows the store. Its keys turn pages, choose plans and leave; none of them acts."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar

from rich.console import RenderableType
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.message import Message
from textual.screen import Screen

from drconsole.console.signalled import Signalled
from drconsole.console.state.model.items import items_of_store
from drconsole.console.terminal.charset import charset_of
from drconsole.console.terminal.output.abilities import abilities
from drconsole.console.terminal.output.frame import Frame, writes
from drconsole.console.theme import VARIABLE_DEFAULTS, register_themes
from drconsole.console.wall.gathering import Gathered
from drconsole.console.wall.looking import Look, Looker
from drconsole.console.wall.view import WallView
from drconsole.recovery.types.data import dataclass
from drconsole.render.drawing.parts import Parts
from drconsole.render.wall.decisions import decides
from drconsole.render.wall.facts import WallFacts
from drconsole.render.wall.page import page
from drconsole.settings.config.load import load
from drconsole.settings.state import StatePaths

TURN = 12.0
"""Seconds that a page is shown where there are several (our choice: to read some thirty lines takes about so long)."""
AGES = 5.0
"""Seconds between two computations of ages while nothing changes."""
KEYS = "space next   p plans   q leaves"
KEYS_OF_BROWSER = "space next   p plans"


@dataclass(frozen=True, slots=True)
class Setting:
    """Settings that a wall is opened with."""

    paths: StatePaths
    name: str = ""
    """Name of the state, where it is not the user's usual one."""
    plans: tuple[str, ...] = ()
    """Keys of the only plans to show; none = all."""
    theme: str = "wall"
    drill_days: int = 180
    leaves: bool = True
    """Whether a key ends it: in a browser none does."""
    unicode: bool = True


class Looked(Message):
    """Message that carries a look from its thread to the app's loop."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look


def wall_time() -> datetime:
    """Return the wall's clock, in UTC."""
    return datetime.now(UTC)


class WallApp(Signalled, inherit_bindings=False):
    """Wall over one state folder. It reads the store, and has nothing with which it could reach an engine."""

    TITLE = "Wall of drconsole"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Screen { background: $background; color: $foreground; overflow: hidden; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,right,pagedown,n", "turn(1)", "next page", show=False),
        Binding("left,pageup,backspace", "turn(-1)", "page before", show=False),
        Binding("p", "plans", "the next plan, or all", show=False),
        Binding("ctrl+l", "repaint", "write all of it again", show=False),
        Binding("q,ctrl+c,ctrl+q", "leave", "leave", show=False, priority=True),
    ]

    def __init__(
        self,
        setting: Setting,
        *,
        looks: bool = True,
        clock: Callable[[], datetime] = wall_time,
        frame: Frame | None = None,
    ) -> None:
        """``looks``: whether it reads the store by itself; without, it is told by ``take``. ``frame``: what the
        terminal shows, so that only cells that differ are written; None = Textual writes whole lines."""
        self._frame = frame
        super().__init__()
        self.animation_level = "none"
        self.setting, self.clock = setting, clock
        self.monotonic: Callable[[], float] = time.monotonic
        db = setting.paths.db
        self.known = Gathered(lambda: items_of_store(db), setting.name, setting.drill_days, setting.plans)
        self._looker = Looker(setting.paths, self._told, decides) if looks else None
        self._facts: WallFacts | None = None
        self._facts_at = 0.0
        self._number, self._pages, self._turned_at = 0, 1, 0.0
        self.theme_fault = register_themes(self, setting.theme)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(VARIABLE_DEFAULTS)

    def compose(self) -> ComposeResult:
        yield WallView(self._draw)

    def on_mount(self) -> None:
        self.catch_signals()
        self.app_resume_signal.subscribe(self, lambda _: self.action_repaint())
        self._turned_at = self.monotonic()
        if self._looker is not None:
            self._looker.start()
            self.set_interval(1.0, self.tick)

    def on_unmount(self) -> None:
        if self._looker is not None:
            self._looker.stop()

    def on_resize(self, event: Resize) -> None:
        if self._frame is not None:
            self._frame.resized(event.size.width)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if self._frame is not None and renderable is not None and writes(self):
            renderable = self._frame.to_write(renderable)
        super()._display(screen, renderable)

    # News

    def _told(self, look: Look) -> None:
        with contextlib.suppress(RuntimeError):  # its loop has ended
            self.post_message(Looked(look))

    def on_looked(self, message: Looked) -> None:
        self.take(message.look)

    def take(self, look: Look) -> None:
        """Take a look in, and draw what is new."""
        if self.known.take(look):
            self.redraw()

    def redraw(self) -> None:
        """Draw what is known now, not what was computed a moment ago."""
        self._facts = None
        self.draw()

    def tick(self) -> None:
        """Let a second pass: the clock and ages go on, and the page turns when it is time."""
        if self._pages > 1 and self.monotonic() - self._turned_at >= TURN:
            self._turn(1)
        self.draw()

    def draw(self) -> None:
        """Draw anew; only cells that differ are painted."""
        for view in self.screen_stack[0].query(WallView) if self.screen_stack else ():
            view.show()

    def _draw(self, width: int, height: int) -> Sequence[Parts]:
        drawn = page(
            self.facts(),
            width,
            height,
            self._number,
            unicode=self.setting.unicode,
            keys=KEYS if self.setting.leaves else KEYS_OF_BROWSER,
        )
        self._pages = drawn.pages
        return drawn.lines

    def facts(self) -> WallFacts:
        """Return what is shown now. Between changes only clocks go on, and every few seconds ages."""
        now, monotonic = self.clock(), self.monotonic()
        if self._facts is None or monotonic - self._facts_at >= AGES or monotonic < self._facts_at:
            self._facts, self._facts_at = self.known.facts(now, now.astimezone(), monotonic), monotonic
        return replace(self._facts, now=now, local=now.astimezone())

    # Keys

    def _turn(self, by: int) -> None:
        self._number = (self._number + by) % max(1, self._pages)
        self._turned_at = self.monotonic()

    def action_turn(self, by: int) -> None:
        self._turn(by)
        self.draw()

    def action_plans(self) -> None:
        """Show the next plan alone, and after the last one what was shown at first."""
        keys = list(self.setting.plans) or self.known.plan_keys()
        alone = self.known.plans[0] if len(self.known.plans) == 1 else None
        place = keys.index(alone) + 1 if alone in keys else 0
        self.known.plans = (keys[place],) if place < len(keys) else self.setting.plans
        self._number = 0
        self.redraw()

    def action_repaint(self) -> None:
        """Write all of it again: another program has written over it, or had the terminal meanwhile."""
        if self._frame is not None:
            self._frame.forget()
        self.screen.refresh(layout=True)

    def action_leave(self) -> None:
        if self.setting.leaves:
            self.exit()

    def action_help_quit(self) -> None:
        """Say nothing: Textual would tell of keys that are none here."""


def run_wall(setting: Setting) -> int:
    """Run a wall on this terminal until it is left; return the exit code."""
    encoding = getattr(sys.__stderr__, "encoding", None) or "ascii"  # where Textual's driver writes
    charset = charset_of(load().config.console.glyphs, encoding, os.environ)
    app = WallApp(replace(setting, unicode=charset is None), frame=Frame(abilities(os.environ)))
    if charset is not None:
        from drconsole.console.terminal.plain import PlainGlyphs

        app._filters.append(PlainGlyphs(charset))
    app.run(mouse=False)
    if app.theme_fault:
        sys.stderr.write("".join(f"drconsole: {line}\n" for line in app.theme_fault.splitlines()))
    return int(app.return_code or 0)
