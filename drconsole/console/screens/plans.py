"""List of recovery plans with their states; details: allowed operations and the next step."""

from __future__ import annotations

from textual.app import ComposeResult

from drconsole.console.screens.common.base import HUGE
from drconsole.console.screens.common.plans.machines import machine_lines
from drconsole.console.screens.common.plans.plan_facts import PlanFacts, PlanLine
from drconsole.console.screens.common.plans.plan_list import PlanListScreen
from drconsole.records.tables import PLANS
from drconsole.render.estate.drills import drill_line
from drconsole.render.estate.plans import plan_mark
from drconsole.render.rows.lines import Marked, fields, number_of_items, state_column, text_column
from drconsole.render.rows.records import Column, left_out_lines
from drconsole.render.words.command_lines import command
from drconsole.render.words.text import NOTHING, clean, listed, utc


class PlansScreen(PlanListScreen):
    """List of all recovery plans."""

    can_mark = True
    remembered = "plans"
    crumb = "Recovery plans"
    empty = f"no recovery plans: {command('estate', 'load', 'NAME')} brings some"

    def body(self) -> ComposeResult:
        facts = PlanFacts(self.console_app, chart_width=24)
        self.columns = (
            text_column("Plan", lambda line: clean(line.plan["name"])),
            state_column("State", lambda line: plan_mark(line.plan, line.job, line.now)),
            text_column("Items", lambda line: number_of_items(line.plan), number=True),
            Column("Runs at, replicates to", facts.where),
            Column("RPO / objective", facts.rpo, number=True),
            Column("RTO / objective", facts.rto, number=True),
            Column("Tested", facts.tested, number=True),
            Column("Next test due", facts.next_test),
            text_column("Last failover", lambda line: utc(line.plan["last_failover"], "never")),
            text_column("Job", lambda line: clean(line.plan["current_job"] or NOTHING)),
        )
        yield from super().body()

    def detail(self, row: PlanLine | None) -> list[Marked]:
        if row is None:
            return []
        plan, now = row.plan, row.now
        left = [("Left out", line) for line in left_out_lines(plan)]
        due = drill_line(plan, now, self.console_app.session.checked.config.console.drill_days)
        drill = [("Rehearsal", due)] if due is not None else []
        lines = fields((("Allowed", listed(plan["allowed_operations"])), *drill, *left))
        lines += self.next_of((PLANS, plan["key"]), now)
        return [*lines, *machine_lines(self.console_app, plan)] if self.app.size.width >= HUGE else lines
