"""Page of one replicated item: state, health with advice, recovery points, validation, and every operation."""

from __future__ import annotations

from textual.app import ComposeResult

from drconsole.console.context import press
from drconsole.console.screens.common.detail import TargetScreen
from drconsole.console.screens.common.guidance import plans_of
from drconsole.console.screens.common.hints import job_lines
from drconsole.console.screens.common.read_points import read_points
from drconsole.console.screens.items import rpo_text, tested_text
from drconsole.console.state.model.model import Changed
from drconsole.console.widgets.lines import Lines
from drconsole.console.widgets.picture import Picture
from drconsole.console.widgets.table.line_table import LineTable
from drconsole.console.widgets.table.operations import Operations
from drconsole.records.clock import moment
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.estate.points import PointRow
from drconsole.records.tables import ITEMS
from drconsole.recovery.types.remedies import RemedyRow
from drconsole.render.drawing.chart import spark
from drconsole.render.drawing.parts import Parts
from drconsole.render.estate.items.encryption import certificate_text
from drconsole.render.estate.items.points import latest_line
from drconsole.render.estate.items.standing import come_back, counts_text, debt_lines, line_of, loud
from drconsole.render.estate.plans import history_lines, history_title
from drconsole.render.rows.lines import Marked, fields, health_error_lines, marked, stated, warned_lines
from drconsole.render.rows.records import POINTS, is_failed_over, item_state, replication_mark
from drconsole.render.rows.stands import stand_mark
from drconsole.render.words.marks import Severity
from drconsole.render.words.remedies import way_of
from drconsole.render.words.text import clean, time_of_day, utc, words

WIDEST_NAME = len("Replication")
ROOM_FOR_CHART = 28
"""Lines of a terminal from which the chart is shown."""
CHART = 5
"""Lines of the chart where there is room."""


class ItemScreen(TargetScreen[ItemRow, PointRow]):
    """Page of one replicated item; its table lists the recovery points as last read."""

    source = ITEMS
    titles = {"#facts": "Item", "#list": "Recovery points", "#operations": "Operations"}

    DEFAULT_CSS = """
    ItemScreen.-huge.-charted > #facts { column-span: 1; height: auto; }
    ItemScreen.-huge.-charted > #chart { height: auto; }
    """

    def body(self) -> ComposeResult:
        yield Lines(id="facts")
        yield Picture("RPO", id="chart")
        yield LineTable(POINTS, key=self.key_of, id="list")
        yield Operations()
        why = Lines(id="why")
        why.can_focus = why.display = False
        yield why

    def facts(self, row: ItemRow) -> list[Marked]:
        plans = ", ".join(clean(plan["name"]) for plan in plans_of(self.model, row)) or "none"
        rpo = "(failed over); " if is_failed_over(row) else f"RPO {rpo_text(row)} at {time_of_day(row['as_of'])}; "
        rpo += f"test failover {tested_text(row)}"
        mark, said = stand_mark(row), item_state(row)
        also = "" if said.lower() == mark.word.lower() else f"{said}; "
        lines = fields(
            (
                ("State", stated(mark, f"{also}{counts_text(row)}")),
                ("Replication", marked(replication_mark(row), rpo)),
            )
        )
        lines += map(line_of, loud(row))
        lines += self._failed_over(row)
        for warning in row["warnings"]:
            lines += warned_lines(warning)
        for error in row["health_errors"]:
            lines += health_error_lines(error)
        lines += job_lines(self.console_app, row)
        lines += self.next_of((ITEMS, self.key), self.world_now())
        standing: list[tuple[str, Marked]] = [("Come back", marked(*come_back(row)))]
        if (sealed := row["encryption"]) is not None:
            text = certificate_text(sealed["thumbprint"], sealed["certificate"])
            standing.append(("Encrypted", f"certificate {text}"))
        lines += fields(standing, WIDEST_NAME)
        lines += debt_lines(row, self._way)
        reading = self.console_app.readings.get(self.key)
        latest = row["latest_recovery_points"]
        lines.append(latest_line(reading, latest, self.world_now(), press(self.console_app, "refresh")))
        return [*lines, f"Plans {plans}; replication group {clean(row['replication_group'] or 'none')}"]

    def _way(self, remedy: RemedyRow) -> str:
        return way_of(remedy, lambda name: press(self.console_app, name))

    def _failed_over(self, row: ItemRow) -> list[Marked]:
        """Return the point that a failover took, the machine's address, and its validation."""
        point, said, address = row["failover_recovery_point"], row["validation"], row["address"]
        lines: list[Marked] = []
        if point is not None:
            where = clean(address or "not reported")
            lines.append(f"Failed over to {utc(point['time'])} ({clean(point['id'])}), address {where}")
            if row["machine"] not in (None, row["name"]):
                lines.append((f"‼ The machine is called {clean(row['machine'])} there", Severity.WARN))
        elif address:
            lines.append(f"Address {clean(address)}")
        if said is not None:
            bad = said["result"] != "ok"
            words_ = ", ".join(clean(each) for each in (said["comment"], said["operator"]) if each)
            text = f"{'✗ FAILED' if bad else '✓ ok'}: {words_}, {utc(said['at'])}"
            lines.append((f"Validated {text}", Severity.BAD if bad else Severity.OK))
        elif point is not None:
            lines.append(("‼ Nobody has validated the machine yet", Severity.WARN))
        return lines

    @property
    def points_listed(self) -> str:
        """Return the item's key where its recovery points are listed; empty = they were not read."""
        reading = self.console_app.readings.get(self.key)
        return self.key if reading is not None and reading.points else ""

    def key_of(self, member: PointRow) -> str:
        return member["id"]

    def members(self, row: ItemRow) -> list[PointRow]:
        reading = self.console_app.readings.get(self.key)
        return list(reading.points) if reading is not None else []

    def draw(self, changed: Changed) -> None:
        self._draw_chart()
        self.table.empty = f"recovery points: not read; {press(self.console_app, 'refresh')}"
        super().draw(changed)

    def _draw_chart(self) -> None:
        """Draw the RPO of the last 24 hours: in several lines where there is room, else in one."""
        row, chart_ = self.row(), self.query_one("#chart", Picture)
        told = {} if row is None else self.model.items.histories([self.key], moment(self.world_now()))
        values = list(told.get(self.key, ()))
        # A small screen has no room for it: the page would be scrolled by a line, and its first one is the state.
        small = self.app.size.height < ROOM_FOR_CHART
        if row is None or small or all(value is None for value in values):
            self.remove_class("-charted")
            chart_.display = False
            return
        self.add_class("-charted")
        chart_.display = True
        limit, tall = row["rpo_objective"], self.has_class("-tall")
        title = f"RPO of the last 24 hours ─ now {rpo_text(row)}, {history_title(values, limit)}"

        def drawn(width: int) -> list[Parts]:
            return history_lines(values, limit, width, CHART) if tall else [spark(values, limit, width)]

        chart_.show(drawn, title)

    def read(self, key: str) -> None:
        """Redraw the page: the recovery points of an item have been read."""
        if key == self.key:
            self.follow({})

    async def read_again(self, all_shown: bool = False) -> None:
        await read_points(self.console_app, [self.key])
        self.table.action_first()  # the newest point is what was read anew

    async def open_row(self, row: PointRow) -> None:
        """Show a recovery point in one message."""
        kind = words(row["consistency"])
        self.console_app.say(f"point {clean(row['id'])}: {utc(row['time'])}, {kind}")
