"""Errors as the service words them: of a refused request, of a job or a task, of an operation's status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire.json import part, parts, text, told
from drconsole.recovery.types.work.tasks import TaskError

_NO_ERROR = "0"
"""``errorCode`` of provider details that tell of no error [REC]."""


def of_answer(status: int, body: JsonObject | None) -> tuple[TaskError, ...]:
    """Errors in a body ``{"error": {code, message, details}}``, what details add before what they belong to.

    Never empty for a refusal: where the body says nothing, the HTTP status is the error. Empty for an answer below 400
    without ``error``. An ``error`` may also ride on an operation that succeeded: it is a warning then [REC].
    """
    found = _once(_of_error(_error_in(body)))
    if found or status < 400:
        return found
    said = text(body, "message") or text(body, "Message")
    return (TaskError(f"HTTP {status}", said or f"the service answered {status} and gave no reason"),)


def of_errors(found: Iterable[JsonObject]) -> tuple[TaskError, ...]:
    """Errors of a job or a task: the service's own words, then its replication provider's where they say more."""
    return _once(error for one in found for error in _of_entry(one))


def _error_in(body: JsonObject | None) -> JsonObject:
    """``error``, or the body itself where an older answer is the error."""
    inside = part(body, "error")
    if inside:
        return inside
    return body if body is not None and told(body, "code") and told(body, "message") else {}


def _of_error(error: JsonObject) -> Iterator[TaskError]:
    inside = [found for inner in parts(error, "details") for found in _of_error(inner)]
    yield from inside
    code, message = text(error, "code"), text(error, "message")
    if (code or message) and all((code, message) != (one.code, one.message) for one in inside):
        yield TaskError(code, message, text(error, "possibleCauses"), text(error, "recommendedAction"))


def _of_entry(entry: JsonObject) -> Iterator[TaskError]:
    task, level = told(entry, "taskId"), text(entry, "errorLevel") or "Error"
    service = part(entry, "serviceErrorDetails")
    if told(service, "code") or told(service, "message"):
        yield TaskError(
            code=text(service, "code"),
            message=text(service, "message"),
            possible_causes=text(service, "possibleCauses"),
            recommended_action=text(service, "recommendedAction"),
            task=task,
            level=level,
        )
    provider = part(entry, "providerErrorDetails")
    code = text(provider, "errorCode")
    if (code and code != _NO_ERROR) or told(provider, "errorMessage"):
        yield TaskError(
            code=code,
            message=text(provider, "errorMessage"),
            possible_causes=text(provider, "possibleCauses"),
            recommended_action=text(provider, "recommendedAction"),
            task=task,
            level=level,
        )


def _once(errors: Iterable[TaskError]) -> tuple[TaskError, ...]:
    return tuple(dict.fromkeys(errors))
