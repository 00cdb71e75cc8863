"""A site of which several machines are not reached: one alarm, and what follows from it is counted there. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from drconsole.records.alarms.kinds import KINDS, Kind
from drconsole.records.alarms.of_items import shows, since_of
from drconsole.records.alarms.seen import Seen
from drconsole.records.rows.alarms import CauseRow, ConsequenceCountRow
from drconsole.records.rows.estate.items import ItemRow
from drconsole.recovery.types.remedies import Act, Remedy, Target, as_json
from drconsole.recovery.types.words import TargetType

SILENT_FROM = 5
"""Machines of one site that are not reached from which they are told as one, where they show it in several ways (our
choice): fewer, or all with one error, are told by what they show."""

WORDS: Mapping[Kind, str] = {
    Kind.CRITICAL: "replication critical",
    Kind.WARNING: "replication warns",
    Kind.RPO_ABOVE: "RPO above its objective",
    Kind.SWITCHED_OFF: "switched off",
    Kind.NOT_SEEN_DOWN: "must stay down and not seen",
    Kind.RTO_MISSED: "objective missed",
    Kind.RTO_WILL_BE_MISSED: "objective will be missed",
}
"""What follows from another cause, as it is counted there."""
_OF_A_LOSS = frozenset({Kind.CRITICAL, Kind.WARNING, Kind.RPO_ABOVE, Kind.SWITCHED_OFF})


def silent_sites(seen: Seen) -> dict[str, list[ItemRow]]:
    """Return the sites of which several machines are not reached, each with those machines."""
    found: dict[str, list[ItemRow]] = defaultdict(list)
    for item in seen.items:
        shown = shows(item)
        if shown is not None and shown[0] in _OF_A_LOSS and item["authority"] and _cut_off(item):
            found[item["authority"]].append(item)
    return {site: items for site, items in found.items() if len(items) >= SILENT_FROM and len(_ways(items)) > 1}


def of_sites(silent: Mapping[str, Sequence[ItemRow]]) -> Iterator[tuple[CauseRow, list[ConsequenceCountRow]]]:
    """Yield an alarm a site, with what its machines show."""
    row = KINDS[Kind.SITE_SILENT]
    for site, items in silent.items():
        sinces = (at for item in items if (shown := shows(item)) and (at := since_of(shown[0], item)))
        yield (
            {
                "id": f"{Kind.SITE_SILENT}:{site}",
                "kind": Kind.SITE_SILENT,
                "severity": row.severity,
                "cause": row.cause(len(items), why=site),
                "items": [{"key": item["key"], "name": item["name"]} for item in items],
                "plans": [],
                "count": len(items),
                "since": min(sinces, default=None),
                "action": row.action.format(deed=site),
                "remedies": [as_json(Remedy(Act.LOOK, target=Target(TargetType.ITEM)))],
                "target": None,
            },
            [{"what": what, "count": count} for what, count in _ways(items).most_common()],
        )


def _ways(items: Sequence[ItemRow]) -> Counter[str]:
    """Return in how many ways these machines show that they are not reached."""
    found: Counter[str] = Counter()
    for item in items:
        if (shown := shows(item)) is not None:
            kind, code = shown
            found[f"{WORDS[kind]} ({code})" if code else WORDS[kind]] += 1
    return found


def _cut_off(item: ItemRow) -> bool:
    """Return whether the machine that is replicated from is not reached: none there, no agent, or switched off."""
    powered = item["target_powered"] if item["authority"] == item["target"] else item["source_powered"]
    return item["source_reachable"] is False or not item["agent_connected"] or powered is False
