"""Texts of an exercise's coach, for its line, its pane, its page and the debrief. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import counted
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean, duration

if TYPE_CHECKING:
    # Only an exercise has a coach: a console on any other state imports nothing of training.
    from drconsole.training.coaching.view import CoachView, Notice, StepView

KINDS = {
    "message": ("", Severity.NOTE),
    "mistake": ("✗ Mistake: ", Severity.BAD),
    "done": ("✓ Done: ", Severity.OK),
    "hint": ("Hint: ", Severity.NOTE),
    "instructor": ("Instructor: ", Severity.NOTE),
    "fault": ("? Coach: ", Severity.UNKNOWN),
}
"""Kind of a notice -> what its text begins with, and its tone."""

AT_COST = "On a real estate: "
"""Beginning of what a mistake would have cost."""

Line = tuple[str, str]
"""A line and its tone: a severity's value, ``header`` or nothing; glyph and word stand in its text."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of the coach's commands, as people write them; an empty one has none, or does nothing here."""

    hint: str = ""
    page: str = ""
    hide: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """Content of the coach's part of a page; a value, so that an unchanged one is not drawn again."""

    title: str
    """Title of the pane."""
    lead: str
    """Beginning of the line: which step it is."""
    text: str
    """What is to be done now."""
    more: str
    """What the line says beside it where there is room: the last hint, else why."""
    hinted: bool
    """Whether ``more`` is a hint, which has its room before the end of ``text``."""
    tail: str
    """End of the line: its keys."""
    step: tuple[Line, ...]
    """Lines of the pane about the step."""
    news: tuple[Line, ...]
    """Lines of the pane about progress, and notices, the newest first."""


def told(view: CoachView, keys: Keys) -> Told:
    """Return what the coach's part of a page shows."""
    lead, text = now_due(view, keys)
    ways = tuple(_ways(view, keys))
    news = (line for notice in reversed(view.notices) for line in notice_lines(notice))
    return Told(
        title=" ─ ".join(("Coach", clean(view.title), *ways, *([f"{keys.hide} hide"] if keys.hide else []))),
        lead=lead,
        text=text,
        more=_more(view),
        hinted=view.ended is None and view.step is not None and bool(view.step.hints),
        tail="  ".join(ways),
        step=(*step_lines(view, keys),),
        news=((progress_text(view), ""), *news),
    )


def spoken(view: CoachView) -> str:
    """Return the coach's line for who hears it instead of seeing it: the step, why, and the progress."""
    lead, text = now_due(view)
    why = f" Why: {clean(view.step.why)}" if view.step is not None and view.step.why and view.ended is None else ""
    return f"EXERCISE: {lead}{text}".rstrip() + f"{why} ({progress_text(view)})"


def now_due(view: CoachView, keys: Keys = Keys()) -> tuple[str, str]:  # noqa: B008 - it is a value
    """Return which step it is, and what is to be done now."""
    if view.ended is not None:
        read = f"; {keys.page} shows the debrief" if keys.page else ""
        return "The exercise is over: ", f"{verdict(view)}{read}"
    if view.step is not None:
        return f"Step {view.step.number} of {view.step.of}: ", clean(view.step.do)
    way = f"{keys.end} ends the exercise and shows the debrief." if keys.end else ""
    if view.mode == "guided" and view.done >= view.total:
        return "All steps are done. ", way
    return f"{view.mode.capitalize()}: ", f"{clean(view.title)}. No steps are shown. {way}".rstrip()


def verdict(view: CoachView) -> str:
    """Return how an exercise ended."""
    if view.ended is None:
        return "it goes on"
    late = ", the time was up" if view.ended.time_up else ""
    return f"{'✓ passed' if view.ended.passed else '✗ not passed'}, {view.ended.percent} of 100{late}"


def _ways(view: CoachView, keys: Keys) -> Iterator[str]:
    """Yield the keys that do something now."""
    if view.ended is None and view.hints_left and keys.hint:
        cost = f", costs {view.hint_price}" if view.hint_price else ""
        yield f"{keys.hint} hint ({view.hints_left} left{cost})"
    if keys.page:
        yield f"{keys.page} {'debrief' if view.ended is not None else 'coach'}"


def _more(view: CoachView) -> str:
    step = view.step if view.ended is None else None
    if step is None:
        return ""
    return f"Hint: {clean(step.hints[-1])}" if step.hints else f"Why: {clean(step.why)}" if step.why else ""


def step_lines(view: CoachView, keys: Keys = Keys()) -> Iterator[Line]:  # noqa: B008 - it is a value
    """Yield what is to be done now, why, and the hints that were given."""
    step = view.step if view.ended is None else None
    lead, text = now_due(view, keys)
    yield f"{lead}{text}", "header"
    if step is None:
        return
    if step.why:
        yield f"Why: {clean(step.why)}", ""
    yield from ((f"Hint: {clean(hint)}", Severity.NOTE.value) for hint in step.hints)
    yield f"This step: {step_time(step)}", ""


def notice_lines(notice: Notice) -> Iterator[Line]:
    """Yield a notice, and below it what it would have cost."""
    lead, severity = KINDS[notice.kind]
    yield f"{minutes(notice.at)}  {lead}{clean(notice.text)}", severity.value
    if notice.cost:
        yield f"  {AT_COST}{clean(notice.cost)}", severity.value


def notice_text(notice: Notice) -> str:
    """Return a notice as a message to the operator, who sees when it came."""
    lead, _ = KINDS[notice.kind]
    text = f"{lead.removeprefix('✗ ')}{clean(notice.text)}"
    return f"{text.rstrip('.')}. {AT_COST}{clean(notice.cost)}" if notice.cost else text


def new_hint(before: CoachView, view: CoachView) -> str:
    """Return the hint that was given since; empty = none was, or the step is another one."""
    old, step = before.step, view.step
    if old is None or step is None or old.id != step.id or len(step.hints) <= len(old.hints):
        return ""
    return f"Hint: {clean(step.hints[-1])}"


def progress_text(view: CoachView) -> str:
    """Return how far the exercise is, in steps and in time by the world's clock."""
    parts = []
    if view.mode == "guided":
        parts.append(f"{view.done} of {counted(view.total, 'step')} done")
    parts.append(f"{minutes(view.elapsed)} since the beginning")
    if view.limit is not None and view.ended is None:
        parts.append(f"{minutes(max(0.0, view.limit - view.elapsed))} left")
    if view.hints_used and view.ended is None:
        parts.append(f"{counted(view.hints_used, 'hint')} used")
    return ", ".join(parts)


def step_time(step: StepView) -> str:
    """Return how long a step has been running, beside its par."""
    return f"{minutes(step.since)}, par {duration(step.par)}" if step.par else minutes(step.since)


def minutes(seconds: float) -> str:
    """Return a time in whole minutes: it changes seldom, and nobody works by its seconds."""
    whole = int(seconds // 60)
    return duration(60 * whole) if whole else "under 1 min"
