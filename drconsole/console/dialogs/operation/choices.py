"""Choices of the operator in the dialog of an operation: options of the run, and accepted findings. No Textual."""

from __future__ import annotations

from dataclasses import field, replace

from drconsole.link.messages import Options
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Direction, Operation, PointChoice
from drconsole.render.operation.shown import SaidOptions


@dataclass(slots=True)
class Choices:
    """Options and accepted findings, as chosen so far."""

    operation: str
    options: Options = field(default_factory=Options)
    """Options that the operator has chosen; None = it is left to the engine."""
    accepted: set[str] = field(default_factory=set)
    """Ids of findings that the operator accepts."""

    def choose(self, act: str) -> bool:
        """Take the option of an entry, as in ``point:latest``; return whether anything changed."""
        name, _, value = act.partition(":")
        before = self.options
        match name:
            case "point":
                self.options = replace(before, point=PointChoice(value), point_id=None)
            case "point-id":
                self.options = replace(before, point=PointChoice.CUSTOM, point_id=value)
            case "shutdown":
                self.options = replace(before, shutdown=value == "yes")
            case "network":
                self.options = replace(before, network=value)
            case "direction":
                # An option that was chosen for the other direction may not exist in this one.
                self.options = Options(direction=Direction(value))
        return self.options != before

    def shown(self) -> SaidOptions:
        """Return the chosen options as the page marks them."""
        chosen = self.options
        said = SaidOptions(point_id=chosen.point_id)
        if chosen.point is not None:
            said["point"] = chosen.point
        if chosen.direction is not None:
            said["direction"] = chosen.direction
        if chosen.shutdown is not None:
            said["shutdown"] = chosen.shutdown
        if chosen.network is not None:
            said["network"] = chosen.network
        return said

    def toggle(self, finding: str) -> None:
        """Accept a finding, or take that back."""
        self.accepted ^= {finding}

    @property
    def needs_points(self) -> bool:
        """Return whether one recovery point of the item has still to be chosen."""
        return self.options.point == PointChoice.CUSTOM and not self.options.point_id

    def missing(self) -> str:
        """Return what the operator has to choose before there can be a preview; empty = nothing."""
        if self.operation == Operation.CHANGE_RECOVERY_POINT and self.options.point is None:
            return "choose the recovery point to change to: there is no default"
        return "custom: choose the recovery point, then the preview follows" if self.needs_points else ""
