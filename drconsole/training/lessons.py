"""Lessons by name: the bundled ones, and any file; their predicates are checked against their estates."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from drconsole.documents.lessons.definition import WrongPredicate
from drconsole.recovery.types.naming import nearest
from drconsole.recovery.types.work.errors import BadInput
from drconsole.settings.bundled import data_path
from drconsole.training.predicates.fields import Kind
from drconsole.training.predicates.lexer import PredicateFault
from drconsole.training.predicates.parser import Known, parse, parse_condition

if TYPE_CHECKING:
    from drconsole.documents.definition import EstateDefinition
    from drconsole.documents.lessons.definition import Chapter, Lesson

CURRICULUM = "curriculum"
"""Name of the file that orders the bundled lessons."""


def bundled() -> dict[str, Path]:
    """Return the lessons that travel with the program, by name."""
    found = sorted((data_path("fixtures") / "lessons").glob("*.yaml"))
    return {path.stem: path for path in found if "." not in path.stem and path.stem != CURRICULUM}


def curriculum() -> tuple[Chapter, ...]:
    """Return the bundled lessons in their order. Raises ``DocumentFaults``."""
    from drconsole.documents.lessons.curriculum import load_curriculum

    return load_curriculum(data_path("fixtures") / "lessons" / f"{CURRICULUM}.yaml", list(bundled()))


def find_lesson(word: str, screens: Collection[str]) -> Lesson:
    """Return a bundled lesson, or that of a file. ``screens`` are those that a predicate may name.

    Raises ``BadInput``: there is no such lesson (``no-such-lesson``), or it has faults (``DocumentFaults``).
    """
    known, path = bundled(), Path(word)
    if word in known and not path.is_file():
        path = known[word]
    elif not path.exists():
        message = f"there is no file and no bundled lesson {word!r}"
        raise BadInput("no-such-lesson", message, place=word, advice=nearest(word, known))
    return load(path, screens)


def load(path: Path, screens: Collection[str]) -> Lesson:
    """Return the lesson of a file. Raises ``DocumentFaults``."""
    from drconsole.documents.lessons.load import load_lesson

    estates = {each.stem: each for each in (data_path("fixtures") / "estates").glob("*.yaml")}

    def wrong(text: str, estate: EstateDefinition, target: bool | int | float | None) -> WrongPredicate | None:
        known = known_in(estate, screens)
        try:
            if target is None:
                parse_condition(text, known)
            elif isinstance(target, bool):
                if (node := parse(text, known)).kind is not Kind.TRUTH:
                    right = "Compare it, such as ... == ..., or add `target:`, the most that it may be"
                    raise PredicateFault(1, f"this is a {node.kind} and no condition", right)
            elif (node := parse(text, known)).kind is not Kind.NUMBER:
                raise PredicateFault(1, f"the target is a number, and this is a {node.kind}", "Write a number's text")
        except PredicateFault as fault:
            return WrongPredicate(fault.column, fault.message, fault.right)
        return None

    return load_lesson(path, estates, screens, wrong)


def known_in(estate: EstateDefinition, screens: Collection[str]) -> Known:
    """Return the names that a predicate may use in this estate."""
    items = {name for item in estate.items for name in (item.key, item.name)}
    plans = {name for plan in estate.plans for name in (plan.key, plan.name)}
    return Known(items, plans, frozenset(screens))
