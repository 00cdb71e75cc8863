"""Lesson documents, as other rooms use them: load, check, schema.

``load_lesson`` raises ``DocumentFaults`` and nothing else, whatever it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from drconsole.documents.building.build import build
from drconsole.documents.definition import EstateDefinition
from drconsole.documents.faults import DocumentFault, DocumentFaults, FaultList, Loc, did_you_mean, path_text
from drconsole.documents.lessons.acts import act_of
from drconsole.documents.lessons.definition import (
    SOLUTION,
    Act,
    By,
    Inject,
    Lesson,
    Objective,
    Probe,
    Step,
    Wait,
    Way,
    WrongPredicate,
)
from drconsole.documents.lessons.models import ANY_ORDER, ActEntry, LessonDocument
from drconsole.documents.lessons.names import Names, check
from drconsole.documents.lessons.reading import LESSON, validated
from drconsole.documents.reading.document import Document
from drconsole.documents.reading.file import read_text
from drconsole.documents.reading.reader import read_document
from drconsole.recovery.types.seats import Seat

Predicates = Callable[[str, EstateDefinition, bool | int | float | None], WrongPredicate | None]
"""Says what is wrong with a text of the predicate language, in an estate. The last argument is the target that its
value is held against; None = it has to be a condition."""


def load_lesson(path: Path, bundled: Mapping[str, Path], screens: Collection[str], predicates: Predicates) -> Lesson:
    """Return the lesson of a file. ``bundled``: the estates that it may name. Raises ``DocumentFaults``."""
    document = read_document(read_text(path, LESSON), str(path), kind=LESSON)
    faults = FaultList(str(path))
    said = validated(LessonDocument, document, faults)
    making = _Making(document, faults, said, screens, predicates)
    lesson = making.lesson(path, bundled)
    faults.check()
    return lesson


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12): shapes and words. Predicates and names are checked by ``load_lesson``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "drconsole lesson document",
        **{key: value for key, value in LessonDocument.model_json_schema().items() if key != "title"},
    }


class _Making:
    """Lesson in the making: what no model of a single field can tell."""

    def __init__(
        self,
        document: Document,
        faults: FaultList,
        said: LessonDocument,
        screens: Collection[str],
        predicates: Predicates,
    ) -> None:
        self.document = document
        self.faults = faults
        self.said = said
        self.screens = screens
        self.predicates = predicates

    def fault(self, loc: Loc, message: str, right: str) -> None:
        self.faults.add(self.document.line(loc), path_text(loc), message, right)

    def lesson(self, path: Path, bundled: Mapping[str, Path]) -> Lesson:
        said = self.said
        for section in ("objectives", "steps", "injects", "probes"):
            self._once(section)
        for number in range(len(said.injects)):
            self._check_inject(number)
        self._check_seats()
        self.faults.check()
        estate, injects = self._world(self._estate(path, bundled))
        objectives = tuple(Objective(one.id, one.text, one.measure, one.target, one.weight) for one in said.objectives)
        for number, one in enumerate(objectives):
            self._predicate(("objectives", number, "measure"), one.measure, estate, one.target)
        for number, step in enumerate(said.steps):
            self._predicate(("steps", number, "expect"), step.expect, estate)
        for number, inject in enumerate(said.injects):
            if inject.on is not None:
                self._predicate(("injects", number, "on"), inject.on, estate)
        for number, probe in enumerate(said.probes):
            self._predicate(("probes", number, "always"), probe.always, estate)
        return Lesson(
            name=said.name,
            title=said.title,
            level=said.level,
            minutes=said.minutes,
            estate=estate,
            grain=said.grain,
            speed=said.speed,
            story=said.story,
            objectives=objectives,
            steps=tuple(Step(one.id, one.do, one.why, one.expect, tuple(one.hints), one.par) for one in said.steps),
            ways=self._ways(estate),
            injects=injects,
            probes=tuple(Probe(one.id, one.text, one.always) for one in said.probes),
            modes=tuple(said.modes),
            seats={name: tuple(seats) for name, seats in said.seats.items()},
            approvals={operation.value: needed for operation, needed in said.approvals.items()},
            file=str(path),
            estate_file=said.estate if (path.resolve().parent / said.estate).is_file() else None,
        )

    def _once(self, section: str) -> None:
        seen: set[str] = set()
        for number, entry in enumerate(getattr(self.said, section)):
            if entry.id in seen:
                self.fault((section, number, "id"), f"there are two with the id {entry.id!r}", "Give each its own id")
            seen.add(entry.id)

    def _check_inject(self, number: int) -> None:
        said, loc = self.said.injects[number], ("injects", number)
        if (said.at is None) == (said.on is None):
            self.fault(loc, "an event comes at a time or on a condition", "Write either `at:` or `on:`")
        if sum(one is not None for one in (said.fault, said.message, said.jump, said.lose)) != 1:
            what = "an event is a fault, a message, a jump of the clock or a loss"
            self.fault(loc, what, "Write one of `fault:`, `message:`, `jump:` and `lose:`")
        if said.fault is not None and not {"after", "id"}.isdisjoint(said.fault):
            self.fault(
                (*loc, "fault"), "time and id of the fault are the event's", "Write `at:` and `id:` of the event"
            )

    def _check_seats(self) -> None:
        said = self.said
        if said.approvals and not said.seats:
            self.fault(
                ("approvals",),
                "nobody has a seat from which to approve",
                "Add `seats: {ann: [operator], bob: [approver]}`",
            )
        approvers = sum(Seat.APPROVER in seats for seats in said.seats.values())
        if said.approvals and said.seats and approvers < max(said.approvals.values()):
            self.fault(
                ("approvals",), f"{approvers} of the seats approve, and more are needed", "Add the seat approver"
            )

    def _world(self, estate: EstateDefinition) -> tuple[EstateDefinition, tuple[Inject, ...]]:
        """Return the estate without the faults that come on a condition, and all events."""
        faults = {fault.id: fault for fault in estate.faults}
        injects = tuple(
            Inject(
                one.id,
                one.at,
                one.on,
                faults[one.id] if one.fault is not None else None,
                one.message,
                one.jump,
                one.lose,
            )
            for one in self.said.injects
        )
        later = {one.id for one in injects if one.fault is not None and not one.in_estate}
        return replace(estate, faults=tuple(fault for fault in estate.faults if fault.id not in later)), injects

    def _estate(self, path: Path, bundled: Mapping[str, Path]) -> EstateDefinition:
        """Return the estate with all of the lesson's faults in it. Raises ``DocumentFaults``."""
        beside = path.resolve().parent / self.said.estate
        file = beside if beside.is_file() else bundled.get(self.said.estate)
        if file is None:
            message = f"there is no estate {self.said.estate!r}, neither bundled nor a file beside the lesson"
            self.fault(("estate",), message, did_you_mean(self.said.estate, bundled))
            self.faults.check()
            raise AssertionError(message)
        document = read_document(read_text(file), str(file))
        known = document.data.setdefault("faults", [])
        first = len(known) if isinstance(known, list) else 0
        of_lesson = [number for number, one in enumerate(self.said.injects) if one.fault is not None]
        for number in of_lesson:
            one = self.said.injects[number]
            known.append({**(one.fault or {}), "id": one.id, "after": one.at or None})
        try:
            return build(document, file.resolve().parent)
        except DocumentFaults as error:
            raise DocumentFaults(tuple(self._own(fault, first, of_lesson) for fault in error.faults)) from None

    def _own(self, fault: DocumentFault, first: int, of_lesson: Sequence[int]) -> DocumentFault:
        """Return a fault of the estate, at the lesson's place where it is about one of the lesson's events."""
        for place, number in enumerate(of_lesson):
            if fault.path.startswith(f"faults[{first + place}]"):
                loc: Loc = ("injects", number, "fault")
                return DocumentFault(
                    self.document.file, self.document.line(loc), path_text(loc), fault.message, fault.right
                )
        return fault

    def _predicate(
        self, loc: Loc, text: str, estate: EstateDefinition, target: bool | int | float | None = None
    ) -> None:
        wrong = self.predicates(text, estate, target)
        if wrong is not None:
            self.fault(loc, f"column {wrong.column} of the text: {wrong.message}", wrong.right)

    def _ways(self, estate: EstateDefinition) -> dict[str, Way]:
        ways, said = self.said.ways, {objective.id for objective in self.said.objectives}
        if not ways.wrong:
            self.fault(("ways",), "a lesson has at least one wrong path", "Add `NAME: {misses: [...], acts: [...]}`")
        free = {number: entry.any_order for number, entry in enumerate(ways.solution) if entry.any_order is not None}
        spare = {number: entry.spare for number, entry in enumerate(ways.solution) if entry.spare is not None}
        if 0 in free:
            self.fault(("ways", SOLUTION, 0, ANY_ORDER), "no act stands in front of the first", "Leave it out")
        found = {SOLUTION: Way(SOLUTION, self._acts(ways.solution, ("ways", SOLUTION), estate), (), free, spare)}
        for name, way in ways.wrong.items():
            for number, missed in enumerate(way.misses):
                if missed not in said:
                    loc: Loc = ("ways", name, "misses", number)
                    self.fault(loc, f"there is no objective {missed!r}", did_you_mean(missed, said))
            found[name] = Way(name, self._acts(way.acts, ("ways", name, "acts"), estate), tuple(way.misses))
        return found

    def _acts(self, entries: Sequence[ActEntry], loc: Loc, estate: EstateDefinition) -> tuple[Act, ...]:
        acts, names = [], Names.of(estate, self.said.seats, self.screens)
        for number, entry in enumerate(entries):
            at = (*loc, number)
            act = act_of(entry, at, self.fault)
            done = act.act if isinstance(act, By) else act
            if isinstance(done, Wait):
                self._predicate((*at, "wait"), done.until, estate)
            check(act, at, names, self.fault)
            if act is not None:
                acts.append(act)
        return tuple(acts)
