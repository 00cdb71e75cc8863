"""Proposals and the policy as rows. Pure."""

from __future__ import annotations

from drconsole.engine.projections.parts import stamp
from drconsole.records.rows.room.approvals import ApprovalRow, ProposalRow, RuleRow
from drconsole.recovery.types.approving import Rule
from drconsole.room.proposals import Approval, Proposal


def proposal_row(proposal: Proposal) -> ProposalRow:
    """Return a proposal in the fields of the command line."""
    made = proposal.made
    return {
        "id": made.proposal,
        "operation": made.operation,
        "target": made.target_name,
        "target_key": made.target,
        "target_type": str(made.target_type),
        "mode": made.mode,
        "job": made.cancels or None,
        "digest": made.digest,
        "by": proposal.actor,
        "person": made.by.name,
        "uid": made.by.uid,
        "comment": made.comment,
        "at": stamp(made.when),
        "expires_at": stamp(proposal.expires_at),
        "approvals": [_approval_row(one) for one in proposal.approvals],
        "needed": made.needed,
        "accepted": list(made.accept),
        "state": str(proposal.state),
        "why": proposal.why,
        "ended_at": stamp(proposal.ended_at),
        "ended_by": proposal.ended_by,
        "started": proposal.started,
    }


def _approval_row(approval: Approval) -> ApprovalRow:
    said = approval.said
    return {
        "by": approval.actor,
        "person": said.by.name,
        "uid": said.by.uid,
        "at": stamp(said.when),
        "comment": said.comment,
        "digest": said.digest,
        "text": said.text,
        "signature": said.signature,
        "signer_key": said.signer_key,
        "anchor": {"head": said.head, "length": said.length},
        "new_seat": said.new_seat,
    }


def rule_row(rule: Rule) -> RuleRow:
    """Return a rule of the policy."""
    return {
        "operation": rule.operation,
        "mode": rule.mode,
        "plan": rule.plan_name,
        "plan_key": rule.plan,
        "needed": rule.needed,
    }
