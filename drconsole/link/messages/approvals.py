"""Messages about approvals: what needs a second person, proposing it, and saying yes or no."""

from __future__ import annotations

from dataclasses import field
from typing import Any, ClassVar

from drconsole.link.messages.message import Message, Options, Unsayable, short_enough
from drconsole.records.rows.room.approvals import PolicyOfRoomRow, ProposalRow, ShownProposalRow, ToSignRow
from drconsole.recovery.types.approving import ANY, CANCEL, MOST
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Mode, Operation

MAX_SIGNED = 32 * 1024
"""Characters of a text that is signed, and of a signature."""
MINUTES = (5, 24 * 60)
"""Minutes that a proposal lasts, at least and at most (our choice)."""


@dataclass(frozen=True, slots=True)
class SetRule(Message[PolicyOfRoomRow]):
    """Say how many people have to approve something, beside who asks for it; 0 = nobody: there is no such rule."""

    kind: ClassVar[str] = "SetRule"
    operation: str
    """An operation, ``cancel`` or ``any``."""
    needed: int
    mode: Mode | None = None
    """Mode in which it holds; None = in every one."""
    plan: str | None = None
    """Name of a recovery plan: its runs, and those of its items; None = all."""

    def __post_init__(self) -> None:
        words = (*Operation, CANCEL, ANY)
        if self.operation not in words:
            raise Unsayable(f"operation is one of {', '.join(words)}")
        if not 0 <= self.needed <= MOST:
            raise Unsayable(f"needed is 0 to {MOST}")


@dataclass(frozen=True, slots=True)
class SetApprovals(Message[PolicyOfRoomRow]):
    """Change what holds for all approvals; None leaves it."""

    kind: ClassVar[str] = "SetApprovals"
    minutes: int | None = None
    break_glass: bool | None = None
    signatures: bool | None = None
    allowed_signers: str | None = None
    """Absolute path of a file outside of the state."""

    def __post_init__(self) -> None:
        if self.minutes is not None and not MINUTES[0] <= self.minutes <= MINUTES[1]:
            raise Unsayable(f"a proposal lasts {MINUTES[0]} to {MINUTES[1]} minutes")


@dataclass(frozen=True, slots=True)
class Policy(Message[PolicyOfRoomRow]):
    """Tell what needs a second person."""

    kind: ClassVar[str] = "Policy"


@dataclass(frozen=True, slots=True)
class Propose(Message[ProposalRow]):
    """Propose an operation that needs approval; with ``digest`` exactly what was previewed. It starts nothing."""

    kind: ClassVar[str] = "Propose"
    operation: Operation
    target: str
    confirm: str
    """The target's name without prefix."""
    comment: str
    """The reason."""
    options: Options = field(default_factory=Options)
    digest: str | None = None
    accept: tuple[str, ...] = ()
    encryption_key: str | None = field(default=None, repr=False)
    """As of ``StartJob``; what is proposed keeps its certificate's thumbprint, not the key."""

    def __post_init__(self) -> None:
        short_enough(self.encryption_key)


@dataclass(frozen=True, slots=True)
class ProposeCancel(Message[ProposalRow]):
    """Propose to cancel a job, where that needs approval."""

    kind: ClassVar[str] = "ProposeCancel"
    job: str
    confirm: str
    """The name of the job's target."""
    comment: str


@dataclass(frozen=True, slots=True)
class Approve(Message[ProposalRow]):
    """Approve what has this digest. It starts nothing: whoever may start it does, with the proposal's id."""

    kind: ClassVar[str] = "Approve"
    proposal: str
    digest: str
    confirm: str
    """The name of the target."""
    comment: str = ""
    text: str = ""
    """As ``ToSign`` gave it; empty = unsigned."""
    signature: str = ""

    def __post_init__(self) -> None:
        if len(self.text) > MAX_SIGNED or len(self.signature) > MAX_SIGNED:
            raise Unsayable(f"a text or a signature has at most {MAX_SIGNED} characters")


@dataclass(frozen=True, slots=True)
class Reject(Message[ProposalRow]):
    """Reject a proposal; whoever made it takes it back."""

    kind: ClassVar[str] = "Reject"
    proposal: str
    comment: str


@dataclass(frozen=True, slots=True)
class ShowProposal(Message[ShownProposalRow]):
    """Show what a proposal would do, and what has changed since it was made."""

    kind: ClassVar[str] = "ShowProposal"
    proposal: str


@dataclass(frozen=True, slots=True)
class ToSign(Message[ToSignRow]):
    """Give the text that the asker signs to approve a proposal with this comment; it is taken once, for ten minutes."""

    kind: ClassVar[str] = "ToSign"
    proposal: str
    comment: str = ""


APPROVAL_COMMANDS: tuple[type[Message[Any]], ...] = (SetRule, SetApprovals, Propose, ProposeCancel, Approve, Reject)
APPROVAL_QUERIES: tuple[type[Message[Any]], ...] = (Policy, ShowProposal, ToSign)
