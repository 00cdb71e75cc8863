"""Overview: where production runs, what needs a person, what was left open, and how each plan stands."""

from __future__ import annotations

import textwrap

from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Size

from drconsole.console.context import key_of, press
from drconsole.console.screens.common.alarming import TABLES as ALARM_TABLES
from drconsole.console.screens.common.alarming import alarms_now
from drconsole.console.screens.common.base import BORDERED, HUGE, BaseScreen
from drconsole.console.screens.common.plans.machines import machine_lines
from drconsole.console.screens.common.plans.plan_facts import PlanFacts, PlanLine
from drconsole.console.screens.common.plans.plan_list import PlanListScreen
from drconsole.console.state.model.flows import flows
from drconsole.console.state.model.model import Changed, Link
from drconsole.console.widgets.bars.coached import coach_lines
from drconsole.console.widgets.lines import Lines
from drconsole.console.widgets.picture import Picture
from drconsole.console.widgets.table.line_table import LineTable
from drconsole.records.tables import JOBS, PLANS
from drconsole.render.drawing.parts import Parts
from drconsole.render.estate.overview import ends_lines, jobs_lines, needs_lines, open_ends
from drconsole.render.estate.plans import history_lines, history_title, plan_mark
from drconsole.render.estate.sites import sites_lines, stands_title
from drconsole.render.estate.status import BLOCKED_ADVICE
from drconsole.render.rows.lines import Marked, state_column, text_column
from drconsole.render.rows.records import Column
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean

SMALL, LARGE = 36, 48
"""Lines of a terminal from which panels show more."""
FRAME = 4
"""Cells of a panel's border and padding, on both sides."""
CHART, TALL_CHART = 6, 12
"""Lines of the chart below the plans, and on a large terminal."""


class OverviewScreen(PlanListScreen):
    """Map of the sites, what needs a person, open ends, and the plans; with much room the last jobs as well."""

    DEFAULT_CSS = """
    OverviewScreen > #page { layout: grid; grid-size: 1; grid-rows: auto; height: auto; }
    OverviewScreen > #page > #jobs { display: none; }
    OverviewScreen.-wide > #page { grid-size: 2; }
    OverviewScreen.-wide > #page > #sites { column-span: 2; }
    OverviewScreen.-wide > #page > #needs, OverviewScreen.-wide > #page > #ends { height: 100%; }
    OverviewScreen.-huge > #page { grid-size: 3; }
    OverviewScreen.-huge > #page > #sites { column-span: 3; }
    OverviewScreen.-huge > #page > #jobs { display: block; height: 100%; }
    OverviewScreen.-huge > #page > #needs, OverviewScreen.-huge > #page > #ends { height: 100%; }
    OverviewScreen > #detail { height: 3; max-height: 4; border-top: none; }
    OverviewScreen.-wide > #detail { height: 2; margin: 0 2; }
    OverviewScreen.-huge { grid-rows: auto auto 1fr auto auto; }
    OverviewScreen.-huge > #page { column-span: 2; }
    OverviewScreen.-huge > #list { row-span: 2; }
    OverviewScreen.-huge > #detail { height: 100%; max-height: 100%; }
    """
    AUTO_FOCUS = "#list"
    HORIZONTAL_BREAKPOINTS = BaseScreen.HORIZONTAL_BREAKPOINTS
    crumb = "Overview"
    empty = "no plans yet"
    titles = {"#list": "Plans"}
    _sized = Size(0, 0)
    """Size of the terminal that the parts were drawn to."""
    _drawn_lines = 0
    """Lines that the coach has left to the page when it was drawn; 0 = it was not drawn yet."""

    def body(self) -> ComposeResult:
        with Container(id="page"):
            yield Picture("Sites", id="sites")
            yield Picture("Needs a person", id="needs")
            yield Picture("Open ends", id="ends")
            yield Picture("Last jobs", id="jobs")
        self._facts = PlanFacts(self.console_app, chart_width=24)
        self.columns = self._columns()
        yield LineTable(self.columns, key=self.key_of, empty=self.empty, id="list")
        yield Picture("RPO", id="chart")
        below = Lines(id="detail")
        below.add_class("-bare")  # it is a line of text: a border would cost more bytes than it has
        yield below

    def _columns(self) -> tuple[Column[PlanLine], ...]:
        facts = self._facts
        return (
            text_column("Plan", lambda line: clean(line.plan["name"])),
            state_column("State", lambda line: plan_mark(line.plan, line.job, line.now)),
            Column("RPO / objective", facts.rpo, number=True),
            Column("RTO / objective", facts.rto, number=True),
            Column("Tested", facts.tested, number=True),
            Column("RPO of 24 h, or progress", facts.chart),
            Column("Runs at, replicates to", facts.where),
        )

    def _now(self) -> str | None:
        return self.model.world_now(self.console_app.monotonic())

    def draw(self, changed: Changed) -> None:
        if changed and ALARM_TABLES.isdisjoint(changed):
            return
        self._draw_panels()
        super().draw(changed)

    def _draw_panels(self) -> None:
        now, needs, tall = self._now(), self.model.waits(), self._lines_left()
        most = 3 if tall < SMALL else 5 if tall < LARGE else 8
        high = most if tall < SMALL else 2 * most
        found = flows(self.model.items.flows())
        self.query_one("#sites", Picture).show(lambda width: sites_lines(found, width, most + 1), self._stands())
        ends, link = open_ends(alarms_now(self.console_app), needs), self._link()

        def needed(_: int) -> list[Parts]:
            lines = [*link, *needs_lines(needs, now, self._panel_width(0), most, high)]
            return lines or ([(("nothing needs a person", "idle"),)] if self._bordered else [])

        def left(_: int) -> list[Parts]:
            lines = ends_lines(ends, now, self._panel_width(1), most, high)
            return lines or ([(("no open ends", "idle"),)] if self._bordered else [])

        way = key_of(self.console_app, "needs-a-person")
        count = f" ─ {len(needs)}{f' ─ {way} opens' if way else ''}" if needs else ""
        self.query_one("#needs", Picture).show(needed, f"Needs a person{count}")
        more = key_of(self.console_app, "alarms")
        title = f"Open ends ─ {len(ends)}{f' ─ {more} lists all' if more else ''}" if ends else "Open ends"
        self.query_one("#ends", Picture).show(left, title)
        jobs = self.model.rows(JOBS)
        self.query_one("#jobs", Picture).show(
            lambda width: jobs_lines(jobs, now, width, most) or [(("no jobs yet", "idle"),)]
        )

    @property
    def _bordered(self) -> bool:
        return self.app.size.width >= BORDERED

    def _panel_width(self, place: int) -> int:
        """Return the cells of a line of a panel, as the terminal is now; ``place``: 0 = at the left.

        Textual asks for a panel's height at other widths too: of one column of the screen, where the page stands in
        two, and of the size before. Lines that were broken to those would leave the page too high, and keep it so.
        """
        width = self.app.size.width
        if not self._bordered:
            return width
        panels = 3 if width >= HUGE else 2
        return width * (place + 1) // panels - width * place // panels - FRAME

    def _stands(self) -> str:
        """Return the title of the map: how many machines stand how, worst first."""
        return stands_title(self.model.items.gravities(), self._title_width())

    def _title_width(self) -> int:
        """Return the cells of a title over the whole page: a border has its corners beside it."""
        return self.app.size.width - (2 * FRAME if self._bordered else 0)

    def _link(self) -> list[Parts]:
        """Return why nothing changes: no engine answers, or the engine cannot write."""
        if blocked := self.model.blocked():
            return [
                *self._folded(f"✗ the engine answers, but {blocked}", Severity.BAD),
                *self._folded(f"  {BLOCKED_ADVICE}"),
            ]
        if self.model.link in (Link.HERE, Link.STARTING):
            return []
        if self.model.link is Link.SOUGHT:
            return self._folded(f"? {self.model.link}", Severity.UNKNOWN)
        why = clean(self.model.link_detail) or "these rows are the last ones that an engine wrote"
        lines = self._folded(f"‼ {self.model.link}: {why}", Severity.WARN)
        if self.model.link is not Link.NONE:
            return lines
        left_out = self.console_app.registry.why_left_out("engine-start")
        return [*lines, *self._folded(f"  {left_out or press(self.console_app, 'engine-start') + ' to start one'}")]

    def _folded(self, text: str, tone: str = "") -> list[Parts]:
        """Return a text in as many lines as a panel needs for it."""
        found = textwrap.wrap(text, max(20, self._panel_width(0)), subsequent_indent="  ")
        return [((line, str(tone)),) for line in found]

    def _lines_left(self) -> int:
        """Return the lines of the terminal that the coach of an exercise leaves to the page."""
        return self.app.size.height - coach_lines(self.console_app, self.app.size)

    def draw_coach(self) -> None:
        super().draw_coach()
        if self._drawn_lines != (left := self._lines_left()):
            drawn, self._drawn_lines = self._drawn_lines, left
            if drawn:
                self.call_after_refresh(self.draw, {})

    def on_resize(self) -> None:
        """Give each part what the new size has: without an engine no news come that would."""
        if self.app.size != self._sized:
            self._sized = self.app.size
            self.call_after_refresh(self.draw, {})

    def draw_detail(self) -> None:
        super().draw_detail()
        self._draw_chart()

    def _draw_chart(self) -> None:
        """Draw the RPO of the plan under the cursor, where the list leaves room for it."""
        row, chart = self.table.cursor_row, self.query_one("#chart", Picture)
        lines_left = self._lines_left()
        if row is None or lines_left < SMALL:
            chart.display = False
            return
        values, limit = self._facts.history(row)
        chart.display = True
        span = "24 h" if self.app.size.width >= HUGE else "last 24 hours"
        title = f"RPO of {clean(row.plan['name'])}, {span} ─ {history_title(values, limit)}"
        lines = CHART if lines_left < LARGE else TALL_CHART
        chart.styles.height = lines + 3
        chart.show(lambda width: history_lines(values, limit, width, lines), title)

    def detail(self, row: PlanLine | None) -> list[Marked]:
        if row is None:
            return []
        found = self.next_of((PLANS, row.plan["key"]), self._now())
        name = clean(row.plan["name"])
        lines = [line.replace("Next: ", f"Next for {name}: ", 1) if isinstance(line, str) else line for line in found]
        return [*lines, *machine_lines(self.console_app, row.plan)] if self.app.size.width >= HUGE else lines
