"""Charts of one line: values over time, a bar against its limit, points on a line of time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drconsole.render.drawing import chart, timeline
from drconsole.render.drawing.parts import Parts, plain
from drconsole.render.drawing.scale import Scale, axis
from drconsole.render.drawing.timeline import Point
from drconsole.render.words.marks import Severity


def styles(parts: Parts) -> set[str]:
    return {style for text, style in parts if text.strip()}


def test_a_spark_is_flat_while_all_is_well_and_higher_where_more_is_lost() -> None:
    assert plain(chart.spark([20, 20, 450, 20], 900, 4)) == "▁▁▄▁"


def test_what_is_above_the_limit_is_marked_and_what_is_not_is_not() -> None:
    assert styles(chart.spark([20, 901], 900, 2)) == {"", Severity.WARN}
    assert styles(chart.spark([20, 900], 900, 2)) == {""}


def test_a_time_without_a_reading_is_a_gap_and_no_zero() -> None:
    assert plain(chart.spark([20, None, 20], 900, 3)) == "▁·▁"


def test_of_values_that_share_a_cell_the_worst_is_shown() -> None:
    assert plain(chart.spark([20, 20, 20, 800, 20, 20, 20, 20], 900, 4)) == "▁▆▁▁"


def test_a_spark_without_glyphs_has_the_same_steps_in_ascii() -> None:
    assert plain(chart.spark([20, 450, None], 900, 3, unicode=False)) == "_~ "


def test_a_bar_past_its_limit_is_marked() -> None:
    assert str(Severity.BUSY) in styles(chart.bar(10, 30, 40, 20))
    assert str(Severity.BUSY) not in styles(chart.bar(31, 30, 40, 20))


@given(
    st.lists(st.one_of(st.none(), st.floats(0, 1e6)), max_size=300),
    st.one_of(st.none(), st.floats(1, 1e5)),
    st.integers(1, 120),
    st.booleans(),
)
def test_a_spark_is_as_wide_as_it_was_asked_for(
    values: list[float | None], limit: float | None, width: int, unicode: bool
) -> None:
    text = plain(chart.spark(values, limit, width, unicode=unicode))
    assert len(text) == width
    assert unicode or text.isascii()


@given(st.floats(0, 1e6), st.one_of(st.none(), st.floats(1, 1e5)), st.floats(0, 1e6), st.integers(1, 120))
def test_a_bar_is_as_wide_as_it_was_asked_for(value: float, limit: float | None, whole: float, width: int) -> None:
    assert len(plain(chart.bar(value, limit, whole, width))) == width


@pytest.mark.parametrize(
    ("span", "line"),
    [
        (1560, "0         5          10         15         20         min"),
        (50, "0          10         20          30         40         s"),
        (7 * 3600, "0       1       2       3       4       5       6       h"),
    ],
)
def test_an_axis_has_round_times_and_names_its_unit(span: int, line: str) -> None:
    assert plain(axis(Scale(span, 57))) == line


def test_points_stand_by_age_and_the_newest_is_on_the_right() -> None:
    points = [Point(0), Point(1800, app=True), Point(3600, multi_vm=True), Point(5400, app=True, multi_vm=True)]
    assert plain(timeline.draw(points, Scale(5401, 7))) == "╋╌┼╌┃╌│"


def test_what_is_newer_than_the_chosen_point_is_shaded_as_lost() -> None:
    points = [Point(600 * number) for number in range(6)]
    drawn = timeline.draw(points, Scale(3601, 13), chosen=1800)
    before, _, after = plain(drawn).partition("▼")
    assert "░" not in before
    assert "╌" not in after
    assert "░" in after


def test_a_point_that_is_not_processed_yet_looks_like_none_that_can_be_chosen() -> None:
    assert plain(timeline.draw([Point(0, app=True, processed=False)], Scale(10, 1))) == "┊"


def test_of_points_in_one_cell_the_one_that_offers_most_is_drawn() -> None:
    points = [Point(10), Point(11, app=True), Point(12, multi_vm=True), Point(13)]
    assert plain(timeline.draw(points, Scale(3600, 1))) == "┼"


def test_a_suspected_corruption_is_marked_where_it_happened() -> None:
    drawn = timeline.draw([Point(0)], Scale(100, 10), suspect=50)
    assert plain(drawn)[4] == "✗"
    assert str(Severity.BAD) in styles(drawn)


@given(
    st.lists(st.builds(Point, st.floats(0, 1e6), st.booleans(), st.booleans(), st.booleans()), max_size=50),
    st.integers(8, 120),
    st.one_of(st.none(), st.floats(0, 1e6)),
    st.booleans(),
)
def test_a_line_of_points_is_as_wide_as_its_scale(
    points: list[Point], width: int, chosen: float | None, unicode: bool
) -> None:
    scale = Scale(max([3600, *(point.age for point in points)]) * 1.02, width)
    text = plain(timeline.draw(points, scale, chosen=chosen, unicode=unicode))
    assert len(text) == scale.width
    assert unicode or text.isascii()


@given(st.floats(1, 1e7), st.integers(8, 200))
def test_ages_of_an_axis_never_run_into_each_other(span: float, width: int) -> None:
    text = plain(timeline.axis(Scale(span, width)))
    assert len(text) == width
    assert text.endswith("now")
