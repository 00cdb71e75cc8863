"""Course of a run: its direction in words and sites, what Site Recovery calls it, where it leads. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drconsole.records.rows.work.checks import CheckRow, PreviewRow
from drconsole.recovery.states.reasons import STANDS
from drconsole.recovery.states.row import Phase
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Direction, Operation, counted
from drconsole.render.rows.entries import Entry, entry, heading
from drconsole.render.words.labels import labels
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean, prose, words


@dataclass(frozen=True, slots=True)
class Side:
    """Active side of an item, and which way it would go from there."""

    key: str
    name: str
    """As people read it: two of one name are told apart."""
    active: str
    """Site where it is active."""
    other: str
    location: str
    direction: str


Entries = Iterator[Entry]

DIRECTION = "direction:"
TO_CHOOSE = "direction-to-choose"
"""The finding of a plan whose machines are active on both sides."""

OP = Operation
TEXTS: dict[Operation, str] = {
    OP.TEST_FAILOVER: "A copy is started at {to}; the machines at {at} go on untouched, and replication too",
    OP.CLEANUP_TEST_FAILOVER: "What the test started at {to} is deleted",
    OP.FAILOVER: "Fails over FROM {at} TO {to}",
    OP.PLANNED_FAILOVER: "Fails over FROM {at} TO {to}",
    OP.FAILBACK: "Comes home FROM {at} TO {to}",
    OP.CHANGE_RECOVERY_POINT: "Of the failover from {at} to {to}",
    OP.COMMIT: "Makes the failover from {at} to {to} final",
}
"""Text of each operation, with the sites of the run's direction."""
TURNS: dict[Operation, str] = {
    OP.RE_PROTECT: "Replication will run FROM {at} TO {to}; the machines go on at {at}",
    OP.REVERSE_REPLICATE: "Replication will run FROM {at} TO {to}; the machines go on at {at}",
}
"""Text of each operation that turns replication, with the side where the machines are active, and the other one."""


def way_entries(
    operation: str, sites: tuple[str, str], sides: Sequence[Side], preview: PreviewRow | None, said: str | None
) -> Entries:
    """Return the direction, and item by item where it is not the same for all; a choice where it must be said.

    ``sites``: from and to of the run as it is now. ``said``: the direction that was chosen.
    """
    open_ = undecided(preview)
    yield heading("Direction")
    if not open_:
        previewed = preview["direction"] if preview is not None else None
        yield Entry(sentence(operation, sites, going(sides, preview), said or previewed or ""))
    committed = _committed(preview) if preview is not None else []
    if committed and operation != OP.COMMIT:
        text = f"‼ Commits the failover of {', '.join(committed)}: all its recovery points are deleted"
        yield entry(text, Severity.WARN)
    if len({side.active for side in sides}) > 1:
        yield entry("‼ The machines are active on both sides:", Severity.WARN)
        for side in sides:
            yield Entry(f"   {side.name}: active at {clean(side.active)} ({side.location})")
    if open_ or said:
        yield from _choice(sides, said or "")


def undecided(preview: PreviewRow | None) -> bool:
    """Return whether the direction must be chosen before anything can start."""
    return preview is not None and any(finding["id"].startswith(TO_CHOOSE) for finding in preview["findings"])


def going(sides: Sequence[Side], preview: PreviewRow | None) -> Sequence[Side]:
    """Return the sides of the machines that take part; of all while nobody is known to."""
    taking = preview["qualified"] if preview is not None else ()
    return [side for side in sides if side.key in taking] or sides


def _committed(preview: PreviewRow) -> list[str]:
    """Labels of the machines whose failover the run commits."""
    known = labels(preview["items"])
    return [known.get(key) or clean(key) for key in preview["commits"]]


def sentence(operation: str, sites: tuple[str, str], sides: Sequence[Side], direction: str) -> str:
    """Return from where to where it goes; ``sites``: from and to of the run, ``direction``: empty = not said."""
    turn = TURNS.get(OP(operation))
    if turn is not None:
        ways = dict.fromkeys((clean(side.active), clean(side.other)) for side in sides)
        return "; ".join(turn.format(at=at, to=to) for at, to in ways)
    at, to = map(clean, sites)
    text = TEXTS.get(OP(operation), "{at}, copied to {to}").format(at=at, to=to)
    return f"{text} ({direction})" if direction else text


def _choice(sides: Sequence[Side], direction: str) -> Entries:
    for way in Direction:
        its = [side for side in sides if side.direction == way]
        if not its:
            continue
        box = "(•)" if way == direction else "( )"
        names = ", ".join(side.name for side in its)
        at = f"{clean(its[0].active)} → {clean(its[0].other)}"
        text = f"{box}  {at}, {way}: {counted(len(its), 'machine')} ({names})"
        yield Entry(text, act=f"{DIRECTION}{way}", hang=5)


def call_lines(found: CheckRow) -> list[str]:
    """Return what Site Recovery calls it, a line where all kinds of machine agree; and why it has nothing for some."""
    said: dict[str, list[str]] = {}
    for call in found["site_recovery"]:
        if call["operation"]:
            job = f", job {clean(call['job'])}" if call["job"] else ""
            said.setdefault(f"{clean(call['operation'])}{job}", []).append(clean(call["scenario"]))
        elif call["reason"]:
            said.setdefault(f"nothing: {prose(call['reason'])}", []).append(clean(call["scenario"]))
    of_some = len(said) > 1
    return [
        f"Site Recovery calls this {text}" + (f" ({', '.join(scenarios)})" if of_some else "")
        for text, scenarios in said.items()
    ]


def calls_entries(preview: PreviewRow) -> Entries:
    yield from (Entry(line, "dim") for line in call_lines(preview))


def leads_lines(preview: PreviewRow) -> list[str]:
    """Return where each machine stands once the run has succeeded."""
    found: dict[str, list[str]] = {}
    known = labels(preview["items"])
    for key, after in preview["leads_to"].items():
        state = f'{STANDS[Phase(after["phase"])]} (Azure shows "{words(after["protection_state"])}")'
        found.setdefault(state, []).append(known.get(key) or clean(after["name"]))
    one_way = len(found) == 1
    return [
        f"{'each machine' if one_way and len(names) > 1 else ', '.join(names)}: {state}"
        for state, names in found.items()
    ]


def leads_entries(preview: PreviewRow) -> Entries:
    if lines := leads_lines(preview):
        yield heading("Afterwards")
        yield from (Entry(line, hang=4) for line in lines)
