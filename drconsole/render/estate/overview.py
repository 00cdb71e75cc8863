"""Panels of the overview as drawn lines: what needs a person, what was left open, which jobs were last. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence

from drconsole.records.alarms.kinds import Kind
from drconsole.records.alarms.kinds import Severity as Grave
from drconsole.records.clock import seconds_between
from drconsole.records.rows.alarms import AlarmRow
from drconsole.records.rows.status import NeedsRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.records.waiting.of_room import OF_ROOM
from drconsole.records.waiting.waits import OF_MACHINES
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Description
from drconsole.render.drawing.cells import fitted, width_of
from drconsole.render.drawing.parts import Part, Parts
from drconsole.render.estate.alarms import MARKS, alarm_mark, consequences_text, whom_text
from drconsole.render.estate.plans import coarse
from drconsole.render.words.marks import Mark, Severity, run_mark
from drconsole.render.words.text import NOTHING, clean, prose
from drconsole.render.words.took import took_words

NEED = Mark("‼", "!", "needs a person", Severity.WARN)
ALARM = MARKS[Grave.CRITICAL]
WAITS = frozenset({Kind.WAITS, Kind.HELD, Kind.APPROVAL})
"""Alarms that stand among what needs a person."""


@dataclass(frozen=True, slots=True)
class Told:
    """Line of a panel; without a name its text begins where names do."""

    mark: Mark
    name: str
    text: str
    end: str


def needs_lines(
    needs: Sequence[NeedsRow],
    now: str | None,
    width: int,
    most: int,
    lines: int = 0,
    *,
    whom: Callable[[NeedsRow], str] = lambda need: "",
) -> list[Parts]:
    """``‼ finance  Call the bank   7 min 48 s``: whose, what, and since when; of a machine with its alarm's mark.

    ``most``: what is told at most; a text that is too wide goes on below, as far as there are ``lines``. ``whom``:
    who is needed, empty = anybody.
    """
    told = []
    for need in needs[:most]:
        target = clean(need["target"])
        said = need_text(need)
        # What people agree goes by the wall's clock, which is not the one of jobs: it says until when it lasts.
        since = None if need.get("kind") in OF_ROOM else need["since"]
        told.append(Told(need_mark(need), target, said, _end(whom(need), since, now)))
    return _with_rest(_drawn(told, width, lines), len(needs) - most)


def need_text(need: NeedsRow) -> str:
    """Return what is needed of a person, without the target: what is asked; of a hold, who held it and why."""
    if need["state_description"] == Description.HELD:
        return f"{clean(need['operation'] or '')} {clean(need['why']).partition(';')[0]}".strip()
    return clean(need["friendly_name"]).removeprefix(f"{clean(need['target'])} ")


def need_mark(need: NeedsRow) -> Mark:
    """Return the mark of the machine's alarm where it is about a machine; a job asks."""
    return ALARM if need.get("kind") in OF_MACHINES else NEED


def open_ends(alarms: Iterable[AlarmRow], needs: Iterable[NeedsRow]) -> list[AlarmRow]:
    """Return the alarms that do not stand among what needs a person."""
    named = {need["item_key"] for need in needs if need["item_key"]}
    return [
        alarm
        for alarm in alarms
        if alarm["kind"] not in WAITS and not (alarm["items"] and {item["key"] for item in alarm["items"]} <= named)
    ]


def ends_lines(
    alarms: Sequence[AlarmRow],
    now: str | None,
    width: int,
    most: int,
    lines: int = 0,
    *,
    whom: Callable[[AlarmRow], str] = lambda alarm: "",
) -> list[Parts]:
    """``‼ finance  4 machines are failed over and not committed  21 min``: whose, what is wrong, since when.

    ``most``, ``lines`` and ``whom`` as in ``needs_lines``.
    """
    told = []
    for alarm in alarms[:most]:
        name, cause = _of_one(alarm), prose(alarm["cause"])
        text = cause if name else ": ".join(filter(None, (cause, whom_text(alarm))))
        text = "; ".join(filter(None, (text, consequences_text(alarm))))
        told.append(Told(alarm_mark(alarm), name, text, _end(whom(alarm), alarm["since"], now)))
    return _with_rest(_drawn(told, width, lines), len(alarms) - most)


def _drawn(told: Sequence[Told], width: int, lines: int) -> list[Parts]:
    """Return a line each, and more of them for texts that are too wide, from the top, as long as lines are left."""
    whose = _widest((each.name for each in told if each.name), width // 3)
    spare = max(0, lines - len(told))
    drawn: list[Parts] = []
    for each in told:
        inset = whose if each.name else 0
        room = _room(inset, each.end, width)
        first, *more = textwrap.wrap(each.text, max(1, room)) or [""]
        if len(more) > spare:
            first, more = (each.text, []) if not spare else (first, [*more[: spare - 1], " ".join(more[spare - 1 :])])
        spare -= len(more)
        drawn.append(row(each.mark, each.name, inset, first, each.end, width))
        indent = " " * (2 + (inset + 2 if inset else 0))
        drawn += [((indent, ""), (_cut(text, room), "")) for text in more]
    return drawn


def _of_one(alarm: AlarmRow) -> str:
    """Return the name of the one plan or machine that an alarm is about."""
    target = alarm["target"]
    if target is None or target["type"] == "job":
        return ""
    return clean(target["name"])


def jobs_lines(jobs: Sequence[JobRow], now: str | None, width: int, most: int) -> list[Parts]:
    """``✓ j1-1  failover finance  2 h 25 min (waited 2 h 11 min)``: the newest jobs, with how long each took."""
    lines = []
    for job in jobs[:most]:
        mark = run_mark(job["state"], job["state_description"])
        text = f"{clean(job['operation'])} {clean(job['target'])}"
        lines.append(row(mark, clean(job["id"]), 6, text, took_words(*_times(job, now), coarse), width))
    return lines


def _times(job: JobRow, now: str | None) -> tuple[float | None, float]:
    """Return the seconds since a job's start, until now or its end, and of them those in which nothing ran."""
    until = job["ended_at"] or now
    idle = max(0.0, seconds_between(job["idle_since"], until) or 0.0)
    return seconds_between(job["started_at"], until), job["waited"] + idle


def row(mark: Mark, name: str, name_width: int, text: str, end: str, width: int) -> Parts:
    """Return a line: the mark in its colour, a name in bold, a text that is cut where it has to be, a number at the
    right."""
    cells: list[Part] = [(f"{mark.glyph} ", str(mark.severity))]
    if name_width:
        cells.append((fitted(name, name_width) + "  ", "header"))
    return (*cells, (_cut(text, _room(name_width, end, width)), ""), (_right(end), "idle"))


def _right(end: str) -> str:
    return f" {end}" if end != NOTHING else ""


def _room(name_width: int, end: str, width: int) -> int:
    """Return the cells of a text between a name and what stands at the right."""
    return max(0, width - 2 - (name_width + 2 if name_width else 0) - width_of(_right(end)))


def _cut(text: str, room: int) -> str:
    return fitted(text, room - 1) + "…" if width_of(text) > room > 1 else fitted(text, room)


def _since(since: str | None, now: str | None) -> str:
    seconds = seconds_between(since, now)
    return NOTHING if seconds is None else coarse(_stepped(max(0.0, seconds)))


def _end(whom: str, since: str | None, now: str | None) -> str:
    """Return what stands at the right: who is to act, and since when."""
    age = _since(since, now)
    return f"{clean(whom)}{'' if age == NOTHING else f'  {age}'}" if whom else age


def _stepped(seconds: float) -> float:
    """Ages go on in coarse steps: each change is painted over a slow line."""
    step = 10 if seconds < 120 else 60
    return seconds - seconds % step


def _widest(names: Iterable[str], most: int) -> int:
    return min(max((width_of(name) for name in names), default=1), max(1, most))


def _with_rest(lines: list[Parts], left: int) -> list[Parts]:
    return [*lines, ((f"  and {left} more", "idle"),)] if left > 0 else lines
