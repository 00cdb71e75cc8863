"""First line of every screen: how real this is, whose estate it is, the screens, time, engine, what needs a person."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.strip import Strip

from drconsole.console.context import Console, key_of
from drconsole.console.state.model.model import Link, Model
from drconsole.console.state.room.proposing import waiting
from drconsole.console.state.screens import SCREENS
from drconsole.console.theme import MODES
from drconsole.console.widgets.bars.fitting import Form, Piece, fitting, piece, wide
from drconsole.console.widgets.view import Content, LineView, Part, shortened
from drconsole.records.clock import moment
from drconsole.records.condition import age_text, is_silent
from drconsole.records.tables import NOTES, WORLD
from drconsole.records.waiting.of_room import APPROVAL
from drconsole.render.estate.arming import EMULATOR, armed_word
from drconsole.render.estate.condition import condition_word
from drconsole.render.estate.presence import presence_texts
from drconsole.render.room.proposals import easier_texts, glass_texts
from drconsole.render.words.marks import mode_cell
from drconsole.render.words.text import clean, duration

if TYPE_CHECKING:
    from drconsole.console.context import Page

FRESH = 6.0
"""Age of the engine's status, in seconds, below which the line does not mention it; it is asked every two seconds."""
PAGE = " › "  # noqa: RUF001 - a sign, no letter
LONGEST = 30
"""Cells of the name of a detail page; more is cut off where there is too little room for it."""
PRESENCE_RANKS = (10, 9, 6)
"""Ranks of who else is here: with where they are, by name, and as a number."""
SHORT = {
    "overview": "Ov",
    "plans": "Pl",
    "items": "It",
    "points": "Po",
    "jobs": "Jo",
    "journal": "Jn",
    "alarms": "Al",
}
"""Screen -> its name where there is little room; the one that is shown keeps its own."""


class StatusLine(LineView, can_focus=False):
    """First line of a screen; it redraws itself every second while its screen is on top. A click on a tab opens it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"--tab", "--needs", *(f"--{style}" for style in MODES.values())}
    DEFAULT_CSS = """
    StatusLine { height: 1; dock: top; background: $panel; }
    StatusLine > .--tab { text-style: bold underline; }
    StatusLine > .--needs { color: $warn; text-style: $needs-style; }
    StatusLine > .--simulation { text-style: bold reverse; color: $simulation; }
    StatusLine > .--exercise { text-style: bold reverse; color: $exercise; }
    StatusLine > .--live { text-style: bold reverse; color: $live; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._pieces: tuple[Piece, ...] = ()

    def on_mount(self) -> None:
        # Ages and the provider's clock go on without a change of the model; only cells that differ are painted.
        self.set_interval(1.0, self.follow)

    @property
    def text(self) -> str:
        """Text of the line, as far as it fits."""
        return "".join(text for text, _ in fitting(self._pieces, self.size.width)).strip()

    def follow(self) -> None:
        """Redraw the line: the model has changed, the cursor has moved, or a second has passed."""
        if not self.screen.is_current:
            return
        app = cast("Console", self.app)
        here = cast("Page", self.screen) if hasattr(self.screen, "crumb") else app.here
        found = tuple(
            pieces(
                app.model,
                app.monotonic(),
                tabs(
                    app,
                    page_of(here, on_top=len(app.screen_stack) > 1 and self.screen is not app.screen_stack[0])
                    if here is not None
                    else "",
                ),
                app.session.operator,
                app.session.read_only,
                needs_key=key_of(app, "needs-a-person"),
                state=app.session.name,
                proposed=waiting(app.model, app.session, key_of(app, "proposals")),
            )
        )
        if found != self._pieces:
            self._pieces = found
            self.redraw()

    def content(self, y: int) -> Content:
        return self._pieces

    def draw(self, content: Content, width: int) -> Strip:
        return self.parts(fitting(self._pieces, width), width)

    def on_click(self, event: events.Click) -> None:
        """Go to the screen of the tab that was clicked."""
        app, at = cast("Console", self.app), 0
        keys = {key_of(app, name): name for name in SCREENS}
        for part in fitting(self._pieces, self.size.width):
            at += wide([part])
            if event.x < at:
                name = next((name for key, name in keys.items() if key and part[0].startswith(key)), None)
                if name is not None and part[1] in ("", "tab"):
                    app.action_run(name)
                return


def page_of(here: Page, *, on_top: bool) -> str:
    """Return which page is open (``on_top`` of a list), or of what a list shows only a part; empty = a whole list."""
    crumb = str(getattr(here, "crumb", ""))
    return crumb if on_top else crumb.partition(": ")[2]


def tabs(app: Console, crumb: str) -> Piece:
    """Return the screens with their keys; behind the one that is shown stands the page that is open on it.

    With less room the others have short names, then only their keys; then the one that is shown stands alone.
    """
    here, page = app.current_mode, clean(crumb)
    keys = {name: key_of(app, name) for name in SCREENS}
    full, short = {name: name.capitalize() for name in SCREENS}, shortened(page, LONGEST)
    own = f"{keys.get(here, '')} {here.capitalize()}".strip()

    def all_of(gap: str, names: Mapping[str, str], page: str) -> tuple[Part, ...]:
        parts: list[Part] = []
        for name, key in keys.items():
            parts += [(gap, "")] if parts else []
            if name == here and names is SHORT and not page:
                parts.append((own.replace(" ", "", 1), "tab"))
            elif name == here:
                parts.append((f"{own}{PAGE}{page}" if page else own, "tab"))
            else:
                parts.append((f"{key}{' ' if names is full else ''}{names.get(name, '')}", ""))
        return tuple(parts)

    return Piece(
        (
            Form(all_of("  ", full, page), 11),
            Form(all_of(" ", full, page), 9),
            Form(all_of(" ", SHORT, page), 8),
            Form(all_of(" ", {}, page), 6),
            Form(all_of(" ", {}, short), 3),
            Form(((short or own, "tab"),), 2),
        )
    )


def pieces(
    model: Model,
    now: float,
    screens: Piece,
    operator: str,
    read_only: bool = False,
    *,
    needs_key: str = "",
    state: str = "",
    proposed: Sequence[str] = (),
) -> list[Piece]:
    """Return all pieces of the line, from left to right.

    ``now``: seconds on the clock of ``status_at``; ``needs_key``: key that shows what needs a person, empty = none.
    ``state``: name of the state folder, where it is not the usual one. ``proposed``: what of the proposals waits for
    this operator, the longest text first.
    """
    mode = clean(model.mode())
    found = [piece(mode_cell(mode), MODES.get(mode, "loud"), 0)]
    found.extend(_vault(model, operator, datetime.now(UTC)))
    if read_only:
        found.append(piece("READ-ONLY", "header", 0))
    for loud in (glass_texts(model.open_jobs()), easier_texts(model.rows(NOTES))):
        if loud:
            ranks = (10, 4, 0)
            found.append(Piece(tuple(Form(((text, "bad"),), rank) for text, rank in zip(loud, ranks, strict=True))))
    whose = clean(estate(model))
    if name := " in ".join(part for part in (whose, clean(state)) if part):
        # Two states may have one estate: which of them this is gives way after the names of the screens.
        found.append(piece(name, "header", 7 if state else 11, whose or name, shortened(whose or name, 12), last=4))
    found.append(screens)
    if others := presence_texts(model.consoles, os.getpid()):
        found.append(presence(others))
    if time := world_time(model, now, bool(model.open_jobs())):
        found.append(piece(time, "", 5, time.split(" ")[0], right=True, last=2))
    found.append(piece(clean(operator), "dim", 12, right=True))
    found.extend(condition(model, now))
    found.append(engine(model, now))
    if proposed:
        found.append(piece(f" {proposed[0]} ", "needs", 1, f" {proposed[-1]} ", right=True, last=0))
    needs = model.waits()
    # Where all that waits is theirs to approve, the piece before says so.
    if (waits := len(needs)) and not (proposed and all(need.get("kind") == APPROVAL for need in needs)):
        need = f"‼ {waits} {'needs' if waits == 1 else 'need'} you"
        longer = f" {need}: {needs_key} " if needs_key else f" {need} "
        found.append(piece(longer, "needs", 1, f" {need} ", right=True, last=0))
    return found


def _vault(model: Model, operator: str, now: datetime) -> list[Piece]:
    """Return whether this operator may act on the vault that the state is bound to; none where there is none."""
    world = model.row(WORLD, WORLD)
    place = world.get("place") if world is not None else None
    if world is None or place is None:
        return []
    # Arming lasts only as long as its engine: without one, nobody is armed.
    armed = world.get("armed", []) if model.link is Link.HERE else []
    word = armed_word(place, armed, operator, now)
    said = f"{EMULATOR} {word}" if place["emulator"] else word
    return [piece(said, "loud" if word.startswith("ARMED") else "header", 0)]


def presence(others: Sequence[str]) -> Piece:
    """Return who else is here. Where somebody is gives way before the names of the screens do, their number last."""
    ranks = [*PRESENCE_RANKS[: len(others) - 1], PRESENCE_RANKS[-1]]
    return Piece(tuple(Form(((text, "note"),), rank) for text, rank in zip(others, ranks, strict=True)), right=True)


def estate(model: Model) -> str:
    """Return the name of the estate; empty = not known."""
    world = model.row(WORLD, WORLD)
    told = model.status["estate"] if model.status is not None else None
    return told or (world["estate"] if world is not None else "")


def engine(model: Model, now: float) -> Piece:
    """Return the state of the engine, with the age of its last status once that is old."""
    if model.link is Link.SOUGHT:
        return piece(str(model.link), "dim", 3, "engine ?", right=True, last=0)
    if model.link is Link.STARTING:
        return piece("engine starting", "warn", 0, right=True)
    if model.link is not Link.HERE:
        age = f", seen {duration(now - model.status_at)} ago" if model.status_at else ""
        gone = model.link.upper()
        return piece(f"{gone}{age}", "bad", 3, gone, right=True, last=0)
    draining = model.engine is not None and model.engine.get("draining", False)
    old = now - model.status_at if model.status_at else None
    if old is None:
        return piece("engine here", "dim", 10, right=True)
    if old >= FRESH:
        # Steps of five seconds: each change is painted over a slow line.
        return piece(f"engine silent {duration(old - old % 5)}", "warn", 0, right=True)
    if model.blocked():
        return piece("ENGINE BLOCKED", "bad", 0, right=True)
    if draining:
        return piece("engine draining", "warn", 0, right=True)
    return piece("engine ok", "dim", 10, right=True)


def condition(model: Model, now: float) -> list[Piece]:
    """Return what keeps the provider from being read, with how old what is shown is; none where nothing does."""
    world = model.row(WORLD, WORLD)
    told = world.get("condition") if world is not None and model.link is Link.HERE else None
    if told is None:
        return []
    short = condition_word(told)
    longer = f"{short}, {age_text(told, model.world_now(now))}" if is_silent(told) else short
    return [piece(longer, "warn", 10, short, right=True, last=0)]


def world_time(model: Model, now: float, running: bool) -> str:
    """Return the provider's time in UTC, with seconds only while a job runs, and its speed if it is not ours.

    Without an answer of an engine it is the time that was stored last.
    """
    clock = model.clock
    when = moment(model.world_now(now if model.link is Link.HERE else model.status_at))
    if clock is None or when is None:
        world = model.row(WORLD, WORLD)
        stored = moment(world["clock"]["now"]) if world is not None else None
        return stored.strftime("%H:%MZ when last told") if stored is not None else ""
    text = when.strftime("%H:%M:%SZ" if running else "%H:%MZ")
    if clock["paused"]:
        return f"{text} paused"
    speed = clock["speed"]
    if speed in (None, 1):
        return text
    return f"{text} x{speed:g}" if isinstance(speed, int | float) else f"{text} {clean(speed)}"
