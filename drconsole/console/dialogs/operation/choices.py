"""Choices of the operator in the dialog of an operation: options of the run, and accepted findings. No Textual."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypedDict

from drconsole.recovery.types.words import Operation, PointChoice


class Options(TypedDict, total=False):
    """Options that the operator has chosen; one that is missing is left to the engine."""

    point: str
    point_id: str | None
    shutdown: bool
    network: str
    direction: str


@dataclass(slots=True)
class Choices:
    """Options and accepted findings, as chosen so far."""

    operation: str
    options: Options = field(default_factory=Options)
    accepted: set[str] = field(default_factory=set)
    """Ids of findings that the operator accepts."""

    def choose(self, act: str) -> bool:
        """Take the option of an entry, as in ``point:latest``; return whether anything changed."""
        name, _, value = act.partition(":")
        before = Options(**self.options)
        match name:
            case "point":
                self.options |= {"point": value, "point_id": None}
            case "point-id":
                self.options |= {"point": str(PointChoice.CUSTOM), "point_id": value}
            case "shutdown":
                self.options["shutdown"] = value == "yes"
            case "network":
                self.options["network"] = value
            case "direction":
                # An option that was chosen for the other direction may not exist in this one.
                self.options = {"direction": value}
        return self.options != before

    def toggle(self, finding: str) -> None:
        """Accept a finding, or take that back."""
        self.accepted ^= {finding}

    @property
    def needs_points(self) -> bool:
        """Whether one recovery point of the item has still to be chosen."""
        return self.options.get("point") == PointChoice.CUSTOM and not self.options.get("point_id")

    def missing(self) -> str:
        """Return what the operator has to choose before there can be a preview; empty = nothing."""
        if self.operation == Operation.CHANGE_RECOVERY_POINT and not self.options.get("point"):
            return "choose the recovery point to change to: there is no default"
        return "custom: choose the recovery point, then the preview follows" if self.needs_points else ""
