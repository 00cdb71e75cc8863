"""Objectives in words: a recovery time objective held against a run, and an RPO beside what it may be. Pure."""

from __future__ import annotations

from drconsole.records.rows.work.jobs import ObjectiveRow
from drconsole.recovery.forecast.objective import Verdict
from drconsole.render.words.marks import Mark, Severity
from drconsole.render.words.text import NOT_REPORTED, duration, prose

TEXTS: dict[str, str] = {
    Verdict.WILL_BE_MET: "RTO {objective}: {spare} to spare",
    Verdict.AT_RISK: "RTO {objective} at risk: {spare} to spare if nothing takes its longest",
    Verdict.WILL_BE_MISSED: "RTO {objective} will be missed by {spare}",
    Verdict.MET: "RTO {objective} met, {spare} to spare",
    Verdict.MISSED: "RTO {objective} missed by {spare}",
    Verdict.NOT_MET: "RTO {objective} not met: {why}",
}
SEVERITIES: dict[str, Severity] = {
    Verdict.WILL_BE_MET: Severity.OK,
    Verdict.AT_RISK: Severity.WARN,
    Verdict.WILL_BE_MISSED: Severity.BAD,
    Verdict.MET: Severity.OK,
    Verdict.MISSED: Severity.BAD,
    Verdict.NOT_MET: Severity.BAD,
}
_MARKS: dict[str, tuple[str, str, str]] = {
    Verdict.WILL_BE_MET: ("✓", "+", "{spare} to spare"),
    Verdict.AT_RISK: ("‼", "!", "AT RISK, {spare} to spare"),
    Verdict.WILL_BE_MISSED: ("✗", "x", "LATE by {spare}"),
    Verdict.MET: ("✓", "+", "met"),
    Verdict.MISSED: ("✗", "x", "MISSED by {spare}"),
    Verdict.NOT_MET: ("✗", "x", "NOT MET"),
}
_SAYS_WHY = frozenset({Verdict.AT_RISK, Verdict.WILL_BE_MISSED, Verdict.MISSED})


def objective_text(held: ObjectiveRow) -> str:
    """``RTO 30 min: 16 min to spare``; where it is or may be missed, with the longest cause."""
    said = short_text(held)
    return f"{said}: {prose(held['why'])}" if says_why(held) else said


def objective_mark(held: ObjectiveRow) -> Mark:
    """Return the same as a mark for a list: ``✓ 16 min to spare``, ``✗ MISSED by 6 min``."""
    spare = duration(abs(held["spare"]))
    glyph, ascii_, word = _MARKS[held["verdict"]]
    return Mark(glyph, ascii_, word.format(spare=spare), SEVERITIES[held["verdict"]])


def says_why(held: ObjectiveRow) -> bool:
    """Return whether there is a cause to tell: the objective is missed or may be."""
    return bool(held["why"]) and held["verdict"] in _SAYS_WHY


def short_text(held: ObjectiveRow) -> str:
    """Return the same without the cause of the time, for a title."""
    objective, spare = duration(held["seconds"]), duration(abs(held["spare"]))
    return TEXTS[held["verdict"]].format(objective=objective, spare=spare, why=prose(held["why"]))


def rpo_text(behind: float | None, objective: int | None) -> str:
    """``20 s, objective 15 min``; above that ``20 min, ABOVE its objective of 15 min``."""
    said = duration(behind, NOT_REPORTED)
    if objective is None:
        return said
    over = behind is not None and behind > objective
    return f"{said}, {'ABOVE its objective of' if over else 'objective'} {duration(objective)}"


def objective_severity(held: ObjectiveRow) -> Severity:
    return SEVERITIES[held["verdict"]]
