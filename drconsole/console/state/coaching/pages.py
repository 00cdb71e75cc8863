"""Pages of the coach: all that it has said, and the debrief of an exercise that is over. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from drconsole.console.state.coaching.words import Line, minutes, notice_lines, progress_text, step_lines, verdict
from drconsole.recovery.types.words import counted
from drconsole.render.rows.entries import DIM, Entry, heading
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean, duration

if TYPE_CHECKING:
    from drconsole.training.coaching.view import CoachView, Ended, ObjectiveView, StepMark
    from drconsole.training.score.result import Held

RESULTS = {"met": ("✓ met", Severity.OK), "partly": ("‼ partly", Severity.WARN), "not-met": ("✗ not met", Severity.BAD)}
"""Result of an objective -> its mark with its word, and its tone."""
YES = "true"
"""Target of an objective that is met or not: its mark says all of it."""
NOT_SAID = "not said"
"""Text in place of an objective (RTO or RPO) that was not set."""
WIDEST = max(len(mark) for mark, _ in RESULTS.values()) + 2


def coach_page(view: CoachView) -> list[Entry]:
    """Return all that the coach has said: what is due, the story, the steps so far and the notices."""
    now = [heading("Now"), *_entries(step_lines(view)), Entry(progress_text(view), DIM)]
    parts = [now, _told(view), _steps(view.progress), _story(view.story), _objectives(view.objectives)]
    if view.done <= 1 and len(view.notices) <= 1:  # the exercise begins
        parts = [_story(view.story), _objectives(view.objectives), now, _told(view), _steps(view.progress)]
    parts.append(_clock(view))
    found: list[Entry] = []
    for part in filter(None, parts):
        found += [Entry(""), *part] if found else part
    return found


def _story(story: str) -> list[Entry]:
    told = [Entry(clean(line)) for line in _paragraphs(story)]
    return [heading("The story"), *told] if told else []


def _objectives(objectives: Sequence[str]) -> list[Entry]:
    return [heading("What is to be reached"), *(Entry(f"- {clean(each)}") for each in objectives)] if objectives else []


def _clock(view: CoachView) -> list[Entry]:
    """Return how the trainee sets the world's clock, to shorten a long wait."""
    exam = " The exam's time runs by it." if view.limit is not None else ""
    return [
        heading("The clock"),
        Entry(f"The world has a clock of its own. Where you wait for a run, :clock speed 60 makes it fast.{exam}"),
        Entry(f":clock speed {view.speed:g} is the lesson's own, :clock pause stops it, :clock resume lets it go on."),
    ]


def _told(view: CoachView) -> list[Entry]:
    known = [] if view.mode != "guided" else ["done"]  # these stand among the steps
    lines = [line for notice in reversed(view.notices) if notice.kind not in known for line in notice_lines(notice)]
    return [heading("Messages and mistakes, the newest first"), *_entries(lines)] if lines else []


def _paragraphs(story: str) -> Iterator[str]:
    """Yield the paragraphs of a story: a blank line ends one, another line's end does not."""
    for part in story.strip().split("\n\n"):
        if part.strip():
            yield " ".join(part.split())


def _entries(lines: Iterable[Line]) -> list[Entry]:
    return [Entry(text, tone if tone != "header" else "") for text, tone in lines]


def _steps(progress: Iterable[StepMark]) -> list[Entry]:
    done = [
        Entry(f"✓ {clean(step.text)} ({minutes(step.done_at)} after the beginning)")
        for step in progress
        if step.done_at is not None and step.text
    ]
    return [heading("Done so far"), *done] if done else []


def debrief_page(view: CoachView, ended: Ended) -> list[Entry]:
    """Return the debrief of an exercise that is over, with the facts of its file."""
    found = [
        Entry(f"{verdict(view)}{_because(ended)}", (Severity.OK if ended.passed else Severity.BAD).value),
        Entry(f"{progress_text(view)}{_hints(ended)}", DIM),
        Entry(""),
        heading("Objectives"),
        *(_objective(each) for each in ended.objectives),
        Entry(""),
        heading("Dangerous acts"),
        *([Entry(f"✗ {clean(each)}", Severity.BAD.value) for each in ended.dangerous] or [Entry("✓ none")]),
    ]
    if ended.probes:
        found += [Entry(""), heading("What has to hold throughout"), *map(_probe, ended.probes)]
    found += _reached(ended) + _taken(ended)
    if ended.hint_texts:
        found += [Entry(""), heading("Hints"), *(Entry(f"- {clean(each)}") for each in ended.hint_texts)]
    if mistakes := [each for each in view.notices if each.kind == "mistake"]:
        lines = (line for notice in mistakes for line in notice_lines(notice))
        found += [Entry(""), heading("Mistakes, and what each would have cost"), *_entries(lines)]
    if ended.hidden:
        found += [Entry(""), heading("What the instructor did, and you were not told")]
        found += [Entry(clean(each)) for each in ended.hidden]
    if ended.outside:
        found += [Entry(""), heading("What came from outside")]
        found += [Entry(f"{at}: {clean(what)}\n  {clean(then)}", hang=2) for at, what, then in ended.outside]
    if ended.happened:
        found += [Entry(""), heading("What happened")]
        found += [Entry(f"{at}: {clean(text)}", hang=2) for at, text in ended.happened]
    return [*found, Entry(""), Entry(f"Kept in {clean(ended.debrief_file)}", DIM)]


def _probe(probe: Held) -> Entry:
    if probe.broken_at is None:
        return Entry(f"✓ held: {clean(probe.text)}", hang=2)
    told = f"✗ broken {minutes(probe.broken_at)} after the beginning: {clean(probe.text)}"
    return Entry(told, Severity.BAD.value, hang=2)


def _reached(ended: Ended) -> list[Entry]:
    told = []
    for what, came, rto, rto_target, rpo, rpo_target in ended.failovers:
        told.append(Entry(f"{clean(what)}: {clean(came)}"))
        told.append(Entry(f"  RTO {_against(rto, rto_target)}; RPO {_against(clean(rpo), rpo_target)}", hang=2))
    return [Entry(""), heading("RTO and RPO reached"), *(told or [Entry("No failover ended.")])]


def _against(reached: str, target: str) -> str:
    return f"{reached}, no objective" if target == NOT_SAID else f"{reached}, at most {target}"


def _taken(ended: Ended) -> list[Entry]:
    """Return the steps: when each was done and how long it took, or that it was not done."""
    if not ended.steps:
        return []
    found = [Entry(""), heading("Steps")]
    for step in ended.steps:
        if step.done_at is None or step.took is None:
            found.append(Entry(f"✗ not done: {clean(step.do)}", Severity.WARN.value, hang=2))
            continue
        late = step.par is not None and step.took > step.par
        par = f", par {duration(step.par)}{' (late)' if late else ''}" if step.par is not None else ""
        took = f"took {minutes(step.took)}{par}; done {minutes(step.done_at)} after the beginning"
        found.append(Entry(f"✓ {clean(step.do)}\n  {took}", hang=2))
    return found


def _because(ended: Ended) -> str:
    """Return why an exercise was not passed, which also one with a full score may not be."""
    missed = sum(1 for each in ended.objectives if each.result != "met")
    whys = (
        f"{counted(missed, 'objective')} not met" if missed else "",
        counted(len(ended.dangerous), "dangerous act") if ended.dangerous else "",
        "something did not hold" if ended.broken else "",
    )
    told = ", ".join(filter(None, whys))
    return f": {told}" if told and not ended.passed else ""


def _hints(ended: Ended) -> str:
    cost = f", which cost {counted(ended.hint_cost, 'point')}" if ended.hint_cost else ""
    return f"; {counted(ended.hints, 'hint')}{cost}" if cost else ""


def _objective(objective: ObjectiveView) -> Entry:
    mark, severity = RESULTS[objective.result]
    beside = [f"weight {objective.weight}"] if objective.weight != 1 else []
    if objective.target != YES:
        beside[:0] = [f"measured {clean(objective.measured)}", f"target {clean(objective.target)}"]
    text = f"{mark:<{WIDEST}}{clean(objective.text)}"
    if beside:
        text += f"\n{' ' * WIDEST}{', '.join(beside)}"
    return Entry(text, severity.value if objective.result != "met" else "", hang=WIDEST)
