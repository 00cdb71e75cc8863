"""Handlers of the incident room's messages: a table, a row a kind of message.

An engine loads this module with the first of them. What a room asks of every command (a seat, the lead, an approval)
stands elsewhere: in ``seating``, ``leading`` and ``approvals.leave``.
"""

from __future__ import annotations

from drconsole.engine.service.handler import Handlers, by
from drconsole.engine.service.room import handing_over, leading, noting, polling, seating, shelving
from drconsole.engine.service.room.approvals import approving, policy, proposing, showing
from drconsole.link import messages as say

HANDLERS: Handlers = dict(
    (
        by(say.TakeNote, noting.take),
        by(say.PinNote, noting.pin),
        by(say.SeatMember, seating.seat),
        by(say.RemoveMember, seating.remove),
        by(say.ShelveAlarm, shelving.shelve),
        by(say.UnshelveAlarm, shelving.unshelve),
        by(say.AskPoll, polling.ask),
        by(say.AnswerPoll, polling.answer),
        by(say.ClosePoll, polling.close),
        by(say.TakeLead, leading.take),
        by(say.GiveLead, leading.give),
        by(say.AskLead, leading.ask),
        by(say.SetRule, policy.set_rule),
        by(say.SetApprovals, policy.set_approvals),
        by(say.Propose, proposing.propose),
        by(say.ProposeCancel, proposing.propose_cancel),
        by(say.Approve, approving.approve),
        by(say.Reject, approving.reject),
        by(say.OfferHandover, handing_over.offer),
        by(say.AcceptHandover, handing_over.accept),
        by(say.DeclineHandover, handing_over.decline),
        by(say.WithdrawHandover, handing_over.withdraw),
        by(say.Room, seating.room),
        by(say.Policy, policy.show),
        by(say.ShowProposal, showing.show),
        by(say.ToSign, approving.to_sign),
    )
)
