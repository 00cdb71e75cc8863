"""Faults of a lesson that none of its ways can come upon. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from drconsole.documents.building.step_names import steps_run_by
from drconsole.documents.definition import Fault
from drconsole.documents.lessons.definition import Act, By, Lesson, Run
from drconsole.recovery.types.words import Operation


def unreached(lesson: Lesson) -> Iterator[tuple[str, Fault, frozenset[str]]]:
    """Yield each event's fault at a machine's step that no way runs: the event's id, and the steps that ways run there.

    A way that starts the operation at other machines counts, too: what a plan brings along is not asked.
    """
    operations = {operation for way in lesson.ways.values() for act in way.acts for operation in _starts(act)}
    scenarios = {name: item.scenario for item in lesson.estate.items for name in (item.key, item.name)}
    for inject in lesson.injects:
        fault = inject.fault
        if fault is None or fault.step is None or fault.item is None:
            continue
        run = steps_run_by([scenarios[fault.item]], plans=False, operations=operations)
        if fault.step not in run:
            yield inject.id, fault, run


def _starts(act: Act) -> Iterator[Operation]:
    if isinstance(act, By):
        yield from _starts(act.act)
    elif isinstance(act, Run):
        yield act.operation
