"""Alarms from rows: all that is wrong, worst first, grouped by its cause. Pure.

One answer for the header's number, the alarm screen and ``drconsole alarms``.
"""

from __future__ import annotations

from drconsole.records.alarms.kinds import KINDS, Kind
from drconsole.records.alarms.of_items import of_items
from drconsole.records.alarms.of_jobs import of_jobs
from drconsole.records.alarms.of_the_provider import of_provider, of_vault
from drconsole.records.alarms.of_the_rest import not_readable, not_seen_down, of_drills, of_engine
from drconsole.records.alarms.seen import Seen
from drconsole.records.alarms.shelves import sorted_out
from drconsole.records.rows.alarms import AlarmRow


def alarms(seen: Seen) -> list[AlarmRow]:
    """Return the alarms that stand, worst first: what is shelved is not among them."""
    return sorted_out(everything(seen), seen.shelved, seen.wall)[0]


def shelved(seen: Seen) -> list[AlarmRow]:
    """Return the alarms that are shelved, worst first, each with its shelf."""
    return sorted_out(everything(seen), seen.shelved, seen.wall)[1]


def everything(seen: Seen) -> list[AlarmRow]:
    """Return everything that is wrong, worst first, whether or not it is shelved."""
    of_the_rest = [
        *of_engine(seen),
        *of_provider(seen),
        *of_vault(seen),
        *not_seen_down(seen),
        *not_readable(seen),
        *of_drills(seen),
    ]
    found = [*of_items(seen), *of_jobs(seen), *of_the_rest]
    order = {kind: place for place, kind in enumerate(KINDS)}
    return sorted(found, key=lambda alarm: (order[Kind(alarm["kind"])], -alarm["count"], alarm["id"]))
