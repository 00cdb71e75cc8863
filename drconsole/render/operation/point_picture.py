"""Recovery points of a target's machines as lines of time, with what each choice of a point loses beside them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from drconsole.records.clock import seconds_between
from drconsole.records.rows.estate.points import PointRow
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Consistency, PointChoice, counted
from drconsole.render.drawing import timeline
from drconsole.render.drawing.cells import fitted, width_of
from drconsole.render.drawing.parts import Part, Parts, joined
from drconsole.render.drawing.scale import APART, Scale
from drconsole.render.drawing.timeline import Point
from drconsole.render.operation.losses import loss_words
from drconsole.render.words.marks import Severity

TITLES: dict[PointChoice, tuple[str, str]] = {
    PointChoice.LATEST: ("latest", "latest"),
    PointChoice.LATEST_PROCESSED: ("proc", "processed"),
    PointChoice.LATEST_APP_CONSISTENT: ("app", "app-cons."),
    PointChoice.LATEST_MULTI_VM_PROCESSED: ("mVM", "multi-VM"),
    PointChoice.LATEST_MULTI_VM_APP_CONSISTENT: ("mVMapp", "mVM app"),
}
"""Choice -> title of its column where there is little room, and where there is some."""
SHORT, LONG = 7, 10
"""Cells of a column of the matrix."""
NAME, LINE = 16, 20
"""Cells of a name at most, and of a line of time at least."""
UNIT = "minutes lost by:"
"""Stands before the titles of the columns: a legend below may be out of the window."""
HOUR = 3600.0
ABOVE = "‼"
"""Mark of a loss above the objective."""
AROUND = 1.5
"""The line reaches back this much further than the oldest point that is chosen."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Data that a machine loses by one choice; None = not known, and without an age that choice has no point for it."""

    seconds: float | None
    newer_than_suspect: bool = False
    age: float | None = None
    """Age of the point in seconds."""

    def cell(self, limit: float | None) -> Part:
        """Return minutes, to a tenth below ten, with a mark above the limit, or where the point may hold the
        corruption; or ``none``, and ``?`` where it is not known."""
        if self.seconds is None:
            return ("none", str(Severity.IDLE)) if self.age is None else ("?", str(Severity.UNKNOWN))
        text = minutes(self.seconds)
        if self.newer_than_suspect:
            return f"{text}{timeline.SUSPECT.sign}", str(Severity.BAD)
        return (f"{text}{ABOVE}", str(Severity.WARN)) if self.above(limit) else (text, "")

    def words(self) -> str:
        """Return it for those who do not see the picture."""
        if self.seconds is None:
            return "none" if self.age is None else "not known"
        return f"{minutes(self.seconds)} min"

    def above(self, limit: float | None) -> bool:
        """Return whether more is lost than the objective allows."""
        return limit is not None and self.seconds is not None and self.seconds > limit


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine's points, the age of the chosen one, and its losses in the order of the columns."""

    name: str
    points: tuple[Point, ...]
    chosen: float | None = None
    losses: tuple[Loss, ...] = ()
    lost: float | None = None
    """Seconds of data that the chosen one loses; None = not known."""


@dataclass(frozen=True, slots=True)
class PointPicture:
    """One line a machine, all on one scale: the common point of a replication group is a vertical."""

    machines: tuple[Machine, ...]
    columns: tuple[PointChoice, ...] = ()
    picked: PointChoice | None = None
    suspect: float | None = None
    """Age of a suspected corruption."""
    limit: float | None = None
    """Seconds: what is above this RPO is marked."""
    legend: bool = True
    """Whether the signs are explained below."""

    @property
    def span(self) -> float:
        """Seconds that the line reaches back: an hour at least, and beyond what can be chosen or is suspected."""
        wanted = [AROUND * age for each in self.machines if (age := each.chosen) is not None]
        losses = [loss for each in self.machines for loss in each.losses]
        # After a failover the ages go on, the losses do not.
        wanted += [1.1 * back for loss in losses for back in (loss.seconds, loss.age) if back is not None]
        if self.suspect is not None:
            wanted.append(1.2 * self.suspect)
        return max([HOUR, *wanted])

    def lines(self, width: int) -> list[Parts]:
        """Return titles, a line a machine, the axis, and what the signs mean."""
        name = min(NAME, max((width_of(each.name) for each in self.machines), default=0))
        for column in (LONG, SHORT, 0):
            room = width - name - 2 - column * len(self.columns)
            if room >= LINE or column == 0:
                break
        scale = Scale(self.span, max(APART, room))
        drawn = [
            *self._titles(name, scale.width, column),
            *(self._line(each, name, scale, column) for each in self.machines),
        ]
        drawn.append((_blank(name + 1), *timeline.axis(scale)))
        return [*drawn, *(self._legend(width) if self.legend else ())]

    def _titles(self, name: int, line: int, column: int) -> Iterable[Parts]:
        if column and self.columns:
            cells: list[Part] = [_blank(name + 1), (f"{UNIT:>{line}}", "dim")]
            for choice in self.columns:
                title = TITLES[choice][column == LONG]
                cells += [_blank(column - len(title)), (title, "loud" if choice == self.picked else "dim")]
            yield joined(cells)

    def _line(self, each: Machine, name: int, scale: Scale, column: int) -> Parts:
        cells: list[Part] = [(fitted(each.name, name) + " ", "")]
        shown = [point for point in each.points if point.age <= self.span]
        cells += timeline.draw(shown, scale, chosen=each.chosen, lost=each.lost, suspect=self.suspect)
        if column:
            for loss in each.losses:
                text, style = loss.cell(self.limit)
                cells += [_blank(column - width_of(text)), (text, style)]
        return joined(cells)

    def _legend(self, width: int) -> Iterable[Parts]:
        shown = [point for each in self.machines for point in each.points if point.age <= self.span]
        signs = [
            (timeline.CRASH.sign, "crash-consistent", any(not point.app and not point.multi_vm for point in shown)),
            (timeline.APP.sign, "app-consistent", any(point.app and not point.multi_vm for point in shown)),
            (timeline.MULTI.sign, "multi-VM", any(point.multi_vm and not point.app for point in shown)),
            (timeline.MULTI_APP.sign, "multi-VM app-consistent", any(point.multi_vm and point.app for point in shown)),
            (timeline.CHOSEN.sign, "chosen", any(each.chosen is not None for each in self.machines)),
            (timeline.LOST.sign, "lost", any(each.chosen and each.lost != 0 for each in self.machines)),
            (timeline.SUSPECT.sign, "suspected corruption", self.suspect is not None),
        ]
        words = [f"{sign} {word}" for sign, word, used in signs if used]
        if any(point.good for point in shown):
            words.append("underlined: tested")
        if any(
            loss.above(self.limit) and not loss.newer_than_suspect for each in self.machines for loss in each.losses
        ):
            words.append(f"{ABOVE} above the RPO objective")
        line = ""
        for word in words:
            if line and width_of(line) + width_of(word) + 3 > width:
                yield ((line, "dim"),)
                line = ""
            line = f"{line}   {word}" if line else word
        if line:
            yield ((line, "dim"),)


def minutes(seconds: float) -> str:
    """``0.3``, ``5.2``, ``64``."""
    value = seconds / 60
    return f"{value:.1f}" if value < 9.95 else f"{value:.0f}"


def _blank(cells: int) -> Part:
    return " " * max(0, cells), ""


def points_of(rows: Iterable[PointRow], now: str | None, tested: Iterable[str] = ()) -> tuple[Point, ...]:
    """Return the points of a machine as they are drawn; ``tested``: ids of those that a test succeeded with."""
    good = set(tested)
    found = []
    for row in rows:
        age = seconds_between(row["time"], now)
        if age is not None:
            app = row["consistency"] == Consistency.APPLICATION
            found.append(Point(max(0.0, age), app, row["multi_vm"], row["processed"], row["id"] in good))
    return tuple(found)


def age_of(time: str | None, now: str | None) -> float | None:
    """Return the age of a point in seconds; None = its time is not known."""
    age = seconds_between(time, now)
    return None if age is None else max(0.0, age)


def words_of(picture: PointPicture) -> Sequence[str]:
    """Return what the picture shows as words, a line a machine: for those who do not see it."""
    return [
        f"{each.name}: "
        + ", ".join(f"{choice} {loss.words()}" for choice, loss in zip(picture.columns, each.losses, strict=False))
        for each in picture.machines
    ]


def losses_of(picture: PointPicture) -> dict[str, str]:
    """Return what each choice loses over all machines of the picture, as far as it is known of them."""
    found = {}
    for at, choice in enumerate(picture.columns):
        losses = [each.losses[at] for each in picture.machines]
        known = [loss.seconds for loss in losses if loss.seconds is not None]
        none = sum(loss.seconds is None and loss.age is None for loss in losses)
        parts = [loss_words(min(known), max(known)) if known else "not known"]
        parts += [f"no point of {counted(none, 'machine')}"] if none else []
        if known and (unknown := len(losses) - len(known) - none):
            parts.append(f"not known of {counted(unknown, 'machine')}")
        found[str(choice)] = "; ".join(parts)
    return found
