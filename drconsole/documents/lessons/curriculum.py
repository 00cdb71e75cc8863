"""Curriculum: the order of the bundled lessons, and what each presupposes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from drconsole.documents.faults import FaultList, Loc, did_you_mean, path_text
from drconsole.documents.lessons.definition import Chapter
from drconsole.documents.lessons.models import CurriculumDocument
from drconsole.documents.lessons.reading import LESSON, validated
from drconsole.documents.reading.file import read_text
from drconsole.documents.reading.reader import read_document


def load_curriculum(path: Path, lessons: Sequence[str]) -> tuple[Chapter, ...]:
    """Return the curriculum of a file, in which each of ``lessons`` stands once. Raises ``DocumentFaults``."""
    document = read_document(read_text(path, LESSON), str(path), kind=LESSON)
    faults = FaultList(str(path))
    said = validated(CurriculumDocument, document, faults)
    seen: list[str] = []
    for index, chapter in enumerate(said.lessons):
        loc: Loc = ("lessons", index)
        if chapter.lesson not in lessons or chapter.lesson in seen:
            why = "twice" if chapter.lesson in seen else "and there is no such lesson"
            message = f"{chapter.lesson!r} stands here {why}"
            faults.add(document.line(loc), path_text(loc), message, did_you_mean(chapter.lesson, lessons))
        for before in chapter.presupposes:
            if before not in seen:
                message = f"{before!r} does not come before {chapter.lesson!r}"
                faults.add(document.line(loc), path_text(loc), message, did_you_mean(before, seen))
        seen.append(chapter.lesson)
    for missing in sorted({*lessons} - {*seen}):
        line = document.line(("lessons",))
        faults.add(line, "lessons", f"the lesson {missing!r} is not in the curriculum", f"Add `- lesson: {missing}`")
    faults.check()
    return tuple(Chapter(chapter.lesson, tuple(chapter.presupposes)) for chapter in said.lessons)
