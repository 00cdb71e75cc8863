"""Standing of an exercise, as an instructor sees it: in every mode with its steps, and the score as it would be now."""

from __future__ import annotations

import contextlib
from datetime import datetime

from drconsole.link.client import Client
from drconsole.link.messages import Status
from drconsole.records.clock import moment
from drconsole.records.rows.status import StatusRow
from drconsole.records.tables import ITEMS, JOBS, TASKS
from drconsole.recovery.steps.item_steps import ITEM_STEP_NAMES
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import lasting
from drconsole.recovery.types.work.errors import DrError
from drconsole.store.reading.reader import Reader
from drconsole.training.coaching.clock import last_told
from drconsole.training.coaching.coach import Coach
from drconsole.training.debrief import measured
from drconsole.training.instructing.fitting import Machine
from drconsole.training.instructing.machines import machines_of
from drconsole.training.instructing.station import Station
from drconsole.training.score.result import Score
from drconsole.training.session.records import Entry, Who
from drconsole.training.session.telling import words

FAILED_OVER = ("failed-over", "not-committed", "runs-twice")
"""Stands of an item whose machine is at the target."""


@dataclass(frozen=True, slots=True)
class StepStand:
    """Step of the lesson; ``done_at`` in seconds of the world from the beginning, None = it is not done."""

    text: str
    done_at: float | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that the instructor's screen shows at one moment."""

    exercise: str
    lesson: str
    title: str
    mode: str
    trainee: str
    state: str
    """Name of the state's folder in which it goes on."""
    elapsed: float
    """Seconds of the world since the beginning."""
    speed: str
    paused: bool | None
    """None: no engine answers."""
    places: tuple[str, ...]
    """Screen of each console that is open on it."""
    steps: tuple[StepStand, ...]
    percent: int | None
    """None: the score cannot be told, ``fault`` says why."""
    passing: bool
    objectives: tuple[tuple[str, str, str], ...]
    """Result, text, and in words what was measured."""
    dangerous: tuple[str, ...]
    hints: int
    jobs: tuple[str, ...]
    items: tuple[tuple[str, str, str], ...]
    """Key, name and stand, those of running jobs first."""
    failed_over: bool
    snapshots: tuple[str, ...]
    told: tuple[str, ...]
    """What happened, in words, newest last."""
    fault: str = ""
    machines: tuple[Machine, ...] = ()
    """Machines as a fault may find them, those of running jobs first."""


class Observer:
    """Looks at one exercise, again and again; its coach keeps what it has read. For one thread."""

    def __init__(self, station: Station) -> None:
        self.station = station
        self._coach: Coach | None = None

    def look(self) -> Standing:
        """Return how it stands now. Raises ``Refused`` where it has ended, ``DrError`` where it cannot be read."""
        attempt = self.station.attempt()
        paths = self.station.folder.state(attempt.state)
        if self._coach is None or self._coach.state != attempt.state:
            self._coach = Coach.of(paths.folder)
        status = _status(self.station)
        consoles = [] if status is None else status.get("consoles", [])
        with Reader(paths.db) as reader:
            now, speed, paused = _clock(reader, status)
            score, fault = self._score(reader, now or attempt.began_at)
            jobs = [row for row in reader.rows(JOBS) if row["ended_at"] is None]
            busy = {item["key"] for job in jobs for item in job["items"]}
            items = sorted(reader.rows(ITEMS), key=lambda row: (row["key"] not in busy, row["name"]))
            found = tuple(machines_of(reader, items, jobs))
        lesson = self._coach.lesson if self._coach is not None else None
        began, began_at = attempt.began, attempt.began_at
        done = {step: (at - began_at).total_seconds() for step, at in attempt.done.items()}
        return Standing(
            exercise=self.station.folder.name,
            lesson=began.lesson,
            title=began.title,
            mode=began.mode,
            trainee=began.trainee,
            state=attempt.state,
            elapsed=((now or began_at) - began_at).total_seconds(),
            speed=speed,
            paused=paused,
            places=tuple(f"{row['screen']}{': ' + row['doing'] if row['doing'] else ''}" for row in consoles),
            steps=tuple(StepStand(step.do, done.get(step.id)) for step in lesson.steps) if lesson else (),
            percent=None if score is None else score.percent,
            passing=score is not None and score.passed,
            objectives=tuple((one.result.value, one.text, measured(one)) for one in score.objectives) if score else (),
            dangerous=tuple(act.text for act in score.dangerous) if score else (),
            hints=attempt.hints_used,
            jobs=tuple(f"{job['operation']} {job['target']}: {job['state']}" for job in jobs),
            items=tuple((row["key"], row["name"], row["stand"]) for row in items),
            failed_over=any(row["stand"] in FAILED_OVER for row in items),
            snapshots=tuple(self.station.snapshots()),
            told=tuple(told(entry, began_at) for entry in self.station.file.entries[-40:]),
            fault=fault,
            machines=found,
        )

    def _score(self, reader: Reader, now: datetime) -> tuple[Score | None, str]:
        if self._coach is None:
            return None, "the coach does not find the exercise"
        try:
            return self._coach.score_now(reader, now), ""
        except Exception as error:
            # A score that cannot be told keeps nobody from acting.
            return None, error.message if isinstance(error, DrError) else f"{type(error).__name__}: {error}"


def next_step(reader: Reader, item: str) -> str:
    """Return the task name of the step that comes next for an item in a running job; empty = none is foreseen."""
    for job in reader.rows(JOBS):
        if job["ended_at"] is not None:
            continue
        for task in sorted(reader.rows(TASKS, job=job["id"]), key=lambda row: row["position"]):
            if task["item"] == item and task["state"] == "NotStarted" and task["name"] in ITEM_STEP_NAMES:
                return str(task["name"])
    return ""


def told(entry: Entry, began_at: datetime) -> str:
    """Return a record in a line."""
    at = lasting(max(0.0, (entry.world_at - began_at).total_seconds()))
    who = {Who.TRAINEE: "trainee", Who.INSTRUCTOR: "you", Who.COACH: "coach"}[entry.who]
    return f"{at:>12}  {who}: {words(entry.record)}"


def _status(station: Station) -> StatusRow | None:
    with contextlib.suppress(DrError), Client.connect(station.paths) as client:
        return client.ask(Status())
    return None


def _clock(reader: Reader, status: StatusRow | None) -> tuple[datetime | None, str, bool | None]:
    if status is not None:
        clock = status["clock"]
        speed = "max" if clock["speed"] is None else f"x{clock['speed']:g}"
        return moment(clock["now"]), speed, clock["paused"]
    return last_told(reader), "?", None
