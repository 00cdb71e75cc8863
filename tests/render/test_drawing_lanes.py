"""Lanes of a run: which machine is late, which failed, which waits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drconsole.records.rows.work.jobs import TaskRow
from drconsole.recovery.types.words import Description, RunState
from drconsole.recovery.types.work.tasks import TaskKind
from drconsole.render.drawing.lane_lines import (
    TEXTURES,
    Course,
    draw,
    legend,
    note_text,
    planned,
    scale_of,
)
from drconsole.render.drawing.lanes import PLAN, Doing, Lane, doing_of, lane_of, worst_first
from drconsole.render.drawing.parts import plain
from drconsole.render.words.marks import Severity

START = "2026-03-02T08:00:00Z"
LABELS = {"db": "shop-db", "web": "shop-web"}


def task(name: str, item: str | None, start: int | None, end: int | None, state: str, **more: Any) -> TaskRow:
    def at(minutes: int | None) -> str | None:
        return None if minutes is None else f"2026-03-02T08:{minutes:02}:00Z"

    made: Any = {
        "id": f"{name}/{item}",
        "name": name,
        "friendly_name": name,
        "kind": TaskKind.STEP,
        "state": state,
        "state_description": "",
        "item": item,
        "item_key": item,
        "job": "j1",
        "parent": None,
        "position": 0,
        "started_at": at(start),
        "ended_at": at(end),
        "errors": [],
        **more,
    }
    return made


DONE, RUNS, TO_COME = RunState.SUCCEEDED, RunState.IN_PROGRESS, RunState.NOT_STARTED
FAILOVER = [
    task("VmShutdownVmOnPrimary", "db", 0, 2, DONE),
    task("VmFailover", "db", 2, None, RUNS),
    task("VmFoStartVmOnSecondary", "db", None, None, TO_COME),
    task("VmFailover", "web", 2, 6, DONE),
    task("VmFoStartVmOnSecondary", "web", None, None, TO_COME),
]


def lanes(tasks: Iterable[TaskRow], items: Iterable[str] = LABELS) -> dict[str, Lane]:
    """A lane an item of tasks that have none below them, by its key."""
    by_item: dict[str, list[TaskRow]] = {key: [] for key in items}
    for row in tasks:
        by_item.setdefault(row["item_key"] or PLAN, []).append(row)
    return {key: lane_of(key, LABELS.get(key, key), found, START) for key, found in by_item.items()}


def drawn(lane: Lane, *, now: int = 8, likely: int = 10, width: int = 26, unicode: bool = True, **more: Any) -> str:
    course = Course(now * 60, likely * 60, **more)
    return plain(draw(lane, course, scale_of(course, width), unicode=unicode))


def test_a_lane_shows_what_was_done_what_is_done_now_and_what_is_to_come() -> None:
    assert drawn(lanes(FAILOVER)["db"]) == "▒▒▒▒■■■■■■■■■■■■■■│┈┈┈┈   "


def test_a_machine_that_waits_for_its_turn_is_not_over() -> None:
    lane = lanes(FAILOVER)["web"]
    assert lane.over is None
    assert "┈" in drawn(lane)


def test_a_failed_machine_shows_where_it_failed_and_the_code() -> None:
    error = {"code": "78007", "message": "", "possible_causes": "", "recommended_action": "", "level": "error"}
    failed = [task("VmFailover", "db", 2, 4, RunState.FAILED, errors=[{**error, "task": None}])]
    lane = lanes(failed)["db"]
    assert (lane.note, lane.severity) == ("FAILED: 78007", Severity.BAD)
    assert "✗" in drawn(lane)


def test_a_failed_shutdown_is_seen_although_the_failover_went_on() -> None:
    went_on = [task("VmShutdownVmOnPrimary", "db", 0, 1, RunState.FAILED), task("VmFailover", "db", 1, 9, DONE)]
    lane = lanes(went_on)["db"]
    assert drawn(lane, now=10, ended=True).startswith("▒▒✗■■")
    assert (lane.note, lane.severity) == ("shutdown FAILED", Severity.BAD), "the machine has not failed"
    error = {"code": "ShutdownFailed", "message": "", "possible_causes": "", "recommended_action": "", "level": "error"}
    went_on[0]["errors"] = [{**error, "task": None}]
    assert lanes(went_on)["db"].note == "shutdown FAILED: ShutdownFailed"
    went_on[1]["ended_at"], went_on[1]["state"] = None, RUNS
    assert note_text(lanes(went_on)["db"], Course(600, 600)) == "shutdown FAILED: ShutdownFailed", "and not for 9 min"


def test_an_unknown_outcome_is_called_unknown() -> None:
    lost = [task("VmFailover", "db", 2, None, RUNS, state_description=Description.WAITING_FOR_OUTCOME)]
    assert lanes(lost)["db"].severity is Severity.UNKNOWN


def test_a_manual_action_stands_in_the_plans_own_lane_and_waits() -> None:
    waits = task("ManualAction", None, 3, None, RunState.SUSPENDED, kind=TaskKind.MANUAL, friendly_name="Call the bank")
    lane = lanes([*FAILOVER, waits])[PLAN]
    assert lane.severity is Severity.WARN
    assert note_text(lane, Course(8 * 60, 10 * 60)) == "waits: Call the bank, 5 min"


def test_the_plans_lane_says_first_that_a_person_is_waited_for_although_a_script_failed_before() -> None:
    error = {"code": "script-failed", "message": "", "possible_causes": "", "recommended_action": "", "level": "error"}
    failed = task("Warm", None, 1, 2, RunState.FAILED, kind=TaskKind.SCRIPT, errors=[{**error, "task": None}])
    waits = task("Call", None, 3, None, RunState.SUSPENDED, kind=TaskKind.MANUAL, friendly_name="Call the bank")
    assert lanes([failed, waits], ())[PLAN].note == "waits: Call the bank"
    assert lanes([failed], ())[PLAN].note == "FAILED: script-failed"


def test_what_failed_is_unknown_or_waits_comes_first_then_what_takes_longest() -> None:
    error = {"code": "1", "message": "", "possible_causes": "", "recommended_action": "", "level": "error"}
    tasks = [
        task("VmFailover", "quick", 0, 1, DONE),
        task("VmFailover", "slow", 0, 5, DONE),
        task("VmFailover", "runs", 0, None, RUNS),
        task("VmFailover", "bad", 0, 1, RunState.FAILED, errors=[{**error, "task": None}]),
        task("VmFailover", "lost", 0, None, RUNS, state_description=Description.WAITING_FOR_OUTCOME),
    ]
    order = [lane.key for lane in worst_first(lanes(tasks, ()).values())]
    assert order == ["bad", "lost", "runs", "slow", "quick"]


def test_a_skipped_step_takes_no_room() -> None:
    skipped = task("VmShutdownVmOnPrimary", "db", 0, 0, DONE, state_description=Description.SKIPPED)
    assert lanes([skipped])["db"].stretches == ()


def test_an_item_without_tasks_yet_has_an_empty_lane() -> None:
    assert drawn(lanes([])["web"], ended=True).strip() == ""


@pytest.mark.parametrize(
    ("name", "doing"),
    [
        ("VmShutdownVmOnPrimary", Doing.SHUTDOWN),
        ("VmUfoPrerequisitesCheck", Doing.CHECK),
        ("VmHydration", Doing.EXTRA),
        ("VmFailover", Doing.FAILOVER),
        ("VmFoStartVmOnSecondary", Doing.START),
    ],
)
def test_site_recoverys_own_task_names_say_what_is_done(name: str, doing: Doing) -> None:
    assert doing_of(task(name, "db", 0, 1, DONE)) is doing


def test_the_scale_grows_by_steps_and_not_with_every_second() -> None:
    spans = {Course(now, 600).span for now in range(700, 760)}
    assert len(spans) < 4
    assert all(span >= 700 for span in spans)


def test_an_objective_that_is_far_away_does_not_press_the_lanes_flat() -> None:
    assert Course(0, 600, objective=4 * 3600).span < 1200
    assert Course(0, 600, objective=1500).span > 1500


def test_the_forecast_is_a_line_up_to_its_likely_end_with_a_mark_for_the_objective() -> None:
    course = Course(0, 600, objective=1100, low=300, high=900)
    assert plain(planned(course, scale_of(course, 24))) == "╌╌╌╌╌╌┆╌╌╌╌╌│┈┈┈┈┈    ╏ "


def test_a_lane_says_what_is_done_since_when_in_steps_that_can_be_read() -> None:
    runs = lanes([task("VmHydration", "db", 1, None, RUNS)])["db"]
    assert [note_text(runs, Course(60 + at, 600)) for at in (9, 25, 61, 179)] == [
        "extra step, 0 s",
        "extra step, 20 s",
        "extra step, 1 min",
        "extra step, 2 min",
    ]
    over = lanes([task("VmFailover", "db", 0, 5, DONE)])["db"]
    assert note_text(over, Course(600, 600)) == "done at 5 min"
    cut = lanes(FAILOVER)["web"]
    assert [note_text(cut, Course(600, 600, ended=ended)) for ended in (False, True)] == [
        "waits for its turn",
        "not finished",
    ]


def test_of_what_runs_the_longest_in_its_step_comes_first() -> None:
    tasks = [task("VmFailover", key, start, None, RUNS) for key, start in (("late", 1), ("last", 9), ("first", 0))]
    assert [lane.key for lane in worst_first(lanes(tasks, ()).values())] == ["first", "late", "last"]


def test_the_legend_says_what_is_shown_and_fits_on_the_smallest_screen() -> None:
    everything = [task(name, "db", 0, 1, DONE) for name in ("VmPfoPrerequisitesCheck", "VmShutdownVmOnPrimary")]
    everything += [task(name, "db", 1, 2, DONE) for name in ("VmFailover", "VmHydration", "VmFoStartVmOnSecondary")]
    everything += [task("Script", None, 2, 3, DONE, kind=TaskKind.SCRIPT), task("Hand", None, 3, None, "Suspended")]
    said = legend(lanes(everything).values(), Course(180, 600, objective=600))
    assert [*said.split()[1::2]] == ["check", "shutdown", "failover", "extra", "start", "action", "waits", "to", "╏"]
    assert len(said) <= 78
    over = legend(lanes(everything[:1]).values(), Course(180, 600, ended=True))
    assert over == "░ check", "nothing that the lanes do not show"


def test_a_commit_does_not_look_like_a_failover() -> None:
    for names in (("VmCommitPrerequisitesCheck", "VmCommit"), ("VmTfoPrerequisitesCheck", "VmCommitFailover")):
        commit = lanes([task(names[0], "db", 0, 2, DONE), task(names[1], "db", 2, 10, DONE)])["db"]
        assert [stretch.doing for stretch in commit.stretches] == [Doing.CHECK, Doing.COMMIT]
        assert "■" not in drawn(commit, now=10, ended=True)
    assert len({glyph.sign for glyph in TEXTURES.values()}) == len(Doing)
    assert len({glyph.ascii for glyph in TEXTURES.values()}) == len(Doing)


@pytest.mark.parametrize(
    ("name", "doing"),
    [
        ("VmCommitFailover", Doing.COMMIT),
        ("FinalizeRestoreOnRecovery", Doing.COMMIT),
        ("ShutdownVmRecovery", Doing.SHUTDOWN),
        ("CancelFailoverRecovery", Doing.OTHER),
        ("VmStartInitialReplication", Doing.REPLICATION),
        ("ProtectReplicaTask", Doing.REPLICATION),
        ("SwitchReplicationGroupProtectionPreflightTask", Doing.CHECK),
        ("ChangePitPreflightCheck", Doing.CHECK),
    ],
)
def test_a_step_is_drawn_as_what_it_does_not_as_a_word_in_its_name(name: str, doing: Doing) -> None:
    assert doing_of(task(name, "db", 0, 1, DONE)) is doing


def test_every_texture_has_a_twin_of_one_ascii_letter() -> None:
    assert all(glyph.ascii.isascii() and len(glyph.ascii) == 1 for glyph in TEXTURES.values())


TIMES = st.one_of(st.none(), st.integers(0, 59))


@given(
    st.lists(st.tuples(TIMES, TIMES, st.sampled_from(RunState)), max_size=8),
    st.integers(0, 59),
    st.integers(1, 200),
    st.booleans(),
)
def test_whatever_a_job_tells_a_lane_is_as_wide_as_its_scale(
    told: list[tuple[int | None, int | None, RunState]], now: int, width: int, unicode: bool
) -> None:
    tasks = [task("VmFailover", "db", *each, id=str(number)) for number, each in enumerate(told)]
    text = drawn(lanes(tasks)["db"], now=now, width=width, unicode=unicode)
    assert len(text) == width
    assert unicode or text.isascii()
