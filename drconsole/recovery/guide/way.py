"""Site Recovery's way from replication to fail-back as a table: the first row that applies is what is next."""

from __future__ import annotations

from drconsole.recovery.guide import deeds
from drconsole.recovery.guide.step import Point, Step
from drconsole.recovery.guide.subject import (
    allows,
    commits_machine,
    cut_off,
    down,
    flagged,
    goes_on,
    gone,
    home,
    in_phase,
    left,
    left_off,
    pending,
    source_gone,
    stopped,
    switched_off,
    two_run,
    unseen,
    untested,
)
from drconsole.recovery.guide.unprotected import UNPROTECTED
from drconsole.recovery.states.assessments.flag_kinds import FlagKind
from drconsole.recovery.states.assessments.follow_up import unfinished
from drconsole.recovery.states.assessments.health import alarming
from drconsole.recovery.states.reasons import WAY_OUT
from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.states import resync_needed
from drconsole.recovery.types.estate.known import Seen
from drconsole.recovery.types.remedies import Act
from drconsole.recovery.types.words import Operation

OP = Operation


_HOMEWARDS = "{it} {runs} at the recovery site and {replicates} back: bring {them} home when that is due"

WAY: tuple[Step, ...] = (
    Step(
        lambda subject: subject.job is not None and subject.held,
        None,
        "{its} job is held, and nothing new begins: resume it",
        Act.RESUME,
    ),
    Step(lambda subject: subject.job is not None, None, "a job is under way: follow it to its end", Act.WATCH),
    Step(
        two_run,
        None,
        "two machines {of_it} run: {shut_down}. Keep {them} down there: what is written there is lost",
        Act.LOOK,
        deeds=deeds.keep_down,
    ),
    Step(
        lambda subject: subject.status.current_scenario == "EnableProtection",
        None,
        "{its} replication is being enabled: wait until {it} {is} protected",
        Act.WAIT,
    ),
    Step(in_phase(Phase.BUSY), None, "an operation begun elsewhere is under way: wait for its end", Act.WAIT),
    Step(
        in_phase(Phase.UNKNOWN),
        None,
        "{its} state is not known here: look at {them} in the provider's own console",
        Act.OUTSIDE,
    ),
    Step(
        in_phase(Phase.FAILOVER_FAILED),
        OP.FAILOVER,
        "{its} failover could not be completed and neither side is sure: run it again (a planned failover as planned "
        "failover, which loses nothing)",
    ),
    Step(
        lambda subject: cut_off(subject) and gone(subject),
        None,
        "{its} failover was cut off, and {its} {machine} at {here} {is} gone: {its} recovery points are all that is "
        "left, and to disable replication deletes them. Restore the {machine} there first",
        Act.LOOK,
        deeds=deeds.restore,
    ),
    Step(
        lambda subject: left_off(subject) and subject.item.key in subject.known.cancelled and not gone(subject),
        None,
        "{it} {was} shut down for a failover that was cancelled, and nothing serves: {power_on}. "
        "Replication counts as stopped: see that {it} {replicates}, else disable it and enable it again",
        Act.LOOK,
        deeds=deeds.start,
    ),
    Step(
        flagged(FlagKind.REPLICATION_STOPPED),
        None,
        "{its} failover was cancelled in progress, and replication counts as stopped: a look shows here when {it} "
        "{replicates}; if {it} {does} not, disable and enable {its} replication again",
        Act.WAIT,
    ),
    *(
        Step(
            left(operation),
            operation,
            "{it} {was} shut down for a failover that stopped before {it} {was} failed over, and nothing serves: run "
            "it again, it goes on from there; or {power_on}",
            deeds=deeds.start,
        )
        for operation in (OP.PLANNED_FAILOVER, OP.FAILBACK, OP.FAILOVER)
    ),
    Step(
        lambda subject: left_off(subject) and subject.phase is not Phase.UNPROTECTED and not gone(subject),
        None,
        "{it} {was} shut down for a failover that stopped before {it} {was} failed over, and nothing serves: "
        "{power_on}",
        Act.LOOK,
        deeds=deeds.start,
    ),
    *(
        Step(
            goes_on(operation),
            operation,
            "{it} {has} failed over, and the run stopped before {its} {machine} {was} started: mend what stopped it "
            "and run it again, it goes on from there. Should Site Recovery pass {them} by, start {them} at {here} by "
            "hand: a look shows here when {it} {runs}",
            deeds=deeds.start,
        )
        for operation in (OP.PLANNED_FAILOVER, OP.FAILBACK)
    ),
    Step(
        lambda subject: down(subject) and OP.CHANGE_RECOVERY_POINT not in subject.allowed,
        None,
        "{its} {machine} {does} not run at {here}, and no other recovery point can be chosen: start "
        "{them} there by hand and validate {them}; do not commit before {it} {runs}",
        Act.LOOK,
        deeds=deeds.start,
    ),
    Step(
        stopped,
        None,
        "{its} {machine} {does} not run at {here}, where {it} {was} failed over to, and nothing serves: start "
        "{them} there by hand, and keep the old one down",
        Act.LOOK,
        deeds=deeds.start,
    ),
    Step(
        lambda subject: pending("failed")(subject) and OP.CHANGE_RECOVERY_POINT not in subject.allowed,
        None,
        "{its} validation failed, and no other recovery point can be chosen: mend the {machine} there and validate "
        "{them} again; do not commit before",
        Act.VALIDATE,
    ),
    Step(
        down,
        OP.CHANGE_RECOVERY_POINT,
        "{its} {machine} at {here} {does} not run: start {them} there by hand, or make {them} again by a change of "
        "{its} recovery point; at the one that {it} {has} nothing more is lost",
        point=Point.ITS_OWN,
        deeds=deeds.start,
    ),
    Step(
        pending("failed"),
        OP.CHANGE_RECOVERY_POINT,
        "{its} validation failed: go to another recovery point while there are any",
        point=Point.ANOTHER,
    ),
    Step(
        lambda subject: pending(None)(subject) and unfinished(subject.item, subject.status) is not None,
        None,
        "{its} {machine} came up without a network or an address: put that right, then validate {them}",
        Act.LOOK,
        deeds=deeds.network,
    ),
    Step(
        unseen,
        None,
        "{it} {has} failed over, and whether {it} {runs} cannot be seen from here: look at the {machine} there, and "
        "record the result before you commit",
        Act.VALIDATE,
        accept=Seen.UNKNOWN,
    ),
    Step(
        pending(None),
        None,
        "{it} {has} failed over and nobody has validated {them}: check the {machine} and record the result before you "
        "commit",
        Act.VALIDATE,
    ),
    Step(
        commits_machine,
        OP.COMMIT,
        "{it} {is} back and validated: commit (this deletes {its} {machine} in Azure and the disks)",
    ),
    Step(pending("ok"), OP.COMMIT, "{it} {is} validated: commit (this deletes all {its} recovery points)"),
    Step(
        in_phase(Phase.TEST_OPEN),
        OP.CLEANUP_TEST_FAILOVER,
        "while {its} test failover is open nothing else is allowed; {it} {counts} as tested only after the cleanup",
    ),
    *UNPROTECTED,
    Step(
        lambda subject: resync_needed(subject.status) and OP.RESYNCHRONIZE in subject.allowed,
        OP.RESYNCHRONIZE,
        "a disk is inconsistent: until it is resynchronized new recovery points cannot be trusted",
    ),
    Step(
        allows(Phase.COMMITTED, OP.FAILBACK),
        OP.FAILBACK,
        "{it} {runs} at the recovery site: fail back when that is due",
    ),
    Step(
        allows(Phase.COMMITTED, OP.RE_PROTECT),
        OP.RE_PROTECT,
        "{it} {runs} unprotected where {it} {was} failed over to: re-protect {them}",
    ),
    Step(
        allows(Phase.COMMITTED, OP.REVERSE_REPLICATE),
        OP.REVERSE_REPLICATE,
        "{it} {runs} unprotected where {it} {was} failed over to: turn {its} replication around",
    ),
    Step(
        in_phase(Phase.FAILED_BACK),
        OP.REVERSE_REPLICATE,
        "{it} {is} back and not protected: turn {its} replication around",
    ),
    Step(in_phase(Phase.SYNCING), None, WAY_OUT[Phase.SYNCING], Act.WAIT),
    Step(
        source_gone,
        None,
        "the {machine} that {it} {replicates} from {is} gone, and {its} recovery points are what is left: restore the "
        "{machine}, or in a disaster run failover to one of them. To disable replication deletes them",
        Act.LOOK,
        deeds=deeds.restore,
    ),
    Step(
        switched_off,
        None,
        "{its} {machine} {is} switched off at {here}: nothing new is replicated, which is critical in the long run. If "
        "{it} should run, {power_on}; in a disaster run failover",
        Act.LOOK,
        deeds=deeds.start,
    ),
    Step(
        lambda subject: subject.phase is Phase.PROTECTED and alarming(subject.item.scenario, subject.status),
        None,
        "{its} replication is critical and protects nothing new: see that the {source} {runs}, read {its} health "
        "errors and mend what they name",
        Act.LOOK,
        deeds=deeds.reconnect,
    ),
    Step(
        lambda subject: subject.phase is Phase.PROTECTED and untested(subject),
        OP.TEST_FAILOVER,
        "{it} {was} not tested, or too long ago: a test failover disturbs nothing and shows what a failover will do",
    ),
    Step(home(OP.FAILBACK), OP.FAILBACK, _HOMEWARDS),
    Step(home(OP.PLANNED_FAILOVER), OP.PLANNED_FAILOVER, _HOMEWARDS),
    Step(home(OP.FAILOVER), OP.FAILOVER, _HOMEWARDS),
    Step(lambda subject: True, None, "nothing is due; in a disaster run failover", None),
)
