"""Command that prints the names in an estate, for who writes a lesson or a fault."""

from __future__ import annotations

import argparse
from typing import TypedDict

from drconsole.cli.commands.estate.estate import find
from drconsole.cli.context import Context
from drconsole.documents.definition import EstateDefinition
from drconsole.render.rows.records import Cell, Column
from drconsole.render.words.text import clean


class MachineRow(TypedDict):
    """One machine of an estate, with the names of its plans."""

    name: str
    scenario: str
    source: str
    target: str
    plans: list[str]


class PlanRow(TypedDict):
    """One recovery plan; ``groups`` have the names of their machines."""

    name: str
    groups: list[list[str]]
    actions: list[str]


class FaultRow(TypedDict):
    """One fault of an estate, and what it is about."""

    id: str
    kind: str
    item: str | None
    plan: str | None
    step: str | None


class NamesRow(TypedDict):
    """All names in an estate."""

    name: str
    story: str
    plans: list[PlanRow]
    items: list[MachineRow]
    networks: list[str]
    runbooks: list[str]
    faults: list[FaultRow]


MACHINES: tuple[Column[MachineRow], ...] = (
    Column("Machine", lambda record: Cell(clean(record["name"]))),
    Column("Scenario", lambda record: Cell(clean(record["scenario"]))),
    Column("From", lambda record: Cell(clean(record["source"]))),
    Column("To", lambda record: Cell(clean(record["target"]))),
    Column("Plans", lambda record: Cell(clean(", ".join(record["plans"])))),
)


def show(context: Context, args: argparse.Namespace) -> int:
    """Print plans, machines, networks, runbooks and faults of an estate. Raises ``DocumentFaults``."""
    from drconsole.documents.estate import load_estate

    path = find(args.file)
    estate = load_estate(path)
    record = _record(estate)
    if context.json:
        context.output.document({**record, "file": str(path)})
        return 0
    text = context.output.text
    text(f"estate {clean(estate.name)}")
    context.output.prose(clean(" ".join(estate.story.split())))
    text("\nplans")
    for plan in record["plans"]:
        text(f"  {clean(plan['name'])}: {clean(' > '.join(', '.join(group) for group in plan['groups']))}")
        for action in plan["actions"]:
            text(f"    action {clean(action)}")
    text()
    context.output.table(MACHINES, record["items"], empty="no machines")
    text(f"\nnetworks: {clean(', '.join(record['networks'])) or 'none'}")
    text(f"runbooks: {clean(', '.join(record['runbooks'])) or 'none'}")
    text("\nfaults" if record["faults"] else "faults:   none")
    for fault in record["faults"]:
        told = ", ".join(f"{name} {value}" for name, value in fault.items() if name != "kind" and value is not None)
        text(f"  {clean(fault['kind'])}: {clean(told)}")
    text(f"\nfile: {clean(str(path))}")
    return 0


def _record(estate: EstateDefinition) -> NamesRow:
    names = {item.key: item.name for item in estate.items}
    return {
        "name": estate.name,
        "story": estate.story,
        "plans": [
            {
                "name": plan.name,
                "groups": [[names[key] for key in group.items] for group in plan.groups],
                "actions": [action.name for action in plan.actions],
            }
            for plan in estate.plans
        ],
        "items": [
            {
                "name": item.name,
                "scenario": item.scenario.value,
                "source": item.source,
                "target": item.target,
                "plans": [plan.name for plan in estate.plans if item.key in plan.items],
            }
            for item in estate.items
        ],
        "networks": [network.name for network in estate.networks],
        "runbooks": [runbook.name for runbook in estate.runbooks],
        "faults": [
            {"id": fault.id, "kind": fault.kind, "item": fault.item, "plan": fault.plan, "step": fault.step}
            for fault in estate.faults
        ],
    }
