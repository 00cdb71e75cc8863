"""Alarms from rows: all that is wrong, worst first, grouped by its cause. Pure.

One answer for the console's first line, its pages, the wall and ``drconsole alarms``. An alarm has an action, and
somebody who is to take it; what nobody can do anything about is an event (EEMUA 191).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from drconsole.records.alarms.grouping import few, in_order, under_their_causes
from drconsole.records.alarms.kinds import KINDS, Kind, Owner
from drconsole.records.alarms.of_items import of_items, since_of
from drconsole.records.alarms.of_jobs import of_jobs
from drconsole.records.alarms.of_the_provider import of_provider, of_vault
from drconsole.records.alarms.of_the_rest import (
    not_readable,
    not_seen_down,
    of_drills,
    of_engine,
    of_notes,
    of_proposals,
)
from drconsole.records.alarms.outages import of_sites, silent_sites
from drconsole.records.alarms.seen import Seen
from drconsole.records.alarms.shelves import sorted_out
from drconsole.records.clock import moment
from drconsole.records.rows.alarms import AlarmEventRow, AlarmRow, CauseRow, ConsequenceCountRow, RateRow
from drconsole.recovery.types.data import dataclass

TEN_MINUTES, HOUR = timedelta(minutes=10), timedelta(hours=1)
FLOOD = 10
"""Alarms in ten minutes above which nobody follows them all (EEMUA 191)."""


@dataclass(frozen=True, slots=True)
class Board:
    """All that is wrong, as it is told to people."""

    standing: list[AlarmRow]
    """Alarms, worst first, in few lines."""
    shelved: list[AlarmRow]
    """Those that somebody put aside, each with its shelf."""
    events: list[AlarmEventRow]
    """What is wrong and nobody can do anything about."""
    rate: RateRow


def board(seen: Seen) -> Board:
    """Return alarms, shelved ones, events, and how many come."""
    standing, put_aside = sorted_out(everything(seen), seen.shelved, seen.wall)
    lines, aside = sorted_out(few(standing), seen.shelved, seen.wall)
    ten, hour = (sum(one["raised"][window] for one in standing) for window in ("ten_minutes", "hour"))
    rate: RateRow = {
        "ten_minutes": ten,
        "hour": hour,
        "flood": ten > FLOOD,
        "standing": len(lines),
        "shelved": len(put_aside) + len(aside),
    }
    return Board(lines, [*put_aside, *aside], list(events(seen)), rate)


def alarms(seen: Seen) -> list[AlarmRow]:
    """Return the alarms that stand, worst first: what is shelved is not among them."""
    return board(seen).standing


def shelved(seen: Seen) -> list[AlarmRow]:
    """Return the alarms that somebody put aside, each with its shelf."""
    return board(seen).shelved


def everything(seen: Seen) -> list[AlarmRow]:
    """Return every alarm, worst first, whether or not it is shelved, and however many they are."""
    silent = silent_sites(seen)
    apart = {item["key"] for items in silent.values() for item in items}
    told = _Telling(seen)
    found = [told.alarm(cause, consequences) for cause, consequences in of_sites(silent)]
    found += [told.alarm(cause, []) for cause in _causes(seen, apart)]
    return under_their_causes(in_order(found))


def events(seen: Seen) -> Iterator[AlarmEventRow]:
    """Yield what is wrong and asks nothing of anybody."""
    for cause in of_vault(seen):
        if not cause["action"]:
            yield {"text": cause["cause"], "severity": cause["severity"]}


def _causes(seen: Seen, apart: set[str]) -> Iterator[CauseRow]:
    yield from of_items(seen, apart)
    yield from of_jobs(seen)
    yield from of_engine(seen)
    yield from of_proposals(seen)
    yield from of_notes(seen)
    yield from of_provider(seen)
    yield from (cause for cause in of_vault(seen) if cause["action"])
    yield from not_seen_down(seen)
    yield from not_readable(seen)
    yield from of_drills(seen)


class _Telling:
    """Parts that make an alarm of a cause: who is to act, which machine showed it first, how many came lately."""

    def __init__(self, seen: Seen) -> None:
        self._items = {item["key"]: item for item in seen.items}
        self._now = moment(seen.now)
        self._leads = {job["id"]: lead["name"] for job in seen.jobs if (lead := job.get("lead")) is not None}

    def alarm(self, cause: CauseRow, consequences: list[ConsequenceCountRow]) -> AlarmRow:
        kind, target = Kind(cause["kind"]), cause["target"]
        owner = KINDS[kind].owner
        who = self._leads.get(target["key"]) if owner is Owner.LEAD and target is not None else None
        if owner is Owner.LEAD and who is None:
            # Without an incident room nobody leads a job; in one, whoever may command answers for a job without a lead.
            owner = Owner.OPERATOR
        sinces = self._sinces(kind, cause)
        items = sorted(cause["items"], key=lambda one: sinces.get(one["key"]) or "~")
        known = items[0] if len(items) > 1 and items[0]["key"] in sinces else None
        of_each: Sequence[str] = list(sinces.values()) or ([cause["since"]] if cause["since"] else [])
        return {
            "id": cause["id"],
            "kind": kind,
            "severity": cause["severity"],
            "cause": cause["cause"],
            "items": items,
            "plans": cause["plans"],
            "count": cause["count"],
            "since": cause["since"],
            "action": cause["action"],
            "remedies": cause["remedies"],
            "target": target,
            "owner": owner,
            "who": who,
            "first": known,
            "raised": {"ten_minutes": self._since(of_each, TEN_MINUTES), "hour": self._since(of_each, HOUR)},
            "consequences": consequences,
        }

    def _sinces(self, kind: Kind, cause: CauseRow) -> dict[str, str]:
        """Return since when each machine shows it, of those of which that is known."""
        found: dict[str, str] = {}
        for name in cause["items"]:
            item = self._items.get(name["key"])
            at = None if item is None else since_of(kind, item)
            if at is not None:
                found[name["key"]] = at
        return found

    def _since(self, sinces: Sequence[str], window: timedelta) -> int:
        now = self._now
        return 0 if now is None else sum(_within(moment(at), now, window) for at in sinces)


def _within(at: datetime | None, now: datetime, window: timedelta) -> bool:
    return at is not None and now - window < at <= now
