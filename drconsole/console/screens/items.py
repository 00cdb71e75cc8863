"""List of replicated items: state, replication health and RPO; details: errors and the next step."""

from __future__ import annotations

from drconsole.console.screens.common.guidance import next_step
from drconsole.console.screens.common.hints import next_lines
from drconsole.console.screens.common.lists import ListScreen
from drconsole.records.view import Row, active_side, row_key
from drconsole.render.command_lines import command
from drconsole.render.lines import Marked, fields, health_error_lines, short_item_mark, state_column, text_column
from drconsole.render.records import is_failed_over, replication_mark, test_is_open, with_rpo
from drconsole.render.text import NOT_REPORTED, NOTHING, clean, duration, listed, words


def rpo_text(item: Row) -> str:
    """Return an item's RPO; computed when its line is drawn, and not for every item."""
    return NOTHING if is_failed_over(item) else duration(with_rpo(item)["rpo"], NOT_REPORTED)


TEST_STATES = {"MarkedForDeletion": "tested, cleaned up", "None": "never made", "": "not reported"}
"""State of a test failover -> its words. After a cleanup the state stays ``MarkedForDeletion`` [REC]."""


def tested_text(item: Row) -> str:
    """Return the state of the last test failover."""
    if test_is_open(item):
        return "open, to be cleaned up"
    state = str(item.get("test_failover_state") or "")
    return TEST_STATES.get(state) or words(state).lower()


def validation_text(item: Row) -> str:
    """Return the result of an item's validation."""
    found = item.get("validation")
    return clean(found.get("result") or NOTHING) if isinstance(found, dict) else NOTHING


class ItemsScreen(ListScreen):
    """List of all replicated items."""

    crumb = "Replicated items"
    table_name = "item"
    empty = f"no replicated items: {command('estate', 'load', 'NAME')} brings some"
    columns = (
        text_column("Item", lambda item: clean(item["label"] if "label" in item else item.get("name"))),
        state_column("State", short_item_mark),
        state_column("Replication", replication_mark),
        text_column("RPO", rpo_text, number=True),
        text_column("Active", lambda item: str(active_side(item) or NOTHING)),
        text_column("Validated", validation_text),
        text_column("Group", lambda item: clean(item.get("replication_group") or NOTHING)),
        text_column("Allowed", lambda item: listed(item.get("allowed_operations"))),
    )

    def rows(self) -> list[Row]:
        return [self._with_label(row) for row in super().rows()]

    def row(self, key: str) -> Row | None:
        found = super().row(key)
        return None if found is None else self._with_label(found)

    def _with_label(self, row: Row) -> Row:
        """Return a row with a label where another item has the same name."""
        label = self.model.label("item", row)
        return row if label == row.get("name") else {**row, "label": label}

    def detail(self, row: Row | None) -> list[Marked]:
        if row is None:
            return []
        lines: list[Marked] = []
        for error in row.get("health_errors") or ():
            lines += health_error_lines(error)
        lines += fields((("Allowed", listed(row.get("allowed_operations"))),))
        now = self.model.world_now(self.console_app.monotonic())
        return lines + next_lines(self.console_app, next_step(self.model, "item", str(row["key"]), now))

    def target(self) -> tuple[str, str] | None:
        key = self.table.cursor_key
        return None if key is None else ("item", key)

    def job(self) -> str | None:
        row = self.table.cursor_row
        return str(row["current_job"]) if row and row.get("current_job") else None

    async def open_row(self, row: Row) -> None:
        await self.console_app.open("item:ItemScreen", row_key(row))
