"""Page of a check, and of a preview with the command that runs exactly that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drconsole.cli.output.output import Output
from drconsole.cli.output.pages import lines
from drconsole.cli.streams import terminal_width
from drconsole.recovery.types.words import Operation, counted
from drconsole.render.course import call_lines, leads_lines
from drconsole.render.findings import WIDTH, blocking, finding_lines, nothing_would_run, readiness, skipped_lines
from drconsole.render.jobs import forecast_lines, prediction_lines
from drconsole.render.labels import labels
from drconsole.render.records import CHOSEN_POINTS
from drconsole.render.text import clean, listed, utc
from drconsole.render.tree import ended, nested


def show_check(output: Output, found: Mapping[str, Any]) -> None:
    mark, text = readiness(found)
    output.text(f"{mark.text(output.unicode)} {text}")
    ways = dict.fromkeys(clean(call.get("direction")) for call in found.get("site_recovery") or ())
    if ways:
        output.text(f"direction: {', '.join(ways)}")
    for call in call_lines(found):
        output.text(call)
    if (key := found.get("encryption_key") or {}).get("needed"):
        output.text(f"encryption key: {'given' if key.get('given') else 'NOT GIVEN'}, certificate {key['thumbprint']}")
    findings, width = found.get("findings") or (), terminal_width(output.out) if output.out.isatty() else WIDTH
    known = labels(found["items"])
    for line in finding_lines(findings, width, known):
        output.hint(line.plain(output.unicode))
    if not findings:
        output.text("no findings")
    output.text(f"\nqualified: {listed([known[key] for key in found['qualified']])}")
    lines(output, skipped_lines(found["skipped"], width, known))


def show_preview(output: Output, found: Mapping[str, Any], again: tuple[str, ...], mode: str | None) -> None:
    """What ``run`` would do, and the command that does exactly that. ``again``: its words without ``--digest``."""
    output.text(f"{clean(mode or 'MODE NOT KNOWN')}  preview: nothing has been started\n")
    show_check(output, found)
    if nothing_would_run(found):
        return
    points, known = found["points"], labels(found["items"])
    if points:
        output.text("\nrecovery points")
        output.table(CHOSEN_POINTS, [{**each["point"], "item": known[each["key"]]} for each in points])
    elif found.get("operation") == Operation.PLANNED_FAILOVER:
        output.text("\ndata loss: none expected (machines are shut down and synchronised first)")
    tasks = nested(found.get("tasks") or ())
    output.text(f"\ntasks ({counted(ended(tasks)[1], 'step')})")
    lines(output, prediction_lines(tasks))
    if after := leads_lines(found):
        output.text("\nafterwards")
        for line in after:
            output.text(f"  {line}")
    first, *reasons = forecast_lines(found.get("forecast"), known)
    output.text(f"\nforecast: {first}")
    for reason in reasons:
        output.text(f"  {reason}")
    for warning in found.get("warnings") or ():
        output.text(f"\n! {clean(warning)}")
    output.text(f"\ndigest {clean(found.get('digest'))}, good until {utc(found.get('expires_at'))}")
    open_ = blocking(found)
    if all(finding.get("overridable") for finding in open_):
        accept = [word for finding in open_ for word in ("--accept", str(finding["id"]))]
        if accept and "--comment" not in again:
            accept += ["--comment", "TEXT"]
        output.text("to run exactly this" + (", accepting what blocks it:" if accept else ":"))
        output.text(f"  {output.command(*again, '--digest', str(found.get('digest')), *accept, '--wait')}")
