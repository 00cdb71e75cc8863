"""Judgement of a lesson while it is taken: which steps are done, which probes are broken, which events are due.

Pure. The coach beside a person and ``train play`` ask the same judge, and each keeps the progress in its own way.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field, replace

from drconsole.documents.lessons.definition import Inject, Lesson, Probe, Step
from drconsole.recovery.types.data import dataclass
from drconsole.training.lessons import known_in
from drconsole.training.moments import journaled
from drconsole.training.predicates.evaluate import holds
from drconsole.training.predicates.nodes import Node, tables_of
from drconsole.training.predicates.parser import parse
from drconsole.training.predicates.scene import Scene
from drconsole.training.score.result import Held, StepTaken


@dataclass(frozen=True, slots=True)
class News:
    """Findings of a look that were not so before, ``at`` so many seconds after the beginning."""

    at: float
    done: tuple[Step, ...] = ()
    broken: tuple[Probe, ...] = ()
    due: tuple[Inject, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.done or self.broken or self.due)


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a lesson. Times are seconds after the beginning."""

    done: Mapping[str, float] = field(default_factory=dict)
    """Id of a step -> when it was done. Steps are done in their order: these are the first ones of the lesson."""
    broken: Mapping[str, float] = field(default_factory=dict)
    """Id of a probe -> when it was first seen broken."""
    fired: frozenset[str] = frozenset()
    """Ids of the events that came."""

    def after(self, news: News) -> Progress:
        """Return the progress with what a look found."""
        return Progress(
            {**self.done, **{step.id: news.at for step in news.done}},
            {**self.broken, **{probe.id: news.at for probe in news.broken}},
            self.fired | {inject.id for inject in news.due},
        )


class Judge:
    """Judge of one lesson. ``screens`` are those that its conditions may name."""

    def __init__(self, lesson: Lesson, screens: Collection[str]) -> None:
        known = known_in(lesson.estate, screens)
        self.lesson = lesson
        self.expect = {step.id: parse(step.expect, known) for step in lesson.steps}
        self.always = {probe.id: parse(probe.always, known) for probe in lesson.probes}
        self.on = {one.id: parse(one.on, known) for one in lesson.injects if one.on is not None}

    def look(self, progress: Progress, scene: Scene, *, past: bool = False) -> News:
        """Return what is new. A step is judged only when those before it are done, and stays done.

        Of a step count the looks since it is due, and what is shown. ``past``: the scene is a moment of the journal,
        and only what a journal tells is judged.
        """
        at = (scene.now - scene.began).total_seconds()
        done, looked = [], scene.since_due | scene.shown
        for step in self.lesson.steps[len(progress.done) :]:
            if not _holds(self.expect[step.id], replace(scene, looked=looked), past):
                break
            done.append(step)
            looked = scene.shown
        broken = [
            probe
            for probe in self.lesson.probes
            if probe.id not in progress.broken and _fails(self.always[probe.id], scene, past)
        ]
        due = [
            one for one in self.lesson.injects if one.id not in progress.fired and self._is_due(one, at, scene, past)
        ]
        return News(at, tuple(done), tuple(broken), tuple(due))

    def _is_due(self, inject: Inject, at: float, scene: Scene, past: bool) -> bool:
        if inject.in_estate:
            return False
        if inject.at is not None:
            return at >= inject.at
        return _holds(self.on[inject.id], scene, past)

    def steps(self, progress: Progress) -> tuple[StepTaken, ...]:
        """Return each step of the lesson, with when it was done and how long it took after the one before it."""
        return steps_taken(self.lesson, progress.done)

    def probes(self, progress: Progress) -> tuple[Held, ...]:
        """Return each probe of the lesson, with when it was broken."""
        return held(self.lesson, progress.broken)


def _holds(node: Node, scene: Scene, past: bool) -> bool:
    return (not past or journaled(tables_of(node))) and holds(node, scene)


def _fails(node: Node, scene: Scene, past: bool) -> bool:
    return (not past or journaled(tables_of(node))) and not holds(node, scene)


def steps_taken(lesson: Lesson, done: Mapping[str, float]) -> tuple[StepTaken, ...]:
    """Return each step of a lesson, with when it was done and how long it took after the one before it.

    ``done``: id of a step -> seconds after the beginning.
    """
    found, before = [], 0.0
    for step in lesson.steps:
        done_at = done.get(step.id)
        took = None if done_at is None else done_at - before
        found.append(StepTaken(step.id, step.do, done_at, took, step.par))
        before = before if done_at is None else done_at
    return tuple(found)


def held(lesson: Lesson, broken: Mapping[str, float]) -> tuple[Held, ...]:
    """Return each probe of a lesson, with when it was broken. ``broken``: its id -> seconds after the beginning."""
    return tuple(Held(one.id, one.text, broken.get(one.id)) for one in lesson.probes)
