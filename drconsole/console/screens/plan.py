"""Page of one recovery plan: groups, actions and items with their states, and every operation."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from drconsole.console.screens.common.detail import TargetScreen
from drconsole.console.screens.common.hints import job_lines
from drconsole.console.screens.common.plans.plan_facts import PlanFacts
from drconsole.console.screens.common.plans.plan_facts import PlanLine as OfPlan
from drconsole.console.screens.items import rpo_text
from drconsole.console.state.model.targets import Target, items_of
from drconsole.console.widgets.lines import Lines
from drconsole.console.widgets.table.line_table import LineTable
from drconsole.console.widgets.table.operations import Operations
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.estate.plans import ActionRow, PlanRow
from drconsole.records.tables import ITEMS, JOBS, PLANS
from drconsole.recovery.types.data import dataclass
from drconsole.render.drawing.cells import as_many
from drconsole.render.estate.drills import drill_line
from drconsole.render.estate.items.encryption import plan_certificates
from drconsole.render.estate.items.standing import counted_lines
from drconsole.render.estate.plans import coarse_age, plan_mark
from drconsole.render.rows.lines import Marked, fields, stated, text_column
from drconsole.render.rows.records import Cell, Column, left_out_lines, replication_mark, validated_cell
from drconsole.render.rows.stands import stand_mark
from drconsole.render.words.labels import labels
from drconsole.render.words.marks import Mark, Severity
from drconsole.render.words.text import NOTHING, clean, duration, listed, prose

ACTIONS = {"manual": Mark("‼", "!", "stops for a person", Severity.NOTE)}
NO_GROUP = "-"


NO_CELL = Cell("")


@dataclass(frozen=True, slots=True)
class PlanLine:
    """Line of a plan: an item of a group, or an action before, in or after it."""

    key: str
    group: str
    name: str
    mark: Mark | None
    state: str = ""
    """Text beside or instead of the mark."""
    health: Mark | None = None
    rpo: str = ""
    validated: Cell = NO_CELL
    item: str = ""
    """Key of the item; empty = an action, or an item that the provider does not report."""
    text: str = ""
    """Instructions of an action, or the operations that run it."""


LONGEST = "RPO of 24 h"
"""The longest name of a fact of the head: all values stand in one column."""
BORDER = 4
"""Cells at both ends of a part with a border."""


def _state(line: PlanLine) -> Cell:
    return Cell("" if line.mark else line.state, line.mark)


class PlanScreen(TargetScreen[PlanRow, PlanLine]):
    """Page of one recovery plan; its table lists the items and actions in the order of a run."""

    source = PLANS
    can_mark = True
    titles = {"#facts": "Plan", "#list": "Groups", "#operations": "Operations"}
    columns: tuple[Column[PlanLine], ...] = (
        text_column("Group", lambda line: line.group),
        text_column("Item or action", lambda line: line.name),
        Column("State", _state),
        Column("Replication", lambda line: Cell("" if line.health else NOTHING, line.health)),
        text_column("RPO", lambda line: line.rpo, number=True),
        Column("Validated", lambda line: line.validated),
    )

    def body(self) -> ComposeResult:
        yield Lines(id="facts")
        yield LineTable(self.columns, key=self.key_of, empty="no groups", id="list")
        yield Operations()
        why = Lines(id="why")
        why.can_focus = why.display = False
        yield why

    def facts(self, row: PlanRow) -> list[Marked]:
        now, job = self.world_now(), self.model.row(JOBS, row["current_job"] or "")
        line, facts = OfPlan(row, job, now), PlanFacts(self.console_app, 24)
        tested, why = facts.tested(line).plain(unicode=True), facts.not_met_why(line)
        numbers = (
            f"RPO {facts.rpo(line).plain(unicode=True)}",
            f"RTO {facts.rto(line).plain(unicode=True)}" + (f" ({prose(why)})" if why else ""),
            f"tested {tested}",
            f"failed over {coarse_age(row['last_failover'], now)}" if row["last_failover"] else "never failed over",
        )
        room = self.app.size.width - len(f"{LONGEST}  ") - BORDER
        told: list[tuple[str, Marked]] = [
            ("State", stated(plan_mark(row, job, now), facts.where(line).text)),
            ("Objectives", as_many(numbers, room)),
        ]
        if chart := facts.chart(line).text:
            told.append(("Progress" if job is not None else LONGEST, chart))
        days = self.console_app.session.checked.config.console.drill_days
        if (due := drill_line(row, self.world_now(), days)) is not None:
            told.append(("Rehearsal", due))
        told += [("Left out", line) for line in left_out_lines(row)]
        lines = fields(told, len(LONGEST))
        items = items_of(self.model, row)
        lines += counted_lines(items)
        lines += job_lines(self.console_app, row)
        lines += self.next_of((PLANS, self.key), self.world_now())
        return lines + fields([("Encrypted", line) for line in plan_certificates(items, len(items))], len(LONGEST))

    def target_of(self, key: str) -> Target | None:
        line = self._members.get(key)
        return (ITEMS, line.item) if line is not None and line.item else None

    def key_of(self, member: PlanLine) -> str:
        return member.key

    def members(self, row: PlanRow) -> list[PlanLine]:
        items = {item["key"]: item for item in items_of(self.model, row)}
        known, actions = labels(row["items"]), row["actions"]
        lines = [
            *_action_lines(NO_GROUP, "before shutdown", actions["before_shutdown"]),
            *_action_lines(NO_GROUP, "after shutdown", actions["after_shutdown"]),
            *_action_lines(NO_GROUP, "before failover", actions["before_failover"]),
        ]
        for group in row["groups"]:
            number = str(group["number"])
            lines += _action_lines(number, "before", group["pre"])
            keys = [item["key"] for item in group["items"]]
            lines += [_item_line(number, key, known[key], items.get(key)) for key in keys]
            lines += _action_lines(number, "after", group["post"])
        return [*lines, *_action_lines(NO_GROUP, "after failover", actions["after_failover"])]

    async def open_row(self, row: PlanLine) -> None:
        if row.item:
            await self.console_app.open(ITEMS, row.item)
        elif row.text:
            from drconsole.console.dialogs.reading import ReadingDialog

            self.console_app.push_screen(ReadingDialog(row.name, [row.text]))


def _item_line(group: str, key: str, label: str, item: ItemRow | None) -> PlanLine:
    if item is None:
        unknown = Mark("?", "?", "not reported", Severity.UNKNOWN)
        return PlanLine(f"{group} item {key}", group, label, unknown, rpo=NOTHING, validated=Cell(NOTHING))
    return PlanLine(
        f"{group} item {key}",
        group,
        label,
        stand_mark(item),
        health=replication_mark(item),
        rpo=rpo_text(item),
        validated=validated_cell(item),
        item=item["key"],
    )


def _action_lines(group: str, when: str, actions: Sequence[ActionRow]) -> list[PlanLine]:
    return [_action_line(group, when, number, action) for number, action in enumerate(actions)]


def _action_line(group: str, when: str, number: int, action: ActionRow) -> PlanLine:
    kind = clean(action["kind"])
    return PlanLine(
        f"{group} {when} {number}",
        group,
        f"{when}: {clean(action['name'])}",
        ACTIONS.get(kind),
        state=f"{kind} ≤ {duration(action['timeout'])}",
        text=clean(action["instructions"]) if kind == "manual" else f"runs at {listed(action['operations'])}",
    )
