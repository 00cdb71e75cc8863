"""Recovery time objective (RTO) held against a forecast, before a run and at every moment of it.

A verdict counts what the operator counts: time from the start of the run to its end, waits for people included. What
is still to come is taken from the forecast; what has been waited is added, since a forecast leaves it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import MOVES, SUCCEEDED, RunState, TargetType

if TYPE_CHECKING:
    from drconsole.recovery.types.estate.estate import EstateView
    from drconsole.recovery.types.work.tasks import Forecast, Reason, Request

TIMED = MOVES
"""Operations that an RTO is about: they make machines run. A test is held against it, too: that is what it is for."""


_ENDS: dict[str, str] = {
    RunState.CANCELLED: "was cancelled",
    RunState.PARTIALLY_SUCCEEDED: "succeeded in part only",
}


class Verdict(StrEnum):
    WILL_BE_MET = "will-be-met"
    AT_RISK = "at-risk"
    """Likely met, missed if things take as long as they can."""
    WILL_BE_MISSED = "will-be-missed"
    MET = "met"
    MISSED = "missed"
    NOT_MET = "not-met"
    """Ended without success: nothing was kept, however soon it ended."""


@dataclass(frozen=True, slots=True)
class Held:
    """An objective held against a run. Seconds."""

    seconds: int
    verdict: Verdict
    spare: int
    """Likely time left over; negative = late by so much."""
    why: str
    """The longest cause of the time, empty where there is none worth a word."""


def rto_of(request: Request, view: EstateView) -> int | None:
    """Seconds that a run may take: the objective of the plan that it runs; None = it has none."""
    plan = view.plans.get(request.target) if request.target_type is TargetType.PLAN else None
    return plan.rto if plan is not None and request.operation in TIMED else None


def foretold(objective: int, forecast: Forecast) -> Held:
    """Before the run starts."""
    return _judged(objective, forecast.likely, forecast.high, _why(forecast.reasons, 0.0))


def running(objective: int, forecast: Forecast, elapsed: float, waited: float) -> Held:
    """In the middle: ``elapsed`` since the start, of which nothing ran for ``waited``.

    A run that has overrun its forecast ends now at the earliest, so its end is never foretold before now.
    """
    likely, high = (max(elapsed, waited + span) for span in (forecast.likely, forecast.high))
    held = _judged(objective, likely, high, _why(forecast.reasons, waited))
    return replace(held, verdict=Verdict.MISSED) if elapsed > objective else held


def ended(objective: int, forecast: Forecast, took: float, waited: float, state: str) -> Held:
    """Afterwards. ``state``: how the run ended; one that did not succeed has kept no objective."""
    if state not in SUCCEEDED:
        return Held(objective, Verdict.NOT_MET, round(objective - took), f"the job {_ENDS.get(state, 'failed')}")
    verdict = Verdict.MET if took <= objective else Verdict.MISSED
    return Held(objective, verdict, round(objective - took), _why(forecast.reasons, waited))


def _judged(objective: int, likely: float, high: float, why: str) -> Held:
    if likely > objective:
        verdict = Verdict.WILL_BE_MISSED
    else:
        verdict = Verdict.AT_RISK if high > objective else Verdict.WILL_BE_MET
    return Held(objective, verdict, round(objective - likely), why)


def _why(reasons: Sequence[Reason], waited: float) -> str:
    """The longest of the causes that have a time of their own, waiting for people among them."""
    longest = max(reasons, key=lambda reason: reason.seconds, default=None)
    if waited > (longest.seconds if longest is not None else 0.0):
        return "it has waited for a person"
    return longest.text if longest is not None and longest.seconds > 0 else ""
