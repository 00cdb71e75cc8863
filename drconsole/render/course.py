"""Course of a run: its direction in words and sites, what Site Recovery calls it, where it leads. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drconsole.recovery.states.rows import Phase
from drconsole.recovery.states.states import STANDS
from drconsole.recovery.types.words import Direction, Operation, counted
from drconsole.render.entries import Entry, entry, heading
from drconsole.render.labels import labels
from drconsole.render.marks import Severity
from drconsole.render.text import clean, prose, words


@dataclass(frozen=True, slots=True)
class Side:
    """On which of its two sides an item is active, and which way it would go from there."""

    name: str
    """As people read it: two of one name are told apart."""
    active: str
    """The site."""
    other: str
    location: str
    direction: str


Preview = Mapping[str, Any]
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
"""With the sites of the run's direction."""
TURNS: dict[Operation, str] = {
    OP.RE_PROTECT: "Replication will run FROM {at} TO {to}; the machines go on at {at}",
    OP.REVERSE_REPLICATE: "Replication will run FROM {at} TO {to}; the machines go on at {at}",
}
"""With the side where the machines are active, and the other one."""


def way_entries(
    operation: str, sites: tuple[str, str], sides: Sequence[Side], preview: Preview | None, said: str | None
) -> Entries:
    """The direction, and item by item where it is not the same for all; a choice where it must be said.

    ``sites``: from and to of the run as it is now. ``said``: the direction that was chosen.
    """
    open_ = undecided(preview)
    yield heading("Direction")
    if not open_:
        direction = said or str((preview or {}).get("direction") or "")
        yield Entry(_sentence(operation, sites, sides, direction))
    known = labels((preview or {}).get("items") or ())
    committed = [known.get(key) or clean(key) for key in (preview or {}).get("commits") or ()]
    if committed and operation != OP.COMMIT:
        text = f"‼ Commits the failover of {', '.join(committed)}: all its recovery points are deleted"
        yield entry(text, Severity.WARN)
    if len({side.active for side in sides}) > 1:
        yield entry("‼ The machines are active on both sides:", Severity.WARN)
        for side in sides:
            yield Entry(f"   {side.name}: active at {clean(side.active)} ({side.location})")
    if open_ or said:
        yield from _choice(sides, said or "")


def undecided(preview: Preview | None) -> bool:
    """Whether the direction must be chosen before anything can start."""
    return any(finding["id"].startswith(TO_CHOOSE) for finding in (preview or {}).get("findings") or ())


def _sentence(operation: str, sites: tuple[str, str], sides: Sequence[Side], direction: str) -> str:
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


def call_lines(preview: Preview) -> list[str]:
    """What Site Recovery calls it, a line where all kinds of machine agree; and why it has nothing for some."""
    said: dict[str, list[str]] = {}
    for call in preview.get("site_recovery") or ():
        if call.get("operation"):
            job = f", job {clean(call['job'])}" if call.get("job") else ""
            said.setdefault(f"{clean(call['operation'])}{job}", []).append(clean(call.get("scenario")))
        elif call.get("reason"):
            said.setdefault(f"nothing: {prose(call['reason'])}", []).append(clean(call.get("scenario")))
    of_some = len(said) > 1
    return [
        f"Site Recovery calls this {text}" + (f" ({', '.join(scenarios)})" if of_some else "")
        for text, scenarios in said.items()
    ]


def calls_entries(preview: Preview) -> Entries:
    yield from (Entry(line, "dim") for line in call_lines(preview))


def leads_lines(preview: Preview) -> list[str]:
    """Where each machine stands once the run has succeeded."""
    found: dict[str, list[str]] = {}
    known = labels(preview.get("items") or ())
    for key, after in (preview.get("leads_to") or {}).items():
        found.setdefault(_stands(after), []).append(known.get(key) or clean(after.get("name") or key))
    one_way = len(found) == 1
    return [f"{'each' if one_way and len(names) > 1 else ', '.join(names)}: {state}" for state, names in found.items()]


def leads_entries(preview: Preview) -> Entries:
    if lines := leads_lines(preview):
        yield heading("Afterwards")
        yield from (Entry(line, hang=4) for line in lines)


def _stands(after: Mapping[str, Any]) -> str:
    state = words(after.get("protection_state"))
    try:
        return f"{STANDS[Phase(str(after.get('phase')))]} ({state})"
    except ValueError:
        return state
