"""Digest of a preview: what is in it, what changes it, and how a difference is told."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from previewing import KEYS, failed_over, seen, unsaid
from trees import NOW, action, reads, status, view

from drconsole.recovery.steps.digest import LENGTH, difference, digest_of
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.words import Direction, Grain, Operation, PointChoice, TargetType
from drconsole.recovery.types.work.tasks import Finding, Preview, Skipped, TaskKind


def base() -> Preview:
    return seen(unsaid(Operation.FAILOVER, point=PointChoice.LATEST_PROCESSED))


def test_a_digest_is_short_and_computed_from_the_preview() -> None:
    made = base()
    assert len(made.digest) == LENGTH == 16
    assert int(made.digest, 16) >= 0
    assert digest_of(made) == made.digest


@settings(max_examples=20)
@given(st.randoms(use_true_random=False), st.integers(0, 600), st.text(max_size=20))
def test_order_time_and_comment_do_not_matter(shuffle: random.Random, seconds: int, comment: str) -> None:
    estate = view()
    for field in (estate.items, estate.statuses, estate.networks):
        pairs = list(field.items())
        shuffle.shuffle(pairs)
        field.clear()
        field.update(pairs)
    keys = list(KEYS)
    shuffle.shuffle(keys)
    asked = unsaid(Operation.FAILOVER, point=PointChoice.LATEST_PROCESSED, comment=comment)
    made = seen(asked, estate, points=reads(*keys), now=NOW + timedelta(seconds=seconds))
    assert made.digest == base().digest
    assert difference(base(), made) == []


def _changed_script(estate: EstateView) -> None:
    plan = estate.plans["shop"]
    first = replace(plan.groups[0], post=(action("check-db", path="/opt/other"),))
    estate.plans["shop"] = replace(plan, groups=(first, plan.groups[1]))


def _one_group(estate: EstateView) -> None:
    plan = estate.plans["shop"]
    first = replace(plan.groups[0], items=KEYS)
    estate.plans["shop"] = replace(plan, groups=(first, replace(plan.groups[1], items=())))


def _another_action(estate: EstateView) -> None:
    estate.plans["shop"] = replace(estate.plans["shop"], after_failover=(action("more"),))


def _swapped_actions(estate: EstateView) -> None:
    actions = (action("one"), action("two"))
    estate.plans["shop"] = replace(estate.plans["shop"], after_failover=actions)


def _never_tested(estate: EstateView) -> None:
    estate.statuses["web-02"] = status("web-02", last_test_failover=None)


def _agent_lost(estate: EstateView) -> None:
    estate.statuses["web-02"] = status("web-02", agent_connected=False)


def _failed_over(estate: EstateView) -> None:
    failed_over(estate, "web-02")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (_changed_script, "task group-1/post-1"),
        (_one_group, "task start/web-01"),
        (_another_action, "task after-failover-1"),
        (_never_tested, "test-failover-missing"),
        (_agent_lost, "agent-disconnected"),
        (_failed_over, "taking part"),
    ],
)
@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
def test_a_change_of_the_estate_changes_the_digest_and_is_told(change: object, word: str, grain: Grain) -> None:
    estate = view()
    change(estate)
    asked = unsaid(Operation.FAILOVER, point=PointChoice.LATEST_PROCESSED)
    before, made = seen(asked, grain=grain), seen(asked, estate, grain=grain)
    assert made.digest != before.digest
    assert any(word in entry.what for entry in difference(before, made))


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"point": PointChoice.LATEST}, "choice of the recovery point"),
        ({"shutdown": False}, "shutdown of the source"),
    ],
)
def test_a_change_of_the_options_changes_the_digest_and_is_told(options: dict[str, object], word: str) -> None:
    made = seen(unsaid(Operation.FAILOVER, **{"point": PointChoice.LATEST_PROCESSED, **options}))
    assert made.digest != base().digest
    assert word in {entry.what for entry in difference(base(), made)}


def _variants(made: Preview) -> list[Preview]:
    point = replace(made.points["db-01"], id="db-01/p9")
    first, *rest = made.tree.tasks
    return [
        replace(made, request=replace(made.request, operation=Operation.TEST_FAILOVER)),
        replace(made, request=replace(made.request, target="other")),
        replace(made, request=replace(made.request, target_type=TargetType.ITEM)),
        replace(
            made,
            request=replace(
                made.request, options=replace(made.request.options, direction=Direction.RECOVERY_TO_PRIMARY)
            ),
        ),
        replace(made, request=replace(made.request, options=replace(made.request.options, network="drill"))),
        replace(made, request=replace(made.request, options=replace(made.request.options, point_id="x"))),
        replace(made, grain=Grain.ITEM),
        replace(made, points={**made.points, "db-01": point}),
        replace(made, points={}),
        replace(made, qualified=made.qualified[1:], skipped=(Skipped("db-01", "why"),)),
        replace(made, findings=(*made.findings, Finding("new", "error", "words"))),
        replace(made, findings=(*made.findings, Finding("new", "warning", "words"))),
        replace(made, tree=replace(made.tree, stop_on_failure=True)),
        replace(made, tree=replace(made.tree, tasks=(replace(first, skipped="not needed"), *rest))),
        replace(made, tree=replace(made.tree, tasks=(replace(first, step="Other"), *rest))),
        replace(made, tree=replace(made.tree, tasks=(replace(first, kind=TaskKind.MANUAL), *rest))),
        replace(made, tree=replace(made.tree, tasks=made.tree.tasks[:-1])),
    ]


def test_every_ingredient_changes_the_digest_and_is_told() -> None:
    made = base()
    digests = [digest_of(variant) for variant in _variants(made)]
    assert made.digest not in digests
    assert len(set(digests)) == len(digests)
    for variant in _variants(made):
        assert difference(made, variant)
        assert all(entry.what and entry.shown != entry.now for entry in difference(made, variant))


@settings(max_examples=60)
@given(st.integers(0, 16), st.integers(0, 16))
def test_the_difference_is_empty_exactly_when_the_digests_are_equal(left: int, right: int) -> None:
    variants = _variants(base())
    one, other = variants[left], variants[right]
    assert (difference(one, other) == []) == (digest_of(one) == digest_of(other))


def test_texts_and_minutes_do_not_change_the_digest() -> None:
    made = base()
    described = replace(
        made,
        findings=(*(replace(one, message="other words") for one in made.findings), Finding("note", "info", "words")),
        forecast=replace(made.forecast, likely=1.0),
        warnings=("words",),
        tree=replace(made.tree, tasks=tuple(replace(task, friendly_name="words") for task in made.tree.tasks)),
    )
    assert digest_of(described) == made.digest
    assert difference(made, described) == []


def test_the_order_of_actions_is_part_of_what_was_confirmed() -> None:
    estate = view()
    _swapped_actions(estate)
    one = seen(unsaid(Operation.FAILOVER), estate)
    first, second = (
        one.tree.tasks.index(_task(one, "after-failover-1")),
        one.tree.tasks.index(_task(one, "after-failover-2")),
    )
    tasks = list(one.tree.tasks)
    tasks[first], tasks[second] = tasks[second], tasks[first]
    other = replace(one, tree=replace(one.tree, tasks=tuple(tasks)))
    assert digest_of(other) != one.digest
    assert all("order" in entry.what for entry in difference(one, other))
    assert difference(one, other)


def _task(made: Preview, name: str) -> object:
    return next(task for task in made.tree.tasks if task.id == name)
