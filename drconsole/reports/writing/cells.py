"""Facts as cells of a table: times, durations, verdicts in words. Pure."""

from __future__ import annotations

from drconsole.recovery.types.words import RunState
from drconsole.render.drawing.lanes import STOPPED
from drconsole.render.jobs.objectives import objective_mark, objective_text
from drconsole.render.words.marks import Mark, Severity, run_mark
from drconsole.render.words.text import NOTHING, clean, duration, prose, utc
from drconsole.reports.facts.types import ItemFacts, Rpo, Rto

NOT_KNOWN = "not known"
GLYPHS: dict[str, Severity] = {"✓": Severity.OK, "✗": Severity.BAD, "‼": Severity.WARN, "?": Severity.UNKNOWN}
"""First sign of a cell -> how it is meant."""


def said(text: str | None) -> str:
    """Return foreign text as one line; ``-`` where there is none."""
    return prose(text) if text else NOTHING


def outcome(item: ItemFacts) -> str:
    """Return how an item ended, as glyph and word."""
    mark = Mark("-", "-", "Left out", Severity.NOTE) if item.outcome == RunState.OTHER else run_mark(item.outcome)
    return mark.text(unicode=True)


def ready(item: ItemFacts) -> str:
    """Return after what time an item was ready; one that failed never was."""
    return duration(item.rto.actual, "never" if item.outcome in STOPPED else NOT_KNOWN)


def kept(met: bool | None, objective: float | None) -> str:
    """Return whether an objective was met, in words."""
    if met is None:
        return NOT_KNOWN if objective is not None else "no objective"
    return "✓ met" if met else "✗ NOT MET"


def held(rto: Rto) -> str:
    """Return the verdict on a run's RTO, in the words of the console."""
    if rto.held is None:
        return "no objective is set"
    return f"{objective_mark(rto.held).glyph} {objective_text(rto.held)}"


def kept_of(rpo: Rpo) -> str:
    """Return whether data loss is within its objective, with the objective: each item has its own."""
    said = kept(rpo.met, rpo.objective)
    return said if rpo.objective is None else f"{said} ({duration(rpo.objective)})"


def point(item: ItemFacts) -> str:
    """Return the point that was used, or that none is told."""
    used = item.point
    return f"{utc(used['time'])} {clean(used['consistency'])}" if used is not None else "none told"


def span(started: str | None, ended: str | None) -> str:
    """``08:00:22Z to 08:01:03Z``, with the day of the first."""
    return f"{utc(started)} to {utc(ended, 'now')}"
