"""Debrief of an exercise that a person took: its score and all of its record, an instructor's acts included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from drconsole.documents.lessons.definition import Lesson
from drconsole.recovery.types.words import lasting
from drconsole.training.coaching.outside import Came
from drconsole.training.debrief import judged, plain, verdict, when
from drconsole.training.injecting import in_words
from drconsole.training.score.deeds import Journaled
from drconsole.training.score.reached import FailoverRow
from drconsole.training.score.result import Deed, Score, StepTaken
from drconsole.training.session import records as rec
from drconsole.training.session.attempt import Attempt
from drconsole.training.session.file import LineFault
from drconsole.training.session.records import Entry, Who
from drconsole.training.session.telling import words

_UNSHOWN = " (not shown to the trainee)"


def as_markdown(
    lesson: Lesson,
    attempt: Attempt,
    score: Score,
    steps: Sequence[StepTaken],
    failovers: Sequence[FailoverRow],
    outside: Sequence[tuple[str, str, str]],
    told: Sequence[tuple[str, str]],
    faults: Sequence[LineFault],
    now: datetime,
    time_up: bool,
) -> str:
    """Return the debrief as Markdown."""
    began = attempt.began
    who = ", ".join(attempt.trainees) if lesson.seats else began.trainee
    off = f", {score.hint_cost} taken off for hints" if score.hint_cost else ""
    lines = [
        f"# EXERCISE: {plain(lesson.title)}",
        "",
        f"{plain(who)}, {began.mode}: {verdict(score)}, {score.percent} of 100{off}. "
        f"{lasting((now - attempt.began_at).total_seconds())} of the world's time.",
    ]
    if time_up:
        lines += ["", "The time of the exam was over."]
    lines += judged(score)
    lines += ["", "## RTO and RPO reached", ""]
    lines += _failovers(failovers)
    lines += ["", "## Steps", "", "| step | done | took | par |", "|---|---|---|---|"]
    lines += [
        f"| {plain(step.do)} | {'not done' if step.done_at is None else when(step.done_at)} | "
        f"{_lasted(step.took, '')}{_late(step)} | {_lasted(step.par, '')} |"
        for step in steps
    ]
    lines += ["", "## Hints", ""]
    lines += [f"- {plain(text)}" for each in attempt.hints.values() for text in each] or ["None."]
    if outside:
        lines += ["", "## What came from outside", ""]
        lines += [f"- {at}: {plain(what)}; {plain(then)}" for at, what, then in outside]
    lines += ["", "## What happened", ""]
    lines += [f"- {at}: {plain(text)}" for at, text in told]
    if faults:
        lines += ["", "## Lines of the record that could not be read", ""]
        lines += [f"- line {fault.line}: {plain(fault.why)}" for fault in faults]
    return "\n".join(lines) + "\n"


def happened(
    entries: Sequence[Entry], deeds: Sequence[Journaled], events: Sequence[Came], began_at: datetime
) -> list[tuple[str, str]]:
    """Return all that happened, in its order: when, and what; not cleaned. ``events``: those of the lesson."""
    faults = [
        Deed(one.at, f"fault: {in_words(one.inject)}{_UNSHOWN}", "")
        for one in events
        if one.inject.in_estate and one.at is not None
    ]
    last = max((entry.at for entry in entries), default=began_at)
    told = [(entry.at, (entry.world_at - began_at).total_seconds(), text) for entry, text in _told(entries)]
    told += [(one.wall, one.deed.at, one.deed.words) for one in deeds]
    # Of a fault that the world had from its making only the world's time is known: it stands before what came next.
    told += [
        (min((wall for wall, at, _ in told if at >= fault.at), default=last), fault.at, fault.words) for fault in faults
    ]
    # By the wall's clock where the world's went back to a snapshot; else a mistake stands where it was made.
    back = any(isinstance(entry.record, rec.Moved) for entry in entries)
    told.sort(key=lambda one: (one[0], one[1]) if back else (one[1], one[0]))
    return [(when(at), text) for _, at, text in told]


def failover_words(one: FailoverRow) -> tuple[str, str, str, str, str, str]:
    """Return what a failover reached in words: what it was, how it ended, RTO, at most, RPO, at most; not cleaned."""
    worst = f" ({one['rpo_item']})" if one["rpo"] else ""
    return (
        f"{one['operation']} {one['target']}",
        one["state"],
        _lasted(one["rto"]),
        _lasted(one["rto_target"], "not said"),
        f"{_lasted(one['rpo'])}{worst}",
        _lasted(one["rpo_target"], "not said"),
    )


def _failovers(failovers: Sequence[FailoverRow]) -> list[str]:
    if not failovers:
        return ["No failover ended."]
    lines = ["| failover | came | RTO | at most | RPO | at most |", "|---|---|---|---|---|---|"]
    return [*lines, *(f"| {' | '.join(map(plain, failover_words(one)))} |" for one in failovers)]


def _late(step: StepTaken) -> str:
    return " (late)" if step.took is not None and step.par is not None and step.took > step.par else ""


def _lasted(seconds: float | None, unknown: str = "unknown") -> str:
    return unknown if seconds is None else lasting(seconds)


def _told(entries: Sequence[Entry]) -> Iterator[tuple[Entry, str]]:
    seen: set[str] = set()
    last = ""
    for entry in entries:
        if isinstance(entry.record, rec.StepDone):
            seen = {last}
        if isinstance(entry.record, rec.Looked):
            # A page that stays open while steps are done is recorded for each of them, and two people look in turns.
            if entry.record.screen in seen:
                continue
            last = entry.record.screen
            seen.add(last)
        who = f" ({entry.name})" if entry.name else ""
        text = _words(entry) + (who if isinstance(entry.record, rec.Joined) else "")
        yield entry, (f"instructor{who}: " if entry.who is Who.INSTRUCTOR else "") + text


def instructor_acts(entries: Sequence[Entry], began_at: datetime) -> Iterator[str]:
    """Yield what an instructor did and the trainee was not shown, each with its time; not cleaned."""
    for entry in entries:
        shown = isinstance(entry.record, rec.Injected) and entry.record.shown
        if entry.who is Who.INSTRUCTOR and not shown:
            text = _words(entry).removesuffix(_UNSHOWN)
            yield f"{when((entry.world_at - began_at).total_seconds())}: {text}"


def _words(entry: Entry) -> str:
    """Return a record as the debrief tells it."""
    hidden = isinstance(entry.record, rec.Injected) and not entry.record.shown
    return words(entry.record) + (_UNSHOWN if hidden else "")
