"""The line on top of every screen: which reality, who needs what, how the engine is, and when it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from rich.cells import cell_len
from textual.strip import Strip

from drconsole.console.context import Console
from drconsole.console.state.model import Link, Model
from drconsole.console.state.targets import items_of
from drconsole.console.widgets.view import Content, LineView, Part
from drconsole.records.clock import moment
from drconsole.records.view import Row, active_side
from drconsole.recovery.types.words import counted
from drconsole.render.text import clean, duration

if TYPE_CHECKING:
    from drconsole.console.context import Page

FRESH = 6.0
"""Seconds since the last look that need no mention: the engine is asked every two."""
BETWEEN = 2
EXTRA = 8
"""The ``last`` of what goes before anything else is even said shorter."""
SHORT_NAMES = {"Replicated items": ("Items",), "Latest recovery points": ("Points",)}
"""Screens whose names are too long for a narrow line; those of detail pages end with a name that must stay."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the line; the one with the greatest ``last`` goes first when there is no room, one with 0 never."""

    text: str
    style: str
    last: int
    shorter: tuple[str, ...] = ()
    """What may stand instead before it goes, longest first."""


class StatusLine(LineView, can_focus=False):
    """Mode, screen, authority, jobs, what needs a person, engine and its age, operator, the world's time in UTC."""

    DEFAULT_CSS = """
    StatusLine { height: 1; dock: top; background: $panel; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._pieces: tuple[Piece, ...] = ()

    def on_mount(self) -> None:
        # Ages and the world's clock go on by themselves; what is drawn is only what says something else by then.
        self.set_interval(1.0, self.follow)

    @property
    def text(self) -> str:
        """What it says, as far as it fits."""
        return "".join(text for text, _ in fitting(self._pieces, self.size.width)).strip()

    def follow(self) -> None:
        """The model has changed, the cursor has moved, or a second has gone by."""
        if not self.screen.is_current:
            return
        app = cast("Console", self.app)
        here = cast("Page", self.screen) if hasattr(self.screen, "crumb") else app.here
        crumb = str(getattr(here, "crumb", ""))
        target = here.target() if here is not None else None
        self._pieces = tuple(
            pieces(app.model, app.monotonic(), crumb, target, app.session.operator, app.session.read_only)
        )
        self.redraw()

    def content(self, y: int) -> Content:
        return self._pieces

    def draw(self, content: Content, width: int) -> Strip:
        return self.parts(fitting(self._pieces, width), width)


def pieces(
    model: Model,
    now: float,
    crumb: str,
    target: tuple[str, str] | None,
    operator: str,
    read_only: bool = False,
) -> list[Piece]:
    """Everything that the line may say, from left to right. ``now`` is of the clock of ``status_at``."""
    running = model.open_jobs()
    waiting = len(model.waits())
    found = [Piece(f" {clean(model.mode())} ", "loud", 0)]
    if read_only:
        found.append(Piece("READ-ONLY", "header", 0))
    if time := world_time(model, now, bool(running)):
        # Far to the left, where little is painted with it: a frame is cut off on its right only.
        found.append(Piece(time, "", 5, (time.split(" ")[0],)))
    if crumb:
        found.append(Piece(clean(crumb), "header", 3, SHORT_NAMES.get(crumb, ())))
    if waiting:
        said, need = counted(waiting, "thing"), "needs" if waiting == 1 else "need"
        found.append(Piece(f" ‼ {said} {need} a person ", "loud", 0, (f" ‼ {waiting} {need} you ",)))
    if stands := authority(model, target):
        found.append(Piece(stands[0], "", 7, stands[1:]))
    if running:
        found.append(Piece(counted(len(running), "job") + " running", "busy", 4, (counted(len(running), "job"),)))
    found.append(engine(model, now))
    found.append(Piece(clean(operator), "", EXTRA))
    return found


def engine(model: Model, now: float) -> Piece:
    """How the engine is, and how old what it said is when that is worth a word."""
    if model.link is Link.STARTING:
        return Piece("engine starting", "warn", 0)
    if model.link is not Link.HERE:
        age = f", seen {duration(now - model.status_at)} ago" if model.status_at else ""
        return Piece(f"{model.link.upper()}{age}", "bad", 0, (model.link.upper(),))
    told: Row = model.status.get("engine") or {}
    state = "engine draining" if told.get("draining") else "engine ok"
    old = now - model.status_at if model.status_at else None
    if old is None:
        return Piece("engine here", "", 0)
    if old >= FRESH:
        # Steps of five seconds: an age is to be read, not to be watched.
        return Piece(f"engine silent {duration(old - old % 5)}", "warn", 0)
    return Piece(state, "warn" if told.get("draining") else "", 0)


def world_time(model: Model, now: float, running: bool) -> str:
    """The provider's clock in UTC, with its seconds only while a job runs; how fast it goes if not as ours."""
    when = moment(model.world_now(now if model.link is Link.HERE else model.status_at))
    if when is None:
        return ""
    clock: Row = model.status.get("clock") or {}
    text = when.strftime("%H:%M:%SZ" if running else "%H:%MZ")
    if clock.get("paused"):
        return f"{text} paused"
    speed: Any = clock.get("speed")
    if speed in (None, 1, 1.0):
        return text
    return f"{text} x{speed:g}" if isinstance(speed, int | float) else f"{text} {clean(speed)}"


WAYS = {"primary-to-recovery": ("Primary", "Recovery"), "recovery-to-primary": ("Recovery", "Primary")}


def authority(model: Model, target: tuple[str, str] | None) -> tuple[str, ...]:
    """Where what is shown is active and which way it is replicated: ``active at Primary, Primary → Recovery``.

    Then the same shorter and shorter for narrow lines; what is active stands first. Nothing if it is not known.
    """
    row = model.row(*target) if target is not None else None
    if target is None or row is None:
        return ()
    rows = [row] if target[0] == "item" else items_of(model, row)
    places = sorted({str(side) for each in rows if (side := active_side(each)) is not None})
    ways = {WAYS.get(str(each.get("direction"))) for each in rows}
    if not places:
        return ()
    where = "active at " + " and ".join(places)
    way = ways.pop() if len(ways) == 1 else None
    if way is None:
        return (f"{where}, both ways" if ways else where), where, f"at {'+'.join(places)}"
    arrow = " → ".join(way)
    if places != [way[0]]:
        return f"{where}, {arrow}", where, f"at {'+'.join(places)}"
    return f"{where}, {arrow}", arrow, f"at {places[0]}"


def fitting(given: Sequence[Piece], width: int) -> list[Part]:
    """What fits into the width: the least important parts are said shorter, then left out."""
    said: dict[int, str] = {number: piece.text for number, piece in enumerate(given)}
    least_first = sorted(said, key=lambda number: -given[number].last)
    steps = [(number, "") for number in least_first if given[number].last == EXTRA]
    steps += [(number, text) for number in least_first for text in given[number].shorter]
    steps += [(number, "") for number in least_first if 0 < given[number].last < EXTRA]
    for number, text in steps:
        if _wide(said.values()) <= width:
            break
        if text:
            said[number] = text
        else:
            del said[number]
    parts: list[Part] = []
    for number, text in said.items():
        parts += [(" " * BETWEEN, "")] if parts else []
        parts.append((text, given[number].style))
    return parts


def _wide(texts: Collection[str]) -> int:
    return sum(map(cell_len, texts)) + BETWEEN * max(0, len(texts) - 1)
