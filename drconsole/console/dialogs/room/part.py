"""Part that this console's operator has in a proposal: to approve it, to start it, or to read it. No Textual."""

from __future__ import annotations

from enum import Enum, auto

from drconsole.console.state.model.model import Model
from drconsole.console.state.room.proposing import own_seats, own_uids, wall_now
from drconsole.console.state.session import Session
from drconsole.link.messages import CancelJob, StartJob
from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.recovery.types.approving import CANCEL, ProposalState
from drconsole.render.room.proposals import lasts, may_approve
from drconsole.room.acts import act_of


class Part(Enum):
    """Acts that the operator can do with a proposal."""

    READ = auto()
    APPROVE = auto()
    START = auto()


def part_in(row: ProposalRow | None, model: Model, session: Session) -> Part:
    """Return what this operator can do, as far as a console knows: the engine looks again."""
    now = wall_now()
    if row is None or session.read_only or not lasts(row, now):
        return Part.READ
    seats = own_seats(model, session)
    if may_approve(row, now, own_uids(model, session), seats):
        return Part.APPROVE
    starts = act_of((CancelJob if row["operation"] == CANCEL else StartJob).kind).seats
    if row["state"] == ProposalState.APPROVED and not starts.isdisjoint(seats.split(", ")):
        return Part.START
    return Part.READ


def why_only_read(row: ProposalRow, model: Model, session: Session) -> str:
    """Return in one clause why the operator can but read a proposal."""
    if not lasts(row, wall_now()):
        return "it is over"
    if row["state"] == ProposalState.APPROVED:
        return "it is approved, and whoever has the seat operator starts it"
    if row["uid"] in own_uids(model, session):
        return "it is yours, and another person approves it"
    if any(one["uid"] in own_uids(model, session) for one in row["approvals"]):
        return "you have approved it"
    return "approvers approve it"
