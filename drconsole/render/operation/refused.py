"""A refused start as entries of the operation's page: why, what differs, and what helps. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from drconsole.records.rows.checks import DifferenceRow, FindingRow
from drconsole.recovery.types.errors import DrError
from drconsole.render.entries import Entry, entry
from drconsole.render.marks import Severity
from drconsole.render.operation.findings import finding_entry
from drconsole.render.operation.shown import ANEW
from drconsole.render.remedies import Press, not_there, on_the_page, pressed
from drconsole.render.text import clean, prose


def difference_entries(message: str, difference: Sequence[DifferenceRow]) -> list[Entry]:
    """Return what is no longer as it was shown, and the way on."""
    lines = [entry(f"✗ NOT STARTED: {prose(message)}", Severity.BAD)]
    for each in difference:
        item = f"{clean(whose)}: " if (whose := each.get("item")) else ""
        words = f"  {item}{clean(each['what'])}: shown {_value(each['shown'])}, now {_value(each['now'])}"
        lines.append(entry(words, Severity.WARN))
    return [*lines, Entry("r, or enter here: preview anew and read what it shows now", act=ANEW)]


def refusal_entries(error: DrError, press: Press = not_there) -> list[Entry]:
    """Return why it was refused, and what helps."""
    remedies = error.extra.get("remedies") or ()
    advice = pressed(error.advice, remedies, lambda remedy: on_the_page(remedy, press))
    lines = [entry(f"✗ {prose(error.message)}" + (f"\n  {advice}" if advice else ""), Severity.BAD)]
    findings: list[FindingRow] = error.extra.get("findings") or []
    lines += [finding_entry({**finding, "overridable": False}, (), press) for finding in findings]
    return [*lines, Entry("r, or enter here: preview anew", act=ANEW)]


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value)) or "none"
    return "nothing" if value is None else prose(value)
