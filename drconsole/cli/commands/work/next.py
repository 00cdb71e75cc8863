"""Command that says where a target stands, what is due and why."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from drconsole.cli.context import Context
from drconsole.link.messages import Next
from drconsole.records.rows.work.checks import NextRow, StandingWarningRow
from drconsole.records.tables import ITEMS, JOBS, PLANS
from drconsole.recovery.types.remedies import Act, RemedyRow
from drconsole.recovery.types.words import Operation, TargetType
from drconsole.recovery.types.work.errors import NoEngine, Refused
from drconsole.render.jobs.jobs import warning_lines
from drconsole.render.words.command_lines import command_line, command_of, line_of
from drconsole.render.words.labels import labels_about
from drconsole.render.words.text import clean


def next_step(context: Context, args: argparse.Namespace) -> int:
    """Print what is due for a target: by the engine's fresh look, or where none answers us as it was last seen."""
    seen: dict[str, str] = {}
    try:
        found = context.ask(Next(args.target))
        ways = [command_of(found["remedies"]), *found["alternatives"]]
    except (NoEngine, Refused) as error:
        if isinstance(error, Refused) and error.code != "not-permitted":
            raise
        found, seen["as_of"] = _from_the_store(context, args.target)
        ways = [command_of(found["remedies"]), *found["alternatives"]]
        if isinstance(error, NoEngine) and ways[0] and not found["next_operation"]:
            # What is under way stands still until the next engine takes it up.
            ways.insert(0, line_of(Act.START_ENGINE))
    command, *others = ways
    if context.json:
        told = {**found, "command": context.output.here(command), "alternatives": others, **seen}
        context.output.document(told)
    else:
        _show(context, found, command, others)
    return 0


def _from_the_store(context: Context, words: str) -> tuple[NextRow, str]:
    """Return where a target stands by its rows, and the world time at which they were read."""
    from drconsole.engine.service.previewing.targets import resolve
    from drconsole.engine.service.queries import guide_json
    from drconsole.records import view
    from drconsole.recovery.guide import guide
    from drconsole.recovery.guide.failed import after_failure

    with context.store_to_show() as store:
        items, plans, jobs = store.rows(ITEMS), store.rows(PLANS), store.rows(JOBS)
    look = view.look_of(items, plans, jobs)
    kind, key, name = resolve(words, look.view)
    keys = set(look.view.plans[key].items if kind is TargetType.PLAN else (key,))
    warnings: list[StandingWarningRow] = [
        {"key": item["key"], "item": item["name"], **warning}
        for item in items
        if item["key"] in keys
        for warning in item["warnings"]
    ]
    stands = guide_json(after_failure(guide.next_step(look, kind, key), look, kind, key), kind, name)
    return {**stands, "waits_for": [], "repairs": [], "warnings": warnings}, look.now.isoformat().replace("+00:00", "Z")


def _show(context: Context, found: NextRow, command: str, others: Sequence[str]) -> None:
    out = context.output
    out.text(f"{clean(found['target_type'])} {clean(found['target'])}: {clean(found['stands'])}")
    if found["next_operation"]:
        out.text(f"next: {clean(found['next_operation'])}")
    out.text(f"why: {clean(found['why'])}")
    for line in warning_lines(found["warnings"], labels_about(found["warnings"])):
        out.text(line)
    if command:
        if found["next_operation"] is None and _first_outside(found["remedies"]):
            out.text("once that is done:")
        out.hint(f"  {clean(command)}")
    if found["repairs"]:
        out.text("in this simulation, for the people outside:")
    for repair in found["repairs"]:
        out.hint(f"  {clean(command_line(repair))}")
    # Without an engine the command that would go on from here is no operation.
    allowed = [other for other in others if other in set(Operation)]
    for other in others:
        if other not in allowed:
            out.hint(f"or: {clean(other)}")
    if allowed:
        out.text(f"also allowed: {', '.join(allowed)}")


def _first_outside(remedies: Sequence[RemedyRow]) -> bool:
    """Return whether people outside do something before the operation is run."""
    acts = [one["act"] for one in remedies]
    return bool(acts) and acts[0] == Act.OUTSIDE and Act.RUN in acts
