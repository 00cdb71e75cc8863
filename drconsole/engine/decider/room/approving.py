"""Fold of approvals: the policy, and how each proposal stands. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from drconsole.engine.decider.state import State
from drconsole.records.tables import PROPOSALS
from drconsole.recovery.types.approving import ProposalState
from drconsole.recovery.types.data import replace
from drconsole.recovery.types.work import events as ev
from drconsole.room.proposals import Approval, Proposal


def _policy_set(state: State, event: ev.PolicySet, at: datetime, actor: str) -> None:
    state.approvals.rules.pop(event.rule.key, None)
    if event.rule.needed:
        state.approvals.rules[event.rule.key] = event.rule


def _approvals_set(state: State, event: ev.ApprovalsSet, at: datetime, actor: str) -> None:
    state.approvals.settings = event.settings


def _made(state: State, event: ev.ProposalMade, at: datetime, actor: str) -> None:
    if event.proposal in state.approvals.proposals:
        raise ValueError(f"proposal {event.proposal} exists")
    _put(state, Proposal(event, actor, event.expires_at))


def _approved(state: State, event: ev.ProposalApproved, at: datetime, actor: str) -> None:
    proposal = _lasting(state, event.proposal)
    proposal.approvals.append(Approval(event, actor))
    if len(proposal.approvals) >= proposal.made.needed:
        proposal.state = ProposalState.APPROVED
    _put(state, proposal)


def _rejected(state: State, event: ev.ProposalRejected, at: datetime, actor: str) -> None:
    _over(state, event.proposal, ProposalState.REJECTED, event.when, actor, event.comment)


def _started(state: State, event: ev.ProposalStarted, at: datetime, actor: str) -> None:
    proposal = _lasting(state, event.proposal)
    if proposal.state is not ProposalState.APPROVED:
        raise ValueError(f"proposal {proposal.id} is not approved")
    proposal.started = event.started
    _over(state, event.proposal, ProposalState.STARTED, event.when, actor)


def _voided(state: State, event: ev.ProposalVoided, at: datetime, actor: str) -> None:
    _over(state, event.proposal, ProposalState.VOIDED, event.when, actor, event.why)


def _expired(state: State, event: ev.ProposalExpired, at: datetime, actor: str) -> None:
    _over(state, event.proposal, ProposalState.EXPIRED, event.when, actor)


def _wall_jumped(state: State, event: ev.WallJumped, at: datetime, actor: str) -> None:
    """A clock that is set back prolongs nothing: what was left is left."""
    if event.seconds < 0:
        for proposal in state.approvals.proposals.values():
            if proposal.lasts:
                proposal.expires_at += timedelta(seconds=event.seconds)
                _put(state, proposal)


def run_out(state: State, now: datetime) -> list[ev.Event]:
    """Return the ends of the proposals whose time is up."""
    return [ev.ProposalExpired(one.id, now) for one in state.approvals.proposals.values() if one.ran_out(now)]


def _lasting(state: State, key: str) -> Proposal:
    proposal = state.approvals.proposals[key]
    if not proposal.lasts:
        raise ValueError(f"proposal {key} is {proposal.state}")
    return proposal


def _over(state: State, key: str, how: ProposalState, when: datetime, actor: str, why: str = "") -> None:
    proposal = _lasting(state, key)
    proposal.state, proposal.ended_at, proposal.ended_by, proposal.why = how, when, actor, why
    # What was shown is in the journal; nobody asks for it again.
    proposal.made = replace(proposal.made, preview=None, consequences=())
    _put(state, proposal)


def _put(state: State, proposal: Proposal) -> None:
    state.approvals.proposals[proposal.id] = proposal
    state.touched[PROPOSALS, "", proposal.id] = None


FOLDS: dict[str, Callable[[State, Any, datetime, str], None]] = {
    ev.PolicySet.kind: _policy_set,
    ev.ApprovalsSet.kind: _approvals_set,
    ev.ProposalMade.kind: _made,
    ev.ProposalApproved.kind: _approved,
    ev.ProposalRejected.kind: _rejected,
    ev.ProposalStarted.kind: _started,
    ev.ProposalVoided.kind: _voided,
    ev.ProposalExpired.kind: _expired,
    ev.WallJumped.kind: _wall_jumped,
}
