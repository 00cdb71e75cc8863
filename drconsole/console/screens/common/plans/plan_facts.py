"""Facts of plans for lists of them: each is asked of the store when its line is drawn, and kept until items change."""

from __future__ import annotations

from collections.abc import Mapping

from drconsole.console.context import Console
from drconsole.console.state.model.flows import flows
from drconsole.console.state.model.model import Changed
from drconsole.records.clock import moment, rpo_of
from drconsole.records.drills import drill_of
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.estate.plans import PlanRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.records.tables import ITEMS, JOBS, PLANS
from drconsole.records.view import item_keys
from drconsole.recovery.types.data import dataclass
from drconsole.render.drawing.sitemap import Flow
from drconsole.render.estate import plans
from drconsole.render.estate.drills import next_test_cell
from drconsole.render.rows.records import Cell

CHARTED = 24
"""Machines of a plan that its chart is made of at most: those that are the furthest behind."""


@dataclass(frozen=True, slots=True, eq=False)
class PlanLine:
    """Line of a plan. A new one is made whenever something of it may have changed: tables keep cells by object."""

    plan: PlanRow
    job: JobRow | None
    """The job that runs on it."""
    now: str | None


def plan_lines(app: Console) -> list[PlanLine]:
    """Return a line of each plan, in the provider's order."""
    now, jobs = app.model.world_now(app.monotonic()), {job["id"]: job for job in app.model.open_jobs()}
    return [PlanLine(plan, jobs.get(plan["current_job"] or ""), now) for plan in app.model.rows(PLANS)]


def concern_plans(app: Console, changed: Changed, lines: Mapping[str, PlanLine]) -> bool:
    """Return whether a change concerns the lines of plans: time alone does while a job runs, and with a new day."""
    if not changed or not {PLANS, ITEMS, JOBS}.isdisjoint(changed):
        return True
    if "status" not in changed:
        return False
    one = next(iter(lines.values()), None)
    today = (app.model.world_now(app.monotonic()) or "")[:10]
    return bool(app.model.open_jobs()) or (one is not None and (one.now or "")[:10] != today)


class PlanFacts:
    """Cells of plans, for the columns of a list."""

    def __init__(self, app: Console, chart_width: int) -> None:
        self._app = app
        self._chart_width = chart_width

    def rpo(self, line: PlanLine) -> Cell:
        worst = self._worst(line.plan)
        behind = rpo_of(worst) if worst is not None else None
        limit = worst["rpo_objective"] if worst is not None else None
        return plans.rpo_cell(behind, limit, self._flows(line.plan))

    def rto(self, line: PlanLine) -> Cell:
        return plans.rto_cell(line.plan, line.job, self._last(line), line.now)

    def not_met_why(self, line: PlanLine) -> str:
        return plans.not_met_why(line.job, self._last(line), line.now)

    def tested(self, line: PlanLine) -> Cell:
        days = self._app.session.checked.config.console.drill_days
        return plans.tested_cell(drill_of(line.plan, line.now, days), line.now)

    def next_test(self, line: PlanLine) -> Cell:
        return next_test_cell(drill_of(line.plan, line.now, self._app.session.checked.config.console.drill_days))

    def chart(self, line: PlanLine) -> Cell:
        """Return how far the run on a plan is, else the RPO of its last 24 hours."""
        if line.job is not None:
            return Cell(plans.progress_text(line.job, line.now))
        values, limit = self.history(line)
        return Cell(plans.chart_text(values, limit, self._chart_width))

    def history(self, line: PlanLine) -> tuple[list[float | None], int | None]:
        """Return the worst RPO of a plan's machines over the last 24 hours, and what it may be."""
        keys = item_keys(line.plan)
        if len(keys) > CHARTED:
            keys = [item["key"] for item in self._app.model.items.furthest(keys, CHARTED)]
        told = self._app.model.items.histories(keys, moment(line.now))
        one = self._worst(line.plan) or next((self._app.model.items.row(key) for key in keys), None)
        return plans.worst_of(told.values()), one["rpo_objective"] if one is not None else None

    def where(self, line: PlanLine) -> Cell:
        return Cell(plans.where_text(self._flows(line.plan)))

    def _last(self, line: PlanLine) -> JobRow | None:
        return None if line.job is not None else plans.last_timed(self._app.model.rows(JOBS), line.plan)

    def _worst(self, plan: PlanRow) -> ItemRow | None:
        return next(iter(self._app.model.items.furthest(item_keys(plan), 1)), None)

    def _flows(self, plan: PlanRow) -> list[Flow]:
        return flows(self._app.model.items.flows_of(item_keys(plan)))
