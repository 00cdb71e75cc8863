"""List of recovery plans with their states; details: allowed operations and the next step."""

from __future__ import annotations

from drconsole.console.screens.common.guidance import next_step
from drconsole.console.screens.common.hints import next_lines
from drconsole.console.screens.common.lists import ListScreen
from drconsole.records.view import Row, row_key
from drconsole.render.command_lines import command
from drconsole.render.drills import drill_line
from drconsole.render.lines import Marked, fields, number_of_items, plan_mark, state_column, text_column
from drconsole.render.records import left_out_lines
from drconsole.render.text import NOTHING, clean, listed, utc


class PlansScreen(ListScreen):
    """List of all recovery plans."""

    crumb = "Recovery plans"
    table_name = "plan"
    empty = f"no recovery plans: {command('estate', 'load', 'NAME')} brings some"
    columns = (
        text_column("Plan", lambda plan: clean(plan.get("name"))),
        state_column("State", plan_mark),
        text_column("Items", number_of_items, number=True),
        text_column("Job", lambda plan: clean(plan.get("current_job") or NOTHING)),
        text_column("Last test failover", lambda plan: utc(plan.get("last_test_failover"))),
        text_column("From", lambda plan: clean(plan.get("source") or NOTHING)),
        text_column("To", lambda plan: clean(plan.get("target") or NOTHING)),
        text_column("Last failover", lambda plan: utc(plan.get("last_failover"))),
    )

    def detail(self, row: Row | None) -> list[Marked]:
        if row is None:
            return []
        left = [("Left out", line) for line in left_out_lines(row)]
        now = self.model.world_now(self.console_app.monotonic())
        due = drill_line(row, now, self.console_app.session.checked.config.console.drill_days)
        drill = [("Rehearsal", due)] if due is not None else []
        lines = fields((("Allowed", listed(row.get("allowed_operations"))), *drill, *left))
        return lines + next_lines(self.console_app, next_step(self.model, "plan", str(row["key"]), now))

    def target(self) -> tuple[str, str] | None:
        key = self.table.cursor_key
        return None if key is None else ("plan", key)

    def job(self) -> str | None:
        row = self.table.cursor_row
        return str(row["current_job"]) if row and row.get("current_job") else None

    async def open_row(self, row: Row) -> None:
        await self.console_app.open("plan:PlanScreen", row_key(row))
