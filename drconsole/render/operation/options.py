"""Options of a run as entries to choose from: the recovery point, the shutdown, the network. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from drconsole.records.rows.work.checks import PreviewRow
from drconsole.recovery.types.words import Operation, PointChoice, counted
from drconsole.render.operation.shown import NETWORK, POINT, POINT_ID, SHUTDOWN, Shown
from drconsole.render.rows.entries import COLUMNS, Entry, heading
from drconsole.render.rows.records import POINTS, Column, cells
from drconsole.render.words.text import NOTHING, clean, utc

R = TypeVar("R")

PER_POINT = tuple(column for column in POINTS if column.title not in ("Point",))


CHOICES: dict[PointChoice, str] = {
    PointChoice.LATEST: "processes all data first: longest",
    PointChoice.LATEST_PROCESSED: "shortest",
    PointChoice.LATEST_APP_CONSISTENT: "the newest",
    PointChoice.LATEST_MULTI_VM_PROCESSED: "per group",
    PointChoice.LATEST_MULTI_VM_APP_CONSISTENT: "per group",
    PointChoice.CUSTOM: "one point of your choice",
}
"""Words of each choice: so few that its line has room for what it loses."""


NO_NEW_POINT = "no new point, the newest one is used"


def choice_words(choice: PointChoice, preview: PreviewRow | None, operation: str) -> str:
    """Return what a choice does; of ``latest``, once it is previewed, what it does here: where all data is processed
    already, no new point is made. A change of the point takes one that exists, whatever is chosen."""
    if choice is PointChoice.LATEST and operation == Operation.CHANGE_RECOVERY_POINT:
        return NO_NEW_POINT
    points = preview["points"] if preview is not None and preview["options"]["point"] == choice else ()
    if choice is not PointChoice.LATEST or not points:
        return CHOICES[choice]
    made = sum(1 for each in points if each["point"]["id"] is None)
    if not made:
        return NO_NEW_POINT
    of = "" if made == len(points) else f" of {made} of {counted(len(points), 'machine')}"
    return f"processes all data{of} first: longest"


SHUTDOWNS = {True: "yes: try to, and go on if one does not answer", False: "no: leave them alone"}


def said_shutdown(value: bool, site: str) -> str:
    """Return what happens to the source machines before they are failed over."""
    at = f" at {clean(site)}" if site else ""
    return f"{'yes: the machines' if value else 'NO: the machines'}{at}{' first' if value else ' are left alone'}"


def choice_entries(shown: Shown) -> Iterator[Entry]:
    """Yield the choices of a recovery point, with what each loses, and the points of ``custom``."""
    if not shown.choices:
        return
    yield heading("Recovery point")
    reasons = set(shown.choices.values())
    if len(reasons) == 1 and "" not in reasons:
        yield Entry(f"  -  none to choose: {reasons.pop()}", "dim", hang=5)
        return
    chosen = (shown.preview["options"]["point"] if shown.preview is not None else None) or shown.options.get("point")
    for choice in CHOICES:
        why = shown.choices.get(choice, "")
        if why:
            yield Entry(f"  -  {choice}: not offered: {why}", why_not=f"{choice}: {why}", hang=5)
            continue
        box = "(•)" if choice == chosen else "( )"
        unsaid = "; loss known once chosen" if shown.losses and choice != PointChoice.CUSTOM else ""
        said = shown.losses.get(choice)
        loss = unsaid if said is None else f"; {'loses' if said[:1].isdigit() else 'loss'} {said}"
        yield Entry(
            f"{box}  {choice}: {choice_words(choice, shown.preview, shown.operation)}{loss}",
            act=f"{POINT}{choice}",
            hang=5,
        )
    if shown.options.get("point") == PointChoice.CUSTOM:
        yield from _custom(shown)


def _custom(shown: Shown) -> Iterator[Entry]:
    if shown.points is None:
        yield Entry("     reading the recovery points ...", "busy")
        return
    if not shown.points:
        yield Entry("     there is no recovery point", "bad")
        return
    first, *lines = table(PER_POINT, shown.points)
    yield Entry(f"          {first}   (as of {utc(shown.points_as_of)})", COLUMNS)
    for point, line in zip(shown.points, lines, strict=True):
        box = "(•)" if point["id"] == shown.options.get("point_id") else "( )"
        why = "" if point["processed"] else f"the point of {utc(point['time'])} is not processed yet"
        now = " now " if point["id"] == shown.current_point else "     "
        yield Entry(f"{now}{box}  {line}", act="" if why else f"{POINT_ID}{point['id']}", why_not=why, hang=7)


def option_entries(shown: Shown) -> Iterator[Entry]:
    """Yield what else can be said of the run, as far as its operation takes it."""
    shutdown, network = shown.options.get("shutdown"), shown.options.get("network")
    if shown.preview is not None:
        # What the engine chose where the operator has said nothing.
        previewed = shown.preview["options"]
        shutdown = shutdown if previewed["shutdown"] is None else previewed["shutdown"]
        network = previewed["network"] or network
    if shown.operation == Operation.FAILOVER:
        at = f" at {clean(shown.sites[0])}" if shown.sites[0] else ""
        yield heading(f"Shut the source machines{at} down first")
        for value, words in SHUTDOWNS.items():
            yield Entry(f"{_box(shutdown is value)}  {words}", act=f"{SHUTDOWN}{'yes' if value else 'no'}", hang=5)
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
