"""Recovery points of a target's machines, as they were read, put into the picture of the page. No Textual.

Which point a choice takes is said by the rules themselves, on the rows and on what was read; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from drconsole.console.dialogs.operation.page import OperationPage
from drconsole.console.state.model.model import Model
from drconsole.console.state.model.targets import target_items
from drconsole.records.clock import moment
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.estate.points import PointRow
from drconsole.records.rows.work.checks import PreviewRow
from drconsole.records.tables import ITEMS, JOBS
from drconsole.records.view import look_of
from drconsole.recovery.checks.points.chosen import choose
from drconsole.recovery.types.estate.points import ChosenPoint, PointsRead, RecoveryPoint
from drconsole.recovery.types.words import Consistency, Operation, PointChoice, RunState, counted
from drconsole.render.estate.items.points import Reading
from drconsole.render.operation.point_picture import (
    TITLES,
    Loss,
    Machine,
    PointPicture,
    age_of,
    points_of,
    words_of,
)
from drconsole.render.rows.entries import Entry, entry, heading
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean, utc

MOST_READ = 30
"""Number of machines whose points a dialog reads by itself."""


def point_entries(
    model: Model,
    readings: Mapping[str, Reading],
    page: OperationPage,
    picture: PointPicture | None,
    since: str | None,
    *,
    asked: bool,
) -> Iterator[Entry]:
    """Yield the picture of a target's machines, which could not be read, and how many were not.

    ``since``: time of a suspected corruption; ``asked``: whether the points are being read.
    """
    items = target_items(model, page.target)
    corrupt = f"; corruption suspected since {utc(since)}" if since else ""
    yield heading(f"Points on a line of time, newest on the right{corrupt}")
    if picture is not None:
        yield Entry("\n".join(words_of(picture)), picture=picture)
    for item in items:
        if (found := readings.get(item["key"])) is not None and found.error:
            yield entry(f"? {model.label(ITEMS, item)}: {clean(found.error)}", Severity.UNKNOWN)
    unread = sum(item["key"] not in readings for item in items)
    if unread and asked:
        more = f"; only the first {MOST_READ} machines are read" if len(items) > MOST_READ else ""
        yield Entry(f"not read: {counted(unread, 'machine')}{more}", "dim")


def picture_of(
    model: Model,
    items: Sequence[ItemRow],
    readings: Mapping[str, Reading],
    offered: Sequence[PointChoice],
    preview: PreviewRow | None = None,
    suspect: str | None = None,
    *,
    foretold: Mapping[str, Mapping[str, float | None]] = MappingProxyType({}),
    legend: bool = True,
) -> PointPicture | None:
    """Return the picture of the machines whose points were read; None = of none they were.

    ``offered``: choices that the target offers; ``suspect``: time of a suspected corruption; ``foretold``: choice ->
    item key -> data loss, as previews have said it; ``legend``: whether the signs are explained. What ``latest`` loses
    is known from a preview alone: it is made of data that is in no point yet.
    """
    read = [item for item in items if (found := readings.get(item["key"])) is not None and not found.error]
    if not read:
        return None
    now = max(str(readings[item["key"]].as_of or "") for item in read)
    columns = tuple(
        choice for choice in TITLES if choice in offered and (choice is not PointChoice.LATEST or choice in foretold)
    )
    losses = _losses(read, readings, columns, now, suspect, foretold)
    chosen = {each["key"]: each["point"] for each in preview["points"]} if preview is not None else {}
    tested = _tested(model)
    limits = [limit for item in read if (limit := item["rpo_objective"]) is not None]
    machines = tuple(
        Machine(
            model.label(ITEMS, item),
            points_of(readings[item["key"]].points, now, tested.get(item["key"], ())),
            age_of(one["time"], now) if (one := chosen.get(item["key"])) is not None else None,
            losses[item["key"]],
            one["data_loss"] if one is not None else None,
        )
        for item in read
    )
    picked = preview["options"]["point"] if preview is not None else None
    return PointPicture(
        machines,
        columns,
        next((choice for choice in columns if choice == picked), None),
        age_of(suspect, now) if suspect else None,
        min(limits, default=None),
        legend,
    )


def _losses(
    items: Sequence[ItemRow],
    readings: Mapping[str, Reading],
    columns: Sequence[PointChoice],
    now: str,
    suspect: str | None,
    foretold: Mapping[str, Mapping[str, float | None]],
) -> dict[str, tuple[Loss, ...]]:
    """Return what each machine loses by each choice: as a preview has said it, else as the engine said it of the point.

    The rows tell too little to work it out here: since when a source is off, and what the run that used it has seen.
    """
    look = look_of(items, ())
    present, since = moment(now) or look.now, moment(suspect)
    points = {item["key"]: _read(item, readings[item["key"]], now) for item in items}
    told = {row["id"]: row["data_loss"] for item in items for row in readings[item["key"]].points}
    look = replace(look, now=present, points=points)
    keys = [item["key"] for item in items if item["key"] in look.view.items]
    found: dict[str, list[Loss]] = {item["key"]: [] for item in items}
    for choice in columns:
        if choice is PointChoice.LATEST:
            for key, losses in found.items():
                losses.append(Loss(foretold[choice].get(key), since is not None))
            continue
        by_key = choose(choice, None, keys, look)
        for key, losses in found.items():
            one = by_key.get(key)
            if not isinstance(one, ChosenPoint):
                losses.append(Loss(None))
                continue
            late = since is not None and one.time is not None and one.time >= since
            previewed = foretold.get(choice, {}).get(key)
            age = None if one.time is None else max(0.0, (present - one.time).total_seconds())
            losses.append(Loss(told.get(one.id or "") if previewed is None else previewed, late, age))
    return {key: tuple(losses) for key, losses in found.items()}


def _read(item: ItemRow, reading: Reading, now: str) -> PointsRead:
    points = (_point(item["key"], row) for row in reading.points)
    present = moment(reading.as_of) or moment(now)
    assert present is not None  # noqa: S101
    return PointsRead(
        item["key"],
        present,
        tuple(point for point in points if point is not None),
    )


def _point(key: str, row: PointRow) -> RecoveryPoint | None:
    """Return a point as the rules take it; None = its time or its kind is not known."""
    at = moment(row["time"])
    known = row["consistency"] in frozenset(Consistency)
    if at is None or not known:
        return None
    return RecoveryPoint(row["id"], key, at, Consistency(row["consistency"]), row["multi_vm"], row["processed"])


def _tested(model: Model) -> dict[str, set[str]]:
    """Return item key -> ids of the points with which a test failover succeeded."""
    found: dict[str, set[str]] = {}
    for job in model.rows(JOBS):
        if job["operation"] == Operation.TEST_FAILOVER and job["state"] == RunState.SUCCEEDED:
            for item in job["items"]:
                if (used := item["point_used"]) is not None and item["outcome"] == RunState.SUCCEEDED:
                    found.setdefault(item["key"], set()).add(used["id"])
    return found
