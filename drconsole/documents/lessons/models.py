"""Lesson document as pydantic models: fields as people write them."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from drconsole.documents.checking.entry import Entry
from drconsole.documents.checking.models import Word
from drconsole.documents.checking.scalars import Duration, Line, Name, Timeout, duration, wrong
from drconsole.documents.lessons.definition import Lost, Mode
from drconsole.recovery.types.approving import MOST
from drconsole.recovery.types.seats import Seat
from drconsole.recovery.types.words import Direction, Grain, Operation, Outcome, PointChoice

_IDENT = re.compile(r"[a-z][a-z0-9-]{0,39}")


def _ident(value: str) -> str:
    if not _IDENT.fullmatch(value):
        raise wrong("id", f"{value[:60]!r} is not an id", "Small letters, digits and dashes; a letter comes first")
    return value


def _target(value: Any) -> bool | int | float:
    return value if isinstance(value, bool | float) else duration(value)


Ident = Annotated[str, AfterValidator(_ident)]
Predicate = Annotated[Line, Field(description="a condition of the predicate language (docs/training.md)")]
Text = Annotated[str, Field(min_length=1)]
Wanted = Annotated[bool | int | float, BeforeValidator(_target)]


class ObjectiveEntry(Entry):
    """Objective of a lesson, measured at its end."""

    id: Ident
    text: Line
    measure: Line = Field(description="a condition or a number of the predicate language")
    target: Wanted = Field(True, description="true or false of a condition; of a number what it may be at most")
    weight: Annotated[int, Field(ge=1, le=100)] = 1


class StepEntry(Entry):
    """Step of a lesson."""

    id: Ident
    do: Text
    why: Text
    expect: Predicate
    hints: list[Text] = []
    par: Duration | None = None


class InjectEntry(Entry):
    """Event that comes from outside, at a time or when a condition holds."""

    id: Ident
    at: Duration | None = Field(None, description="from the lesson's beginning")
    on: Predicate | None = None
    fault: dict[str, Any] | None = Field(
        None, description="as in an estate; its time is the event's `at`, its id the event's"
    )
    message: Line | None = None
    jump: Timeout | None = Field(None, description="the world's clock goes forward by so much, at once")
    lose: Word[Lost] | None = Field(None, description="the engine is killed, or the trainee's line drops")


class ProbeEntry(Entry):
    """Condition that has to hold throughout."""

    id: Ident
    text: Line
    always: Predicate


class ActEntry(Entry):
    """Act of a way: exactly one of its verbs, and what belongs to it."""

    run: Word[Operation] | None = None
    answer: Line | None = Field(None, description="name of the task that waits")
    validate_: Name | None = Field(None, alias="validate")
    hold: Word[Operation] | None = Field(None, description="operation of the job; the same of resume and cancel")
    resume: Word[Operation] | None = None
    cancel: Word[Operation] | None = None
    repair: Name | None = Field(None, description="item that people outside mend")
    wait: Predicate | None = None
    advance: Timeout | None = None
    kill: Literal["engine"] | None = None
    drop: Literal["line"] | None = None
    look: Line | None = Field(None, description="a screen's name")
    propose: Word[Operation] | None = Field(
        None, description="of a run that needs approval; the fields are those of run"
    )
    approve: Name | None = Field(None, description="target of the proposal that the person approves")
    reject: Name | None = Field(None, description="target of the proposal that the person rejects")
    as_: Ident | None = Field(None, alias="as", description="who does it, of the lesson's seats; left out: the first")
    target: Name | None = Field(None, description="of run: a plan or an item; of look: the item whose points are read")
    point: Word[PointChoice] | None = None
    point_id: Line | None = None
    direction: Word[Direction] | None = None
    shutdown: bool | None = None
    network: Name | None = None
    accept: list[Line] = Field([], description="findings of run; of validate the one word for what is seen")
    follow: bool = Field(True, description="false: the next act comes at once")
    outcome: Word[Outcome] | None = None
    result: Literal["ok", "failed"] | None = None
    limit: Timeout | None = None
    comment: str = ""
    any_order: Line | None = Field(None, description="why it could as well come before the act in front of it")
    spare: Line | None = Field(None, description="why nothing is lost without it")


ANY_ORDER, SPARE, AS = "any_order", "spare", "as"
"""Fields that an act of any verb may have."""
VERBS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "run": (
        ("target",),
        ("point", "point_id", "direction", "shutdown", "network", "accept", "follow", "comment"),
    ),
    "answer": (("outcome",), ("comment",)),
    "validate": (("result",), ("accept", "comment")),
    "hold": ((), ("comment",)),
    "resume": ((), ("comment",)),
    "cancel": ((), ("comment",)),
    "repair": ((), ("comment",)),
    "wait": ((), ("limit",)),
    "advance": ((), ()),
    "kill": ((), ()),
    "drop": ((), ()),
    "look": ((), ("target",)),
    "propose": (("target", "comment"), ("point", "point_id", "direction", "shutdown", "network", "accept")),
    "approve": ((), ("comment",)),
    "reject": (("comment",), ()),
}
"""Verb of an act -> the fields that it needs, and those that it may have."""


class WayEntry(Entry):
    """Wrong path: the objectives that it misses, and its acts."""

    misses: Annotated[list[Ident], Field(min_length=1)]
    acts: Annotated[list[ActEntry], Field(min_length=1)]


class WaysEntry(Entry):
    """Ways through a lesson: its solution, and at least one wrong path, by name."""

    model_config = ConfigDict(extra="allow", strict=True)
    __pydantic_extra__: dict[str, WayEntry]

    solution: Annotated[list[ActEntry], Field(min_length=1)]

    @property
    def wrong(self) -> dict[str, WayEntry]:
        """Return the wrong paths."""
        return self.__pydantic_extra__


class LessonDocument(Entry):
    """Lesson: estate, story, objectives, steps and ways."""

    name: Ident
    title: Line
    level: Annotated[int, Field(ge=1, le=4)]
    minutes: Annotated[int, Field(ge=1, le=240)]
    estate: Name = Field(description="a bundled estate's name, or a file beside this document")
    grain: Word[Grain] = Grain.STEP
    speed: Annotated[float, Field(strict=False, gt=0, le=3600)] = 1.0
    modes: Annotated[list[Word[Mode]], Field(min_length=1)] = list(Mode)
    seats: dict[Ident, Annotated[list[Word[Seat]], Field(min_length=1)]] = Field(
        {}, description="people who take it together, each with the seats of the incident room that they play"
    )
    approvals: dict[Word[Operation], Annotated[int, Field(ge=1, le=MOST)]] = Field(
        {}, description="how many people have to approve an operation, beside who proposes it"
    )
    story: Text
    objectives: Annotated[list[ObjectiveEntry], Field(min_length=1)]
    steps: Annotated[list[StepEntry], Field(min_length=1)]
    injects: list[InjectEntry] = []
    probes: list[ProbeEntry] = []
    ways: WaysEntry


class ChapterEntry(Entry):
    """Lesson in the curriculum."""

    lesson: Ident
    presupposes: list[Ident] = Field([], description="lessons that are best taken before it")


class CurriculumDocument(Entry):
    """Curriculum: lessons in the order in which they are best taken."""

    lessons: Annotated[list[ChapterEntry], Field(min_length=1)]
