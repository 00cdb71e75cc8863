"""Page on which an operation is confirmed: in a few lines all that was chosen, what it costs, and how long it takes.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator

from drconsole.records.rows.work.checks import PreviewRow
from drconsole.recovery.types.words import Level, Operation, PointChoice, counted
from drconsole.render.drawing.gauge import LABEL, Gauge
from drconsole.render.jobs.jobs import forecast_text
from drconsole.render.jobs.objectives import objective_severity, objective_text
from drconsole.render.operation.course import going, sentence, undecided
from drconsole.render.operation.findings import blocking, readiness
from drconsole.render.operation.losses import also_lost, loss_words
from drconsole.render.operation.options import choice_words, said_shutdown
from drconsole.render.operation.pages import TITLES, Page, place_of
from drconsole.render.operation.shown import Shown
from drconsole.render.rows.entries import Entry, entry
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean, duration, prose, utc

COVERED = "you confirm machines, options, points, findings, steps and scripts; times and losses are forecasts."
"""What a digest covers (``recovery.steps.digest``), for whoever confirms it."""


def confirm_entries(shown: Shown) -> Iterator[Entry]:
    """Yield the page; without a preview it says that there is nothing to confirm."""
    preview = shown.preview
    yield from shown.problem
    if preview is None:
        yield entry("? There is no preview of these choices yet: nothing can be confirmed.", Severity.UNKNOWN)
        return
    mark, text = readiness(preview, shown.accepted, preview["tasks"])
    yield entry(f"{mark.text(unicode=True)} {text}", mark.severity)
    for finding in blocking(preview, shown.accepted):
        page = place_of(finding)
        yield entry(f"  ✗ {prose(finding['message'])} (page {page:d}, {TITLES[page]})", Severity.BAD, hang=4)
    yield _line("What", f"{clean(shown.name)}: {_way(shown, preview)}")
    yield _line("Machines", _machines(preview))
    if preview["options"]["point"]:
        yield _line("Point", _point(preview, shown.operation))
    if shown.operation == Operation.FAILOVER:
        yield _line("Shut down", said_shutdown(bool(preview["options"]["shutdown"]), shown.sites[0]))
    if shown.operation == Operation.TEST_FAILOVER:
        yield _line("Network", clean(preview["options"]["network"] or "none"))
    if loss := loss_gauge(preview, shown.rpo_limit):
        yield loss
    yield time_gauge(preview)
    yield from _accepted(shown, preview)
    yield Entry(f"Digest {clean(preview['digest'])}: {COVERED}", "dim")


def _line(label: str, text: str) -> Entry:
    return Entry(f"{label:<{LABEL}}{text}", hang=LABEL)


def _way(shown: Shown, preview: PreviewRow) -> str:
    if undecided(preview):
        return "the direction is not chosen (page 1)"
    return sentence(shown.operation, shown.sites, going(shown.sides, preview), "")


def _machines(preview: PreviewRow) -> str:
    text = f"{counted(len(preview['qualified']), 'machine')} take{'s' if len(preview['qualified']) == 1 else ''} part"
    left = len(preview["skipped"])
    return f"{text}, {left} left out (page {Page.RUN:d})" if left else f"{text}, none is left out"


def _point(preview: PreviewRow, operation: str) -> str:
    choice = preview["options"]["point"] or ""
    if choice == PointChoice.CUSTOM:
        chosen = next(iter(preview["points"]), None)
        return f"the point of {utc(chosen['point']['time'])}" if chosen is not None else "one point of your choice"
    return f"{clean(choice)}: {choice_words(PointChoice(choice), preview, operation)}"


def _accepted(shown: Shown, preview: PreviewRow) -> Iterator[Entry]:
    for finding in preview["findings"]:
        if finding["id"] in shown.accepted:
            yield entry(f"‼ ACCEPTED: {prose(finding['message'])}", Severity.WARN)
    warnings = sum(1 for finding in preview["findings"] if finding["level"] == Level.WARNING)
    if warnings:
        yield entry(
            f"‼ {counted(warnings, 'warning')}: read {'it' if warnings == 1 else 'them'} on page 1", Severity.WARN
        )


def loss_gauge(preview: PreviewRow, limit: int | None) -> Entry | None:
    """Return the data that all machines lose, against the smallest RPO objective; None = nothing is lost of a choice.

    What is written since the failover and lost as well is a number of its own: no objective covers it."""
    losses = [each["point"]["data_loss"] for each in preview["points"]]
    known = [loss for loss in losses if loss is not None]
    also = also_lost(preview)
    if not losses:
        return entry(f"{'Data loss':<{LABEL}}{also}", Severity.BAD, hang=LABEL) if also else None
    more = f"; and {also}" if also else ""
    if not known:
        return entry(f"{'Data loss':<{LABEL}}not known{more}", Severity.UNKNOWN, hang=LABEL)
    low, high = min(known), max(known)
    words = loss_words(low, high)
    severity = ""
    if limit is not None:
        over = high > limit
        words += f"; RPO {duration(limit)}{': ABOVE it' if over else ''}"
        severity = str(Severity.WARN) if over else ""
    if len(known) < len(losses):
        words += f"; of {counted(len(losses) - len(known), 'machine')} not known"
        severity = str(Severity.UNKNOWN)
    gauge = Gauge("Data loss", f"{words}{more}", low, high, limit, str(Severity.BAD) if also else severity)
    return Entry(f"Data loss: {words}{more}", picture=gauge)


def time_gauge(preview: PreviewRow) -> Entry:
    """Return how long the run takes, likely and at most, against its RTO."""
    forecast, held = preview["forecast"], preview["objective"]
    words = forecast_text(forecast)
    severity = ""
    if held is not None:
        words += f"; {objective_text(held)}"
        severity = str(objective_severity(held)) if held["spare"] < 0 else ""
    limit = held["seconds"] if held is not None else None
    gauge = Gauge("Time", words, forecast["likely"], forecast["high"], limit, severity)
    return Entry(f"Time: {words}", picture=gauge)
