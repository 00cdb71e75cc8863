"""Words of approvals: what a policy says, who asks, how a proposal stands."""

from __future__ import annotations

from enum import StrEnum

from drconsole.recovery.types.data import dataclass

CANCEL = "cancel"
"""What a policy names beside the operations: cancelling a job."""
ANY = "any"
"""Word of a rule for every operation, and cancelling."""
MOST = 5
"""Approvals that a rule may ask for at most (our choice: more people than that are never reached at night)."""


class ProposalState(StrEnum):
    """State of a proposal. All but the first two are final."""

    OPEN = "open"
    """It waits for approvals."""
    APPROVED = "approved"
    """Whoever may carry it out starts it: nothing starts by itself."""
    STARTED = "started"
    """Its job was begun, or the cancel of its job. That happens once and never again."""
    REJECTED = "rejected"
    VOIDED = "voided"
    """What would run is no longer what was proposed, or the policy was changed."""
    EXPIRED = "expired"


LASTING = frozenset({ProposalState.OPEN, ProposalState.APPROVED})
"""States in which a proposal can still come to something."""


@dataclass(frozen=True, slots=True)
class Who:
    """Person who asked, as the kernel tells them."""

    uid: int
    """Uid of the person: who had logged in, behind the owner's account or root's."""
    name: str
    account: int
    """Uid of the process that asked."""
    login: int | None = None
    """Who had logged in for it, whatever account it has now; None = not known."""

    @property
    def behind(self) -> frozenset[int]:
        """Return every uid that may be this person's."""
        return frozenset({self.uid, self.account} if self.login is None else {self.uid, self.account, self.login})


@dataclass(frozen=True, slots=True)
class Rule:
    """Rule of a policy: so many approvals, where it applies. An empty word applies everywhere."""

    operation: str
    """An operation, ``CANCEL`` or ``ANY``."""
    needed: int
    mode: str = ""
    """SIMULATION, EXERCISE or LIVE."""
    plan: str = ""
    """Key of a recovery plan: its runs, and those of its items."""
    plan_name: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what it applies to: there is one rule for that."""
        return self.operation, self.mode, self.plan


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings that hold for all approvals."""

    minutes: int = 60
    """For which a proposal lasts, on the wall's clock (our choice: long enough to call a second person and read, short
    enough that what was read is still what the world is like)."""
    break_glass: bool = True
    """Whether somebody who may start something may do so without approval, for a reason."""
    signatures: bool = False
    """Whether an approval is signed with its approver's SSH key."""
    allowed_signers: str = ""
    """Path of the file of the keys that may sign (ssh-keygen(1), ALLOWED SIGNERS)."""
