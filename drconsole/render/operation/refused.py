"""A refused start as entries of the operation's page: why, who was first, what differs, and what helps. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from drconsole.records.rows.refusal import told_with
from drconsole.records.rows.work.checks import DifferenceRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import counted
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.operation.findings import finding_entry
from drconsole.render.operation.shown import ANEW, FOLD_DIFFERENCES
from drconsole.render.rows.entries import Entry, entry
from drconsole.render.words.marks import Severity
from drconsole.render.words.remedies import Press, not_there, on_the_page, pressed
from drconsole.render.words.text import age, clean, prose, time_of_day

ABSENT = ("absent", None)
_BUSY = re.compile(r"finding busy:\S+ \((?P<item>.+)\)")
_FINDING = re.compile(r"finding (?P<id>\S+)(?: \((?P<item>.+)\))?")
TRANSLATED = {"qualified": "takes part", "present": "there", "absent": "not there", "True": "yes", "False": "no"}


@dataclass(frozen=True, slots=True)
class Differences:
    """Refusal because what would run has changed; ``first``: the job that is the reason, and ``job`` its id, as far as
    it is known."""

    message: str
    found: Sequence[DifferenceRow]
    first: str = ""
    job: str = ""

    def entries(self, unfolded: bool) -> Iterator[Entry]:
        """Yield one line that says why, what differs (folded), and the way on."""
        yield entry(f"✗ NOT STARTED: {self.first or prose(self.message)}", Severity.BAD)
        sign = "▾" if unfolded else "▸"
        yield Entry(f"{sign} {counted(len(self.found), 'difference')} from what was shown", act=FOLD_DIFFERENCES)
        if unfolded:
            yield from (entry(f"    {difference_text(each)}", Severity.WARN, hang=4) for each in self.found)
        yield Entry("r, or enter here: refresh, and read what it shows now", act=ANEW)


def first_text(job: JobRow, operation: str, now: str | None) -> str:
    """``ann started this failover 5 s ago: job j3-2 (o opens it)``; ``operation``: the one that was refused."""
    what = f"this {operation}" if job["operation"] == operation else f"a {clean(job['operation'])}"
    when = age(job["started_at"], now) if now else f"at {time_of_day(job['started_at'])}"
    return f"{clean(job['operator'])} started {what} {when}: job {clean(job['id'])} (o opens it)"


def busy_entry(job: JobRow) -> Entry:
    """Return the line of a job that has begun to work on the target while its dialog is open."""
    what = f"{clean(job['operation'])} of {clean(job['target_type'])} {clean(job['target'])}"
    when = f", started by {clean(job['operator'])} at {time_of_day(job['started_at'])}"
    text = f"‼ BUSY: job {clean(job['id'])} now works here: {what}{when}. o opens it, r refreshes this page."
    return entry(text, Severity.WARN)


def difference_text(each: DifferenceRow) -> str:
    """Return one difference in plain words."""
    what, shown, now = each["what"], each["shown"], each["now"]
    if found := _BUSY.fullmatch(what):
        item = clean(found["item"])
        return f"{item} was free, another job now uses it" if shown in ABSENT else f"{item} was in use, it is free now"
    if found := _FINDING.fullmatch(what):
        what = f"{clean(found['id'])}" + (f" of {clean(found['item'])}" if found["item"] else "")
        if shown in ABSENT:
            return f"new {_value(now)}: {what}"
        return f"no longer: {what}" if now in ABSENT else f"{what}: was {_value(shown)}, is {_value(now)}"
    item = f"{clean(whose)}: " if (whose := each.get("item")) else ""
    return f"{item}{clean(what)}: was {_value(shown)}, is {_value(now)}"


def refusal_entries(error: DrError, press: Press = not_there) -> list[Entry]:
    """Return why it was refused, and what helps."""
    more = told_with(error)
    advice = pressed(error.advice, more.get("remedies") or (), lambda remedy: on_the_page(remedy, press))
    lines = [entry(f"✗ {prose(error.message)}" + (f"\n  {advice}" if advice else ""), Severity.BAD)]
    lines += [finding_entry({**finding, "overridable": False}, (), press) for finding in more.get("findings") or ()]
    return [*lines, Entry("r, or enter here: refresh", act=ANEW)]


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value)) or "none"
    return "nothing" if value is None else TRANSLATED.get(str(value)) or prose(value)
