"""What is confirmed, and what is a forecast: a point that the run makes has no time yet."""

from __future__ import annotations

from typing import Any

import pytest
from support.whole import whole

from drconsole.records.rows.estate.points import ChosenPointRow, ItemPointRow
from drconsole.records.rows.work.checks import LostWritesRow, PreviewRow
from drconsole.recovery.types.words import Operation, PointChoice
from drconsole.render.operation.losses import loss_line
from drconsole.render.operation.options import CHOICES, choice_words
from drconsole.render.rows import records

TIME = "2026-03-02T08:48:17Z"


def cells(**said: Any) -> dict[str, str]:
    chosen: Any = {**whole(ChosenPointRow, time=TIME, data_loss=21.0, choice="latest", **said), "item": "db"}
    return {column.title: column.cell(chosen).plain() for column in records.CHOSEN_POINTS}


def test_a_point_that_the_run_makes_is_confirmed_without_a_time() -> None:
    made = cells(id=None)
    assert (made["Point time"], made["Data loss"]) == ("made in the run", "about 21 s")
    there = cells(id="p1")
    assert (there["Point time"], there["Data loss"]) == ("2026-03-02 08:48:17Z", "21 s")


@pytest.mark.parametrize(
    ("points", "lost", "text"),
    [
        ([90.0, 3490.0], 36840.0, "1 min 30 s to 58 min 10 s; and 10 h 14 min of writes at Azure"),
        ([], 36840.0, "10 h 14 min of writes at Azure"),
        ([90.0], None, "1 min 30 s"),
        ([], None, ""),
    ],
)
def test_writes_that_are_lost_as_well_stand_beside_the_loss_of_the_points(
    points: list[float], lost: float | None, text: str
) -> None:
    row: Any = whole(
        PreviewRow,
        points=[whole(ItemPointRow, point=whole(ChosenPointRow, data_loss=loss)) for loss in points],
        lost_writes=[] if lost is None else [whole(LostWritesRow, key="a", site="Azure", seconds=lost, deletes=True)],
    )
    assert loss_line(row) == text


@pytest.mark.parametrize(
    ("ids", "text"),
    [
        ([None, None], CHOICES[PointChoice.LATEST]),
        (["p1", "p2"], "no new point, the newest one is used"),
        (["p1", None, "p3"], "processes all data of 1 of 3 machines first: longest"),
        ([], CHOICES[PointChoice.LATEST]),
    ],
)
def test_latest_is_said_to_process_data_only_where_a_point_is_made(ids: list[str | None], text: str) -> None:
    """The page that is confirmed promised it, after the page before had said that nothing is unprocessed."""
    row: Any = whole(
        PreviewRow,
        points=[whole(ItemPointRow, point=whole(ChosenPointRow, id=one, choice="latest")) for one in ids],
        options={"point": "latest"},
    )
    failover = Operation.FAILOVER
    assert choice_words(PointChoice.LATEST, row, failover) == text
    assert choice_words(PointChoice.LATEST_PROCESSED, row, failover) == CHOICES[PointChoice.LATEST_PROCESSED]
    assert choice_words(PointChoice.LATEST, None, failover) == CHOICES[PointChoice.LATEST]


def test_a_change_of_the_point_never_promises_a_new_one() -> None:
    """It takes one that exists, and the choice said that it processes all data first."""
    change = Operation.CHANGE_RECOVERY_POINT
    assert choice_words(PointChoice.LATEST, None, change) == "no new point, the newest one is used"
    assert choice_words(PointChoice.LATEST_PROCESSED, None, change) == CHOICES[PointChoice.LATEST_PROCESSED]
