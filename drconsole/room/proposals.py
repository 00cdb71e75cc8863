"""Proposals and who may say what of them. Pure: whether a signature is good is found out elsewhere.

Two people are told apart by every uid that may be theirs: their account's, and that of their login.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import field
from datetime import datetime

from drconsole.recovery.types.approving import LASTING, ProposalState, Who
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.seats import Seat
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import BadInput, NotPermitted

LONGEST = 2000
"""Characters of what somebody says of a proposal (our choice: a page; every screen and status has it)."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Approval as it stands in the journal, with the name that stands there."""

    said: ev.ProposalApproved
    actor: str


@dataclass(slots=True)
class Proposal:
    """Proposal as it stands."""

    made: ev.ProposalMade
    """The proposal as it was made; without what was shown, where it is over."""
    actor: str
    expires_at: datetime
    state: ProposalState = ProposalState.OPEN
    approvals: list[Approval] = field(default_factory=list)
    why: str = ""
    ended_at: datetime | None = None
    ended_by: str = ""
    started: str | None = None
    new_approvers: set[str] = field(default_factory=set)
    """Keys of the members who were made approvers while it was open."""

    @property
    def id(self) -> str:
        """Return its id."""
        return self.made.proposal

    @property
    def lasts(self) -> bool:
        """Return whether it can still come to something."""
        return self.state in LASTING

    def ran_out(self, now: datetime) -> bool:
        """Return whether its time is over on the wall's clock, and nobody has written that down yet."""
        return self.lasts and now >= self.expires_at


def said_of(words: str) -> str:
    """Return what somebody says, without the space around it. Raises ``BadInput`` for what nobody could read."""
    said = words.strip()
    if len(said) > LONGEST:
        raise BadInput("too-long", f"it has at most {LONGEST} characters, this has {len(said)}", place="comment")
    return said


def require_lasting(proposal: Proposal, now: datetime) -> None:
    """Raise ``NotPermitted`` for a proposal that is over."""
    if proposal.ran_out(now):
        raise _over(proposal, ProposalState.EXPIRED)
    if not proposal.lasts:
        raise _over(proposal, proposal.state)


_OVER = {
    ProposalState.STARTED: "has been carried out",
    ProposalState.REJECTED: "was rejected",
    ProposalState.VOIDED: "is void",
    ProposalState.EXPIRED: "has expired",
}


def _over(proposal: Proposal, state: ProposalState) -> NotPermitted:
    job = f": job {proposal.started}" if proposal.started else ""
    why = f": {proposal.why}" if proposal.why else ""
    return NotPermitted(
        f"proposal-{state}",
        f"proposal {proposal.id} {_OVER[state]}{job}{why}",
        place=f"proposal {proposal.id}",
        advice="" if state is ProposalState.STARTED else "propose it again",
    )


def require_approver(proposal: Proposal, who: Who, *, told_apart: bool, owner: bool, digest: str) -> None:
    """Raise ``NotPermitted`` where this person may not approve this proposal.

    ``owner``: they act as the state's owner or as root; ``told_apart`` False: several may share the account, and which
    of them it is is not known. ``digest``: what they say that they approve.
    """
    place = f"proposal {proposal.id}"
    if not who.behind.isdisjoint(proposal.made.by.behind):
        other = f": {who.name} cannot be told from them" if who.name != proposal.actor else ""
        raise NotPermitted(
            "own-proposal",
            f"nobody approves their own proposal, and {proposal.actor} made this one{other}",
            place=place,
            advice="another person approves, from their own login",
        )
    if who.account == 0 or who.uid != who.account or (owner and not told_apart) or who.login not in (None, who.account):
        raise NotPermitted(
            "not-own-login",
            "an approval is given from one's own login: not as root, and not by su or sudo",
            place=place,
            advice=f"log in as yourself; the proposal lasts until {proposal.expires_at:%H:%M} UTC",
        )
    if any(not who.behind.isdisjoint(one.said.by.behind) for one in proposal.approvals):
        raise NotPermitted("approved-already", f"{who.name} has approved it already", place=place)
    if digest != proposal.made.digest:
        raise NotPermitted(
            "digest-of-another",
            f"what was approved is {digest}, and what is proposed is {proposal.made.digest}",
            place=place,
            advice="look at the proposal again",
        )


def require_rejecter(proposal: Proposal, who: Who, seats: Collection[Seat]) -> None:
    """Raise ``NotPermitted`` where this person may not reject this proposal: an operator may reject their own alone."""
    if who.behind.isdisjoint(proposal.made.by.behind) and {Seat.APPROVER, Seat.COMMANDER}.isdisjoint(seats):
        raise NotPermitted(
            "not-own-proposal",
            f"proposal {proposal.id} is {proposal.actor}'s: approvers and commanders reject it, or who made it",
            place=f"proposal {proposal.id}",
        )
