"""Obligations: what is owed of machines after a failover or a test, until evidence ends it."""

from __future__ import annotations

from typing import TypedDict

from drconsole.records.rows.common import Keyed, MachineRow


class ObligationRow(MachineRow, Keyed):
    """What is owed of an item's machine at a site; ``what`` is a kind of ``records.waits``.

    ``probe`` looks at that machine, and ``seen`` is what it showed last; ``runs`` is what the other machine showed.
    """

    what: str
    site: str
    probe: str
    since: str | None
    after_job: str | None
    network: str | None
    seen: str
    seen_at: str | None
    silent_since: str | None
    runs: str
    cancelled: bool
    broken: bool
    why: str


class DutiesRow(TypedDict, total=False):
    """How many machines must stay down, how many of them run, how many were not seen; empty where there is no store."""

    stay_down: int
    broken: int
    not_seen: int
