"""The tree an operation becomes: names, order and what is left out."""

from __future__ import annotations

from dataclasses import replace

import pytest
import trees
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import action, item, request, tree, view

from drconsole.recovery.steps.expand import predict
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.estate.plans import ActionKind, Group, Plan
from drconsole.recovery.types.words import Direction, Grain, Operation, Scenario
from drconsole.recovery.types.work.errors import BadInput
from drconsole.recovery.types.work.tasks import CONTAINERS, TaskKind, TaskTree

CASES = {name: (asked, estate) for name, asked, estate in trees.golden_cases()}

STARTERS = (Operation.TEST_FAILOVER, Operation.FAILOVER, Operation.PLANNED_FAILOVER)


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_tree_is_the_recorded_one(name: str) -> None:
    assert trees.as_text(tree(*CASES[name])) == (trees.GOLDEN / name).read_text()


def test_every_golden_file_belongs_to_a_case() -> None:
    assert {path.name for path in trees.GOLDEN.glob("*.txt")} == set(CASES)


def big(sizes: list[int], scenario: Scenario = Scenario.HYPERV_TO_AZURE) -> EstateView:
    estate = view(scenario)
    groups, members = [], {}
    for number, size in enumerate(sizes, 1):
        keys = tuple(f"vm-{number}-{n}" for n in range(size))
        members.update({key: item(key, scenario) for key in keys})
        groups.append(Group(number, keys, pre=(action("a"), action("b")), post=(action("c", ActionKind.MANUAL),)))
    estate.items = members
    estate.statuses = {key: trees.status(key) for key in members}
    estate.plans["shop"] = Plan("shop", "shop", "here", "azure", tuple(groups))
    return estate


def order(made: TaskTree) -> dict[str, int]:
    return {task.id: n for n, task in enumerate(made.tasks)}


plans = st.lists(st.integers(1, 6), min_size=1, max_size=7)


@settings(max_examples=40)
@given(plans, st.sampled_from(STARTERS), st.booleans(), st.data())
def test_all_fail_over_before_any_starts_and_groups_start_in_order(
    sizes: list[int], operation: Operation, shutdown: bool, data: st.DataObject
) -> None:
    estate = big(sizes)
    everything = estate.plans["shop"].items
    taking_part = tuple(data.draw(st.lists(st.sampled_from(everything), unique=True, min_size=1)))
    made = tree(request(operation, shutdown=shutdown, network="drill"), estate, Grain.STEP, *taking_part)
    tasks = {task.id: task for task in made.tasks}
    roots = [task for task in made.tasks if task.parent is None]
    starts = [n for n, task in enumerate(roots) if task.id.endswith("/start")]
    failover = next(n for n, task in enumerate(roots) if task.id == "failover")
    assert failover < min(starts)
    assert starts == sorted(starts)
    assert [roots[n].name for n in starts] == sorted(roots[n].name for n in starts)
    for key in everything:
        jobs = [task for task in made.tasks if task.child_job and task.item == key]
        phases = [task.id.split("/")[0] for task in jobs]
        expected = ["failover", "start"] if key in taking_part else []
        if operation is Operation.PLANNED_FAILOVER or (operation is Operation.FAILOVER and shutdown):
            expected = ["shutdown", *expected] if expected else []
        if operation is Operation.PLANNED_FAILOVER:
            expected = ["check", *expected] if expected else []
        assert phases == expected
    assert len(tasks) == len(made.tasks), "ids are unique"


@settings(max_examples=25)
@given(plans, st.sampled_from(sorted(trees.CASES)), st.sampled_from(list(Grain)))
def test_parents_stand_before_their_children_and_leaves_have_none(sizes: list[int], case: str, grain: Grain) -> None:
    asked = request(Operation(case.removesuffix("-shutdown")), **trees.CASES[case])
    made = tree(asked, big(sizes), grain)
    seen: dict[str, TaskKind] = {}
    for task in made.tasks:
        assert task.parent is None or seen[task.parent] in CONTAINERS
        seen[task.id] = task.kind
    assert len(seen) == len(made.tasks)


@settings(max_examples=25)
@given(st.permutations(["db-01", "web-01", "web-02"]))
def test_the_order_in_which_items_qualified_does_not_matter(keys: list[str]) -> None:
    asked = request(Operation.FAILOVER, shutdown=True)
    assert tree(asked, view(), Grain.STEP, *keys) == tree(asked, view())


def test_sources_are_shut_down_in_reverse_boot_order_one_group_after_the_other() -> None:
    made = tree(request(Operation.FAILOVER, shutdown=True), view())
    groups = [task for task in made.tasks if task.parent == "shutdown"]
    assert [task.name for task in groups] == ["Group2", "Group1"]
    assert next(task for task in made.tasks if task.id == "shutdown").kind is TaskKind.SEQUENCE


def test_the_number_of_machines_in_a_heading_counts_only_those_that_take_part() -> None:
    made = tree(request(Operation.FAILOVER, shutdown=True), view(), Grain.STEP, "web-01")
    words = {task.id: task.friendly_name for task in made.tasks}
    assert words["shutdown"] == "All groups shutdown (1)"
    assert words["group-2/shutdown"] == "Shutdown: Group 2 (1)"
    assert words["group-2/start"] == "Group 2: Start (1)"
    planned = tree(request(Operation.PLANNED_FAILOVER), view(Scenario.HYPERV_TO_AZURE), Grain.STEP, "db-01", "web-02")
    words = {task.id: task.friendly_name for task in planned.tasks}
    assert words["check"] == "Prerequisites check of every machine (2)"
    assert words["shutdown"] == "All groups shutdown (2)"


def test_shutdown_is_tolerated_in_an_unplanned_run_and_not_in_a_planned_one() -> None:
    def shutdown(operation: Operation) -> bool:
        made = tree(request(operation, shutdown=True), view(Scenario.HYPERV_TO_AZURE))
        return next(task.tolerated for task in made.tasks if task.step == "VmShutdownVmOnPrimary")

    assert shutdown(Operation.FAILOVER) is True
    assert shutdown(Operation.PLANNED_FAILOVER) is False


@pytest.mark.parametrize("operation", list(Operation)[:6])
def test_only_a_planned_run_stops_at_a_failure(operation: Operation) -> None:
    made = tree(request(operation), view(Scenario.HYPERV_TO_AZURE))
    assert made.stop_on_failure is (operation is Operation.PLANNED_FAILOVER)


def test_only_checks_may_be_begun_again_without_a_look() -> None:
    for asked, estate in CASES.values():
        for task in tree(asked, estate).tasks:
            looks = any(word in (task.step or "").lower() for word in ("check", "preflight"))
            assert task.idempotent is looks


def test_actions_run_only_in_the_operations_and_directions_they_are_meant_for() -> None:
    estate = view()
    first = estate.plans["shop"].groups[0]
    meant = action("yes")
    wrong_run = action("test only", operations=(Operation.TEST_FAILOVER,))
    wrong_way = action("way back", directions=(Direction.RECOVERY_TO_PRIMARY,))
    group = replace(first, pre=(wrong_run, meant, wrong_way))
    estate.plans["shop"] = replace(estate.plans["shop"], groups=(group,))
    made = tree(request(Operation.FAILOVER), estate)
    assert [(task.id, task.action) for task in made.tasks if task.parent == "group-1/pre"] == [("group-1/pre-2", meant)]


def test_actions_around_a_shutdown_that_was_not_asked_for_are_shown_as_skipped() -> None:
    estate = view()
    estate.plans["shop"] = replace(estate.plans["shop"], before_shutdown=(action("drain"),))
    by_id = {task.id: task for task in tree(request(Operation.FAILOVER, shutdown=False), estate).tasks}
    assert by_id["before-shutdown-1"].skipped
    assert "shutdown" not in by_id
    asked = {task.id: task for task in tree(request(Operation.FAILOVER, shutdown=True), estate).tasks}
    assert asked["before-shutdown-1"].skipped is None
    tested = {task.id: task for task in tree(request(Operation.TEST_FAILOVER), estate).tasks}
    assert tested["before-shutdown-1"].skipped


def test_actions_of_a_group_that_stays_behind_are_not_run() -> None:
    made = tree(request(Operation.FAILOVER), view(), Grain.STEP, "web-01")
    by_id = {task.id: task for task in made.tasks}
    assert by_id["group-1/post-1"].skipped
    assert by_id["group-2/pre-1"].skipped is None
    assert "group-1/start" not in by_id


def test_actions_of_a_group_without_machines_run() -> None:
    estate = view()
    extra = Group(3, (), pre=(action("switch DNS"),))
    plan = estate.plans["shop"]
    estate.plans["shop"] = replace(plan, groups=(*plan.groups, extra))
    made = tree(request(Operation.FAILOVER), estate)
    assert next(task for task in made.tasks if task.id == "group-3/pre-1").skipped is None


@pytest.mark.parametrize(("network", "needed"), [("drill", True), ("none", False), (None, False)])
def test_a_test_environment_is_made_only_for_a_network(network: str | None, needed: bool) -> None:
    made = tree(request(Operation.TEST_FAILOVER, network=network), view())
    task = next(task for task in made.tasks if task.step == "RpTfoNetworkCreation")
    assert (task.skipped is None) is needed


def test_a_plan_at_plan_grain_is_one_remote_job_with_a_prediction_beside_it() -> None:
    asked = request(Operation.FAILOVER, shutdown=True)
    made = tree(asked, view(), Grain.PLAN)
    assert [(task.id, task.kind, task.step, task.friendly_name) for task in made.tasks] == [
        ("remote", TaskKind.STEP, None, "Failover")
    ]
    assert predict(asked, view(), ("db-01", "web-01", "web-02")) == tree(asked, view())


@pytest.mark.parametrize("operation", [Operation.COMMIT, Operation.CHANGE_RECOVERY_POINT])
def test_at_item_grain_every_item_is_one_remote_job(operation: Operation) -> None:
    made = tree(request(operation), view(), Grain.ITEM)
    leaves = [task for task in made.tasks if task.kind is TaskKind.STEP]
    assert [task.item for task in leaves] == ["db-01", "web-01", "web-02"]
    assert all(task.step is None for task in leaves)
    assert {task.parent for task in leaves} == {"items"}


def test_at_item_grain_a_failover_keeps_the_order_of_groups_and_their_actions() -> None:
    made = tree(request(Operation.FAILOVER), view(), Grain.ITEM)
    roots = [task.id for task in made.tasks if task.parent is None]
    assert roots == ["before-failover", "group-1/items", "group-1/post", "group-2/pre", "group-2/items"]


def test_one_item_at_item_grain_is_one_leaf() -> None:
    made = tree(request(Operation.FAILOVER, "web-01"), view(), Grain.ITEM)
    assert [(task.id, task.parent, task.item, task.step) for task in made.tasks] == [
        ("item/web-01", None, "web-01", None)
    ]


@pytest.mark.parametrize(
    ("asked", "estate"),
    [
        (request(Operation.PLANNED_FAILOVER, "web-01"), view()),
        (request(Operation.REVERSE_REPLICATE, "web-01"), view()),
        (request(Operation.PLANNED_FAILOVER, "web-01"), view(Scenario.AZURE_TO_AZURE)),
        (
            request(Operation.FAILOVER, "web-01", direction=Direction.RECOVERY_TO_PRIMARY),
            view(Scenario.HYPERV_TO_AZURE),
        ),
    ],
)
def test_what_has_no_steps_is_refused_by_name(asked: trees.Request, estate: EstateView) -> None:
    with pytest.raises(BadInput) as caught:
        tree(asked, estate)
    assert caught.value.code == "operation-not-offered"
