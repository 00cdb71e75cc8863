"""Proposals as one operator is told of them: what waits for them, and what became of their own. No Textual."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from drconsole.console.state.led import own_key
from drconsole.console.state.model.model import Model
from drconsole.console.state.session import Session
from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.records.tables import PROPOSALS
from drconsole.recovery.types.approving import ProposalState
from drconsole.render.estate.presence import console_of
from drconsole.render.room.proposals import asked_text, decided_text, may_approve, waiting_texts

Told = tuple[str, bool]
"""Message, and whether it reports something bad."""


def wall_now() -> str:
    """Return the wall's time, by which proposals run out."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def own_seats(model: Model, session: Session) -> str:
    """Return the seats of this console's user as the engine tells them, with commas between them."""
    own = console_of(model.consoles, session.pid)
    return (own["seat"] if own is not None else None) or ""


def own_uids(model: Model, session: Session) -> frozenset[int]:
    """Return every uid that may be this operator's; of a player in an exercise it is the one of their seat alone.

    Players share one account of the system: by its uid each would be taken for the other one.
    """
    number = own_key(model, session.pid).partition(":")[2]
    return frozenset({int(number)}) if number.startswith("-") else session.uids


def waiting(model: Model, session: Session, key: str, besides: str = "") -> tuple[str, ...]:
    """Return what of the proposals waits for this operator, the longest text first; empty = nothing.

    ``key``: of the list of proposals; ``besides``: the one that is on the screen.
    """
    rows = [row for row in model.rows(PROPOSALS) if row["id"] != besides]
    return waiting_texts(rows, wall_now(), own_uids(model, session), own_seats(model, session), key) if rows else ()


class ProposalWatch:
    """Proposals as they were told last: only what changes while the console is open is told."""

    def __init__(self) -> None:
        self._known: dict[str, str] | None = None

    def changes(self, model: Model, session: Session) -> Iterator[Told]:
        """Yield what to tell the operator, once the model has taken proposals in."""
        rows = model.rows(PROPOSALS)
        had, self._known = self._known, {row["id"]: row["state"] for row in rows}
        if had is None:
            return
        for row in rows:
            was = had.get(row["id"])
            if row["state"] != was and (told := self._of(row, model, session, seen=was is not None)):
                yield told, row["state"] in (ProposalState.REJECTED, ProposalState.VOIDED)

    def _of(self, row: ProposalRow, model: Model, session: Session, *, seen: bool) -> str:
        if may_approve(row, wall_now(), own_uids(model, session), own_seats(model, session)):
            return asked_text(row)
        # Of one that was over when it was first seen nobody waits for the news.
        return decided_text(row) if seen and row["uid"] in own_uids(model, session) else ""
