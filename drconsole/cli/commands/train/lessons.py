"""Commands about lessons as documents: list, show, schema, check."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TypedDict

from drconsole.cli.context import Context
from drconsole.console.state.screens import SCREENS
from drconsole.documents.lessons.definition import SOLUTION, UNWRITTEN, Lesson
from drconsole.documents.lessons.reading import LESSON
from drconsole.documents.lessons.unreached import unreached
from drconsole.documents.reading.file import read_text
from drconsole.recovery.types.words import counted, lasting
from drconsole.render.rows.records import Cell, Column
from drconsole.render.words.text import clean, listed
from drconsole.training.lessons import bundled, curriculum, find_lesson


class LessonRow(TypedDict):
    """One lesson, as a list has it; ``after`` names those that are best taken before."""

    id: str
    title: str
    level: int
    minutes: int
    objectives: list[dict[str, object]]
    modes: list[str]
    after: list[str]


LESSONS: tuple[Column[LessonRow], ...] = (
    Column("Lesson", lambda record: Cell(clean(record["id"]))),
    Column("Level", lambda record: Cell(str(record["level"])), number=True),
    Column("Minutes", lambda record: Cell(str(record["minutes"])), number=True),
    Column("Title", lambda record: Cell(clean(record["title"]))),
    Column("After", lambda record: Cell(clean(", ".join(record["after"]))), wide=True),
)


def _row(lesson: Lesson, after: tuple[str, ...]) -> LessonRow:
    return {
        "id": lesson.name,
        "title": lesson.title,
        "level": lesson.level,
        "minutes": lesson.minutes,
        "objectives": [asdict(objective) for objective in lesson.objectives],
        "modes": [mode.value for mode in lesson.modes],
        "after": list(after),
    }


def list_lessons(context: Context, args: argparse.Namespace) -> int:
    """Print the bundled lessons, in the order in which they are best taken."""
    found = [_row(find_lesson(each.lesson, SCREENS), each.presupposes) for each in curriculum()]
    context.output.rows(LESSONS, found, empty="no bundled lessons")
    return 0


def show(context: Context, args: argparse.Namespace) -> int:
    """Print a lesson: its story, objectives and steps. Hints and solution are left to who asks for them."""
    lesson = find_lesson(args.lesson, SCREENS)
    if args.source:
        return _print_source(context, lesson)
    known = bundled()
    after = next((each.presupposes for each in curriculum() if each.lesson == lesson.name and lesson.name in known), ())
    if context.json:
        steps = [{"id": step.id, "do": step.do, "why": step.why, "par": step.par} for step in lesson.steps]
        estate = {"name": lesson.estate.name, "items": len(lesson.estate.items), "plans": len(lesson.estate.plans)}
        wrong = [name for name in lesson.ways if name != SOLUTION]
        more = {"estate": estate, "grain": lesson.grain.value, "speed": lesson.speed, "story": lesson.story}
        context.output.document({**_row(lesson, after), **more, "steps": steps, "wrong_paths": wrong})
        return 0
    _tell(context, lesson, after)
    return 0


def _print_source(context: Context, lesson: Lesson) -> int:
    source = read_text(Path(lesson.file), LESSON)
    if context.json:
        context.output.document({"id": lesson.name, "file": lesson.file, "source": source})
    else:
        context.output.text(source.rstrip("\n"))
    return 0


def _tell(context: Context, lesson: Lesson, after: tuple[str, ...]) -> None:
    text, prose = context.output.text, context.output.prose
    text(f"{clean(lesson.title)}  (level {lesson.level}, about {counted(lesson.minutes, 'minute')})")
    if after:
        text(f"(best taken after {listed(after)})")
    if lesson.speed != 1:
        text(f"(the world's clock runs {lesson.speed:g} times as fast as yours; times of steps are the world's)")
    text()
    prose(clean(" ".join(lesson.story.split())))
    text("\nobjectives")
    for objective in lesson.objectives:
        prose(f"- {clean(objective.text)} (weight {objective.weight})", "  ")
    text("\nsteps")
    for number, step in enumerate(lesson.steps, 1):
        par = f" ({lasting(step.par)})" if step.par else ""
        prose(f"{number}. {clean(' '.join(step.do.split()))}{par}", "  ")


def schema(context: Context, args: argparse.Namespace) -> int:
    """Print the JSON Schema of a lesson."""
    from drconsole.documents.lessons.load import schema as json_schema

    context.output.document(json_schema())
    return 0


def check(context: Context, args: argparse.Namespace) -> int:
    """Print what a lesson holds. Raises ``DocumentFaults`` with all its faults."""
    lesson = find_lesson(args.file, SCREENS)
    counts = {
        "objectives": len(lesson.objectives),
        "steps": len(lesson.steps),
        "injects": len(lesson.injects),
        "probes": len(lesson.probes),
        "ways": len(lesson.ways),
    }
    if lesson.name in (known := bundled()) and Path(lesson.file).resolve() != known[lesson.name].resolve():
        context.output.note(f"a bundled lesson is named {clean(lesson.name)}, too: the history takes both for one")
    for event, fault, steps in unreached(lesson):
        run = f"they run {', '.join(sorted(steps))}" if steps else "they start nothing"
        context.output.note(
            f"no way runs the step {fault.step} of {clean(str(fault.item))}, where {clean(event)} comes: {run}"
        )
    left = [step.id for step in lesson.steps if step.why.strip() == UNWRITTEN]
    if left:
        context.output.note(f"why is still to be written for {counted(len(left), 'step')}: {clean(', '.join(left))}")
    if context.json:
        context.output.document({"ok": True, "file": lesson.file, "counts": counts})
    else:
        told = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
        context.output.text(f"{clean(lesson.file)} holds {told}; no faults")
    return 0
