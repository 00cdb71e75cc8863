"""Events: everything that changes folded state, one frozen dataclass a kind.

Changes to these types are additive only: a journal lives longer than a release. ``kind`` is data, not a class name:
renaming a class must not orphan a journal. Who writes or reads a journal takes them from here, whatever file has them.
"""

from __future__ import annotations

from datetime import datetime

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.work.events.alarms import AlarmEvent, AlarmReturned, AlarmShelved, Return
from drconsole.recovery.types.work.events.engine import (
    EngineEvent,
    EngineStarted,
    EngineStopped,
    LinkRejected,
    LossAccepted,
    WallJumped,
)
from drconsole.recovery.types.work.events.items import (
    FailureKept,
    ItemEvent,
    RunNoted,
    ValidationRecorded,
    ValidationVoided,
    WarningsKept,
)
from drconsole.recovery.types.work.events.jobs import (
    JobCancelRequested,
    JobCreated,
    JobDoubted,
    JobEnded,
    JobEvent,
    JobHeld,
    JobResumed,
)
from drconsole.recovery.types.work.events.obligations import (
    ObligationClosed,
    ObligationEvent,
    ObligationOpened,
    ObligationSeen,
)
from drconsole.recovery.types.work.events.room.approvals import (
    ApprovalEvent,
    ApprovalsSet,
    PolicySet,
    ProposalApproved,
    ProposalExpired,
    ProposalMade,
    ProposalRejected,
    ProposalStarted,
    ProposalVoided,
)
from drconsole.recovery.types.work.events.room.handovers import (
    HandoverAccepted,
    HandoverEnded,
    HandoverEvent,
    HandoverOffered,
)
from drconsole.recovery.types.work.events.room.leads import LeadAsked, LeadEvent, LeadPassed, LeadWay
from drconsole.recovery.types.work.events.room.members import MemberRemoved, MemberSeated, RoomEvent
from drconsole.recovery.types.work.events.room.notes import NoteEvent, NotePinned, NoteTaken
from drconsole.recovery.types.work.events.room.polls import (
    Objection,
    PollAnswered,
    PollClosed,
    Polled,
    PollEvent,
    PollOpened,
)
from drconsole.recovery.types.work.events.tasks import (
    TAKEN,
    ActBegun,
    ActEnded,
    NodesObserved,
    TaskAccepted,
    TaskAnswered,
    TaskBegun,
    TaskEnded,
    TaskEvent,
    TaskFound,
    TaskReset,
    TaskWaiting,
)
from drconsole.recovery.types.work.events.world import Armed, ClockSet, Disarmed, FaultsCleared, WorldEvent

__all__ = [
    "BY_KIND",
    "TAKEN",
    "ActBegun",
    "ActEnded",
    "AlarmReturned",
    "AlarmShelved",
    "ApprovalsSet",
    "Armed",
    "ClockSet",
    "Disarmed",
    "EngineStarted",
    "EngineStopped",
    "Event",
    "FailureKept",
    "FaultsCleared",
    "HandoverAccepted",
    "HandoverEnded",
    "HandoverOffered",
    "JobCancelRequested",
    "JobCreated",
    "JobDoubted",
    "JobEnded",
    "JobHeld",
    "JobResumed",
    "LeadAsked",
    "LeadPassed",
    "LeadWay",
    "LinkRejected",
    "LossAccepted",
    "MemberRemoved",
    "MemberSeated",
    "NodesObserved",
    "NotePinned",
    "NoteTaken",
    "Objection",
    "ObligationClosed",
    "ObligationOpened",
    "ObligationSeen",
    "PolicySet",
    "PollAnswered",
    "PollClosed",
    "PollOpened",
    "Polled",
    "ProposalApproved",
    "ProposalExpired",
    "ProposalMade",
    "ProposalRejected",
    "ProposalStarted",
    "ProposalVoided",
    "Recorded",
    "Return",
    "RunNoted",
    "TaskAccepted",
    "TaskAnswered",
    "TaskBegun",
    "TaskEnded",
    "TaskFound",
    "TaskReset",
    "TaskWaiting",
    "ValidationRecorded",
    "ValidationVoided",
    "WallJumped",
    "WarningsKept",
]

_OfTheRoom = RoomEvent | ApprovalEvent | NoteEvent | AlarmEvent | PollEvent | LeadEvent | HandoverEvent
Event = EngineEvent | WorldEvent | JobEvent | TaskEvent | ItemEvent | ObligationEvent | _OfTheRoom

BY_KIND: dict[str, type[Event]] = {cls.kind: cls for cls in Event.__args__}


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with who and when. ``rev``, ``prev`` and ``hash`` are given by the store."""

    event: Event
    at: datetime
    """Wall clock."""
    world_at: datetime
    """The provider's clock."""
    actor: str
    rev: int = 0
    epoch: int = 0
    session: str | None = None
    role: str | None = None
    approvals: tuple[str, ...] = ()
