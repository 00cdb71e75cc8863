"""Events of approvals: what needs a second person, what was proposed, and what people said of it.

``when`` is the wall's time, on which people read and approvals run out.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from drconsole.recovery.types.approving import Rule, Settings, Who
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import TargetType
from drconsole.recovery.types.work.tasks import Consequence, Preview


@dataclass(frozen=True, slots=True)
class PolicySet:
    """A rule holds from now on in place of the one for the same; one that needs no approval is none."""

    kind: ClassVar[str] = "room.policy-set"
    rule: Rule
    was: int = 0
    """Approvals that were needed by the rule before."""


@dataclass(frozen=True, slots=True)
class ApprovalsSet:
    """Settings that hold for all approvals were changed."""

    kind: ClassVar[str] = "room.approvals-set"
    settings: Settings
    was: Settings


@dataclass(frozen=True, slots=True)
class ProposalMade:
    """Proposal of a run or of a cancel: exactly what would be begun, and who asks for it."""

    kind: ClassVar[str] = "proposal.made"
    proposal: str
    operation: str
    """An operation, or ``approving.CANCEL``."""
    target: str
    target_type: TargetType
    target_name: str
    digest: str
    by: Who
    comment: str
    needed: int
    when: datetime
    expires_at: datetime
    mode: str
    preview: Preview | None = None
    """Of a run: all that was shown."""
    accept: tuple[str, ...] = ()
    """Findings that the proposer accepts."""
    cancels: str = ""
    """Of a cancel: the job's id."""
    consequences: tuple[Consequence, ...] = ()
    """Of a cancel: what it would have left of each item when it was proposed."""


@dataclass(frozen=True, slots=True)
class ProposalApproved:
    """Approval of a digest by one person."""

    kind: ClassVar[str] = "proposal.approved"
    proposal: str
    digest: str
    by: Who
    when: datetime
    comment: str = ""
    text: str = ""
    """The text that was signed; empty = nothing was."""
    signature: str = ""
    """Signature of the text, as ``ssh-keygen -Y sign`` writes it."""
    signer_key: str = ""
    """Fingerprint of the key that made it."""
    head: str = ""
    """Hash of the journal's newest event when it was given, and how many there were. A signed one has in its text those
    of the moment at which that was given out."""
    length: int = 0
    new_seat: bool = False
    """They were made an approver while the proposal was open."""


@dataclass(frozen=True, slots=True)
class ProposalRejected:
    """Rejection by one person: it is over."""

    kind: ClassVar[str] = "proposal.rejected"
    proposal: str
    by: Who
    when: datetime
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ProposalStarted:
    """Proposal that was approved was begun, in the same transaction as this."""

    kind: ClassVar[str] = "proposal.started"
    proposal: str
    when: datetime
    started: str
    """Id of the job; of a cancel, of the job that is cancelled."""


@dataclass(frozen=True, slots=True)
class ProposalVoided:
    """Proposal is not what would run now, or may no longer be approved like this."""

    kind: ClassVar[str] = "proposal.voided"
    proposal: str
    when: datetime
    why: str


@dataclass(frozen=True, slots=True)
class ProposalExpired:
    """Its time ran out."""

    kind: ClassVar[str] = "proposal.expired"
    proposal: str
    when: datetime


ApprovalEvent = (
    PolicySet
    | ApprovalsSet
    | ProposalMade
    | ProposalApproved
    | ProposalRejected
    | ProposalStarted
    | ProposalVoided
    | ProposalExpired
)
