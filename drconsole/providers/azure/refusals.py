"""Refusals in words, with what to do about them, and as conditions of a provider; and ours of work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from drconsole.providers.azure.calls import Answer
from drconsole.providers.azure.redaction import redacted
from drconsole.providers.azure.wire.json import text
from drconsole.providers.azure.wire.running.jobs import retry_after
from drconsole.providers.port import Rejected, Unreachable
from drconsole.recovery.types.estate.conditions import Condition, ConditionKind
from drconsole.recovery.types.work.tasks import TaskError

SKEW_TOLD = timedelta(seconds=60)
_ADVICE = {
    401: "the sign-in has expired or is not taken: sign in again, for example with az login",
    403: "who signed in may not do this: the role Site Recovery Reader reads, Site Recovery Operator acts",
    404: "it is not there: it was deleted, or the subscription, resource group or vault is named otherwise",
    429: "the service is asked too often; it is asked again later by itself",
}
_KINDS = {
    401: ConditionKind.SIGN_IN,
    403: ConditionKind.NO_PERMISSION,
    404: ConditionKind.VAULT_GONE,
    429: ConditionKind.THROTTLED,
}


def refused(answer: Answer) -> str:
    """Return what the service said, and what helps."""
    advice = _ADVICE.get(answer.status, "")
    return _said(answer) + (f"; {advice}" if advice else "")


def _said(answer: Answer) -> str:
    error = f"{text(answer.body, 'error', 'code')}: {text(answer.body, 'error', 'message')}".strip(": ")
    return f"HTTP {answer.status}" + (f"; {redacted(error)}" if error else "")


def rejected(code: str, message: str, advice: str = "") -> Rejected:
    """Return our own refusal of work; nothing was sent."""
    return Rejected((TaskError(code, redacted(message), recommended_action=advice),))


def unreachable(answer: Answer, about: str = "") -> Unreachable:
    """Refused question as the port has it. ``about``: the one thing that was asked for; empty = a list of the vault."""
    why = f"the service does not show {about}: {refused(answer)}" if about else refused(answer)
    kind = _KINDS.get(answer.status, ConditionKind.NO_ANSWER)
    if about and kind is ConditionKind.VAULT_GONE:
        kind = ConditionKind.NO_ANSWER
    pause = retry_after(answer) if kind is ConditionKind.THROTTLED else None
    return Unreachable(why, Condition(kind, _said(answer), _in(pause) if pause is not None else None))


def throttled(seconds: float) -> Unreachable:
    """Question that waits because the service said that it is asked too often."""
    said = "it answered HTTP 429"
    return Unreachable(f"{said}; {_ADVICE[429]}", Condition(ConditionKind.THROTTLED, said, _in(seconds)))


def half_a_page(why: str) -> Unreachable:
    return Unreachable(f"the service answered with half a page: {why}", Condition(ConditionKind.HALF_A_PAGE, why))


def not_signed_in(why: str) -> Unreachable:
    return Unreachable(f"signing in failed, sign in again: {why}", Condition(ConditionKind.SIGN_IN, why))


def clocks(skew: timedelta) -> Condition | None:
    """Condition of clocks that are ``skew`` apart; None = near enough."""
    if abs(skew) <= SKEW_TOLD:
        return None
    way = "ahead of" if skew > timedelta() else "behind"
    # Rounded to tens: a number that changes with each answer would be written to the store with each look.
    said = f"the service is about {round(abs(skew.total_seconds()), -1):.0f} s {way} this machine"
    return Condition(ConditionKind.CLOCKS_APART, said)


def _in(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)
