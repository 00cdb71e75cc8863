"""Kinds of findings of a prerequisites check, a row each: how grave it is and what to say.

Numbers in the texts are Site Recovery's error codes [REC], [D:site-recovery-failover-to-azure-troubleshoot]. ``{name}``
is the item's name; other words in braces come from the check. An error blocks; an overridable one may be accepted,
since only the operator knows how bad the disaster is. A recovery point that is missing can be accepted by nobody.
"""

from __future__ import annotations

from drconsole.recovery.checks.findings.anew import ANEW_KINDS
from drconsole.recovery.checks.findings.back import BACK_KINDS
from drconsole.recovery.checks.findings.kind import E, I, Kind, W
from drconsole.recovery.checks.findings.landing import LANDING_KINDS
from drconsole.recovery.checks.findings.scripts import SCRIPT_KINDS
from drconsole.recovery.types.remedies import YES, Act, Deed, Option, Remedy, choose, outside
from drconsole.recovery.types.words import Direction, Operation

_CLEAN_UP = Remedy(Act.RUN, Operation.CLEANUP_TEST_FAILOVER)
_NAME_KEY = choose(Option.ENCRYPTION_KEY)

KINDS: dict[str, Kind] = {
    "item-unknown": Kind(
        E, False, "{name} is in the target, but the provider does not report it.",
        "Its replication was disabled, or its inventory was not read.",
        "Take it out of the recovery plan, or refresh the inventory.",
    ),
    "not-offered": Kind(E, False, "{operation} does not exist here: {reason}.", "", "Choose another operation."),
    "not-offered-by-provider": Kind(
        E, False, "The provider does not carry out {operation} for {scenario}.", "", "Choose another operation.",
    ),
    "busy": Kind(
        E, False, "532: an operation is in progress on {name} ({what}).",
        "Another job works on it, begun here or elsewhere.",
        "Wait until it has ended. In a plan it may be accepted: the run then leaves this machine behind.",
    ),
    "test-failover-open": Kind(
        E, False, "A test failover of {name} is open.",
        "The last test was not cleaned up.",
        "Clean it up first.",
        (_CLEAN_UP,),
    ),
    "no-open-test-failover": Kind(
        E, False, "No test failover of {name} is open: there is nothing to clean up.", "", "Nothing needs to be done.",
    ),
    "state-not-allowed": Kind(E, False, "{reason}"),
    "not-ready-for-planned": Kind(
        E, False, "25014: {name} is not ready for planned failover. {reason}",
        "It does not replicate, or cannot be shut down.",
        "Bring it to the state Protected, or take it out of the plan; in a disaster run failover instead.",
    ),
    "left-behind": Kind(
        W, False, "{name} will be left behind. {reason}",
        "Its state does not allow the operation, that of others does.",
        "Go on without it, or make it ready first.",
    ),
    "other-run": Kind(
        W, False, "{name} was failed over by the recovery plan {plan}: {operation} of this plan leaves it out.",
        "The machine is in both plans, and what the other one failed over is the other one's to settle.",
        "Run {operation} of {plan}, or of the machine itself.",
    ),
    "wrong-direction": Kind(
        E, False, "{name} would go {actual}, but {wanted} was asked for.",
        "It is active on the other side.",
        "Let the run go {actual}.",
    ),
    "direction-to-choose": Kind(
        E, False, "The machines of {plan} are active on both sides: {sides}. The direction of this run must be chosen.",
        "Some of them were failed over in an earlier run.",
        "Choose one: machines on the other side are skipped.",
        tuple(choose(Option.DIRECTION, way.value) for way in Direction),
    ),
    "nothing-qualifies": Kind(
        E, False, "No machine of the recovery plan can take part: {reason}",
        "", "See the reason of each machine, and what is due.",
    ),
    "agent-disconnected": Kind(
        W, False, "The replication agent of {name} is not connected.",
        "The source site is down, or the mobility service or provider on it has stopped.",
        "Expected in a disaster, where a failover loses what was written since; otherwise bring it back first.",
        (outside(Deed.RECONNECT, "{site}"),),
    ),
    "replication-group": Kind(
        E, False, "The machines of the replication group {group} fail over together; missing here: {missing}.",
        "Multi-VM consistency is on: a member cannot be failed over alone.",
        "Run a recovery plan that holds the whole group, with all of its machines ready.",
    ),
    "replication-group-partial": Kind(
        W, False, "Only part of the replication group {group} takes part; missing: {missing}.",
        "", "The members will not be consistent with each other; include the whole group.",
    ),
    "replication-group-apart": Kind(
        W, False,
        "{names} would go to another time than {others}: with this the replication group {group} is {then} "
        "consistent.",
        "Multi-VM consistency is on: its members share data, and each is right only at the time of the others.",
        "{instead}",
    ),
    "test-failover-missing": Kind(
        E, True, "161011: no successful test failover has been done on {name}.",
        "It was never tested, or its test was not cleaned up.",
        "Run test-failover and cleanup-test-failover; in a real disaster accept this finding.",
    ),
    "test-failover-old": Kind(
        E, True, "161011: the last successful test failover of {name} was {age} ago (limit {limit}).",
        "", "Run test-failover and cleanup-test-failover; in a real disaster accept this finding.",
    ),
    "test-failover-outdated": Kind(
        E, True, "161011: the recovery plan was changed after its last successful test failover.",
        "Groups, machines or actions are not what was tested.",
        "Run test-failover and cleanup-test-failover; in a real disaster accept this finding.",
    ),
    "validator": Kind(
        E, True, "{code}: {message}.", "The provider's own validator found it.", "Mend what it names.",
    ),
    "test-debt": Kind(
        W, False, "Open test failovers at the target: {names}.",
        "Their machines keep cores and addresses, and what was opened for the tests is open still.",
        "Clean them up.",
    ),
    "san-policy": Kind(
        I, False, "{names}: drive letters of data disks are kept only under the SAN policy OnlineAll.",
        "Windows takes data disks offline on a new machine by default.",
        "Set it in the guest before the failover: diskpart, then SAN POLICY=OnlineAll.",
    ),
    "resync-needed": Kind(
        E, True, "78024: a disk of {name} is inconsistent; a resynchronization is needed.",
        "Writes were missed; recovery points made since cannot be trusted.",
        "Run resynchronize; in a disaster choose a point from before the fault.",
    ),
    "choice-not-offered": Kind(
        E, False, "The choice {choice} is not offered here: {reason}.",
        "", "Choose another, or none.", (choose(Option.POINT),),
    ),
    "rpo-exceeded": Kind(
        W, False, "78026: RPO has exceeded the configured threshold for {name}: {rpo}, threshold {limit}.",
        "The link is slow or down, or the machine writes more than it can send.",
        "Expect to lose more data than the policy allows.",
    ),
    "rpo-unknown": Kind(
        W, False, "The RPO of {name} is not reported.", "", "How much data a failover loses cannot be said beforehand.",
    ),
    "source-running": Kind(
        W, False, "The source of {name} {seen} and will not be shut down.{planned}",
        "Both sides may run at once; what is written at the source from now on is lost.",
        "Let the run shut it down, or make sure that the source is down and stays down.",
        (choose(Option.SHUTDOWN, YES),),
    ),
    "shutdown-by-hand": Kind(
        W, False, "{name} is a physical server: Site Recovery cannot shut it down; only somebody at it can.",
        "Both sides may run at once; what is written at the source after the last recovery point is lost.",
        "See to it that somebody at {site} switches it off for the failover, and keeps it off.",
    ),
    "action-not-run": Kind(
        W, False, "The {sort} action {action} ({where}) will not run: {reason}.",
        "It is meant for this kind of run, and stands where this run does nothing.",
        "{instead}",
    ),
    "data-loss": Kind(
        W, False,
        "The recovery points lack what the sources wrote last: {degree} {worst} of writes of {on} are "
        "lost{most}{open}. {judged}",
        "", "{advice}",
    ),
    "replication-group-points": Kind(
        W, False,
        "The machines of the replication group {group} would go to different recovery points ({apart}): they are "
        "not consistent with each other.",
        "Multi-VM consistency is on: its members share data, and each is right only at the time of the others.",
        "{instead}",
    ),
    "point-older": Kind(
        W, False, "The chosen recovery point of {name} is {older} older than its newest.",
        "", "What was written in between is lost with it; choose the newest that is still good.",
    ),
    "source-not-reachable": Kind(
        I, False, "The source of {name} is not reachable: its shutdown will be tried and will probably fail.",
        "", "A failover goes on without it; data not yet sent is lost. Keep the source down when it returns.",
    ),
    "source-off": Kind(
        I, False, "{name} is switched off at {site}: there is nothing to shut down, and nothing is written there.",
        "Its owner has switched it off; that says nothing of the site.",
        "Keep it off after the failover.",
    ),
    "source-needed": Kind(
        E, False, "25014: the source of {name} {seen}; a planned failover must shut it down.",
        "", "In a disaster run failover instead.", (outside(Deed.RECONNECT, "{site}"),),
    ),
    "source-gone": Kind(
        E, False, "The machine of {name} at {site} is gone: {purpose}.",
        "It was looked for and is not there.",
        "Restore it first. Keep its recovery points until then: in a disaster run failover to one of them.",
        (outside(Deed.RESTORE, "{site}"),),
    ),
    "replication-stopped": Kind(
        E, False,
        "25014: {name} runs at {site} again after a failover that failed, and does not replicate: a planned failover "
        "could not fetch what it writes.",
        "Replication is stopped before a failover, and has not gone on.",
        "Resynchronize it first; in a disaster run failover instead.",
        (Remedy(Act.RUN, Operation.RESYNCHRONIZE),),
    ),
    "changes-not-fetched": Kind(
        E, False,
        "25014: {name} has written at {site} after what was replicated of it, and does not replicate: a planned "
        "failover could not fetch that.",
        "Replication is stopped before a failover, and has not gone on since that one failed.",
        "Start it and resynchronize it first; in a disaster run failover instead.",
        (outside(Deed.START, "{site}"),),
    ),
    "source-stopped": Kind(
        E, False, "The machine of {name} at {site} does not run: nothing can be read from it.",
        "It was switched off.", "Start it first; in a disaster run failover instead.", (outside(Deed.START, "{site}"),),
    ),
    "health-critical": Kind(
        W, False, "The replication health of {name} is critical: {errors}.", "", "Look at its health errors first.",
    ),
    "not-validated": Kind(
        W, False, "Nobody has validated {name} after its failover.",
        "", "Check the machine and record what you found.", (Remedy(Act.VALIDATE),),
    ),
    "validation-failed": Kind(
        E, True, "{name} was validated and found not good.",
        "", "Change its recovery point; commit would delete the points that could save it.",
    ),
    "commit-deletes-points": Kind(
        W, False, "Commit deletes all recovery points ({count}): no other point can be chosen afterwards.",
        "", "Be sure of every machine before you commit.",
    ),
    "commits-by-itself": Kind(
        W, False, "{operation} commits the failover of {names}: what a commit deletes is deleted with it.",
        "Its job has a Commit task of its own, skipped only where the failover is committed already.",
        "Validate first; what is found of the commit holds for this.",
    ),
    "disable-deletes-points": Kind(
        W, False, "Disabling replication deletes all recovery points of {name}; it will not be protected.",
        "", "Protecting it again begins with a full copy.",
    ),
    "change-recreates-machine": Kind(
        W, False, "Changing the recovery point deletes the failed-over machine and creates it again.",
        "", "What was written to it since the failover is lost; validations are void.",
    ),
    "encryption-key-missing": Kind(
        E, False, "Data encryption is on in {cloud}: no certificate was given. Its thumbprint is {thumbprint}.",
        "Its data can be opened in Azure only with the certificate issued when encryption was set up.",
        "Select the certificate issued when encryption was set up.",
        (_NAME_KEY,),
    ),
    "encryption-key-wrong": Kind(
        E, False, "The certificate {given} is not the one that {cloud} was set up with: that is {thumbprint}.",
        "It belongs to another cloud, or was issued at another time.",
        "Select the certificate issued when encryption was set up.",
        (_NAME_KEY,),
    ),
    "encryption-key-expired": Kind(
        E, False, "The certificate {given} of {cloud} expired on {expired}.",
        "", "Renew the certificate of the cloud's encryption on its VMM server, and select the new one.",
        (_NAME_KEY,),
    ),
    "encryption-not-known": Kind(
        E, True, "It is not known whether data encryption is on in {cloud}, or with which certificate.",
        "The provider does not tell it. If it is on, the run fails after the sources were shut down.",
        "Select the certificate if the cloud's data is encrypted; accept this only if you know that it is not.",
        (_NAME_KEY,),
    ),
    "test-network-not-chosen": Kind(
        E, False, "No network is chosen for the test failover.",
        "{site} has not exactly one isolated network that could be the default.",
        "Choose a network, or none to test without one.",
        (choose(Option.NETWORK), choose(Option.NETWORK, "none")),
    ),
    "test-network-unknown": Kind(
        E, False, "25080: {network} is not a network of {site}.", "", "Give one of: {known}.",
    ),
    "test-network-none": Kind(
        W, False, "The test machines get no network.", "", "The test proves that they start, and no more.",
    ),
    "test-network-not-isolated": Kind(
        W, False, "The network {network} is not isolated.",
        "", "Test machines may reach, and be reached by, others; an isolated network is recommended.",
    ),
    "test-network-production": Kind(
        E, True, "The network {network} is a production network of these machines.",
        "", "A test there can disturb production: use an isolated network.",
    ),
    **LANDING_KINDS,
    **BACK_KINDS,
    **ANEW_KINDS,
    **SCRIPT_KINDS,
}  # fmt: skip
