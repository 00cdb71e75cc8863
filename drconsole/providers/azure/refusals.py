"""Refusals in words, with what to do about them: the service's of a question, and ours of work."""

from __future__ import annotations

from drconsole.providers.azure.calls import Answer
from drconsole.providers.azure.redaction import redacted
from drconsole.providers.azure.wire.json import text
from drconsole.providers.port import Rejected
from drconsole.recovery.types.work.tasks import TaskError

_ADVICE = {
    401: "the sign-in has expired or is not taken: sign in again, for example with az login",
    403: "who signed in may not do this: the role Site Recovery Reader reads, Site Recovery Operator acts",
    404: "it is not there: it was deleted, or the subscription, resource group or vault is named otherwise",
    429: "the service is asked too often; it is asked again later by itself",
}


def refused(answer: Answer) -> str:
    """What the service said, and what helps."""
    error = f"{text(answer.body, 'error', 'code')}: {text(answer.body, 'error', 'message')}".strip(": ")
    advice = _ADVICE.get(answer.status, "")
    return f"HTTP {answer.status}" + "".join(f"; {redacted(word)}" for word in (error, advice) if word)


def rejected(code: str, message: str, advice: str = "") -> Rejected:
    """Return our own refusal of work; nothing was sent."""
    return Rejected((TaskError(code, redacted(message), recommended_action=advice),))
