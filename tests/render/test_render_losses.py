"""What is confirmed, and what is a forecast: a point that the run makes has no time yet."""

from __future__ import annotations

from typing import Any

import pytest
from support.whole import whole

from drconsole.records.rows.estate.points import ChosenPointRow, ItemPointRow
from drconsole.records.rows.work.checks import LostWritesRow, PreviewRow
from drconsole.render.operation.losses import loss_line
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
