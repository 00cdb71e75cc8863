"""Status line on top of every screen: mode, time, screen, what needs a person, active side, jobs and engine."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from textual.strip import Strip

from drconsole.console.context import Console, Target, key_of
from drconsole.console.state.model import Link, Model
from drconsole.console.state.targets import label_of, target_items
from drconsole.console.widgets.view import Content, LineView, Part
from drconsole.records.clock import moment
from drconsole.records.rows.items import ItemRow
from drconsole.records.view import active_side
from drconsole.recovery.types.words import counted
from drconsole.render.presence import presence_texts
from drconsole.render.text import clean, duration

if TYPE_CHECKING:
    from drconsole.console.context import Page

FRESH = 6.0
"""Age of the engine's status, in seconds, below which the line does not mention it; it is asked every two seconds."""
BETWEEN = 2
EXTRA = 8
"""``drop_rank`` of a piece that is dropped before any other one is even shortened."""
SHORT_NAMES = {"Recovery plans": ("Plans",), "Replicated items": ("Items",), "Latest recovery points": ("Points",)}
"""Shorter names of screens for a narrow line; the name of a detail page ends with that of its target, which stays."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of the line. Without room, the piece with the highest ``drop_rank`` is dropped first, one with 0 never."""

    text: str
    style: str
    drop_rank: int
    shorter: tuple[str, ...] = ()
    """Shorter texts to try before it is dropped, the longest first."""


class StatusLine(LineView, can_focus=False):
    """Status line; it redraws itself every second while its screen is on top."""

    DEFAULT_CSS = """
    StatusLine { height: 1; dock: top; background: $panel; }
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
        crumb = str(getattr(here, "crumb", ""))
        target = here.target() if here is not None else None
        self._pieces = tuple(
            pieces(
                app.model,
                app.monotonic(),
                crumb,
                target,
                app.session.operator,
                app.session.read_only,
                needs_key=key_of(app, "needs-a-person"),
                on_list=here is not None and here.about() is None,
            )
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
    target: Target | None,
    operator: str,
    read_only: bool = False,
    *,
    needs_key: str = "",
    on_list: bool = False,
) -> list[Piece]:
    """Return all pieces of the line, from left to right.

    ``now``: seconds on the clock of ``status_at``; ``needs_key``: key that shows what needs a person, empty = none;
    ``on_list``: whether ``target`` is the one under the cursor of a list.
    """
    running = model.open_jobs()
    waiting = len(model.waits())
    found = [Piece(f" {clean(model.mode())} ", "loud", 0)]
    if read_only:
        found.append(Piece("READ-ONLY", "header", 0))
    if time := world_time(model, now, bool(running)):
        # Far to the left: Textual paints a changed line from its beginning, so that a tick costs few bytes.
        found.append(Piece(time, "", 5, (time.split(" ")[0],)))
    if crumb:
        found.append(Piece(clean(crumb), "header", 3, SHORT_NAMES.get(crumb, ())))
    if waiting:
        need = "needs" if waiting == 1 else "need"
        way = f": {needs_key}" if needs_key else ""
        found.append(Piece(f" ‼ {waiting} {need} you{way} ", "loud", 0, (f" ‼ {waiting} {need} you ",)))
    if stands := authority(model, target, named=on_list):
        found.append(Piece(stands[0], "", 7, stands[1:]))
    if running:
        found.append(Piece(counted(len(running), "job") + " running", "busy", 4, (counted(len(running), "job"),)))
    if others := presence_texts(model.consoles, os.getpid()):
        found.append(Piece(others[0], "note", 6, others[1:]))
    found.append(engine(model, now))
    found.append(Piece(clean(operator), "", EXTRA))
    return found


def engine(model: Model, now: float) -> Piece:
    """Return the state of the engine, with the age of its last status once that is old."""
    if model.link is Link.STARTING:
        return Piece("engine starting", "warn", 0)
    if model.link is not Link.HERE:
        age = f", seen {duration(now - model.status_at)} ago" if model.status_at else ""
        return Piece(f"{model.link.upper()}{age}", "bad", 0, (model.link.upper(),))
    draining = model.engine is not None and model.engine.get("draining", False)
    old = now - model.status_at if model.status_at else None
    if old is None:
        return Piece("engine here", "", 0)
    if old >= FRESH:
        # Steps of five seconds: each change is painted over a slow line.
        return Piece(f"engine silent {duration(old - old % 5)}", "warn", 0)
    if model.blocked():
        return Piece("ENGINE BLOCKED", "bad", 0)
    return Piece("engine draining", "warn", 0) if draining else Piece("engine ok", "", 0)


def world_time(model: Model, now: float, running: bool) -> str:
    """Return the provider's time in UTC, with seconds only while a job runs, and its speed if it is not ours."""
    when = moment(model.world_now(now if model.link is Link.HERE else model.status_at))
    if when is None:
        return ""
    text = when.strftime("%H:%M:%SZ" if running else "%H:%MZ")
    clock = model.clock
    if clock is None:
        return text
    if clock["paused"]:
        return f"{text} paused"
    speed = clock["speed"]
    if speed in (None, 1):
        return text
    return f"{text} x{speed:g}" if isinstance(speed, int | float) else f"{text} {clean(speed)}"


THERE, BACK, NOWHERE = ("Primary", "Recovery"), ("Recovery", "Primary"), ("", "")
"""Ways of replication: from which side to which one."""


def authority(model: Model, target: Target | None, *, named: bool = False) -> tuple[str, ...]:
    """Return where a target is active and how it replicates: ``active at Primary, replicates to Recovery``.

    Shorter texts for narrow lines follow; each begins with the active side. ``named``: whether the name of the target
    comes first, on a list whose cursor chooses it. Empty = it is not known.
    """
    items = target_items(model, target) if target is not None else []
    if not items:
        return ()
    places = sorted({str(active_side(item)) for item in items})
    ways = {_way(item) for item in items}
    where = "active at " + " and ".join(places)
    texts = [f"{where}, {_way_text(ways)}", where, f"at {'+'.join(places)}"]
    if len(ways) == 1 and (way := ways.pop()) != NOWHERE and places == [way[0]]:
        texts[1] = " → ".join(way)
    return (f"{label_of(model, target)}: {texts[0]}", *texts) if named else tuple(texts)


def _way(item: ItemRow) -> tuple[str, str]:
    replicates = item["replicates"]
    if replicates is None:
        return NOWHERE
    return THERE if replicates["from"] == item["source"] else BACK


def _way_text(ways: Collection[tuple[str, str]]) -> str:
    if len(ways) > 1:
        return "partly replicated" if NOWHERE in ways else "replicates both ways"
    return next(("not replicated" if way == NOWHERE else f"replicates to {way[1]}" for way in ways), "not replicated")


def fitting(given: Sequence[Piece], width: int) -> list[Part]:
    """Return what fits into the width: the pieces with the highest ``drop_rank`` are shortened, then dropped."""
    said: dict[int, str] = {number: piece.text for number, piece in enumerate(given)}
    least_first = sorted(said, key=lambda number: -given[number].drop_rank)
    steps = [(number, "") for number in least_first if given[number].drop_rank == EXTRA]
    steps += [(number, text) for number in least_first for text in given[number].shorter]
    steps += [(number, "") for number in least_first if 0 < given[number].drop_rank < EXTRA]
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
