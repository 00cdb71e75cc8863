"""Map of the sites: what runs where, which way data flows, and what flows nowhere. Pure.

A line a pair of sites and way of replication. A machine is a mark while there are few, and a number of its mark once
there are many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import field

from drconsole.records.listed import Machine, Way
from drconsole.recovery.types.data import dataclass
from drconsole.render.drawing.cells import fitted, width_of
from drconsole.render.drawing.parts import Glyph, Part, Parts, joined
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean, duration

MACHINES: dict[Machine, tuple[Glyph, Severity]] = {
    Machine.WRONG: (Glyph("✗", "x"), Severity.BAD),
    Machine.DOWN: (Glyph("▽", "n"), Severity.BAD),
    Machine.UNKNOWN: (Glyph("?", "?"), Severity.UNKNOWN),
    Machine.UNPROTECTED: (Glyph("·", "."), Severity.WARN),
    Machine.UNDER_WAY: (Glyph("▶", ">"), Severity.BUSY),
    Machine.NEW: (Glyph("◆", "#"), Severity.WARN),
    Machine.FIRST_COPY: (Glyph("◐", "c"), Severity.BUSY),
    Machine.RUNS: (Glyph("●", "*"), Severity.IDLE),
    Machine.REPLICA: (Glyph("○", "o"), Severity.IDLE),
}
"""Legend of the map."""
SINGLE = 24
"""Marks of a side that are drawn one by one at most."""
NAME = 18


LINE, HEAD, TAIL, NOTHING = Glyph("═", "="), Glyph("▶", ">"), Glyph("◀", "<"), Glyph("╌", "-")


@dataclass(frozen=True, slots=True)
class Flow:
    """Machines that have the same two sites and replicate the same way."""

    source: str
    target: str
    way: Way
    at_source: Counter[Machine] = field(default_factory=Counter)
    at_target: Counter[Machine] = field(default_factory=Counter)
    rpo: tuple[float, float] | None = None
    """The least and the greatest, in seconds; None = not reported."""
    note: str = ""
    """Stands on the line where nothing is replicated."""


def draw(flows: Sequence[Flow], width: int, *, unicode: bool = True) -> list[Parts]:
    """A line a flow; a site's name stands once, where it comes first."""
    from_names = min(NAME, max((width_of(clean(flow.source)) for flow in flows), default=0))
    to_names = min(NAME, max((width_of(clean(flow.target)) for flow in flows), default=0))
    sides = [(_marks(flow.at_source, unicode), _marks(flow.at_target, unicode)) for flow in flows]
    left = max((_wide(side) for side, _ in sides), default=0)
    right = max((_wide(side) for _, side in sides), default=0)
    middle = max(8, width - from_names - to_names - left - right - 8)
    lines: list[Parts] = []
    before: tuple[str, str] = ("", "")
    for flow, (here, there) in zip(flows, sides, strict=True):
        source = "" if flow.source == before[0] else flow.source
        target = "" if (flow.source, flow.target) == before else flow.target
        before = (flow.source, flow.target)
        cells: list[Part] = [(fitted(clean(source), from_names), "header"), ("  ", "")]
        cells += [*_padded(here, left), ("  ", ""), _arrow(flow, middle, unicode), ("  ", "")]
        cells += [*_padded(there, right), ("  ", ""), (fitted(clean(target), to_names), "header")]
        lines.append(joined(cells))
    return lines


def _marks(machines: Counter[Machine], unicode: bool) -> list[Part]:
    present = [machine for machine in Machine if machines[machine] > 0]
    if sum(machines[machine] for machine in present) <= SINGLE:
        return [_part(machine, machines[machine], unicode) for machine in present]
    found: list[Part] = []
    for machine in present:
        glyph, severity = MACHINES[machine]
        gap = [("  ", "")] if found else []
        found += [*gap, (f"{glyph.text(unicode)} {machines[machine]:,}", str(severity))]
    return found


def _part(machine: Machine, number: int, unicode: bool) -> Part:
    glyph, severity = MACHINES[machine]
    return glyph.text(unicode) * number, str(severity)


def _arrow(flow: Flow, width: int, unicode: bool) -> Part:
    """``══════ RPO 20 s .. 5 min ══════▶``; where nothing flows, broken and marked."""
    if flow.way is Way.NONE:
        return _centred(clean(flow.note) or "not replicated", NOTHING.text(unicode), width), str(Severity.WARN)
    text = "RPO not reported" if flow.rpo is None else f"RPO {_range(*flow.rpo)}"
    line = _centred(text, LINE.text(unicode), width - 1)
    there = flow.way is Way.THERE
    return (line + HEAD.text(unicode) if there else TAIL.text(unicode) + line), ""


def _range(least: float, greatest: float) -> str:
    low, high = duration(least), duration(greatest)
    return low if low == high else f"{low} .. {high}"


def _centred(text: str, fill: str, width: int) -> str:
    room = width - len(text) - 2
    if room < 2:
        return fitted(text, max(0, width))
    return f"{fill * (room // 2)} {text} {fill * (room - room // 2)}"


def _wide(parts: Iterable[Part]) -> int:
    return sum(width_of(text) for text, _ in parts)


def _padded(parts: list[Part], width: int) -> list[Part]:
    return [*parts, (" " * (width - _wide(parts)), "")]
