"""Refusals: error bodies in the forms of Resource Manager and of Site Recovery [REC]."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from drconsole.emulator.calls import EmulatorAnswer, JsonObject


class Refused(Exception):
    """The call is answered with an error; ``answer`` is that answer."""

    def __init__(self, status: int, error: JsonObject, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(str(error.get("message", status)))
        self.answer = EmulatorAnswer(status, dict(headers or {}), {"error": error})


def arm(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> Refused:
    """A refusal of Resource Manager itself: code and message, nothing else."""
    return Refused(status, {"code": code, "message": message}, headers)


def service(
    status: int,
    code: str,
    message: str,
    causes: str = "",
    action: str = "",
    *,
    request_id: str = "",
    activity_id: str = "",
) -> Refused:
    """A refusal of Site Recovery: with what may have caused it and what to do."""
    return of_errors(status, [(code, message, causes, action)], request_id=request_id, activity_id=activity_id)


def of_errors(
    status: int, errors: Iterable[tuple[str, str, str, str]], *, request_id: str = "", activity_id: str = ""
) -> Refused:
    """The same of several errors (code, message, causes, action), the first of which is the call's."""
    details = [
        {
            "code": code,
            "message": message,
            "possibleCauses": causes,
            "recommendedAction": action,
            "clientRequestId": request_id,
            "activityId": activity_id,
        }
        for code, message, causes, action in errors
    ]
    first = details[0]
    return Refused(status, {"code": first["code"], "message": first["message"], "details": details})


def not_found(kind: str, name: str) -> Refused:
    """A thing of the vault that is not there."""
    return service(
        404,
        "ResourceNotFound",
        f"The {kind} '{name}' was not found in this vault.",
        "It was never there, or it is gone: an item that was reprotected between Azure regions has a new id.",
        "Read the list again.",
    )


def not_emulated(what: str) -> Refused:
    """Something that Site Recovery has and the emulator has not."""
    return service(
        501,
        "NotEmulated",
        f"The emulator has no {what}.",
        "An emulated vault's configuration is that of its estate document, and does not change.",
        "Change the estate document, or use a vault of Azure.",
    )
