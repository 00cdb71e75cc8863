"""Objectives in words: a recovery time objective held against a run, and an RPO beside what it may be. Pure."""

from __future__ import annotations

from drconsole.records.rows.work.jobs import JobRow, ObjectiveRow
from drconsole.recovery.forecast.objective import Verdict
from drconsole.recovery.types.words import RunState
from drconsole.render.words.marks import Mark, Severity
from drconsole.render.words.text import NOT_REPORTED, duration, prose

TEXTS: dict[str, str] = {
    Verdict.WILL_BE_MET: "RTO {objective}: {spare} to spare",
    Verdict.AT_RISK: "RTO {objective} at risk: {spare} to spare if nothing takes its longest",
    Verdict.WILL_BE_MISSED: "RTO {objective} will be missed by {spare}",
    Verdict.MET: "RTO {objective} met, {spare} to spare",
    Verdict.MISSED: "RTO {objective} missed by {spare}",
}
SEVERITIES: dict[str, Severity] = {
    Verdict.WILL_BE_MET: Severity.OK,
    Verdict.AT_RISK: Severity.WARN,
    Verdict.WILL_BE_MISSED: Severity.BAD,
    Verdict.MET: Severity.OK,
    Verdict.MISSED: Severity.BAD,
}
GOOD = frozenset({RunState.SUCCEEDED, RunState.COMPLETED_WITH_INFORMATION})
_ENDS: dict[str, str] = {
    RunState.CANCELLED: "was cancelled",
    RunState.PARTIALLY_SUCCEEDED: "succeeded in part only",
}
_MARKS: dict[str, tuple[str, str, str]] = {
    Verdict.WILL_BE_MET: ("✓", "+", "{spare} to spare"),
    Verdict.AT_RISK: ("‼", "!", "AT RISK, {spare} to spare"),
    Verdict.WILL_BE_MISSED: ("✗", "x", "LATE by {spare}"),
    Verdict.MET: ("✓", "+", "met"),
    Verdict.MISSED: ("✗", "x", "MISSED by {spare}"),
}
_SAYS_WHY = frozenset({Verdict.AT_RISK, Verdict.WILL_BE_MISSED, Verdict.MISSED})


def objective_text(held: ObjectiveRow) -> str:
    """``RTO 30 min: 16 min to spare``; where it is or may be missed, with the longest cause."""
    said = short_text(held)
    return f"{said}: {prose(held['why'])}" if says_why(held) else said


def of_job(job: JobRow, held: ObjectiveRow, *, why: bool = True) -> tuple[str, Severity]:
    """Return how a job stands to its objective. One that did not succeed has kept none, however soon it ended.

    ``why``: with the cause where it is or may be missed.
    """
    if job["ended_at"] and job["state"] not in GOOD:
        return f"RTO {duration(held['seconds'])} not met: the job {_ENDS.get(job['state'], 'failed')}", Severity.BAD
    return objective_text(held) if why else short_text(held), objective_severity(held)


def job_mark(job: JobRow, held: ObjectiveRow) -> Mark:
    """Return the same as a mark for a list: ``✓ 16 min to spare``, ``✗ MISSED by 6 min``."""
    spare = duration(abs(held["spare"]))
    if job["ended_at"] and job["state"] not in GOOD:
        return Mark("✗", "x", "NOT MET", Severity.BAD)
    glyph, ascii_, word = _MARKS[held["verdict"]]
    return Mark(glyph, ascii_, word.format(spare=spare), SEVERITIES[held["verdict"]])


def says_why(held: ObjectiveRow) -> bool:
    """Return whether there is a cause to tell: the objective is missed or may be."""
    return bool(held["why"]) and held["verdict"] in _SAYS_WHY


def short_text(held: ObjectiveRow) -> str:
    """Return the same without the cause, for a title."""
    return TEXTS[held["verdict"]].format(objective=duration(held["seconds"]), spare=duration(abs(held["spare"])))


def rpo_text(behind: float | None, objective: int | None) -> str:
    """``20 s, may be 15 min``; above that ``20 min, ABOVE its objective of 15 min``."""
    said = duration(behind, NOT_REPORTED)
    if objective is None:
        return said
    over = behind is not None and behind > objective
    return f"{said}, {'ABOVE its objective of' if over else 'may be'} {duration(objective)}"


def objective_severity(held: ObjectiveRow) -> Severity:
    return SEVERITIES[held["verdict"]]
