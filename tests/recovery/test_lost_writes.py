"""Writes that an operation destroys: at the machine that it deletes, or overwrites, or gives up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from previewing import KEYS, failed_over
from trees import NOW, reads, request, view

from drconsole.recovery.evaluate import evaluate
from drconsole.recovery.states.assessments.lost_writes import warning_of
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.estate.known import SOURCE, TARGET, Known
from drconsole.recovery.types.estate.look import Look
from drconsole.recovery.types.words import Grain, Operation, PointChoice
from drconsole.recovery.types.work.tasks import LostWrites, Preview, Request

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
TEN = timedelta(hours=10, minutes=14)


def seen(asked: Request, estate: EstateView, grain: Grain, known: Known | None = None) -> Preview:
    return evaluate(asked, Look(estate, NOW, reads(*KEYS), grain_of=lambda *_: grain, known=known or Known()))


def over(**changes: object) -> EstateView:
    estate = failed_over(view(), *KEYS)
    for key in KEYS:
        estate.statuses[key] = replace(estate.statuses[key], **{"last_failover": NOW - TEN, **changes})
    return estate


def change(target: str = "shop") -> Request:
    return request(Operation.CHANGE_RECOVERY_POINT, target, direction=None, point=PointChoice.LATEST_PROCESSED)


def names(made: Preview) -> str:
    machines = over().items
    return ", ".join(machines[key].name for key in made.lost_writes)


@GRAINS
@pytest.mark.parametrize("target", ["shop", "web-01"])
def test_a_change_of_the_point_loses_what_was_written_since_the_failover(grain: Grain, target: str) -> None:
    made = seen(change(target), over(failover_point_id="other"), grain)
    assert made.qualified
    assert {(lost.seconds, lost.deletes) for lost in made.lost_writes.values()} == {(TEN.total_seconds(), True)}
    number = f"{len(made.qualified)} running machine{'s' if len(made.qualified) > 1 else ''}"
    (site,) = {lost.site for lost in made.lost_writes.values()}
    assert (
        made.warnings[0]
        == f"Deletes {number} at {site}: {names(made)}; 10 h 14 min of writes at {site} are lost as well."
    )


def test_a_machine_that_does_not_run_has_nothing_to_lose() -> None:
    down = Known({key: {SOURCE: "off", TARGET: "stopped"} for key in KEYS})
    made = seen(change(), over(failover_point_id="other"), Grain.STEP, down)
    assert {lost.seconds for lost in made.lost_writes.values()} == {0.0}
    (site,) = {lost.site for lost in made.lost_writes.values()}
    assert made.warnings[0] == f"Deletes {len(made.qualified)} machines at {site}: {names(made)}."


@pytest.mark.parametrize(
    ("source", "stopped", "seconds"),
    [("on", None, TEN.total_seconds()), ("off", timedelta(hours=4), 6 * 3600 + 14 * 60), ("off", TEN, None)],
)
def test_turning_around_overwrites_what_the_old_machine_has_written(
    source: str, stopped: timedelta | None, seconds: float | None
) -> None:
    estate = over(
        source_stopped=None if stopped is None else NOW - stopped,
        protection_state="UnplannedFailoverStatesBegin",
        provider_allowed_operations=("SwitchProtection", "DisableProtection"),
    )
    known = Known({key: {SOURCE: source, TARGET: "running"} for key in KEYS})
    made = seen(request(Operation.RE_PROTECT, "shop", direction=None), estate, Grain.STEP, known)
    assert made.qualified
    expected = set() if seconds is None else {seconds}
    assert {lost.seconds for lost in made.lost_writes.values()} == expected
    assert ("of writes at" in " ".join(made.warnings)) is (seconds is not None)


def test_protecting_the_old_machine_anew_gives_up_what_the_other_one_holds() -> None:
    estate = over(protection_state="Unprotected", provider_allowed_operations=(), last_failover=None)
    known = Known({key: {SOURCE: "off", TARGET: "stopped"} for key in KEYS}, stays_down=dict.fromkeys(KEYS, SOURCE))
    made = seen(request(Operation.ENABLE_REPLICATION, "web-01", direction=None), estate, Grain.STEP, known)
    (lost,) = made.lost_writes.values()
    assert lost.seconds is None
    assert "(how many is not known)" in made.warnings[0]


@pytest.mark.parametrize("operation", [Operation.COMMIT, Operation.DISABLE_REPLICATION])
def test_what_leaves_the_machines_alone_loses_no_writes(operation: Operation) -> None:
    assert seen(request(operation, "shop", direction=None), over(), Grain.STEP).lost_writes == {}


def test_the_most_of_each_site_is_told() -> None:
    lost = {"a": LostWrites("X", 60), "b": LostWrites("X", 3600), "c": LostWrites("Y", None)}
    said = warning_of(lost, {})
    assert said == "1 h of writes at X, writes at Y since the failover (how many is not known) are lost."
