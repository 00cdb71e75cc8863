"""Watch over the incident room: what to tell of seats, leads, handovers, proposals and polls. No Textual."""

from __future__ import annotations

from collections.abc import Iterator

from drconsole.console.state.handed import Handed
from drconsole.console.state.led import Led
from drconsole.console.state.model.model import Changed, Model
from drconsole.console.state.room.polled import PollsTold
from drconsole.console.state.room.proposing import ProposalWatch, Told
from drconsole.console.state.room.seated import Seated
from drconsole.console.state.session import Session
from drconsole.records.tables import HANDOVERS, JOBS, POLLS, PROPOSALS


class RoomWatch:
    """Room as it was told last: only changes are told."""

    def __init__(self) -> None:
        self._seated, self._led, self._handed, self._proposals = Seated(), Led(), Handed(), ProposalWatch()
        self._polls = PollsTold()

    def changes(self, changed: Changed, model: Model, session: Session, key: str) -> Iterator[Told]:
        """Yield what changed with these news, which the model has already taken in. ``key``: of a handover."""
        pid = session.pid
        if "status" in changed and (told := self._seated.change(model, session)):
            yield told, False
        if changed.keys() & {JOBS, HANDOVERS, "status"}:
            said = (*self._led.changes(model, pid), *self._handed.changes(model, pid, key))
            yield from ((text, False) for text in said)
        if POLLS in changed:
            yield from ((text, False) for text in self._polls.changes(model))
        if changed.keys() & {PROPOSALS, "status"}:
            yield from self._proposals.changes(model, session)
