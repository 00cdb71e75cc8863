"""Facts as JSON and as CSV: for programs, with every number as it is. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from drconsole.render.words.text import clean, escaped
from drconsole.reports.facts.types import JobFacts

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

COLUMNS = (
    *("mode", "job", "operation", "target", "job_state", "item", "key", "outcome", "reason"),
    *("started_at", "ended_at", "rto_objective", "rto_actual", "rto_met", "rpo_objective", "rpo_actual", "rpo_met"),
    *("point", "point_time", "point_consistency", "stands", "anchor_head", "anchor_length"),
    *("exercise", "lesson", "exercise_passed", "exercise_percent"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula."""


def plain_values(facts: DataclassInstance) -> dict[str, Any]:
    """Return facts as one JSON object: the wall between types and the outside."""
    return asdict(facts)


def as_json(facts: DataclassInstance) -> str:
    """Return facts as a JSON document."""
    return escaped(json.dumps(plain_values(facts), ensure_ascii=False, indent=2)) + "\n"


def job_csv(facts: JobFacts) -> str:
    """Return a line an item; every line has what it needs to stand alone."""
    head = (facts.mode, facts.job, facts.operation, facts.target, facts.state)
    one = facts.exercise
    exercise = (None,) * 4 if one is None else (one.exercise, one.lesson, one.passed, one.percent)
    rows = []
    for item in facts.items:
        begun = min((phase.started_at for phase in item.phases), default=None)
        ends = [phase.ended_at for phase in item.phases]
        ended = None if None in ends else max((end for end in ends if end is not None), default=None)
        used = item.point
        rows.append(
            (
                *(*head, item.name, item.key, item.outcome, item.reason, begun, ended),
                *(item.rto.objective, item.rto.actual, item.rto.met),
                *(item.rpo.objective, item.rpo.actual, item.rpo.met),
                *((None, None, None) if used is None else (used["id"], used["time"], used["consistency"])),
                *(item.stands, facts.anchor.head, facts.anchor.length),
                *exercise,
            )
        )
    return as_csv(COLUMNS, rows)


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table as CSV. None is an empty cell; text that a spreadsheet would compute begins with ``'``."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return file.getvalue()


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    text = clean(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
