"""Page of a check, and of a preview with the command that runs exactly that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from drconsole.cli.output.output import Output
from drconsole.cli.output.pages import lines
from drconsole.cli.streams import terminal_width
from drconsole.recovery.types.words import Operation, counted
from drconsole.render.estate.items.encryption import certificate_text
from drconsole.render.jobs.jobs import forecast_lines, prediction_lines
from drconsole.render.jobs.objectives import objective_text
from drconsole.render.jobs.tree import ended
from drconsole.render.operation.course import call_lines, leads_lines
from drconsole.render.operation.findings import (
    WIDTH,
    blocking,
    finding_lines,
    nothing_would_run,
    readiness,
    skipped_lines,
)
from drconsole.render.operation.losses import loss_line
from drconsole.render.rows.records import CHOSEN_POINTS
from drconsole.render.words.labels import labels
from drconsole.render.words.text import clean, listed, utc

if TYPE_CHECKING:
    from drconsole.records.rows.work.checks import CheckRow, PreviewRow
    from drconsole.records.rows.work.jobs import TaskNode
    from drconsole.render.rows.table_lines import ChosenLine


def show_check(output: Output, found: CheckRow, tasks: Sequence[TaskNode] = ()) -> None:
    """Print whether it can start, what was found, and who takes part. ``tasks``: those of a preview."""
    mark, text = readiness(found, tasks=tasks)
    output.text(f"{mark.text(output.unicode)} {text}")
    ways = dict.fromkeys(clean(call["direction"]) for call in found["site_recovery"])
    if ways:
        output.text(f"direction: {', '.join(ways)}")
    for call in call_lines(found):
        output.text(call)
    key = found["encryption_key"]
    if key["needed"]:
        certificate = certificate_text(key["thumbprint"], key["certificate"])
        output.text(f"encryption key: {'given' if key['given'] else 'NOT GIVEN'}, certificate {certificate}")
    findings, width = found["findings"], terminal_width(output.out) if output.out.isatty() else WIDTH
    known = labels(found["items"])
    for line in finding_lines(findings, width, known):
        output.hint(line.plain(output.unicode))
    if not findings:
        output.text("no findings")
    output.text(f"\nqualified: {listed([known[key] for key in found['qualified']])}")
    lines(output, skipped_lines(found["skipped"], width, known))


def show_proposed(output: Output, found: PreviewRow, mode: str | None) -> None:
    """Print what a proposal would do."""
    output.text(f"{clean(mode or 'MODE NOT KNOWN')}  what is proposed: nothing has been started\n")
    _show_course(output, found)


def show_preview(output: Output, found: PreviewRow, again: tuple[str, ...], mode: str | None) -> None:
    """Print what ``run`` would do, and the command that does just that. ``again``: its words without ``--digest``."""
    output.text(f"{clean(mode or 'MODE NOT KNOWN')}  preview: nothing has been started\n")
    if not _show_course(output, found):
        return
    output.text(f"\ndigest {clean(found['digest'])}, good until {utc(found['expires_at'])}")
    open_ = blocking(found)
    if all(finding["overridable"] for finding in open_):
        accept = [word for finding in open_ for word in ("--accept", finding["id"])]
        if accept and "--comment" not in again:
            accept += ["--comment", "TEXT"]
        output.text("to run exactly this" + (", accepting what blocks it:" if accept else ":"))
        output.text(f"  {output.command(*again, '--digest', found['digest'], *accept, '--wait')}")


def _show_course(output: Output, found: PreviewRow) -> bool:
    """Print what a run would do; return whether it would do anything."""
    show_check(output, found, found["tasks"])
    if nothing_would_run(found, found["tasks"]):
        return False
    points, known = found["points"], labels(found["items"])
    if points:
        output.text("\nrecovery points")
        chosen: list[ChosenLine] = [{**each["point"], "item": known[each["key"]]} for each in points]
        output.table(CHOSEN_POINTS, chosen)
    if lost := loss_line(found):
        output.text(f"\ndata loss: {lost}")
    elif found["operation"] == Operation.PLANNED_FAILOVER:
        output.text("\ndata loss: none expected (machines are shut down and synchronised first)")
    tasks = found["tasks"]
    output.text(f"\ntasks ({counted(ended(tasks)[1], 'step')})")
    lines(output, prediction_lines(tasks))
    if after := leads_lines(found):
        output.text("\nafterwards")
        for line in after:
            output.text(f"  {line}")
    first, *reasons = forecast_lines(found["forecast"], known)
    output.text(f"\nforecast: {first}")
    for reason in reasons:
        output.text(f"  {reason}")
    if found["objective"] is not None:
        output.text(objective_text(found["objective"]))
    for warning in found["warnings"]:
        output.text(f"\n! {clean(warning)}")
    return True
