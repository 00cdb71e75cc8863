"""Machines of an item as they were seen last, in a line: what runs, where, and since when (or when seen). Pure."""

from __future__ import annotations

from drconsole.records.rows.estate.items import ItemRow
from drconsole.recovery.states.assessments.stand import Stand
from drconsole.recovery.types.estate.known import NO_ANSWER, POWERED, SOURCE, TARGET
from drconsole.render.rows.lines import Marked, marked
from drconsole.render.rows.stands import STAND_MARKS
from drconsole.render.words.marks import Mark, Severity
from drconsole.render.words.text import clean, utc

_RUNS = Mark("✓", "+", "runs", Severity.NOTE)


def machine_now(item: ItemRow) -> Marked:
    """``✗ RUNS NOWHERE  stopped at Azure, off at Seattle, seen 12:00:00Z``; of one: ``✓ runs  at Azure, ...``.

    Of a machine that must stay down the row says since when both are as they are, not when they were looked at last.
    """
    source, target = _shown(item, SOURCE), _shown(item, TARGET)
    at_source = (source, item["source"], POWERED[SOURCE])
    at_target = (target, item["target"], POWERED[TARGET])
    here, other = (at_target, at_source) if item["authority"] == item["target"] else (at_source, at_target)
    mark = _mark(here, other)
    # A machine that runs as it should says so with its mark.
    where = [f"{clean(word or NO_ANSWER)} at {clean(site)}" for word, site, _ in (here, other)]
    words = ", ".join([f"at {clean(here[1])}", where[1]] if mark is _RUNS else where)
    return marked(mark, f"{words}, {_when(item)}")


def _when(item: ItemRow) -> str:
    down = item["must_stay_down"]
    if down is None or down["seen_at"] is None:
        return f"seen {utc(item['as_of'])}"
    return f"{'since' if down['silent_since'] is None else 'seen'} {utc(down['seen_at'])}"


def _mark(here: tuple[str, str, str], other: tuple[str, str, str]) -> Mark:
    if not here[0]:
        return STAND_MARKS[Stand.UNKNOWN]
    if here[0] != here[2]:
        return STAND_MARKS[Stand.RUNS_NOWHERE]
    return STAND_MARKS[Stand.RUNS_TWICE] if other[0] == other[2] else _RUNS


def _shown(item: ItemRow, probe: str) -> str:
    """Return what a probe showed last, else what the provider reports with the item; empty = not known."""
    machines = item["machines"]
    looked = None if machines is None else machines["source-powered" if probe == SOURCE else "target-running"]
    if looked:
        return looked
    on = item["source_powered"] if probe == SOURCE else item["target_powered"]
    off = "off" if probe == SOURCE else "stopped"
    return "" if on is None else POWERED[probe] if on else off
