"""List of recovery plans with their states; details: allowed operations and the next step."""

from __future__ import annotations

from drconsole.console.screens.common.guidance import next_step
from drconsole.console.screens.common.hints import next_lines
from drconsole.console.screens.common.lists import ListScreen
from drconsole.console.state.model import Changed
from drconsole.console.state.targets import Target
from drconsole.records.rows.plans import PlanRow
from drconsole.records.tables import PLANS
from drconsole.recovery.states.assessments.stand import GRAVITY, Stand
from drconsole.render.command_lines import command
from drconsole.render.drills import drill_line
from drconsole.render.lines import Marked, fields, number_of_items, state_column, text_column
from drconsole.render.records import left_out_lines
from drconsole.render.stands import plan_stand_mark
from drconsole.render.text import NOTHING, clean, listed, utc


def gravity(plan: PlanRow) -> int:
    """Return how badly a plan's worst item stands, 0 is the worst; a plan of which nobody knows is like an unknown."""
    return min((GRAVITY[Stand(stand)] for stand in plan["stands"]), default=GRAVITY[Stand.UNKNOWN])


class PlansScreen(ListScreen[PlanRow]):
    """List of all recovery plans."""

    can_mark = True
    crumb = "Recovery plans"
    source = PLANS
    empty = f"no recovery plans: {command('estate', 'load', 'NAME')} brings some"
    columns = (
        text_column("Plan", lambda plan: clean(plan["name"])),
        state_column("State", plan_stand_mark),
        text_column("Items", number_of_items, number=True),
        text_column("Job", lambda plan: clean(plan["current_job"] or NOTHING)),
        text_column("Last test failover", lambda plan: utc(plan["last_test_failover"])),
        text_column("From", lambda plan: clean(plan["source"])),
        text_column("To", lambda plan: clean(plan["target"])),
        text_column("Last failover", lambda plan: utc(plan["last_failover"])),
    )

    def key_of(self, row: PlanRow) -> str:
        return row["key"]

    def rows(self) -> list[PlanRow]:
        return sorted(self.model.rows(PLANS), key=gravity)

    def draw(self, changed: Changed) -> None:
        # A plan that changed may have another place.
        if not changed or PLANS in changed:
            self.table.show(self.rows())
        self.draw_detail()

    def detail(self, row: PlanRow | None) -> list[Marked]:
        if row is None:
            return []
        left = [("Left out", line) for line in left_out_lines(row)]
        now = self.model.world_now(self.console_app.monotonic())
        due = drill_line(row, now, self.console_app.session.checked.config.console.drill_days)
        drill = [("Rehearsal", due)] if due is not None else []
        lines = fields((("Allowed", listed(row["allowed_operations"])), *drill, *left))
        return lines + next_lines(self.console_app, next_step(self.model, (PLANS, row["key"]), now))

    def target(self) -> Target | None:
        key = self.table.cursor_key
        return None if key is None else (PLANS, key)

    def job(self) -> str | None:
        row = self.table.cursor_row
        return row["current_job"] if row is not None else None

    async def open_row(self, row: PlanRow) -> None:
        await self.console_app.open("plan:PlanScreen", row["key"])
