"""Recovery points of an item in words: the latest of each kind, as they were last read. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from drconsole.records.rows.estate.items import LatestPointsRow
from drconsole.records.rows.estate.points import PointRow
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Consistency, counted
from drconsole.render.rows.lines import Marked
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import NOTHING, age, clean, duration, time_of_day, utc

NOT_READABLE = "NOT READABLE"


@dataclass(frozen=True, slots=True)
class Reading:
    """Recovery points of one item at one time, or the reason why they could not be read."""

    as_of: str | None
    """Provider's time of the reading."""
    points: tuple[PointRow, ...] = ()
    """Recovery points, newest first."""
    error: str = ""

    def newest(self, consistency: Consistency | None = None, *, multi_vm: bool = False) -> PointRow | None:
        """Return the newest processed point of a kind; None = there is none."""
        for point in self.points:
            fits = consistency is None or point["consistency"] == consistency
            if point["processed"] and fits and (point["multi_vm"] or not multi_vm):
                return point
        return None


class Kind(NamedTuple):
    """Kind of recovery point that people choose the latest of."""

    title: str
    consistency: Consistency | None
    """Consistency of its points; None = any."""
    latest: Callable[[LatestPointsRow], str | None]
    """Time of the latest one in the row of an item."""


KINDS = (
    Kind("Processed", None, lambda row: row["latest_processed"]),
    Kind("App-consistent", Consistency.APPLICATION, lambda row: row["latest_app_consistent"]),
    Kind("Crash-consistent", Consistency.CRASH, lambda row: row["latest_crash_consistent"]),
)


def reading_age(reading: Reading | None, latest: LatestPointsRow | None, now: str | None) -> str:
    """Return how old a reading is: the console's own, else the engine's last one (``latest``)."""
    if reading is not None and reading.error:
        return NOT_READABLE
    if reading is None and latest is None:
        return "not read yet"
    as_of = reading.as_of if reading is not None else latest["as_of"] if latest is not None else None
    if not as_of:
        return "read before, age unknown"
    return age(as_of, now) if now else time_of_day(as_of)


def kind_text(reading: Reading | None, latest: LatestPointsRow | None, kind: Kind) -> str:
    """Return the data loss of the latest point of a kind, as last read; its time of day where no loss was read."""
    if reading is not None:
        if reading.error:
            return NOTHING
        point = reading.newest(kind.consistency)
        return duration(point["data_loss"]) if point is not None else "none"
    if latest is None:
        return NOTHING
    at = kind.latest(latest)
    return time_of_day(at) if at else "none"


def time_text(reading: Reading | None, latest: LatestPointsRow | None, kind: Kind) -> str:
    """Return the time of day of the latest point of a kind, as it was read last, by whomever."""
    if reading is not None:
        point = reading.newest(kind.consistency)
        at = point["time"] if point is not None else None
    else:
        at = kind.latest(latest) if latest is not None else None
    return time_of_day(at) if at else NOTHING


def latest_line(reading: Reading | None, latest: LatestPointsRow | None, now: str | None, way: str) -> Marked:
    """Return the latest points in one line; ``way``: how to read them again."""
    if reading is not None and reading.error:
        return f"✗ Recovery points {NOT_READABLE}: {clean(reading.error)}", Severity.BAD
    if reading is None and latest is None:
        return f"Recovery points not read{f'; {way}' if way else ''}"
    parts = []
    for kind in KINDS:
        at = time_text(reading, latest, kind)
        parts.append(f"{kind.title.lower()} {'none' if at == NOTHING else at}")
    when = "before this console was opened" if reading is None else _when(reading, now)
    return f"Latest points {', '.join(parts)}; read {when}"


def latest_lines(reading: Reading | None, latest: LatestPointsRow | None, now: str | None, way: str) -> list[Marked]:
    """Return the latest point of each kind with time, age and data loss; ``way``: how to read them again."""
    if reading is None or reading.error:
        return _known_lines(reading, latest, now, way)
    if not reading.points:
        return [("‼ it has no recovery point", Severity.WARN)]
    lines = [_line(kind.title, reading.newest(kind.consistency), now) for kind in KINDS]
    if any(point["multi_vm"] for point in reading.points):
        lines.append(_line("Multi-VM", reading.newest(multi_vm=True), now))
        lines.append(_line("Multi-VM app", reading.newest(Consistency.APPLICATION, multi_vm=True), now))
    oldest = utc(reading.points[-1]["time"])
    return [*lines, f"{counted(len(reading.points), 'point')}, the oldest of {oldest}; read {_when(reading, now)}"]


def _when(reading: Reading, now: str | None) -> str:
    return f"{age(reading.as_of, now)} ({time_of_day(reading.as_of)})" if now else utc(reading.as_of)


def _line(title: str, point: PointRow | None, now: str | None) -> Marked:
    if point is None:
        return f"{title:<18}none"
    old = f", {age(point['time'], now)}" if now else ""
    return f"{title:<18}{utc(point['time'])}{old}, data loss {duration(point['data_loss'])}"


def _known_lines(reading: Reading | None, latest: LatestPointsRow | None, now: str | None, way: str) -> list[Marked]:
    """Return the times that an engine has read before, where this console has not read the points."""
    lines: list[Marked] = []
    if reading is not None:
        lines.append((f"✗ {NOT_READABLE}: {clean(reading.error)}", Severity.BAD))
    ask = f"; {way} to read them" if way else ""
    if latest is None:
        return lines or [f"Recovery points: not read{ask}"]
    for kind in KINDS:
        at = kind.latest(latest)
        old = f", {age(at, now)}" if now and at else ""
        lines.append(f"{kind.title:<18}{utc(at, 'none')}{old}")
    read = latest["as_of"]
    known = f"read before this console was opened, {f'as of {utc(read)}' if read else 'it is not known when'}"
    return [*lines, f"{known}{ask} again" if ask else known]
