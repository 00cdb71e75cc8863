"""One event of every kind with every field set, and small entries for the tests of the store."""

from __future__ import annotations

from datetime import UTC, datetime

from drconsole.recovery.types.approving import Rule, Settings, Who
from drconsole.recovery.types.estate.plans import Action, ActionKind
from drconsole.recovery.types.estate.points import ChosenPoint
from drconsole.recovery.types.handing_over import OfferEnd, ReadBack
from drconsole.recovery.types.seats import Seat
from drconsole.recovery.types.votes import PollEnd, Vote
from drconsole.recovery.types.words import (
    Consistency,
    Direction,
    Grain,
    Operation,
    Outcome,
    PointChoice,
    RemoteAct,
    RunState,
    TargetType,
)
from drconsole.recovery.types.work.events import (
    ActBegun,
    ActEnded,
    AlarmReturned,
    AlarmShelved,
    ApprovalsSet,
    Armed,
    ClockSet,
    Disarmed,
    EngineStarted,
    EngineStopped,
    Event,
    FailureKept,
    FaultsCleared,
    HandoverAccepted,
    HandoverEnded,
    HandoverOffered,
    JobCancelRequested,
    JobCreated,
    JobDoubted,
    JobEnded,
    JobHeld,
    JobResumed,
    LeadAsked,
    LeadPassed,
    LeadWay,
    LinkRejected,
    LossAccepted,
    MemberRemoved,
    MemberSeated,
    NodesObserved,
    NotePinned,
    NoteTaken,
    Objection,
    ObligationClosed,
    ObligationOpened,
    ObligationSeen,
    PolicySet,
    PollAnswered,
    PollClosed,
    Polled,
    PollOpened,
    ProposalApproved,
    ProposalExpired,
    ProposalMade,
    ProposalRejected,
    ProposalStarted,
    ProposalVoided,
    Recorded,
    Return,
    RunNoted,
    TaskAccepted,
    TaskAnswered,
    TaskBegun,
    TaskEnded,
    TaskFound,
    TaskReset,
    TaskWaiting,
    ValidationRecorded,
    ValidationVoided,
    WallJumped,
    WarningsKept,
)
from drconsole.recovery.types.work.observed import Evidence, ObservedNode, PointUsed
from drconsole.recovery.types.work.tasks import (
    Consequence,
    Finding,
    Forecast,
    LostWrites,
    Preview,
    Reason,
    Request,
    RunOptions,
    Skipped,
    TaskError,
    TaskKind,
    TaskSpec,
    TaskTree,
)
from drconsole.store.entries import Entry, Intent, RowChange

AT = datetime(2026, 3, 1, 12, 0, 0, 250, tzinfo=UTC)
WORLD = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)

_ERROR = TaskError("78007", "no such point", "it was pruned", "choose another", task="t/1", level="Warning")
_ACTION = Action(
    "open the gate",
    ActionKind.SCRIPT,
    (Operation.FAILOVER,),
    (Direction.PRIMARY_TO_RECOVERY,),
    instructions="by hand",
    path="/opt/gate",
    arguments=("--wide",),
    timeout=30,
)
_TREE = TaskTree(
    tasks=(
        TaskSpec("root", None, TaskKind.SEQUENCE, "Failover", "Failover", child_job=True, phase="failover"),
        TaskSpec("t/1", "root", TaskKind.STEP, "Shutdown", "Shut down", item="i1", step="shutdown", tolerated=True),
        TaskSpec("t/2", "root", TaskKind.SCRIPT, "gate", "Gate", idempotent=True, skipped="no", action=_ACTION),
    ),
    stop_on_failure=False,
)
_OPTIONS = RunOptions(PointChoice.CUSTOM, "p1", Direction.PRIMARY_TO_RECOVERY, True, "net", "fire in the hall")
_CHOSEN = ChosenPoint("i1", PointChoice.CUSTOM, "p1", AT, Consistency.CRASH, True, 12.5, "oldest")
_NODE = ObservedNode(
    "n1", "n0", "", "Start", RunState.IN_PROGRESS, "InProgress", "i1", "step", AT, WORLD, (_ERROR,), "do", "out", "rj"
)
_FINDING = Finding("f1", "warning", "not tested", True, "i1", "never run", "run one")
_FORECAST = Forecast(60.0, 90.5, 600.0, (Reason("boot", "i1", 30.0),))
_REQUEST = Request(Operation.FAILOVER, "plan-1", TargetType.PLAN, _OPTIONS)
_PREVIEW = Preview(
    request=_REQUEST,
    ready=True,
    findings=(_FINDING,),
    qualified=("i1",),
    skipped=(Skipped("i2", "already failed over"),),
    points={"i1": _CHOSEN},
    tree=_TREE,
    grain=Grain.STEP,
    forecast=_FORECAST,
    warnings=("look twice",),
    digest="d1",
    predicted=_TREE,
    encrypted={"i1": "AB"},
    scripts={"/opt/gate": "12ab"},
    rto=1800,
    lost_writes={"i1": LostWrites("oslo", 12.5, True)},
    expected={"t/1": (0.0, 30.0)},
)
_ANN, _BOB = Who(1000, "ann", 1000, 1000), Who(1001, "bob", 1001)
_LEFT = Consequence("i1", "source-down", "it is off", True)

_READ_BACK = ReadBack("job:J1", "What runs?", (("shop", "j1"), ("failover",)))

EVENTS: tuple[Event, ...] = (
    EngineStarted(41, "0.1.0", "simulator"),
    EngineStopped("drained"),
    WallJumped(-3600.5),
    LossAccepted(3, 40, 4, 52, "the log was cut"),
    JobCreated(
        job="J1",
        request=Request(Operation.FAILOVER, "plan-1", TargetType.PLAN, _OPTIONS),
        target_name="Plan Eins",
        digest="d1",
        grain=Grain.STEP,
        tree=_TREE,
        qualified=("i1",),
        skipped=(Skipped("i2", "already failed over"),),
        points={"i1": _CHOSEN},
        findings=(Finding("f1", "warning", "not tested", True, "i1", "never run", "run one"),),
        accepted=("f1",),
        forecast=Forecast(60.0, 90.5, 600.0, (Reason("boot", "i1", 30.0),)),
        predicted=_TREE,
        retry_of="J0",
        item_names={"i1": "web-1"},
    ),
    TaskBegun("J1", "t/1", 1),
    TaskAccepted("J1", "t/1", 1, "ref-1"),
    TaskEnded(
        "J1",
        "t/1",
        1,
        RunState.FAILED,
        "Failed",
        (_ERROR,),
        "line\n",
        (PointUsed("i1", "p1", AT, "CrashConsistent"),),
        {"i1": RunState.FAILED},
        {"old": "new"},
    ),
    TaskReset("J1", "t/1", 2, "absent after settle"),
    TaskWaiting("J1", "t/2", "WaitingForManualAction", "somebody must look", (Outcome.DONE, Outcome.FAILED)),
    TaskFound("J1", "t/2", 1),
    TaskAnswered("J1", "t/2", Outcome.DONE, "looked"),
    NodesObserved("J1", "t/1", (_NODE,)),
    ActBegun("J1", "t/1", "n1", RemoteAct.RESUME, "go on"),
    ActEnded("J1", "t/1", "n1", RemoteAct.RESUME, "done"),
    JobHeld("J1", "lunch"),
    JobDoubted("J1", "the log was cut"),
    JobResumed("J1", "back"),
    JobCancelRequested("J1", (Consequence("i1", "source-down", "it is off", True),), "enough"),
    JobEnded(
        "J1",
        RunState.PARTIALLY_SUCCEEDED,
        "PartiallySucceeded",
        {"i1": RunState.FAILED},
        (Evidence("i1", "booted", "no heartbeat", None, AT),),
    ),
    ValidationRecorded("i1", "ok", "logged in", "p1"),
    ValidationVoided("i1", "point changed"),
    RunNoted(("i1", "i2"), "crm"),
    FailureKept("i1", "J1", Operation.FAILOVER, TaskError("28031", "no cores", "quota", "raise it", "t1")),
    WarningsKept("i1", "J1", (TaskError("28175", "renamed", "name taken", "look at the target", "t1", "Warning"),)),
    ObligationOpened("test-cleanup", "i1", "web-1", "azure", "test-machine", "J1", "lab"),
    ObligationSeen("stay-down", "i1", "on", AT, "running", True),
    ObligationClosed("stay-down", "i1", "it replicates from azure to oslo"),
    ClockSet(2.5, True),
    FaultsCleared("i1", ("fault-1", "fault-2"), "they pulled the plug"),
    Armed("contoso-dr", AT, True),
    Disarmed("contoso-dr", "alice", "console-gone"),
    LinkRejected("too-large", "2 MiB"),
    MemberSeated(True, 1001, "dba", (Seat.OPERATOR, Seat.COMMANDER)),
    MemberRemoved(False, 1000, "alice"),
    PolicySet(Rule("failover", 2, "LIVE", "plan-1", "Plan Eins"), 1),
    ApprovalsSet(Settings(30, False, True, "/etc/drconsole/signers"), Settings()),
    ProposalMade(
        "p1-1",
        "failover",
        "plan-1",
        TargetType.PLAN,
        "Plan Eins",
        "d1",
        _ANN,
        "fire in the hall",
        1,
        AT,
        WORLD,
        "LIVE",
        _PREVIEW,
        ("f1",),
        "J1",
        (_LEFT,),
    ),
    ProposalApproved("p1-1", "d1", _BOB, AT, "seen", "the text", "the signature", "SHA256:abc"),
    ProposalRejected("p1-1", _BOB, AT, "not tonight"),
    ProposalStarted("p1-1", AT, "J1"),
    ProposalVoided("p1-1", AT, "a point is gone"),
    ProposalExpired("p1-1", AT),
    NoteTaken("n3", "the bank said it sees no orders", AT, True, "J1"),
    NotePinned("n3", True),
    AlarmShelved("critical:28031", "Replication of 2 machines is critical", "critical", AT, "known", ("i1", "i2"), 2),
    AlarmReturned("critical:28031", Return.WORSE, "Replication of 3 machines is critical"),
    PollOpened("q1", "fail shop over now?", AT, "user:1000", "carol", (Polled("user:1001", "alice"),), "p1"),
    PollAnswered("q1", "user:1001", "alice", Vote.NO_GO, "no power in oslo", ("user:1001", "group:7")),
    PollClosed("q1", "fail shop over now?", PollEnd.RAN_OUT, ("bob",), (Objection("alice", "dark"),), ("dba",), "p1"),
    HandoverOffered(
        "h1", "user:1000", "alice", "user:1001", "bob", AT, (Seat.OPERATOR,), (_READ_BACK,), "the shift ends"
    ),
    HandoverAccepted("h1", "alice", "bob", ("J1",), (Seat.OPERATOR,), 12),
    HandoverEnded("h1", OfferEnd.DECLINED, "not now"),
    LeadPassed("J1", "user:1000", "alice", LeadWay.TAKEN, "bob went home"),
    LeadAsked("J1", "user:1001", "bob", "I am back"),
)


def recorded(event: Event, actor: str = "anna") -> Recorded:
    return Recorded(event, AT, WORLD, actor)


def begun(task: str, job: str = "J1", attempt: int = 1) -> Entry:
    """A step's begin: the event, and the task's row."""
    row = RowChange("task", f"{job}/{task}", {"id": task, "state": "InProgress"}, job, "InProgress")
    return Entry((recorded(TaskBegun(job, task, attempt)),), (row,))


def job_row(job: str, state: RunState) -> Entry:
    """A job reaches ``state``."""
    event = JobEnded(job, state, str(state), {}, ()) if state.ended else JobHeld(job)
    return Entry((recorded(event),), (RowChange("job", job, {"id": job}, job, state),))


def seen(key: str, table: str = "item", **body: object) -> Entry:
    """An observed row as the provider says it is."""
    return Entry(rows=(RowChange(table, key, body),))


def gone(key: str, table: str = "item") -> Entry:
    return Entry(rows=(RowChange(table, key, None),))


def command(intent: str, **answer: object) -> Entry:
    return Entry((recorded(JobHeld("J1")),), intent=Intent(intent, "anna", "job.hold", answer))
