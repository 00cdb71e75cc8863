"""List of recovery plans: what every screen with one shares."""

from __future__ import annotations

from drconsole.console.screens.common.lists import ListScreen
from drconsole.console.screens.common.plans.plan_facts import PlanLine, concern_plans, plan_lines
from drconsole.console.state.model.model import Changed
from drconsole.console.state.model.targets import Target
from drconsole.records.rows.estate.plans import PlanRow
from drconsole.records.tables import PLANS
from drconsole.recovery.states.assessments.stand import GRAVITY, Stand


def gravity(plan: PlanRow) -> int:
    """Return how badly a plan's worst item stands, 0 is the worst; a plan of which nobody knows is like an unknown."""
    return min((GRAVITY[Stand(stand)] for stand in plan["stands"]), default=GRAVITY[Stand.UNKNOWN])


class PlanListScreen(ListScreen[PlanLine]):
    """List over all recovery plans, in one order on every screen."""

    source = PLANS

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[str, PlanLine] = {}

    def rank(self, line: PlanLine) -> int:
        """Return the rank of a plan, the lowest first: what runs, then the worst. Of one rank they stand in the
        provider's order."""
        return -1 if line.job is not None else gravity(line.plan)

    def key_of(self, row: PlanLine) -> str:
        return row.plan["key"]

    def rows(self) -> list[PlanLine]:
        return sorted(plan_lines(self.console_app), key=self.rank)

    def row(self, key: str) -> PlanLine | None:
        return self._lines.get(key)

    def draw(self, changed: Changed) -> None:
        if concern_plans(self.console_app, changed, self._lines):
            rows = {self.key_of(row): row for row in self.rows()}
            if list(rows) == list(self._lines):
                self.table.update(rows)
            else:
                self.table.show(list(rows.values()))
            self._lines = rows
        self.draw_detail()

    def target(self) -> Target | None:
        key = self.table.cursor_key
        return None if key is None else (PLANS, key)

    def job(self) -> str | None:
        row = self.table.cursor_row
        return row.plan["current_job"] if row is not None else None

    async def open_row(self, row: PlanLine) -> None:
        await self.console_app.open(PLANS, row.plan["key"])
