"""View of an attempt: what of its records a trainee is shown, by the mode in which the lesson is taken. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from drconsole.documents.lessons.definition import Lesson, Mode, Step
from drconsole.training.coaching.debriefing import instructor_acts
from drconsole.training.coaching.view import CoachView, Ended, Notice, NoticeKind, ObjectiveView, StepMark, StepView
from drconsole.training.judging import held, steps_taken
from drconsole.training.score.rules import price_of_next
from drconsole.training.session import records as rec
from drconsole.training.session.attempt import Attempt
from drconsole.training.session.folder import ExerciseFolder
from drconsole.training.session.records import Entry, Who


def limit_of(lesson: Lesson, mode: str) -> float | None:
    """Return the seconds of the world after which an exam is over; None = it has no limit.

    A person has the lesson's ``minutes``, at the lesson's speed. The limit runs by the world's clock, as everything
    that a trainee sees does: while an instructor freezes it, no time is lost (our choice).
    """
    return lesson.minutes * 60 * lesson.speed if mode == Mode.EXAM else None


def step_due(lesson: Lesson, attempt: Attempt) -> Step | None:
    """Return the first step that is not done; None = all are."""
    return next((step for step in lesson.steps if step.id not in attempt.done), None)


def why_no_hint(lesson: Lesson, attempt: Attempt) -> str:
    """Return why there is no further hint now; empty = there is one."""
    if attempt.began.mode == Mode.EXAM:
        return "an exam has no hints"
    step = step_due(lesson, attempt)
    if step is None:
        return "all steps are done"
    if not step.hints:
        return "this step has no hints"
    return "" if _left(step, attempt) else "all hints of this step have been shown"


def view_of(
    lesson: Lesson,
    attempt: Attempt,
    entries: Sequence[Entry],
    folder: ExerciseFolder,
    now: datetime,
    faults: Sequence[Notice],
    moved_to: Path | None = None,
) -> CoachView:
    """Return the view of an attempt that has begun."""
    began, began_at = attempt.began, attempt.began_at
    shown = began.mode == Mode.GUIDED
    last = attempt.ended_at or now

    def since(at: datetime) -> float:
        return (at - began_at).total_seconds()

    due = step_due(lesson, attempt)
    notices = [*_notices(lesson, entries, began, began_at), *faults]
    return CoachView(
        lesson=lesson.name,
        title=lesson.title,
        mode=began.mode,
        step=_step(lesson, attempt, due, last, began_at) if shown and due is not None else None,
        done=len(attempt.done),
        total=len(lesson.steps),
        notices=tuple(notices),
        progress=tuple(
            StepMark(
                step.id, step.do if shown else "", None if (at := attempt.done.get(step.id)) is None else since(at)
            )
            for step in lesson.steps
        ),
        elapsed=since(last),
        ended=None if attempt.ended is None else ended_view(lesson, attempt, attempt.ended, folder, entries),
        story=lesson.story,
        objectives=tuple(one.text for one in lesson.objectives),
        limit=limit_of(lesson, began.mode),
        hints_left=None if began.mode == Mode.EXAM else 0 if due is None else _left(due, attempt),
        hints_used=attempt.hints_used,
        speed=lesson.speed,
        hint_price=price_of_next(attempt.hints_used),
        lines_dropped=sum(
            1 for entry in entries if isinstance(entry.record, rec.Injected) and entry.record.what == rec.LINE
        ),
        moved_to=moved_to,
    )


def ended_view(
    lesson: Lesson, attempt: Attempt, ended: rec.Ended, folder: ExerciseFolder, entries: Sequence[Entry]
) -> Ended:
    """Return the end of an attempt."""
    known = {one.id: one for one in lesson.objectives}

    def since(times: Mapping[str, datetime]) -> dict[str, float]:
        return {name: (at - attempt.began_at).total_seconds() for name, at in times.items()}

    return Ended(
        passed=ended.passed,
        percent=ended.percent,
        hints=ended.hints,
        hint_cost=ended.hint_cost,
        debrief_file=folder.debrief,
        objectives=tuple(
            ObjectiveView(name, known[name].text, result, measured, target, known[name].weight)
            for name, result, measured, target in ended.objectives
            if name in known
        ),
        dangerous=ended.dangerous,
        probes=held(lesson, since(attempt.broken)),
        time_up=ended.time_up,
        hidden=tuple(instructor_acts(entries, attempt.began_at)),
        steps=steps_taken(lesson, since(attempt.done)),
        hint_texts=tuple(text for each in attempt.hints.values() for text in each),
        failovers=ended.failovers,
        happened=ended.happened,
        outside=ended.outside,
    )


def _left(step: Step, attempt: Attempt) -> int:
    return max(0, len(step.hints) - len(attempt.hints.get(step.id, [])))


def _step(lesson: Lesson, attempt: Attempt, step: Step, now: datetime, began_at: datetime) -> StepView:
    due_since = max([began_at, *attempt.done.values()])
    return StepView(
        number=lesson.steps.index(step) + 1,
        of=len(lesson.steps),
        id=step.id,
        do=step.do,
        why=step.why,
        hints=tuple(attempt.hints.get(step.id, ())),
        hints_left=_left(step, attempt),
        par=step.par,
        since=max(0.0, (now - due_since).total_seconds()),
    )


def _notices(lesson: Lesson, entries: Sequence[Entry], began: rec.Began, began_at: datetime) -> Iterable[Notice]:
    """Yield what a trainee is told: in an exam what the world itself would say, and nothing of steps and mistakes."""
    texts = {step.id: step.do for step in lesson.steps}
    exam, guided = began.mode == Mode.EXAM, began.mode == Mode.GUIDED
    done = 0
    for entry in entries:
        at, record = (entry.world_at - began_at).total_seconds(), entry.record
        match record:
            case rec.Injected(shown=True):
                kind = NoticeKind.INSTRUCTOR if entry.who is Who.INSTRUCTOR else NoticeKind.MESSAGE
                yield Notice(at, kind, record.text)
            case rec.Mistake() if not exam:
                yield Notice(at, NoticeKind.MISTAKE, record.text, record.cost)
            case rec.StepDone() if not exam:
                done += 1
                told = texts.get(record.step, record.step) if guided else f"step {done} of {len(lesson.steps)}"
                yield Notice(at, NoticeKind.DONE, told)
            case rec.HintGiven() if not guided:
                yield Notice(at, NoticeKind.HINT, record.text)
            case _:
                pass
