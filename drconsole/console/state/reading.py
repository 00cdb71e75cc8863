"""Recovery points of an item as this console last read them from the engine, with the time of that reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from drconsole.records.view import Row
from drconsole.recovery.types.words import Consistency, counted
from drconsole.render.lines import Marked
from drconsole.render.marks import Severity
from drconsole.render.text import NOTHING, age, clean, duration, time_of_day, utc

Point = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """Recovery points of one item at one time, or the reason why they could not be read."""

    as_of: str | None
    """Provider's time of the reading."""
    points: tuple[Point, ...] = ()
    """Recovery points, newest first."""
    error: str = ""

    def newest(self, consistency: Consistency | None = None, *, multi_vm: bool = False) -> Point | None:
        """Return the newest processed point of a kind; None = there is none."""
        for point in self.points:
            fits = consistency is None or point.get("consistency") == consistency
            if point.get("processed") and fits and (point.get("multi_vm") or not multi_vm):
                return point
        return None


KINDS: tuple[tuple[str, str, Consistency | None], ...] = (
    ("Processed", "latest_processed", None),
    ("App-consistent", "latest_app_consistent", Consistency.APPLICATION),
    ("Crash-consistent", "latest_crash_consistent", Consistency.CRASH),
)


def reading_age(reading: Reading | None, item: Row, now: str | None) -> str:
    """Return how old the reading is: this console's own, else the engine's last one."""
    if reading is not None and reading.error:
        return "NOT READABLE"
    latest = item.get("latest_recovery_points") or {}
    if reading is None and not latest:
        return "not read yet"
    as_of = reading.as_of if reading is not None else latest.get("as_of")
    if not as_of:
        return "read before, age unknown"
    return age(as_of, now) if now else time_of_day(as_of)


def kind_text(reading: Reading | None, item: Row, name: str, consistency: Consistency | None) -> str:
    """Return the data loss of the latest point of a kind, as last read; its time of day where no loss was read."""
    if reading is not None:
        point = reading.newest(consistency)
        if reading.error:
            return NOTHING
        return duration(point.get("data_loss")) if point else "none"
    latest = item.get("latest_recovery_points")
    if not latest:
        return NOTHING
    return f"at {time_of_day(latest[name])}" if latest.get(name) else "none"


def latest_line(reading: Reading | None, item: Row, now: str | None, way: str) -> Marked:
    """Return the latest points in one line; ``way``: how to read them again."""
    if reading is not None and reading.error:
        return f"✗ Recovery points NOT READABLE: {clean(reading.error)}", Severity.BAD
    if reading is None and not item.get("latest_recovery_points"):
        return f"Recovery points not read{f'; {way}' if way else ''}"
    latest = item.get("latest_recovery_points") or {}
    parts = []
    for title, name, consistency in KINDS:
        point = reading.newest(consistency) if reading is not None else None
        time = latest.get(name) if reading is None else point.get("time") if point else None
        parts.append(f"{title.lower()} {time_of_day(time) if time else 'none'}")
    when = "before this console was opened" if reading is None else _when(reading, now)
    return f"Latest points {', '.join(parts)}; read {when}"


def latest_lines(reading: Reading | None, item: Row, now: str | None, way: str) -> list[Marked]:
    """Return the latest point of each kind with time, age and data loss; ``way``: how to read them again."""
    if reading is None or reading.error:
        return _from_row(reading, item, now, way)
    if not reading.points:
        return [("‼ it has no recovery point", Severity.WARN)]
    lines = [_line(title, reading.newest(consistency), now) for title, _, consistency in KINDS]
    if any(point.get("multi_vm") for point in reading.points):
        lines.append(_line("Multi-VM", reading.newest(multi_vm=True), now))
        lines.append(_line("Multi-VM app", reading.newest(Consistency.APPLICATION, multi_vm=True), now))
    oldest = utc(reading.points[-1].get("time"))
    return [*lines, f"{counted(len(reading.points), 'point')}, the oldest of {oldest}; read {_when(reading, now)}"]


def _when(reading: Reading, now: str | None) -> str:
    return f"{age(reading.as_of, now)} ({time_of_day(reading.as_of)})" if now else utc(reading.as_of)


def _line(title: str, point: Point | None, now: str | None) -> Marked:
    if point is None:
        return f"{title:<18}none"
    old = f", {age(point.get('time'), now)}" if now else ""
    return f"{title:<18}{utc(point.get('time'))}{old}, data loss {duration(point.get('data_loss'))}"


def _from_row(reading: Reading | None, item: Row, now: str | None, way: str) -> list[Marked]:
    lines: list[Marked] = []
    if reading is not None:
        lines.append((f"✗ NOT READABLE: {clean(reading.error)}", Severity.BAD))
    latest = item.get("latest_recovery_points")
    ask = f"; {way} to read them" if way else ""
    if not latest:
        return lines or [f"Recovery points: not read{ask}"]
    for title, name, _ in KINDS:
        old = f", {age(latest.get(name), now)}" if now and latest.get(name) else ""
        lines.append(f"{title:<18}{utc(latest.get(name), 'none')}{old}")
    read = latest.get("as_of")
    known = f"read before this console was opened, {f'as of {utc(read)}' if read else 'it is not known when'}"
    return [*lines, f"{known}{ask} again" if ask else known]
