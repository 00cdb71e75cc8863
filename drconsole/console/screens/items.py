"""Replicated items: how each stands, its health and RPO; errors and what is next for the one under the cursor."""

from __future__ import annotations

from drconsole.console.screens.common.guidance import next_step
from drconsole.console.screens.common.hints import next_lines
from drconsole.console.screens.common.lists import ListScreen
from drconsole.records.view import Row, active_side, row_key
from drconsole.render.lines import Marked, error_lines, fields, short_item_mark, state_column, text_column
from drconsole.render.records import is_failed_over, replication_mark, test_is_open, with_rpo
from drconsole.render.text import NOT_REPORTED, NOTHING, clean, duration, listed, words


def rpo_text(item: Row) -> str:
    """Worked out when the line is drawn, not for every item."""
    return NOTHING if is_failed_over(item) else duration(with_rpo(item)["rpo"], NOT_REPORTED)


TESTED = {"MarkedForDeletion": "tested, cleaned up", "None": "never made", "": "not reported"}
"""``MarkedForDeletion`` is what goes on standing there after a cleanup [REC]."""


def tested_text(item: Row) -> str:
    """How the last test failover stands."""
    if test_is_open(item):
        return "open, to be cleaned up"
    state = str(item.get("test_failover_state") or "")
    return TESTED.get(state) or words(state).lower()


def validation_text(item: Row) -> str:
    found = item.get("validation")
    return clean(found.get("result") or NOTHING) if isinstance(found, dict) else NOTHING


class ItemsScreen(ListScreen):
    crumb = "Replicated items"
    table_name = "item"
    empty = "no replicated items: drconsole estate load NAME brings some"
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
        return [self._told_apart(row) for row in super().rows()]

    def row(self, key: str) -> Row | None:
        found = super().row(key)
        return None if found is None else self._told_apart(found)

    def _told_apart(self, row: Row) -> Row:
        """With its key beside a name that another has."""
        label = self.model.label("item", row)
        return row if label == row.get("name") else {**row, "label": label}

    def detail(self, row: Row | None) -> list[Marked]:
        if row is None:
            return []
        lines: list[Marked] = []
        for error in row.get("health_errors") or ():
            lines += error_lines(error)
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
