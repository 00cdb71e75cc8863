"""Calendar of test failovers: when each plan was tested last, when the next test is due, and what is late."""

from __future__ import annotations

from textual.app import ComposeResult

from drconsole.console.screens.common.lists import ListScreen
from drconsole.console.state.model.model import Changed
from drconsole.console.state.model.targets import Target
from drconsole.records.drills import DUE, DrillState, drill_of
from drconsole.records.rows.estate.plans import DrillRow, PlanRow
from drconsole.records.tables import PLANS
from drconsole.recovery.types.data import dataclass
from drconsole.render.estate.drills import CALENDAR, calendar_text, calendar_title, drill_mark, due_text
from drconsole.render.rows.lines import Marked, state_column, text_column
from drconsole.render.words.text import NOTHING, clean, utc

WIDE, NARROW = 100, 27
"""Columns of a terminal from which the calendar is as wide as it can be, and its cells on a smaller one."""
ORDER = (DrillState.NEVER, DrillState.CHANGED, DrillState.OVERDUE, DrillState.TESTED, DrillState.NOT_POSSIBLE)


@dataclass(frozen=True, slots=True)
class DrillLine:
    """Line of a plan in the calendar."""

    plan: PlanRow
    drill: DrillRow
    now: str | None


class DrillsScreen(ListScreen[DrillLine]):
    """Calendar of test failovers; what is due comes first, the longest overdue on top."""

    crumb = "Tests of plans"
    source = PLANS
    empty = "no recovery plans"
    titles = {"#list": "Tests of plans", "#detail": "Next"}

    def __init__(self) -> None:
        super().__init__()
        self._hour: str | None = None

    @property
    def days(self) -> int:
        """Return how old the last test failover of a plan may be."""
        return self.console_app.session.checked.config.console.drill_days

    def body(self) -> ComposeResult:
        width = NARROW if self.app.size.width < WIDE else CALENDAR
        self.columns = (
            text_column("Plan", lambda line: clean(line.plan["name"])),
            state_column("Test", lambda line: drill_mark(line.drill)),
            text_column("Last test", lambda line: _day(line.drill["last"])),
            text_column("Next due", lambda line: _day(line.drill["due"])),
            text_column(
                calendar_title(self.days, width), lambda line: calendar_text(line.drill, line.now, self.days, width)
            ),
        )
        yield from super().body()

    def key_of(self, row: DrillLine) -> str:
        return row.plan["key"]

    def rows(self) -> list[DrillLine]:
        now = self.model.world_now(self.console_app.monotonic())
        found = [DrillLine(plan, drill_of(plan, now, self.days), now) for plan in self.model.rows(PLANS)]
        found.sort(key=lambda line: (ORDER.index(DrillState(line.drill["state"])), -(line.drill["overdue"] or 0.0)))
        return found

    def draw(self, changed: Changed) -> None:
        hour = (self.model.world_now(self.console_app.monotonic()) or "")[:13]
        if not changed or PLANS in changed or hour != self._hour:
            self._hour = hour
            self.table.show(self.rows())
        self.draw_detail()

    def detail(self, row: DrillLine | None) -> list[Marked]:
        if row is None:
            return []
        lines: list[Marked] = []
        if row.drill["state"] in DUE and (why := due_text(row.drill, row.now, self.days)) is not None:
            lines.append(f"{clean(row.plan['name'])}: {why}")
        return lines + self.next_of((PLANS, row.plan["key"]), row.now)

    def target(self) -> Target | None:
        key = self.table.cursor_key
        return None if key is None else (PLANS, key)

    async def open_row(self, row: DrillLine) -> None:
        await self.console_app.open(PLANS, row.plan["key"])


def _day(text: str | None) -> str:
    return utc(text).partition(" ")[0] if text else NOTHING
