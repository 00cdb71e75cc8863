"""Lines of recovery points with what each choice loses, and the time since which a corruption is suspected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drconsole.recovery.types.words import PointChoice
from drconsole.recovery.types.work.errors import BadInput
from drconsole.render.drawing.parts import plain
from drconsole.render.drawing.scale import Scale
from drconsole.render.drawing.timeline import Point, draw
from drconsole.render.estate.items.suspect import suspected
from drconsole.render.operation.point_picture import Loss, Machine, PointPicture, losses_of, minutes, words_of

NOW = "2026-03-02T08:00:00+00:00"
COLUMNS = (PointChoice.LATEST, PointChoice.LATEST_PROCESSED)


def picture(**changes: object) -> PointPicture:
    points = (Point(300), Point(600, app=True), Point(900, multi_vm=True))
    machines = tuple(
        Machine(name, points, 900.0, (Loss(20.0), Loss(300.0))) for name in ("db", "a machine with a long name")
    )
    return PointPicture(machines, COLUMNS, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [40, 62, 80, 120, 200])
def test_a_line_a_machine_on_one_scale_within_the_width(width: int) -> None:
    lines = [plain(parts) for parts in picture().lines(width)]
    assert max(map(len, lines)) <= width
    first, second = [line for line in lines if line.startswith(("db", "a machine"))]
    assert first.index("▼") == second.index("▼"), "the common point is a vertical"
    assert first.index("▼") < first.index("░")


def test_what_each_choice_loses_stands_beside_in_minutes_with_the_chosen_one_marked() -> None:
    titles, first, *rest = picture(picked=PointChoice.LATEST, limit=60.0).lines(80)
    assert plain(titles).split() == ["minutes", "lost", "by:", "latest", "processed"]
    assert ("latest", "loud") in titles
    assert plain(first).split()[-2:] == ["0.3", "5.0‼"]
    assert ("5.0‼", "warn") in first, "above the RPO, also for who sees no colours"
    assert "‼ above the RPO objective" in "\n".join(map(plain, rest))


def test_where_every_choice_is_within_the_objective_nothing_is_marked() -> None:
    for limit in (None, 300.0):
        assert "‼" not in "\n".join(map(plain, picture(limit=limit).lines(80)))


def test_a_choice_that_may_hold_the_corruption_is_marked() -> None:
    machine = Machine("db", (Point(60),), None, (Loss(60.0, True), Loss(None)))
    lines = [plain(parts) for parts in PointPicture((machine,), COLUMNS, suspect=120.0).lines(80)]
    assert "1.0✗" in lines[1]
    assert "none" in lines[1]
    assert "✗ suspected corruption" in "\n".join(lines)


@pytest.mark.parametrize(
    ("lost", "share"), [(None, 1.0), (7200.0, 1.0), (3600.0, 0.5), (0.0, 0.0)], ids=["not-known", "all", "half", "none"]
)
def test_what_is_shaded_is_what_the_number_says(lost: float | None, share: float) -> None:
    """After a failover the line goes on to now, and what is lost does not."""
    line = plain(draw([Point(7200.0)], Scale(7200.0, 101), chosen=7200.0, lost=lost))
    assert line == "▼" + (shaded := "░" * round(100 * share)) + "╌" * (100 - len(shaded))
    machine = Machine("db", (Point(7200.0),), 7200.0, (Loss(lost, age=7200.0),) * 2, lost)
    assert ("░ lost" in "\n".join(map(plain, PointPicture((machine,), COLUMNS).lines(120)))) == bool(share)


def test_a_loss_that_is_not_known_is_not_a_choice_without_a_point() -> None:
    machine = Machine("db", (Point(60),), None, (Loss(None, age=60.0), Loss(None)))
    drawn = PointPicture((machine,), COLUMNS)
    assert plain(drawn.lines(80)[1]).split()[-2:] == ["?", "none"]
    assert words_of(drawn) == ["db: latest not known, latest-processed none"]


def test_a_choice_without_a_point_is_no_fault_and_has_no_colour_of_one() -> None:
    machine = Machine("db", (Point(60),), None, (Loss(60.0), Loss(None)))
    _, line, *_ = PointPicture((machine,), COLUMNS).lines(80)
    assert ("none", "idle") in line


def test_the_line_reaches_back_to_every_point_that_a_choice_takes_also_long_after_a_failover() -> None:
    machine = Machine("db", (Point(7_000),), None, (Loss(60.0, age=7_000.0),))
    assert PointPicture((machine,), COLUMNS).span >= 7_000


@given(st.floats(0, 1e6))
def test_minutes_are_short(seconds: float) -> None:
    assert len(minutes(seconds)) <= 6


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("07:15", "2026-03-02T07:15:00+00:00"),
        ("23:15", "2026-03-01T23:15:00+00:00"),
        ("20 min ago", "2026-03-02T07:40:00+00:00"),
        ("2h", "2026-03-02T06:00:00+00:00"),
        ("2026-03-01 10:15", "2026-03-01T10:15:00+00:00"),
        ("  ", None),
    ],
)
def test_a_time_is_taken_as_people_write_it(said: str, meant: str | None) -> None:
    assert suspected(said, NOW) == meant


@pytest.mark.parametrize("said", ["soon", "25:00", "10:75", "2027-01-01 00:00", "-5 min"])
def test_what_is_no_time_in_the_past_is_refused_with_what_would_be_right(said: str) -> None:
    with pytest.raises(BadInput) as refused:
        suspected(said, NOW)
    assert "10:15" in (refused.value.advice or "")


def test_the_loss_of_a_choice_over_all_machines_says_who_has_none_and_of_whom_it_is_not_known() -> None:
    machines = (
        Machine("db", (), None, (Loss(20.0), Loss(None))),
        Machine("app", (), None, (Loss(300.0), Loss(None))),
        Machine("web", (), None, (Loss(None, age=60.0), Loss(60.0, age=60.0))),
    )
    said = losses_of(PointPicture(machines, COLUMNS))
    assert said == {
        "latest": "20 s to 5 min; not known of 1 machine",
        "latest-processed": "1 min; no point of 2 machines",
    }
