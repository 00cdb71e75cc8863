"""Yes or no to a proposal. A yes names the digest and starts nothing; it is checked before and after it was looked at.

Who says it comes from the kernel, and what they sign is the engine's own text: nothing that a message claims counts.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from drconsole.engine.service.asked import Asked
from drconsole.engine.service.previewing.confirming import require_confirmed
from drconsole.engine.service.room.approvals import leave
from drconsole.engine.service.room.approvals.persons import require_known
from drconsole.engine.service.room.approvals.policy import require_signers
from drconsole.engine.service.room.approvals.showing import changed_since, row_after
from drconsole.engine.service.room.seating import person_of, who_of
from drconsole.link.messages import Approve, Reject, ToSign
from drconsole.records.rows.refusal import RefusalRow
from drconsole.records.rows.room.approvals import ProposalRow, ToSignRow
from drconsole.recovery.types.remedies import Option
from drconsole.recovery.types.seats import Seat
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import NotPermitted, Refused
from drconsole.room.approval_text import approval_text
from drconsole.room.members import members_of, seats_of
from drconsole.room.proposals import Proposal, require_approver, require_lasting, require_rejecter, said_of
from drconsole.signing.checking import Signer, check
from drconsole.signing.results import Namespace

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine

UNSIGNED = "not-signed"
"""Code of the refusal where the policy asks for a signature and there is none."""


async def to_sign(engine: Engine, message: ToSign, asked: Asked) -> ToSignRow:
    """Give the text that the asker signs. Raises ``Refused`` where they may not approve it anyway."""
    proposal = leave.find(engine, message.proposal)
    require_lasting(proposal, engine.wall())
    _require_may(engine, proposal, asked, proposal.made.digest)
    who, now = who_of(asked.peer), engine.wall()
    anchor = engine.journal.anchor()
    text = approval_text(proposal, who, said_of(message.comment), now, anchor)
    engine.to_sign.give(text, who.uid, now, proposal.id, said_of(message.comment))
    signatures = engine.state.approvals.settings.signatures
    return {
        "text": text,
        "namespace": str(Namespace.APPROVAL),
        "head": anchor["head"],
        "length": anchor["length"],
        "signatures": signatures,
    }


async def approve(engine: Engine, message: Approve, asked: Asked) -> ProposalRow:
    """Approve a proposal. Raises ``NotPermitted`` where it is not the asker's to approve, is over, or has changed."""
    proposal = leave.find(engine, message.proposal)
    require_lasting(proposal, engine.wall())
    _require_may(engine, proposal, asked, message.digest)
    require_confirmed(message.confirm, proposal.made.target_name)
    key = await _signed(engine, proposal, message, asked)
    if rows := await changed_since(engine, proposal):
        raise leave.voided(engine, proposal, Refused("changed", "", extra=RefusalRow(difference=rows)))
    # Asked again: while the world was looked at, time went on and others spoke.
    require_lasting(proposal, engine.wall())
    _require_may(engine, proposal, asked, message.digest)
    if message.text:
        engine.to_sign.take(message.text)
    said = ev.ProposalApproved(
        proposal.id,
        message.digest,
        who_of(asked.peer),
        engine.wall(),
        said_of(message.comment),
        message.text if key else "",
        message.signature if key else "",
        key,
        **engine.journal.anchor(),
        new_seat=_new_seat(engine, proposal, asked),
    )
    answer = row_after(engine, said, asked.actor, proposal)
    await engine.record(said, actor=asked.actor, intent=asked.answered(answer))
    return answer


async def reject(engine: Engine, message: Reject, asked: Asked) -> ProposalRow:
    """Reject a proposal, or take one's own back. Raises ``NotPermitted`` where it is not the asker's, or is over."""
    proposal = leave.find(engine, message.proposal)
    require_lasting(proposal, engine.wall())
    who = who_of(asked.peer)
    require_rejecter(proposal, who, seats_of(engine.state.room.values(), person_of(asked.peer)))
    comment = said_of(message.comment)
    if not comment:
        raise Refused("comment-missing", "a rejection says why", option=Option.COMMENT, advice="say why")
    said = ev.ProposalRejected(proposal.id, who, engine.wall(), comment)
    answer = row_after(engine, said, asked.actor, proposal)
    await engine.record(said, actor=asked.actor, intent=asked.answered(answer))
    return answer


def _new_seat(engine: Engine, proposal: Proposal, asked: Asked) -> bool:
    """Return whether nobody who approves had the seat when it was proposed, by themselves or by a group."""
    given = (one for one in members_of(engine.state.room.values(), person_of(asked.peer)) if Seat.APPROVER in one.seats)
    return {one.key for one in given} <= proposal.new_approvers


def _require_may(engine: Engine, proposal: Proposal, asked: Asked, digest: str) -> None:
    require_known(engine, asked.peer)
    person, who = person_of(asked.peer), who_of(asked.peer)
    require_approver(proposal, who, told_apart=person.told_apart, owner=person.owner, digest=digest)
    if Seat.APPROVER not in seats_of(engine.state.room.values(), person):
        raise NotPermitted(
            "no-seat", f"{who.name} has no seat to approve", place=f"proposal {proposal.id}", advice="ask an approver"
        )


async def _signed(engine: Engine, proposal: Proposal, message: Approve, asked: Asked) -> str:
    """Return the fingerprint of the key that signed it; empty = nothing was signed, and nothing has to be."""
    settings, place = engine.state.approvals.settings, f"proposal {proposal.id}"
    if not message.signature:
        if settings.signatures:
            raise NotPermitted(
                UNSIGNED,
                "the policy asks for the signature of your SSH key",
                place=place,
                advice="approve it again with --sign (in a console: with the key that the page names)",
            )
        return ""
    if not settings.allowed_signers:
        raise Refused(
            "no-allowed-signers",
            "nothing says whose key may sign here, so that a signature would prove nothing",
            place=place,
            advice="approve it without one, or have the owner name a file of allowed signers",
        )
    who = who_of(asked.peer)
    if not engine.to_sign.given(message.text, who.uid, engine.wall(), proposal.id, said_of(message.comment)):
        raise NotPermitted(
            "text-of-another",
            "the text that was signed is not one that was given to you for this proposal in the last ten minutes",
            place=place,
            advice="ask for the text again, and sign that",
        )
    signers = require_signers(engine, settings.allowed_signers)
    # The person's name as the system has it: what a message says of it does not count.
    signer = Signer(who.name, signers)
    found = await asyncio.to_thread(check, message.text.encode(), message.signature, Namespace.APPROVAL, signer)
    if not found.good:
        raise NotPermitted(
            found.verdict,
            f"the signature is not accepted: {found.why}",
            place=place,
            advice="sign with a key of yours that the file of allowed signers names",
        )
    return found.fingerprint
