"""Recovery points as the world makes and prunes them, whatever the policy, the lag and the gaps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from benches import ESTATE
from hypothesis import given, settings
from hypothesis import strategies as st

from drconsole.documents.estate import parse_estate
from drconsole.providers.simulator.items.points import Points
from drconsole.providers.simulator.state.draws import Draws
from drconsole.providers.simulator.state.moments import HOUR, SECOND, as_datetime
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.recovery.types.estate.estate import Policy
from drconsole.recovery.types.words import Consistency

DEFINITION = parse_estate(ESTATE.format(seed=1, actions=""), "points.yaml", None)
ITEMS = {item.key: item for item in DEFINITION.items}
DRAWS = Draws(7)
BEGIN = 1_750_000_000 * SECOND
DAY = 24 * HOUR


def points(*, at, key="web", policy=None, segments=None, lag=60, extras=()):
    item = ItemState(key=key, provider_id="", born=BEGIN, lag=lag * SECOND)
    item.segments = segments if segments is not None else [(BEGIN, None)]
    item.extras = [list(one) for one in extras]
    return Points(item, ITEMS[key], policy or Policy("any"), DRAWS, at)


POLICIES = st.builds(
    Policy,
    name=st.just("any"),
    crash_interval=st.sampled_from([0, 30, 300, 900]),
    app_interval=st.sampled_from([0, 900, 3600, 4 * 3600]),
    retention=st.integers(600, 15 * 86400),
)
GAPS = st.lists(st.integers(1, 5 * 86400), min_size=0, max_size=5)


def broken(gaps):
    """Replication that worked, failed, worked, ... for so many seconds; returns its intervals and the end."""
    at, segments = BEGIN, []
    for number, seconds in enumerate(gaps):
        if number % 2 == 0:
            segments.append((at, at + seconds * SECOND))
        at += seconds * SECOND
    return [*segments, (at, None)], at


@settings(max_examples=60)
@given(policy=POLICIES, gaps=GAPS, age=st.integers(0, 86400), lag=st.integers(1, 600), key=st.sampled_from(list(ITEMS)))
def test_points_are_sorted_unique_from_data_that_arrived_and_within_the_retention(policy, gaps, age, lag, key):
    segments, since = broken(gaps)
    now = since + age * SECOND
    read = points(at=now, policy=policy, segments=segments, lag=lag, key=key)
    listed = read.listed()
    assert [one.time for one in listed] == sorted((one.time for one in listed), reverse=True)
    assert len({one.id for one in listed}) == len(listed)
    for one in listed:
        assert one.time <= as_datetime(max(now - lag * SECOND, since))
        assert any(
            as_datetime(begin) <= one.time <= as_datetime(now if end is None else end) for begin, end in segments
        )
    if len(listed) > 1:
        assert listed[0].time - listed[-1].time <= timedelta(seconds=policy.retention)
    for one in listed:
        assert read.find(one.id) == one


@settings(max_examples=40)
@given(
    policy=POLICIES,
    ages=st.lists(st.integers(0, 10 * 86400), min_size=2, max_size=4),
    key=st.sampled_from(["web", "box"]),
)
def test_a_point_once_pruned_does_not_come_back_and_none_appears_in_the_past(policy, ages, key):
    seen, newest, gone = set(), None, set()
    for age in sorted(ages):
        listed = points(at=BEGIN + age * SECOND, policy=policy, key=key).listed()
        ids = {one.id for one in listed}
        assert not ids & gone
        if newest is not None:
            assert all(one.id in seen or one.time > newest for one in listed)
        gone |= seen - ids
        seen |= ids
        newest = max((one.time for one in listed), default=newest)


@settings(max_examples=30)
@given(policy=POLICIES, worked=st.integers(8 * 3600, 20 * 86400), silent=st.integers(0, 60 * 86400))
def test_while_nothing_arrives_nothing_is_pruned_and_the_last_point_is_never_lost(policy, worked, silent):
    end = BEGIN + worked * SECOND
    stopped = [(BEGIN, end)]
    first = ("first", BEGIN, str(Consistency.CRASH))
    before = points(at=end + HOUR, policy=policy, segments=stopped, extras=[first]).listed()
    after = points(at=end + HOUR + silent * SECOND, policy=policy, segments=stopped, extras=[first]).listed()
    assert [one.id for one in before] == [one.id for one in after] != []


def test_old_points_are_thinned_out_hour_by_hour():
    now = BEGIN + 3 * DAY
    listed = points(at=now, policy=Policy("long", retention=15 * 86400)).listed()
    age = {one.id: as_datetime(now) - one.time for one in listed}
    fresh = [one for one in listed if age[one.id] < timedelta(hours=2)]
    day = [one for one in listed if timedelta(hours=2) < age[one.id] < timedelta(hours=24)]
    older = [one for one in listed if age[one.id] > timedelta(hours=24)]
    assert 24 <= len(fresh) <= 27
    assert 20 <= len(day) <= 23
    assert len({one.time.replace(minute=0, second=0) for one in day}) == len(day)
    assert 22 <= len(older) <= 25
    assert all(one.consistency is Consistency.APPLICATION for one in day)


def kept(key, first, last, days=16, retention=15 * DAY // SECOND):
    """How many points of an item, each day or hour, are older than ``first`` and not older than ``last``."""
    now = BEGIN + days * DAY
    listed = points(at=now, key=key, policy=Policy("long", retention=retention)).listed()
    newest = listed[0].time
    return [one for one in listed if first < newest - one.time <= last]


def test_after_a_week_one_point_in_four_hours_is_kept():
    """One in two hours up to seven days, one in four from eight to fifteen [Azure to Azure, VMware]."""
    days = timedelta(days=1)
    assert 11 <= len(kept("web", 3 * days, 4 * days)) <= 13
    assert 5 <= len(kept("web", 9 * days, 10 * days)) <= 7


def test_hyperv_keeps_all_points_of_an_hour_and_then_one_an_hour():
    hours = timedelta(hours=1)
    assert len(kept("box", timedelta(0), hours, retention=86400)) >= 12
    for hour in (2, 3, 4, 5, 12):
        assert len(kept("box", hour * hours, (hour + 1) * hours, retention=86400)) <= 2


def test_a_point_is_processed_only_after_its_data_has_arrived():
    """The lag comes before the processing: 20 to 90 seconds after the arrival."""
    for lag in (60, 900):
        for second in range(0, 1200, 30):
            now = BEGIN + DAY + second * SECOND
            for one in points(at=now, lag=lag).listed():
                if one.processed:
                    assert as_datetime(now) - one.time >= timedelta(seconds=lag + 20)


def test_the_newest_point_waits_to_be_processed_before_it_can_be_chosen():
    states = set()
    for second in range(0, 1200, 10):
        listed = points(at=BEGIN + DAY + second * SECOND).listed()
        states.add(listed[0].processed)
        assert all(one.processed for one in listed[2:])
    assert states == {True, False}


def test_members_of_a_replication_group_share_their_points_but_for_an_occasional_one():
    now = BEGIN + 2 * DAY
    one, two = (
        points(at=now, key=key, policy=Policy("long", retention=3 * 86400)).listed() for key in ("db-1", "db-2")
    )
    assert all(point.multi_vm for point in (*one, *two))
    times = [{point.time for point in listed} for listed in (one, two)]
    assert len(times[0] & times[1]) > 0.7 * len(times[0])
    assert times[0] != times[1]
    assert not {point.id for point in one} & {point.id for point in two}
    assert not any(point.multi_vm for point in points(at=now).listed())


def test_what_has_arrived_since_the_last_processed_point_is_unprocessed():
    read = points(at=BEGIN + DAY)
    assert read.unprocessed_until() == BEGIN + DAY - 60 * SECOND
    assert as_datetime(read.unprocessed_until()) > read.newest_processed().time


@pytest.mark.parametrize("key", list(ITEMS))
def test_reading_is_the_same_however_often_and_in_whatever_order(key):
    first = points(at=BEGIN + DAY, key=key).listed()
    points(at=BEGIN + 2 * DAY, key="box").listed()
    assert points(at=BEGIN + DAY, key=key).listed() == first


def test_a_drawn_id_that_looks_like_a_regular_point_is_found_all_the_same():
    """A failover to it failed for ever: it stood in the list, and was not found."""
    ident = "110ae105-50c4-5af2-9abe-ea9295bb4fc0"
    read = points(at=BEGIN + DAY, extras=[(ident, BEGIN + DAY - HOUR, str(Consistency.CRASH))])
    assert ident in {one.id for one in read.listed()}
    assert read.find(ident).id == ident


@pytest.mark.parametrize(
    "ident", ["", "x", "a-b-c-d-e", "0" * 36, "77e0d6e8-76ca-4ee2-9c21-00000059e79e", "--9c--", "1-2-3-9c21-zz"]
)
def test_an_id_that_is_none_finds_nothing(ident):
    assert points(at=BEGIN + DAY).find(ident) is None
