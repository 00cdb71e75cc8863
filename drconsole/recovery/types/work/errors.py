"""Refusals of the engine and the command line, as data that a caller can show.

``code`` is stable for programs; ``place`` names where the fault lies; ``advice`` says what would be right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from drconsole.recovery.types.remedies import Option, Remedy, as_json

SEEN_OTHERWISE = "seen-otherwise"
"""Code of a refusal: what is seen of a machine speaks against what was said of it. It can be accepted."""


class DrError(Exception):
    """A refusal with its reason; carries the exit code of the command line (cli contract)."""

    exit_code = 1

    def __init__(
        self,
        code: str,
        message: str,
        *,
        place: str = "",
        advice: str = "",
        extra: Mapping[str, object] | None = None,
        option: Option | None = None,
        remedies: Sequence[Remedy] = (),
    ) -> None:
        """``option``: the fault lies in what was said of it; ``remedies``: what helps, beside the advice."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.place = place or (option.value if option is not None else "")
        self.advice = advice
        self.extra: dict[str, object] = dict(extra or {})
        """Further fields, JSON-ready; ``records.rows.refusal`` has their types."""
        if option is not None:
            self.extra["option"] = option.value
        if remedies:
            self.extra["remedies"] = [as_json(one) for one in remedies]

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "message": self.message,
            "place": self.place,
            "advice": self.advice,
            **self.extra,
        }


class BadInput(DrError):
    """Words or a file are wrong: exit 2."""

    exit_code = 2


class Refused(DrError):
    """State, prerequisites or a missing confirmation forbid it: exit 3."""

    exit_code = 3


class NotPermitted(Refused):
    """It is refused for who asks, whatever the state: counted and journaled."""


class NoEngine(DrError):
    """No engine answers: exit 4."""

    exit_code = 4


class OutcomeUnknown(DrError):
    """It was sent and nothing says what became of it: exit 6."""

    exit_code = 6


BY_EXIT_CODE: dict[int, type[DrError]] = {
    cls.exit_code: cls for cls in (DrError, BadInput, Refused, NoEngine, OutcomeUnknown)
}
