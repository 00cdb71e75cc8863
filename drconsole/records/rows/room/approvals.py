"""Rows of approvals: proposals with who approved them, and the policy that asks for them."""

from __future__ import annotations

from typing import TypedDict

from drconsole.records.rows.anchor import AnchorRow
from drconsole.records.rows.common import Keyed
from drconsole.records.rows.work.checks import DifferenceRow, PreviewRow
from drconsole.records.rows.work.jobs import ConsequenceRow


class ApprovalRow(TypedDict):
    """Approval by one person; text, signature and key are empty where it was not signed."""

    by: str
    """As the journal names them."""
    person: str
    uid: int
    at: str | None
    comment: str
    digest: str
    text: str
    """The text that was signed."""
    signature: str
    signer_key: str
    """Fingerprint of the key."""
    anchor: AnchorRow
    """Head and length of the journal's chain when it was given; an empty head = an older program did not say."""
    new_seat: bool
    """They were made an approver while the proposal was open."""


class ProposalRow(Keyed):
    """Proposal of a run or of a cancel, which needs a second person."""

    id: str
    operation: str
    """An operation, or ``cancel``."""
    target: str
    """Name of the plan or item."""
    target_key: str
    target_type: str
    mode: str
    job: str | None
    """Job that would be cancelled, of a cancel."""
    digest: str
    by: str
    """As the journal names who proposed it."""
    person: str
    uid: int
    comment: str
    at: str | None
    expires_at: str | None
    approvals: list[ApprovalRow]
    needed: int
    accepted: list[str]
    """Findings that the proposer accepts."""
    state: str
    """One of ``recovery.types.approving.ProposalState``."""
    why: str
    """Why it was rejected or voided."""
    ended_at: str | None
    ended_by: str
    started: str | None
    """The job that came of it; of a cancel, the job that it cancelled."""


class ShownProposalRow(TypedDict):
    """Proposal as an approver looks at it: what it would do, and what has changed since it was made."""

    proposal: ProposalRow
    preview: PreviewRow | None
    """Of a run: what was proposed."""
    consequences: list[ConsequenceRow]
    """Of a cancel: what it would leave of each item now."""
    difference: list[DifferenceRow]
    """What is no longer as it was proposed; anything here voids it."""


class ToSignRow(TypedDict):
    """Text that an approver signs, and what of it goes back with the signature."""

    text: str
    namespace: str
    head: str
    """Hash of the journal's last event at that moment."""
    length: int
    """Number of the journal's events at that moment."""
    signatures: bool
    """Whether the policy asks for a signature."""


class RuleRow(TypedDict):
    """Rule of the policy; an empty ``mode`` or ``plan`` is every one."""

    operation: str
    mode: str
    plan: str
    plan_key: str
    needed: int


class PolicyOfRoomRow(TypedDict):
    """Rules of what needs a second person."""

    rules: list[RuleRow]
    minutes: int
    """Minutes that a proposal lasts."""
    break_glass: bool
    signatures: bool
    allowed_signers: str
    approvers: int
    """Users of the room who can approve, those of its groups included, as far as they are known."""
    keyless: list[str]
    """Users with the seat who cannot: the policy asks for a signature, and no key of theirs is known."""
    wanted: int
    """So many there should be, so that one may be away."""
