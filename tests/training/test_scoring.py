"""Scores: weights, half for partly, and dangers that keep a lesson from being passed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from drconsole.documents.lessons.definition import Objective
from drconsole.recovery.types.words import Direction, Operation, RunState
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.events import Recorded
from drconsole.training.debrief import measured, target
from drconsole.training.predicates.parser import Known, parse
from drconsole.training.predicates.scene import Scene
from drconsole.training.score.dangers import Reading, amiss, at_the_end
from drconsole.training.score.result import Danger, DangerousAct, Held, Met
from drconsole.training.score.rules import score

BEGAN = datetime(2026, 3, 2, 8, tzinfo=UTC)
KNOWN = Known({"db"}, {"shop"}, {"items"})


def lasted(minutes: int) -> Scene:
    return Scene(BEGAN, BEGAN + timedelta(minutes=minutes))


TIME = Objective("time", "in time", "elapsed()", 20 * 60, 3)
QUIET = Objective("quiet", "nothing was started", "count(jobs) == 0", True, 1)
NODES = {one.id: parse(one.measure, KNOWN) for one in (TIME, QUIET)}


@pytest.mark.parametrize(
    ("minutes", "met", "points"), [(20, Met.MET, 4.0), (30, Met.PARTLY, 2.5), (31, Met.NOT_MET, 1.0)]
)
def test_a_number_is_met_up_to_its_target_and_partly_up_to_half_as_much_again(
    minutes: int, met: Met, points: float
) -> None:
    found = score([TIME, QUIET], NODES, lasted(minutes), [], [])
    assert [one.result for one in found.objectives] == [met, Met.MET]
    assert (found.points, found.most, found.passed) == (points, 4, met is Met.MET)


def test_what_could_not_be_measured_is_not_met() -> None:
    loss = Objective("loss", "no loss", 'last_job("failover", "shop").data_loss', 0, 1)
    (one,) = score([loss], {"loss": parse(loss.measure, KNOWN)}, lasted(1), [], []).objectives
    assert (one.result, one.measured) == (Met.NOT_MET, None)


def test_a_danger_or_a_broken_probe_keeps_full_marks_from_passing() -> None:
    danger = DangerousAct(Danger.CANCELLED, "shop", "cancelled", 1.0)
    assert score([QUIET], NODES, lasted(1), [], [Held("p", "p", None)]).passed
    assert not score([QUIET], NODES, lasted(1), [danger], []).passed
    assert not score([QUIET], NODES, lasted(1), [], [Held("p", "p", 3.0)]).passed


def begun(job: str, operation: Operation, direction: Direction | None = None) -> ev.JobCreated:
    request = SimpleNamespace(operation=operation, options=SimpleNamespace(direction=direction))
    event = object.__new__(ev.JobCreated)
    told: dict[str, Any] = {"job": job, "request": request, "target_name": "shop", "qualified": ("k",), "skipped": ()}
    for name, value in {**told, "item_names": {"k": "db"}}.items():
        object.__setattr__(event, name, value)
    return event


def ended(job: str) -> ev.JobEnded:
    return ev.JobEnded(job, RunState.SUCCEEDED, "Completed", {"k": RunState.SUCCEEDED})


def failed_over(way: Direction = Direction.PRIMARY_TO_RECOVERY) -> list[Any]:
    return [begun("f", Operation.FAILOVER, way), ended("f")]


OK, BAD = (ev.ValidationRecorded("k", result, "seen") for result in ("ok", "failed"))
COMMIT = begun("c", Operation.COMMIT)
CHANGE = [begun("p", Operation.CHANGE_RECOVERY_POINT), ended("p")]
BACK = begun("b", Operation.FAILOVER, Direction.RECOVERY_TO_PRIMARY)
STORIES: list[tuple[str, list[Any], list[Danger]]] = [
    ("validated", [*failed_over(), OK, COMMIT], []),
    ("never looked at", [*failed_over(), COMMIT], [Danger.COMMITTED_UNSEEN]),
    ("found broken", [*failed_over(), BAD, COMMIT], [Danger.COMMITTED_UNSEEN]),
    ("made anew since", [*failed_over(), OK, *CHANGE, COMMIT], [Danger.COMMITTED_UNSEEN]),
    ("turned too early", [*failed_over(), begun("r", Operation.RE_PROTECT)], [Danger.TURNED_UNCOMMITTED]),
    ("turned", [*failed_over(), OK, COMMIT, ended("c"), begun("r", Operation.RE_PROTECT)], []),
    ("other way", [*failed_over(), BACK], [Danger.WRONG_DIRECTION]),
    ("other way, committed", [*failed_over(), OK, COMMIT, ended("c"), BACK], []),
    ("cancelled", [begun("f", Operation.FAILOVER), ev.JobCancelRequested("f", ())], [Danger.CANCELLED]),
]


@pytest.mark.parametrize(("events", "dangers"), [case[1:] for case in STORIES], ids=[case[0] for case in STORIES])
def test_dangerous_acts_stand_in_the_journal(events: list[Any], dangers: list[Danger]) -> None:
    told = [
        Recorded(cast(ev.Event, event), BEGAN, BEGAN + timedelta(minutes=n), "me") for n, event in enumerate(events)
    ]
    found = list(Reading(BEGAN).read(told))
    assert [one.kind for one in found] == dangers
    assert all(one.about == "shop" and one.at is not None for one in found)


def test_how_machines_are_left_counts_unless_they_stood_so_before() -> None:
    def standing(*stands: str) -> Scene:
        items: Any = [{"name": f"m{n}", "stand": stand} for n, stand in enumerate(stands)]
        return Scene(BEGAN, BEGAN, items=items)

    first = standing("protected", "unprotected", "protected")
    found = at_the_end(amiss(first), standing("unprotected", "unprotected", "runs-twice"))
    assert [(one.about, one.kind) for one in found] == [("m0", Danger.UNPROTECTED), ("m2", Danger.RAN_TWICE)]


@pytest.mark.parametrize(
    ("measure", "most", "told"),
    [
        ("elapsed()", 15 * 60, ("5 min", "at most 15 min")),
        ('item("db").point_at', 0, ("-10 min", "at most 0 s")),
        ('last_job("failover", "shop").waited', 90, ("unknown", "at most 1 min 30 s")),
        ("count(items)", 3, ("1", "at most 3")),
        ("count(items) == 1", True, ("true", "true")),
    ],
)
def test_a_number_of_seconds_is_told_as_a_duration_and_any_other_as_a_number(
    measure: str, most: bool | int, told: tuple[str, str]
) -> None:
    row = {"name": "db", "failover_recovery_point": {"time": (BEGAN - timedelta(minutes=10)).isoformat()}}
    scene = Scene(BEGAN, BEGAN + timedelta(minutes=5), items=cast(Any, (row,)))
    one = Objective("one", "one", measure, most, 1)
    (found,) = score([one], {"one": parse(measure, KNOWN)}, scene, [], []).objectives
    assert (measured(found), target(found)) == told
