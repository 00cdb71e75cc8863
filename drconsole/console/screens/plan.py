"""Page of one recovery plan: groups, actions and items with their states, and every operation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from textual.app import ComposeResult

from drconsole.console.screens.common.detail import TargetScreen
from drconsole.console.screens.common.guidance import next_step
from drconsole.console.screens.common.hints import job_lines, next_lines
from drconsole.console.screens.items import rpo_text, validation_text
from drconsole.console.state.targets import items_of
from drconsole.console.widgets.lines import Lines
from drconsole.console.widgets.table.line_table import LineTable
from drconsole.console.widgets.table.operations import Operations
from drconsole.records.view import Row, row_key
from drconsole.render.drills import drill_line
from drconsole.render.labels import labels
from drconsole.render.lines import Marked, fields, marked, plan_mark, short_item_mark, text_column
from drconsole.render.marks import Mark, Severity
from drconsole.render.records import Cell, Column, left_out_lines, replication_mark
from drconsole.render.standing import counted_lines
from drconsole.render.text import NOTHING, clean, duration, listed, utc

WHENS = {
    "before_shutdown": "before shutdown",
    "after_shutdown": "after shutdown",
    "before_failover": "before failover",
    "after_failover": "after failover",
}
ACTIONS = {"manual": Mark("‼", "!", "stops for a person", Severity.NOTE)}


def _mark(row: Row) -> Cell:
    return Cell("" if row["mark"] else row["state"], row["mark"])


class PlanScreen(TargetScreen):
    """Page of one recovery plan; its table lists the items and actions in the order of a run."""

    kind = "plan"
    DEFAULT_CSS = """
    PlanScreen > #operations { height: 8; }
    PlanScreen.-tall > #operations { height: 11; }
    """
    columns: tuple[Column[Row], ...] = (
        text_column("Group", lambda row: str(row["group"])),
        text_column("Item or action", lambda row: str(row["name"])),
        Column("State", _mark),
        Column("Replication", lambda row: Cell("" if row["health"] else NOTHING, row["health"])),
        text_column("RPO", lambda row: str(row["rpo"]), number=True),
        text_column("Validated", lambda row: str(row["validated"])),
    )

    def body(self) -> ComposeResult:
        yield Lines(id="facts")
        yield LineTable(self.columns, key=row_key, empty="no groups", id="list")
        yield Operations()
        why = Lines(id="why")
        why.can_focus = False
        yield why

    def facts(self, row: Row) -> list[Marked]:
        tested = f"test failover {utc(row.get('last_test_failover'), 'never')}"
        lines = fields(
            (
                ("State", marked(plan_mark(row), f"{clean(row.get('source'))} to {clean(row.get('target'))}")),
                ("Last", f"{tested}, failover {utc(row.get('last_failover'), 'never')}"),
            )
        )
        days = self.console_app.session.checked.config.console.drill_days
        if (due := drill_line(row, self.world_now(), days)) is not None:
            lines += fields([("Rehearsal", due)])
        lines += fields([("Left out", line) for line in left_out_lines(row)])
        lines += counted_lines(items_of(self.model, row))
        lines += job_lines(self.console_app, row)
        return lines + next_lines(self.console_app, next_step(self.model, "plan", self.key, self.world_now()))

    def members(self, row: Row) -> list[Row]:
        items = {str(item["key"]): item for item in items_of(self.model, row)}
        known = labels(row.get("items") or ())
        actions = row.get("actions") or {}
        rows = [*self._actions("-", "before_shutdown", actions), *self._actions("-", "after_shutdown", actions)]
        rows += self._actions("-", "before_failover", actions)
        for group in row.get("groups") or ():
            number = str(group.get("number"))
            rows += _action_rows(number, "before", group.get("pre") or ())
            rows += [_item_row(number, key, known[key], items.get(key)) for key in map(_key, group.get("items") or ())]
            rows += _action_rows(number, "after", group.get("post") or ())
        return [*rows, *self._actions("-", "after_failover", actions)]

    def _actions(self, group: str, when: str, actions: Mapping[str, Any]) -> list[Row]:
        return _action_rows(group, WHENS[when], actions.get(when) or ())

    async def open_row(self, row: Row) -> None:
        if row["item"]:
            await self.console_app.open("item:ItemScreen", str(row["item"]))
        elif row["told"]:
            from drconsole.console.dialogs.reading import ReadingDialog

            self.console_app.push_screen(ReadingDialog(str(row["name"]), [str(row["told"])]))


def _key(item: Row) -> str:
    return str(item["key"])


def _item_row(group: str, key: str, label: str, item: Row | None) -> dict[str, Any]:
    unknown = Mark("?", "?", "not reported", Severity.UNKNOWN)
    return {
        "key": f"{group} item {key}",
        "group": group,
        "name": label,
        "mark": unknown if item is None else short_item_mark(item),
        "state": "",
        "health": None if item is None else replication_mark(item),
        "rpo": NOTHING if item is None else rpo_text(item),
        "validated": NOTHING if item is None else validation_text(item),
        "item": None if item is None else item["key"],
        "told": "",
    }


def _action_rows(group: str, when: str, actions: Iterable[Mapping[str, Any]]) -> list[Row]:
    return [_action_row(group, when, number, action) for number, action in enumerate(actions)]


def _action_row(group: str, when: str, number: int, action: Mapping[str, Any]) -> dict[str, Any]:
    kind = clean(action.get("kind") or "action")
    manual = kind == "manual"
    return {
        "key": f"{group} {when} {number}",
        "group": group,
        "name": f"{when}: {clean(action.get('name'))}",
        "mark": ACTIONS.get(kind),
        "state": f"{kind} ≤ {duration(action.get('timeout'))}",
        "health": None,
        "rpo": "",
        "validated": "",
        "item": None,
        "told": clean(action.get("instructions") or "") if manual else f"runs at {listed(action.get('operations'))}",
    }
