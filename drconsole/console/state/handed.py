"""Handovers as this console's user sees them: the offer to them, their own, and what everybody is told. No Textual."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from drconsole.console.state.led import own_key
from drconsole.console.state.model.model import Link, Model
from drconsole.records.clock import lasts
from drconsole.records.tables import HANDOVERS
from drconsole.render.rows.handover import offer_text, offered_text, passed_text

if TYPE_CHECKING:
    from drconsole.records.alarms.seen import Asking
    from drconsole.records.rows.room.handovers import BriefRow, HandoverRow

OFFERED, ACCEPTED = "offered", "accepted"


def wall_now() -> datetime:
    """Return the time by the wall's clock."""
    return datetime.now(UTC)


def open_offers(model: Model) -> list[HandoverRow]:
    """Return the offers that can still be accepted, the newest last."""
    now = wall_now().isoformat()
    return [row for row in model.rows(HANDOVERS) if row["state"] == OFFERED and lasts(row["until"], now)]


def offered_to(model: Model, pid: int) -> HandoverRow | None:
    """Return the newest open offer to this console's user; None = there is none."""
    own = own_key(model, pid)
    return next((row for row in reversed(open_offers(model)) if own and row["to_key"] == own), None)


def offered_by(model: Model, pid: int) -> HandoverRow | None:
    """Return the open offer of this console's user; None = there is none."""
    own = own_key(model, pid)
    return next((row for row in open_offers(model) if own and row["by_key"] == own), None)


def read(db: Path, asked: Asking, without: str = "") -> BriefRow:
    """Read the brief of what is open; on a thread. ``without``: the handover that it is for. Raises ``DrError``."""
    from drconsole.reports.handing_over import read_brief
    from drconsole.store.reading.reader import Reader

    with Reader(db) as reader:
        return read_brief(reader, asked, without)


def asking(model: Model, now: str | None, drill_days: int) -> Asking:
    """Return who asks for a brief, and when. ``now``: the provider's clock."""
    from drconsole.records.alarms.seen import Asking

    engine = model.engine if model.link is Link.HERE else None
    wall = f"{wall_now():%Y-%m-%dT%H:%M:%SZ}"
    return Asking(engine, now, wall, drill_days)


class Handed:
    """Handovers as they were told last."""

    def __init__(self) -> None:
        self._seen: dict[str, str] | None = None
        """Handover -> its state; None = nothing was read yet."""
        self._offered: set[str] = set()
        """Offers that were told: who this console's user is, the engine may say later than the store has the offer."""

    def changes(self, model: Model, pid: int, key: str) -> list[str]:
        """Return what is to be told: an offer to whom it is made, what passed to everybody.

        ``key``: that opens the handover. When the console opens, only an offer to its user.
        """
        told = list(self._told(model, own_key(model, pid), key))
        self._seen = {row["id"]: row["state"] for row in model.rows(HANDOVERS)}
        return told

    def _told(self, model: Model, own: str, key: str) -> Iterator[str]:
        first, seen = self._seen is None, self._seen or {}
        for row in model.rows(HANDOVERS):
            if row["state"] == OFFERED:
                if own != row["to_key"] or row["id"] in self._offered:
                    continue
                self._offered.add(row["id"])
                yield offered_text(row, f"press {key}" if key else ":handover")
            elif first or seen.get(row["id"]) == row["state"]:
                continue
            elif row["state"] == ACCEPTED:
                yield passed_text(row)
            elif own in (row["by_key"], row["to_key"]):
                yield f"handover {offer_text(row)}"
