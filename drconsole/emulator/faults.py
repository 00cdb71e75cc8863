"""Faults of the emulator itself: what goes wrong on the way, not in the world."""

from __future__ import annotations

from collections.abc import Mapping

from drconsole.emulator.calls import EmulatorAnswer, JsonObject
from drconsole.emulator.refusals import Refused, arm
from drconsole.recovery.types.data import dataclass

KINDS = {
    "http-status": "answers with the status of params.status (503), before or after the call had its effect",
    "http-disconnect": "drops the connection, before or after the call had its effect",
    "http-busy": "refuses to begin anything on a target on which something is under way (409), instead of a job that "
    "fails with 532",
}
WHEN = ("before", "after")
_FIELDS = ("kind", "params")
_PARAMS = {
    "http-status": ("status", "when", "times", "method", "path", "retry_after"),
    "http-disconnect": ("when", "times", "method", "path"),
    "http-busy": ("times", "path"),
}


_CODES = {
    401: "ExpiredAuthenticationToken",
    403: "AuthorizationFailed",
    404: "ResourceNotFound",
    409: "Conflict",
    429: "TooManyRequests",
    503: "ServiceUnavailable",
}


@dataclass(slots=True)
class WireFault:
    """``path``: a text that a call's path or query contains, whatever its case; empty = any."""

    id: str
    kind: str
    status: int = 503
    when: str = "before"
    method: str = ""
    path: str = ""
    retry_after: int | None = None
    left: int | None = 1
    """How often it still strikes; None = always."""
    fired: int = 0

    def strikes(self, method: str, path: str, when: str) -> bool:
        """Return whether it hits this call now, and count the hit."""
        if self.left == 0 or self.when != when:
            return False
        if (self.method and self.method != method) or self.path.lower() not in path.lower():
            return False
        self.left = None if self.left is None else self.left - 1
        self.fired += 1
        return True

    def answer(self) -> EmulatorAnswer:
        if self.kind == "http-disconnect":
            return EmulatorAnswer(0, dropped=True)
        headers = {} if self.retry_after is None else {"retry-after": str(self.retry_after)}
        code = _CODES.get(self.status, "InternalServerError" if self.status >= 500 else "BadRequest")
        return arm(self.status, code, "A fault of the emulator.", headers).answer

    def shown(self) -> JsonObject:
        params = {name: getattr(self, name) for name in _PARAMS[self.kind] if name != "times"}
        return {"id": self.id, "kind": self.kind, "params": {**params, "times": self.left}, "fired": self.fired}


class WireFaults:
    """Faults in the order in which they were added."""

    def __init__(self) -> None:
        self._all: list[WireFault] = []

    def add(self, said: Mapping[str, object]) -> str:
        """Add one; returns its id. Refuses what does not exist, with what would be right."""
        kind = str(said["kind"])
        for name in said:
            if name not in _FIELDS:
                raise bad(f"a fault of kind {kind} has no '{name}': it has {', '.join(_FIELDS)}")
        params = said.get("params") or {}
        if not isinstance(params, Mapping):
            raise bad("params must be an object")
        for name in params:
            if name not in _PARAMS[kind]:
                raise bad(f"{kind} has no '{name}': it takes {', '.join(_PARAMS[kind])}")
        fault = WireFault(f"http-{len(self._all) + 1}", kind)
        fault.status = _whole(params, "status", 503, 400, 599)
        fault.left = _whole(params, "times", 1, 1, 10**6) if params.get("times", 1) is not None else None
        fault.when = str(params.get("when", "before"))
        if fault.when not in WHEN:
            raise bad(f"when must be one of {', '.join(WHEN)}")
        fault.method, fault.path = str(params.get("method", "")).upper(), str(params.get("path", ""))
        if params.get("retry_after") is not None:
            fault.retry_after = _whole(params, "retry_after", 1, 0, 3600)
        self._all.append(fault)
        return fault.id

    def strike(self, method: str, path: str, when: str) -> EmulatorAnswer | None:
        """The answer of the first fault that hits this call; None = none does."""
        for fault in self._all:
            if fault.kind != "http-busy" and fault.strikes(method, path, when):
                return fault.answer()
        return None

    def busy(self, method: str, path: str) -> bool:
        """Return whether a start on a busy target is refused."""
        return any(one.kind == "http-busy" and one.strikes(method, path, "before") for one in self._all)

    def shown(self) -> list[JsonObject]:
        return [fault.shown() for fault in self._all]


def _whole(params: Mapping[str, object], name: str, usual: int, low: int, high: int) -> int:
    value = params.get(name, usual)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise bad(f"{name} must be a whole number from {low} to {high}")
    return value


def bad(message: str) -> Refused:
    return arm(400, "BadFault", message)
