"""Findings before a run, as lines that the command line and the console both show. Pure.

Only the advice differs: ``render.remedies`` says it in the words of one or the other.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from drconsole.records.rows.common import SkippedRow
from drconsole.records.rows.work.checks import CheckRow, FindingRow
from drconsole.records.rows.work.jobs import TaskNode
from drconsole.recovery.types.words import Level, counted
from drconsole.recovery.types.work.tasks import kind_of
from drconsole.render.jobs.jobs import Line
from drconsole.render.rows.entries import Entry
from drconsole.render.words.labels import of as label_of
from drconsole.render.words.marks import Mark, Severity, level_mark
from drconsole.render.words.remedies import Press, chosen_here, on_the_page, pressed
from drconsole.render.words.text import clean, prose

ACCEPT = "accept:"
"""Begins what acting on a finding does; its id follows."""

ACCEPTED = Mark("‼", "!", "ACCEPTED", Severity.WARN)
"""Mark of an error that a person has accepted."""

WIDTH = 120
"""Columns of a line at most: a longer one is hard to read, also on a wide terminal and in a log."""


def blocking(found: CheckRow, accepted: Collection[str] = ()) -> list[FindingRow]:
    """Return the errors of a check or preview that nobody has accepted."""
    return [
        finding
        for finding in found["findings"]
        if finding["level"] == Level.ERROR and not (finding["overridable"] and finding["id"] in accepted)
    ]


def nothing_would_run(found: CheckRow, tasks: Sequence[TaskNode] = ()) -> bool:
    """Return whether a check or preview that is not ready has nothing to do either, whatever is accepted.

    ``tasks``: those of a preview.
    """
    if found["ready"] or tasks:
        return False
    return not found["qualified"] or not all(finding["overridable"] for finding in blocking(found))


def readiness(found: CheckRow, accepted: Collection[str] = (), tasks: Sequence[TaskNode] = ()) -> tuple[Mark, str]:
    """Return whether it can start, and with how much in its way. ``tasks``: those of a preview."""
    open_ = blocking(found, accepted)
    if open_ or (not found["ready"] and not blocking(found)):
        nothing = ["nothing would run"] if nothing_would_run(found, tasks) else []
        unmet = [f"{counted(len(open_), 'prerequisite')} not met"] if open_ else []
        return Mark("✗", "x", "NOT READY:", Severity.BAD), "; ".join([*nothing, *unmet]) or "it cannot start"
    passed = [finding for finding in found["findings"] if finding["id"] in accepted]
    if passed:
        return Mark("‼", "!", "READY", Severity.WARN), f"with {counted(len(passed), 'accepted finding')}"
    return Mark("✓", "+", "READY:", Severity.OK), "the prerequisites are met"


def grouped(
    findings: Iterable[FindingRow], known: Mapping[str, str] | None = None
) -> list[tuple[FindingRow, list[str]]]:
    """Return the first of each kind, with the other machines. Errors stand alone: each is accepted by itself.

    ``known``: labels of the machines by key.
    """
    found: dict[tuple[str, ...], tuple[FindingRow, list[str]]] = {}
    for number, finding in enumerate(findings):
        alone = not finding["item"] or finding["level"] == Level.ERROR
        key = (str(number),) if alone else (finding["level"], kind_of(finding["id"]), *_of_any(finding))
        if key in found:
            found[key][1].append(label_of(known or {}, finding))
        else:
            found[key] = (finding, [])
    return list(found.values())


def _of_any(finding: FindingRow) -> Iterator[str]:
    """Yield a finding's texts without the machine's name: what is the same of several."""
    name = re.compile(rf"(?<![\w.-]){re.escape(finding['item'] or '')}(?![\w-])")
    for text in (finding["message"], finding["possible_causes"], finding["recommended_action"]):
        yield name.sub("\0", text) if finding["item"] else text


def body(finding: FindingRow, advice: str, others: Sequence[str] = ()) -> list[str]:
    """Return what it is, of whom else, its causes, and what helps; a line each."""
    causes = prose(finding["possible_causes"])
    lines = (
        prose(finding["message"]),
        f"Also true for {', '.join(others)}." if others else "",
        f"causes: {causes}" if causes else "",
        f"advice: {advice}" if advice else "",
    )
    return [line for line in lines if line]


def finding_lines(
    findings: Iterable[FindingRow], width: int = WIDTH, known: Mapping[str, str] | None = None
) -> Iterator[Line]:
    """Yield the lines for the command line, with advice in its words: item and id, and below them what it is.

    ``known``: labels of the items by key.
    """
    for finding, others in grouped(findings, known):
        head = [told for told in (label_of(known or {}, finding), clean(finding["id"])) if told]
        if finding["level"] == Level.ERROR and finding["overridable"]:
            head.append(f"(can be passed: --accept {clean(finding['id'])})")
        yield Line(0, "  ".join(head), level_mark(finding["level"]))
        for line in body(finding, prose(finding["recommended_action"]), others):
            yield from _wrapped(2, line, width)


def finding_text(finding: FindingRow, press: Press, others: Sequence[str] = ()) -> str:
    """Return the text for the page of an operation, with advice in the console's words."""
    advice = pressed(finding["recommended_action"], finding["remedies"], lambda remedy: on_the_page(remedy, press))
    return "\n    ".join(body(finding, advice, others))


def finding_entry(finding: FindingRow, accepted: Collection[str], press: Press, others: Sequence[str] = ()) -> Entry:
    """A finding on the page of an operation; one that may be accepted is accepted there."""
    passed = finding["id"] in accepted and finding["overridable"]
    mark = ACCEPTED if passed else level_mark(finding["level"])
    text = f"{mark.text(True)}  {finding_text(finding, press, others)}"
    if finding["level"] != Level.ERROR:
        return Entry(text, mark.severity.value, headline=True)
    name = clean(finding["id"])
    if not finding["overridable"]:
        firm = "" if chosen_here(finding) else f"\n    {name}: this cannot be overridden"
        return Entry(text + firm, mark.severity.value, headline=True)
    box = "[x] accepted" if passed else "[ ] space accepts it, with a comment"
    return Entry(text + f"\n    {name}: {box}", mark.severity.value, f"{ACCEPT}{finding['id']}", headline=True)


def left_out(skipped: Iterable[SkippedRow], known: Mapping[str, str] | None = None) -> dict[str, list[str]]:
    """Return the items that do not take part, by the reason that they share. ``known``: labels of the items by key."""
    by_reason: dict[str, list[str]] = {}
    for each in skipped:
        by_reason.setdefault(prose(each["reason"]), []).append(label_of(known or {}, each))
    return by_reason


def skipped_lines(
    skipped: Iterable[SkippedRow], width: int = WIDTH, known: Mapping[str, str] | None = None
) -> Iterator[Line]:
    """Yield the items that are left out, for the command line."""
    for reason, items in left_out(skipped, known).items():
        yield from _wrapped(0, f"skipped: {', '.join(items)}", width)
        yield from _wrapped(2, reason, width)


def _wrapped(depth: int, text: str, width: int) -> Iterator[Line]:
    room = max(20, min(width, WIDTH) - 2 * depth)
    for line in textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False):
        yield Line(depth, line)
