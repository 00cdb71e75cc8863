"""A preview as the pages of a dialog: what stands in its way, what can be chosen, what would run. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from drconsole.recovery.types.words import Level, counted
from drconsole.render.estate.items.encryption import certificate_text
from drconsole.render.jobs.jobs import forecast_lines, prediction_lines
from drconsole.render.jobs.tree import leaves
from drconsole.render.operation.confirming import COVERED, confirm_entries
from drconsole.render.operation.course import calls_entries, leads_entries, way_entries
from drconsole.render.operation.findings import finding_entry, grouped, left_out, readiness
from drconsole.render.operation.options import choice_entries, option_entries, table
from drconsole.render.operation.pages import Page, has_options, needs_key
from drconsole.render.operation.planned import planned_picture
from drconsole.render.operation.shown import FOLD, Shown
from drconsole.render.rows.entries import COLUMNS, Entry, entry, heading
from drconsole.render.rows.records import CHOSEN_POINTS
from drconsole.render.words.labels import labels
from drconsole.render.words.marks import Severity
from drconsole.render.words.remedies import Press
from drconsole.render.words.text import clean

if TYPE_CHECKING:
    from drconsole.records.rows.work.checks import PreviewRow
    from drconsole.render.rows.table_lines import ChosenLine

FOOT = 340
"""Letters of warnings that surely fit below the page at 80 columns; longer ones stand on it too."""

PER_ITEM = tuple(column for column in CHOSEN_POINTS if column.title not in ("Choice",))


def entries_of(page: Page, shown: Shown) -> list[Entry]:
    """Return one page, most urgent first."""
    return list(_PAGES[page](shown))


def _check_page(shown: Shown) -> Iterator[Entry]:
    preview = shown.preview
    yield from shown.problem
    if preview is not None:
        yield from _readiness(preview, shown.accepted, shown.press)
    yield from way_entries(shown.operation, shown.sites, shown.sides, preview, shown.options.get("direction"))
    if preview is not None:
        yield from _takes_part(preview)
        yield from _skipped(preview)
        yield from _notes(preview, shown.press)


def _point_page(shown: Shown) -> Iterator[Entry]:
    if not shown.choices:
        yield Entry(f"{shown.operation.replace('-', ' ').capitalize()} takes no recovery point: nothing to choose.")
        return
    yield from choice_entries(shown)


def _option_page(shown: Shown) -> Iterator[Entry]:
    if not has_options(shown):
        yield Entry(f"{shown.operation.replace('-', ' ').capitalize()} has no options: nothing to choose.")
        return
    yield from option_entries(shown)
    if needs_key(shown):
        yield heading("Encryption key")
        yield Entry("The machines are encrypted. Name the file of the certificate below (press e), then enter.")
        if shown.preview is not None:
            key = shown.preview["encryption_key"]
            yield Entry(f"Certificate {certificate_text(key['thumbprint'], key['certificate'])}.")
        yield Entry("It was issued when encryption was set up at the VMM server.")


def _run_page(shown: Shown) -> Iterator[Entry]:
    preview = shown.preview
    if preview is None:
        yield Entry("? There is no preview of these choices yet.", "unknown")
        return
    yield from _points(preview)
    yield from _skipped(preview)
    yield from leads_entries(preview)
    yield from _forecast(preview)
    yield from _tasks(preview, shown.unfolded)
    yield from _digest(preview)


_PAGES: dict[Page, Callable[[Shown], Iterator[Entry]]] = {
    Page.CHECK: _check_page,
    Page.POINT: _point_page,
    Page.OPTIONS: _option_page,
    Page.RUN: _run_page,
    Page.CONFIRM: confirm_entries,
}


def _readiness(preview: PreviewRow, accepted: Collection[str], press: Press) -> Iterator[Entry]:
    mark, text = readiness(preview, accepted, preview["tasks"])
    yield entry(f"{mark.text(unicode=True)} {text}", mark.severity)
    told = [each for each in preview["findings"] if each["level"] != Level.INFO]
    # What blocks stands first; the order within is the engine's. An accepted one stays where it was: under the cursor.
    told.sort(key=lambda each: each["level"] != Level.ERROR)
    for finding, others in grouped(told, labels(preview["items"])):
        yield finding_entry(finding, accepted, press, others)
    warnings = [clean(warning) for warning in preview["warnings"]]
    if len(" ".join(warnings)) > FOOT:
        yield from (entry(f"‼ {warning}", Severity.BAD) for warning in warnings)


def _notes(preview: PreviewRow, press: Press) -> Iterator[Entry]:
    """Yield what was found that stands in nobody's way: below what has to be chosen."""
    found = [
        (finding, others)
        for finding, others in grouped(preview["findings"], labels(preview["items"]))
        if finding["level"] == Level.INFO
    ]
    if found:
        yield heading("Notes")
    for finding, others in found:
        yield finding_entry(finding, (), press, others)


def _takes_part(preview: PreviewRow) -> Iterator[Entry]:
    if preview["qualified"]:
        known = labels(preview["items"])
        yield heading(f"Machines that take part: {len(preview['qualified'])}")
        yield Entry(", ".join(known[key] for key in preview["qualified"]), hang=0)


def _points(preview: PreviewRow) -> Iterator[Entry]:
    points, known = preview["points"], labels(preview["items"])
    if points:
        yield heading(f"Machines that take part: {len(preview['qualified'])}, with the point of each")
        notes = {each["point"]["note"] for each in points}
        same = notes.pop() if len(notes) == 1 else ""
        chosen: list[ChosenLine] = [{**each["point"], "item": known[each["key"]]} for each in points]
        for line in chosen if same else ():
            line["note"] = ""
        first, *lines = table(PER_ITEM, chosen)
        yield Entry(first, COLUMNS)
        yield from (Entry(text, hang=4) for text in lines)
        if same:
            yield Entry(f"each: {clean(same)}")
    else:
        yield from _takes_part(preview)


def _skipped(preview: PreviewRow) -> Iterator[Entry]:
    by_reason = left_out(preview["skipped"], labels(preview["items"]))
    if by_reason:
        yield heading(f"Machines left out: {len(preview['skipped'])}")
        for reason, items in by_reason.items():
            yield entry(f"‼ {', '.join(items)}: {reason}", Severity.WARN)


def _forecast(preview: PreviewRow) -> Iterator[Entry]:
    yield heading("Forecast")
    first, *reasons = forecast_lines(preview["forecast"], labels(preview["items"]))
    yield Entry(first)
    if (picture := planned_picture(preview)) is not None:
        lanes = "; ".join(f"{lane.label}: {lane.note}" for lane in picture.lanes if lane.note)
        yield Entry(f"If every step takes its likely time: {lanes}", picture=picture)
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
    yield Entry(f"{clean(preview['digest'])}: {COVERED}")
    yield from calls_entries(preview)
