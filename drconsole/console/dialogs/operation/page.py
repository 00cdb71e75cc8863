"""Page of an operation: what the dialog knows of the run, as head and entries. No Textual.

The preview is the engine's answer; the page never evaluates anything itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from drconsole.console.dialogs.operation.choices import Choices
from drconsole.console.state.model import Model
from drconsole.console.state.targets import (
    Target,
    choices_of,
    direction_to_finish,
    item_of,
    label_of,
    networks_of,
    sides_of,
    sites_of,
    target_line,
    target_row,
)
from drconsole.records.rows.checks import PreviewRow
from drconsole.records.rows.points import PointRow
from drconsole.recovery.checks.points.choices import POINT_OPERATIONS
from drconsole.recovery.types.words import Direction
from drconsole.render.entries import Entry
from drconsole.render.operation.course import undecided
from drconsole.render.operation.preview import sheet_of
from drconsole.render.operation.shown import Shown
from drconsole.render.text import clean


@dataclass(slots=True)
class OperationPage:
    """Everything that the dialog shows of one operation on one target."""

    operation: str
    target: Target
    preview: PreviewRow | None = None
    """Preview on the screen, the only one that can be confirmed; None = there is none now."""
    problem: Sequence[Entry] = ()
    """Refusal of the engine with its advice, above everything else."""
    losses: dict[str, str] = field(default_factory=dict)
    """Choice of a recovery point -> data loss when it was last previewed."""
    points: Sequence[PointRow] | None = None
    """Recovery points of the item, for the choice ``custom``; None = not read."""
    points_as_of: str = ""
    """Provider's time at which the points were read."""
    unfolded: bool = True
    """Whether the task tree is shown in full."""

    def head(self, model: Model, choices: Choices) -> tuple[str, str, str]:
        """Return title, subject and warning."""
        direction = "direction not chosen yet" if undecided(self.preview) else self._direction(model, choices)
        warnings = " ".join(map(clean, self.preview["warnings"] if self.preview is not None else ()))
        title = f"{self.operation} of {self.target[0]} {label_of(model, self.target)}"
        return title, target_line(model, self.target, direction), f"‼ {warnings}" if warnings else ""

    def entries(self, model: Model, choices: Choices, press: Callable[[str], str]) -> list[Entry]:
        """Return the page; ``press``: words for the key of a command."""
        direction = self._direction(model, choices)
        row, item = target_row(model, self.target), item_of(model, self.target)
        point = item["failover_recovery_point"] if item is not None else None
        return sheet_of(
            Shown(
                operation=self.operation,
                options=choices.shown(),
                preview=self.preview,
                choices=self._point_choices(model, direction),
                losses=self.losses,
                points=self.points,
                points_as_of=self.points_as_of,
                current_point=point["id"] if point is not None else "",
                networks=networks_of(model, self.target, direction),
                accepted=choices.accepted,
                unfolded=self.unfolded,
                sites=sites_of(row, str(direction or self._usual_direction(model))),
                sides=sides_of(model, self.target),
                problem=self.problem,
                press=press,
            )
        )

    def _direction(self, model: Model, choices: Choices) -> str | None:
        """Return the direction of the run: as chosen, else as previewed, else that of the failover it finishes."""
        previewed = self.preview["direction"] if self.preview is not None else None
        return choices.options.direction or previewed or direction_to_finish(model, self.target, self.operation)

    def _usual_direction(self, model: Model) -> str:
        """Return the direction in which the target's items would go, until a preview says it."""
        directions = {side.direction for side in sides_of(model, self.target)}
        return directions.pop() if len(directions) == 1 else str(Direction.PRIMARY_TO_RECOVERY)

    def _point_choices(self, model: Model, direction: str | None) -> dict[str, str]:
        if self.operation not in POINT_OPERATIONS:
            return {}
        qualified = self.preview["qualified"] if self.preview is not None else ()
        return choices_of(model, self.target, direction, qualified)
