"""Content of an operation's dialog: what it knows of the run, as head, steps and pages. No Textual.

The preview is the engine's answer; nothing here evaluates anything itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field

from drconsole.console.dialogs.operation.choices import Choices
from drconsole.console.state.model.model import Model
from drconsole.console.state.model.targets import (
    Target,
    choices_of,
    direction_to_finish,
    item_of,
    label_of,
    networks_of,
    sides_of,
    sites_of,
    target_items,
    target_line,
    target_row,
)
from drconsole.records.rows.estate.points import PointRow
from drconsole.records.rows.work.checks import PreviewRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.records.tables import JOBS
from drconsole.recovery.checks.points.choices import POINT_OPERATIONS
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Direction, PointChoice
from drconsole.render.operation.course import undecided
from drconsole.render.operation.losses import loss_text
from drconsole.render.operation.refused import Differences, busy_entry
from drconsole.render.operation.shown import Shown
from drconsole.render.operation.verbs import deed_of
from drconsole.render.rows.entries import Entry
from drconsole.render.words.text import clean


@dataclass(slots=True)
class OperationPage:
    """Everything that the dialog shows of one operation on one target."""

    operation: str
    target: Target
    preview: PreviewRow | None = None
    """Preview on the screen, the only one that can be confirmed; None = there is none now."""
    problem: Sequence[Entry] = ()
    """Refusal of the engine with its advice, above everything else."""
    differences: Differences | None = None
    """Refusal because what would run has changed since it was shown."""
    differences_unfolded: bool = False
    busy: Sequence[JobRow] = ()
    """Jobs that have begun to work on the target since the preview was made."""
    losses: dict[str, str] = field(default_factory=dict)
    """Choice of a recovery point -> data loss when it was last previewed."""
    foretold: dict[str, dict[str, float | None]] = field(default_factory=dict)
    """Choice of a recovery point -> item key -> data loss when it was last previewed."""
    points: Sequence[PointRow] | None = None
    """Recovery points of the item, for the choice ``custom``; None = not read."""
    points_as_of: str = ""
    """Provider's time at which the points were read."""
    unfolded: bool = True
    """Whether the task tree is shown in full."""
    _jobs_before: frozenset[str] = frozenset()
    """Ids of the jobs that worked on the target when the preview was made."""

    def forget(self, *, keep_problem: bool = False) -> None:
        """Forget the preview, and the refusal unless it is to stay."""
        self.preview = None
        if not keep_problem:
            self.problem, self.differences, self.differences_unfolded = (), None, False

    def take(self, preview: PreviewRow, model: Model) -> None:
        """Take a preview; jobs that work on the target by now are in it."""
        self.preview = preview
        if choice := preview["options"]["point"]:
            self.losses[choice] = loss_text(preview)
        if choice and choice != PointChoice.CUSTOM:
            self.foretold[choice] = {each["key"]: each["point"]["data_loss"] for each in preview["points"]}
        self._jobs_before = frozenset(job["id"] for job in jobs_on(model, self.target))
        self.busy = ()

    def look(self, model: Model) -> bool:
        """Look for jobs that have begun on the target since the preview; return whether that has changed."""
        found = [job for job in jobs_on(model, self.target) if job["id"] not in self._jobs_before]
        changed = [job["id"] for job in found] != [job["id"] for job in self.busy]
        self.busy = found
        return changed

    @property
    def named_job(self) -> str:
        """Id of the job that ``o`` opens: it works on the target now, or was first; empty = none is named."""
        if self.busy:
            return self.busy[0]["id"]
        return self.differences.job if self.differences is not None else ""

    def title(self, model: Model) -> str:
        """Return what is done to what, as in ``failover of plan shop``."""
        return f"{deed_of(self.operation, self.commits)} of {self.target[0]} {label_of(model, self.target)}"

    @property
    def commits(self) -> bool:
        """Return whether the run on the screen commits a failover."""
        return self.preview is not None and bool(self.preview["commits"])

    def about(self, model: Model, choices: Choices) -> str:
        """Return the target with its sites and its direction."""
        direction = "direction not chosen yet" if undecided(self.preview) else self._direction(model, choices)
        return target_line(model, self.target, direction)

    @property
    def warning(self) -> str:
        """Return what must not be done to the job once it runs."""
        warnings = " ".join(map(clean, self.preview["warnings"] if self.preview is not None else ()))
        return f"‼ {warnings}" if warnings else ""

    def shown(self, model: Model, choices: Choices, press: Callable[[str], str]) -> Shown:
        """Return the content of the pages; ``press``: words for the key of a command."""
        direction = self._direction(model, choices)
        row, item = target_row(model, self.target), item_of(model, self.target)
        point = item["failover_recovery_point"] if item is not None else None
        limits = [each["rpo_objective"] for each in target_items(model, self.target)]
        return Shown(
            operation=self.operation,
            options=choices.shown(),
            name=f"{self.target[0]} {label_of(model, self.target)}",
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
            rpo_limit=min((limit for limit in limits if limit is not None), default=None),
            problem=self._problem(),
            press=press,
        )

    def _problem(self) -> list[Entry]:
        differing = [*self.differences.entries(self.differences_unfolded)] if self.differences is not None else []
        return [*differing, *self.problem, *map(busy_entry, self.busy)]

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


def jobs_on(model: Model, target: Target) -> list[JobRow]:
    """Return the jobs that work on a target or on one of its machines now, each once."""
    row = target_row(model, target)
    ids = [row["current_job"]] if row is not None else []
    ids += [each["current_job"] for each in target_items(model, target)]
    found = [model.row(JOBS, each) for each in dict.fromkeys(ids) if each]
    return [job for job in found if job is not None and not job["ended_at"]]
