"""A preview as entries of a sheet: what would run, on which points, what stands in its way. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict, TypeVar

from drconsole.records.rows.checks import DifferenceRow, FindingRow, PreviewRow
from drconsole.records.rows.estate import NetworkRow
from drconsole.records.rows.points import PointRow
from drconsole.recovery.checks.choices import POINT_OPERATIONS as POINT_OPERATIONS
from drconsole.recovery.types.errors import DrError
from drconsole.recovery.types.words import Level, Operation, PointChoice, counted
from drconsole.render.course import Side, calls_entries, leads_entries, way_entries
from drconsole.render.entries import Entry, entry, heading
from drconsole.render.findings import blocking as blocking
from drconsole.render.findings import finding_text, grouped, left_out, readiness
from drconsole.render.jobs import forecast_lines, prediction_lines
from drconsole.render.labels import labels
from drconsole.render.marks import Severity, level_mark
from drconsole.render.records import CHOSEN_POINTS, POINTS, ChosenLine, Column, cells
from drconsole.render.remedies import Press, chosen_here, not_there, on_the_page, pressed
from drconsole.render.text import NOTHING, clean, duration, prose, utc
from drconsole.render.tree import leaves

R = TypeVar("R")

POINT = "point:"
POINT_ID = "point-id:"
ACCEPT = "accept:"
NETWORK = "network:"
SHUTDOWN = "shutdown:"
ANEW = "anew"
FOLD = "fold"

FOOT = 340
"""Letters of warnings that surely fit below the page at 80 columns; longer ones stand on it too."""

PER_ITEM = tuple(column for column in CHOSEN_POINTS if column.title not in ("Choice",))
PER_POINT = tuple(column for column in POINTS if column.title not in ("Point",))

CHOICES: dict[PointChoice, str] = {
    PointChoice.LATEST: "process all data first: least loss, longest",
    PointChoice.LATEST_PROCESSED: "the newest processed point: shortest",
    PointChoice.LATEST_APP_CONSISTENT: "the newest app-consistent point",
    PointChoice.LATEST_MULTI_VM_PROCESSED: "newest point each group shares",
    PointChoice.LATEST_MULTI_VM_APP_CONSISTENT: "newest app-consistent point each group shares",
    PointChoice.CUSTOM: "one point of your choice",
}


class SaidOptions(TypedDict, total=False):
    """Options of a run as far as the operator has said them."""

    point: str
    point_id: str | None
    direction: str
    shutdown: bool
    network: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the dialog shows; the preview is the engine's, the rest what the operator chose so far."""

    operation: str
    options: SaidOptions
    preview: PreviewRow | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    """Choice -> why it is not offered; '' = it is. Empty = the operation takes none."""
    losses: Mapping[str, str] = field(default_factory=dict)
    """Choice -> data loss by it when it was last previewed."""
    points: Sequence[PointRow] | None = None
    """For custom: the item's points, newest first; None = not read."""
    points_as_of: str = ""
    current_point: str = ""
    """The id of the point that the item runs from now, after a failover."""
    networks: Sequence[NetworkRow] = ()
    accepted: Collection[str] = ()
    unfolded: bool = True
    sites: tuple[str, str] = ("", "")
    """From and to of the run."""
    sides: Sequence[Side] = ()
    """On which side each item of the target is active."""
    problem: Sequence[Entry] = ()
    """Stands above everything: a refusal, with what to do about it."""
    press: Press = not_there
    """How a command of the console is called there."""


def sheet_of(shown: Shown) -> list[Entry]:
    """The whole page, most urgent first."""
    entries = list(shown.problem)
    preview = shown.preview
    if preview is not None:
        entries += _readiness(preview, shown.accepted, shown.press)
    entries += way_entries(shown.operation, shown.sites, shown.sides, preview, shown.options.get("direction"))
    entries += _choices(shown)
    entries += _options(shown)
    if preview is not None:
        entries += _notes(preview, shown.press)
        entries += _points(preview)
        entries += _skipped(preview)
        entries += leads_entries(preview)
        entries += _forecast(preview)
        entries += _tasks(preview, shown.unfolded)
        entries += _digest(preview)
    return entries


def table(columns: Sequence[Column[R]], records: Sequence[R]) -> list[str]:
    """Aligned lines, the titles first."""
    rows = [[column.title for column in columns]]
    rows += [[cell.plain(unicode=True) for cell in row] for row in cells(columns, records)]
    used = [at for at in range(len(columns)) if any(row[at] not in ("", NOTHING) for row in rows[1:])]
    widths = {at: max(len(row[at]) for row in rows) for at in used}
    return [
        "  ".join(
            row[at].rjust(widths[at]) if columns[at].number else row[at].ljust(widths[at]) for at in used
        ).rstrip()
        for row in rows
    ]


def _readiness(preview: PreviewRow, accepted: Collection[str], press: Press) -> Iterator[Entry]:
    mark, text = readiness(preview, accepted, preview["tasks"])
    yield entry(f"{mark.text(unicode=True)} {text}", mark.severity)
    for finding, others in grouped(preview["findings"], labels(preview["items"])):
        if finding["level"] != Level.INFO:
            yield _finding(finding, accepted, press, others)
    warnings = [clean(warning) for warning in preview["warnings"]]
    if len(" ".join(warnings)) > FOOT:
        yield from (entry(f"‼ {warning}", Severity.BAD) for warning in warnings)


def _notes(preview: PreviewRow, press: Press) -> Iterator[Entry]:
    """What was found that stands in nobody's way: below what has to be chosen."""
    found = [
        (finding, others)
        for finding, others in grouped(preview["findings"], labels(preview["items"]))
        if finding["level"] == Level.INFO
    ]
    if found:
        yield heading("Notes")
    for finding, others in found:
        yield _finding(finding, (), press, others)


def _finding(finding: FindingRow, accepted: Collection[str], press: Press, others: Sequence[str] = ()) -> Entry:
    mark = level_mark(finding["level"])
    text = f"{mark.text(True)}  {finding_text(finding, press, others)}"
    if finding["level"] != Level.ERROR:
        return Entry(text, mark.severity.value)
    name = clean(finding["id"])
    if not finding["overridable"]:
        firm = "" if chosen_here(finding) else f"\n    {name}: this cannot be overridden"
        return Entry(text + firm, mark.severity.value)
    box = "[x] accepted" if finding["id"] in accepted else "[ ] space accepts it, with a comment"
    return Entry(text + f"\n    {name}: {box}", mark.severity.value, f"{ACCEPT}{finding['id']}")


def _choices(shown: Shown) -> Iterator[Entry]:
    if not shown.choices:
        return
    yield heading("Recovery point")
    reasons = set(shown.choices.values())
    if len(reasons) == 1 and "" not in reasons:
        yield Entry(f"  -  none to choose: {reasons.pop()}", "dim", hang=5)
        return
    chosen = (shown.preview["options"]["point"] if shown.preview is not None else None) or shown.options.get("point")
    for choice, words in CHOICES.items():
        why = shown.choices.get(choice, "")
        if why:
            yield Entry(f"  -  {choice}: not offered: {why}", why_not=f"{choice}: {why}", hang=5)
            continue
        box = "(•)" if choice == chosen else "( )"
        loss = f"; data loss {shown.losses[choice]}" if choice in shown.losses else ""
        yield Entry(f"{box}  {choice}: {words}{loss}", act=f"{POINT}{choice}", hang=5)
    if shown.options.get("point") == PointChoice.CUSTOM:
        yield from _custom(shown)


def _custom(shown: Shown) -> Iterator[Entry]:
    if shown.points is None:
        yield Entry("     the recovery points are being read", "busy")
        return
    if not shown.points:
        yield Entry("     there is no recovery point", "bad")
        return
    first, *lines = table(PER_POINT, shown.points)
    yield Entry(f"          {first}   (as of {utc(shown.points_as_of)})", "dim")
    for point, line in zip(shown.points, lines, strict=True):
        box = "(•)" if point["id"] == shown.options.get("point_id") else "( )"
        why = "" if point["processed"] else f"the point of {utc(point['time'])} is not processed yet"
        now = " now " if point["id"] == shown.current_point else "     "
        yield Entry(f"{now}{box}  {line}", act="" if why else f"{POINT_ID}{point['id']}", why_not=why, hang=7)


def _options(shown: Shown) -> Iterator[Entry]:
    shutdown, network = shown.options.get("shutdown"), shown.options.get("network")
    if shown.preview is not None:
        # What the engine chose where the operator has said nothing.
        previewed = shown.preview["options"]
        shutdown = shutdown if previewed["shutdown"] is None else previewed["shutdown"]
        network = previewed["network"] or network
    if shown.operation == Operation.FAILOVER:
        at = f" at {clean(shown.sites[0])}" if shown.sites[0] else ""
        yield heading(f"Shut the source machines{at} down first")
        for value, words in ((True, "yes: try to, and go on if one does not answer"), (False, "no: leave them alone")):
            yield Entry(f"{_box(shutdown is value)}  {words}", act=f"{SHUTDOWN}{'yes' if value else 'no'}")
    if shown.operation == Operation.TEST_FAILOVER:
        yield heading("Network of the test machines")
        for row in shown.networks:
            kind = "isolated" if row["isolated"] else "NOT isolated"
            name = clean(row["name"])
            box = _box(network == row["name"])
            yield Entry(f"{box}  {name}: {kind}", act=f"{NETWORK}{row['name']}")
        yield Entry(f"{_box(network == 'none')}  none: the machines get no network", act=f"{NETWORK}none")


def _box(on: bool) -> str:
    return "(•)" if on else "( )"


def _points(preview: PreviewRow) -> Iterator[Entry]:
    points, known = preview["points"], labels(preview["items"])
    if points:
        yield heading(f"Takes part: {counted(len(preview['qualified']), 'machine')}, and the point of each")
        notes = {each["point"]["note"] for each in points}
        same = notes.pop() if len(notes) == 1 else ""
        chosen: list[ChosenLine] = [{**each["point"], "item": known[each["key"]]} for each in points]
        for line in chosen if same else ():
            line["note"] = ""
        first, *lines = table(PER_ITEM, chosen)
        yield Entry(first, "dim")
        yield from (Entry(text, hang=4) for text in lines)
        if same:
            yield Entry(f"each: {clean(same)}")
    elif preview["qualified"]:
        yield heading(f"Takes part: {counted(len(preview['qualified']), 'machine')}")
        yield Entry(", ".join(known[key] for key in preview["qualified"]), hang=0)


def _skipped(preview: PreviewRow) -> Iterator[Entry]:
    by_reason = left_out(preview["skipped"], labels(preview["items"]))
    if by_reason:
        yield heading(f"Left out: {counted(len(preview['skipped']), 'machine')}")
        for reason, items in by_reason.items():
            yield entry(f"‼ {', '.join(items)}: {reason}", Severity.WARN)


def _forecast(preview: PreviewRow) -> Iterator[Entry]:
    yield heading("Forecast")
    first, *reasons = forecast_lines(preview["forecast"], labels(preview["items"]))
    yield Entry(first)
    yield from (Entry(f"  {reason}") for reason in reasons)


def _tasks(preview: PreviewRow, unfolded: bool) -> Iterator[Entry]:
    tasks = preview["tasks"]
    number = sum(1 for _ in leaves(tasks))
    fold = "▾" if unfolded else "▸"
    yield Entry(f"{fold} Tasks: {counted(number, 'step')}", "header", FOLD)
    if unfolded:
        yield from (Entry("  " + line.plain(True), hang=4) for line in prediction_lines(tasks))


def _digest(preview: PreviewRow) -> Iterator[Entry]:
    yield heading("Digest")
    yield Entry(f"{clean(preview['digest'])}: exactly this is confirmed")
    yield from calls_entries(preview)


def loss_text(preview: PreviewRow) -> str:
    """``20 s``, or ``20 s to 6 min`` over all items."""
    losses = [loss for each in preview["points"] if (loss := each["point"]["data_loss"]) is not None]
    if not losses:
        return "not known"
    low, high = duration(min(losses)), duration(max(losses))
    return low if low == high else f"{low} to {high}"


def difference_entries(message: str, difference: Sequence[DifferenceRow]) -> list[Entry]:
    """What is no longer as it was shown, and the way on."""
    lines = [entry(f"✗ NOT STARTED: {prose(message)}", Severity.BAD)]
    for each in difference:
        item = f"{clean(whose)}: " if (whose := each.get("item")) else ""
        words = f"  {item}{clean(each['what'])}: shown {_value(each['shown'])}, now {_value(each['now'])}"
        lines.append(entry(words, Severity.WARN))
    return [*lines, Entry("r, or enter here: preview anew and read what it shows now", act=ANEW)]


def refusal_entries(error: DrError, press: Press = not_there) -> list[Entry]:
    """Why it was refused, and what helps."""
    remedies = error.extra.get("remedies") or ()
    advice = pressed(error.advice, remedies, lambda remedy: on_the_page(remedy, press))
    lines = [entry(f"✗ {prose(error.message)}" + (f"\n  {advice}" if advice else ""), Severity.BAD)]
    findings: list[FindingRow] = error.extra.get("findings") or []
    lines += [_finding({**finding, "overridable": False}, (), press) for finding in findings]
    return [*lines, Entry("r, or enter here: preview anew", act=ANEW)]


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value)) or "none"
    return "nothing" if value is None else prose(value)
