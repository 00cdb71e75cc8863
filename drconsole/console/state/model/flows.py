"""Lines of the map of the sites, from the counts that the store gives."""

from __future__ import annotations

from collections.abc import Iterable

from drconsole.records.listed import Machine, Way
from drconsole.render.drawing.sitemap import Flow
from drconsole.store.tables.listing import FlowCount


def flows(counts: Iterable[FlowCount]) -> list[Flow]:
    """Return the lines of the map of sites: a line a pair of sites and way of replication."""
    found: dict[tuple[str, str, str], Flow] = {}
    for count in counts:
        key = (count.source, count.target, count.way)
        before = found.get(key) or Flow(count.source, count.target, Way(count.way))
        if count.here:
            before.at_source[Machine(count.here)] += count.items
        if count.there:
            before.at_target[Machine(count.there)] += count.items
        found[key] = _with_rpo(before, count)
    return list(found.values())


def _with_rpo(flow: Flow, count: FlowCount) -> Flow:
    if count.least is None or count.greatest is None:
        return flow
    least, greatest = flow.rpo or (count.least, count.greatest)
    rpo = (min(least, count.least), max(greatest, count.greatest))
    return Flow(flow.source, flow.target, flow.way, flow.at_source, flow.at_target, rpo, flow.note)
