"""Obligations: what is owed of machines after a failover or a test, until evidence ends it."""

from __future__ import annotations

from typing import TypedDict

from drconsole.records.rows.common import Keyed, MachineRow


class ObligationRow(MachineRow, Keyed):
    """Obligation of an item's machine at a site; ``what`` is a kind of ``records.waiting.waits``.

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
    seen_since: str | None
    """Since when it shows that word; ``seen_at``: since when both machines show what they do."""
    silent_since: str | None
    runs: str
    runs_since: str | None
    cancelled: bool
    broken: bool
    why: str


class DutiesRow(TypedDict, total=False):
    """Numbers of machines that must stay down, that run and that were not seen; empty where there is no store."""

    stay_down: int
    broken: int
    not_seen: int
