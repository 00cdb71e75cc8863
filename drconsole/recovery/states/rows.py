"""The states of a replicated item, a row each, as recorded or documented.

``number`` is what comments elsewhere mean by "row 6b"; docs/states.md shows every row. ``source`` says where a row
comes from: Microsoft's recorded HTTP traffic [REC] or the examples of its API description [EX]. What was recorded
nowhere is marked "our choice" and takes the cautious reading. To support another state, add a row.
"""

from __future__ import annotations

from drconsole.recovery.states.row import Condition, Phase, Row
from drconsole.recovery.types.families import A2A, CLASSIC, E2E, EVERY, H2A, RCM, TO_AZURE, V2A
from drconsole.recovery.types.words import Location, Operation

_PRIMARY = frozenset({Location.PRIMARY})
_RECOVERY = frozenset({Location.RECOVERY})
_EITHER = _PRIMARY | _RECOVERY

_DISABLE = ("DisableProtection",)
_ROW_4 = ("PlannedFailover", "UnplannedFailover", "DisableProtection", "TestFailover")
_ROW_5 = ("UnplannedFailover", "DisableProtection", "TestFailover")
_BACK_PENDING = ("Commit", "DisableProtection")
"""After a failover back: documented is the commit; nothing was recorded, so nothing else is allowed (our choice)."""
_BACK_COMMITTED = ("DisableProtection", "SwitchProtection")
_ROW_8 = ("CompleteMigration", "Commit", "DisableProtection", "ChangePit")
_ROW_9 = (*_ROW_8, "SwitchProtection")
_ROW_10 = ("CompleteMigration", "ReverseReplicate", "Commit", "DisableProtection", "ChangePit")
_ROW_13 = ("CompleteMigration", "DisableProtection", "Failback")
_ROW_14 = ("CompleteMigration", "ReverseReplicate", "DisableProtection")
_ROW_16 = ("CompleteMigration", "DisableProtection", "SwitchProtection")
_ROW_21 = ("RepairReplication", "UnplannedFailover", "DisableProtection")
_ROW_21H = ("PlannedFailover", *_ROW_21)

_UFO_PENDING = "UnplannedFailoverCommitPendingStatesBegin"
_UFO_COMMITTED = "UnplannedFailoverStatesBegin"
_PFO_PENDING = "PlannedFailoverCommitRequired"
_PFO_COMMITTED = "PlannedFailoverStatesBegin"
_UFO_FAILED = "UnplannedFailoverCompletionFailed"


_TRANSITION = "as rows 4 and 5, when a resynchronization is needed; [REC-ps]"

ROWS: tuple[Row, ...] = (
    Row("3", EVERY, "Protected", _PRIMARY, (), Phase.BUSY, "[REC-cli]", condition=Condition.ENABLING),
    Row("1", EVERY, "InitialReplicationInProgress", _PRIMARY, _DISABLE, Phase.SYNCING, "[REC-cli], [REC-ps]"),
    Row("2", TO_AZURE, "InitialReplicationRecoveryCompletionPending", _PRIMARY, _DISABLE, Phase.SYNCING, "[REC-cli]"),
    Row("6", H2A, "Protected", _PRIMARY, ("TestFailoverCleanup",), Phase.TEST_OPEN,
        "[REC-net]", condition=Condition.TEST_OPEN),
    Row("6b", EVERY - H2A, "Protected", _EITHER, ("TestFailoverCleanup",), Phase.TEST_OPEN,
        "as row 6; recorded for Hyper-V to Azure; the same for the others is our choice",
        condition=Condition.TEST_OPEN),
    Row("18", CLASSIC, "Protected", _PRIMARY, ("UnplannedFailover", "DisableProtection"), Phase.PROTECTED,
        "[REC-ps]", condition=Condition.PROVIDER_INMAGE),
    Row("19", RCM, "Protected", _PRIMARY, ("PlannedFailover", "DisableProtection"), Phase.PROTECTED,
        "[REC-cli], [EX]", condition=Condition.PROVIDER_INMAGE_RCM_FAILBACK),
    Row("18f", CLASSIC, _UFO_PENDING, _RECOVERY, _BACK_PENDING, Phase.COMMIT_PENDING,
        "as row 9; the failover back was not recorded: our choice", condition=Condition.PROVIDER_INMAGE),
    Row("18c", CLASSIC, _UFO_COMMITTED, _RECOVERY, _BACK_COMMITTED, Phase.COMMITTED,
        "as row 16; not recorded after the failover back, re-protect is documented: our choice",
        condition=Condition.PROVIDER_INMAGE),
    Row("18x", CLASSIC, _UFO_FAILED, _PRIMARY, ("UnplannedFailover", "DisableProtection"), Phase.FAILOVER_FAILED,
        "as row 21; a failed failover back was not recorded: the failover again, or nothing (our choice)",
        condition=Condition.PROVIDER_INMAGE),
    Row("19f", RCM, _PFO_PENDING, _RECOVERY, _BACK_PENDING, Phase.COMMIT_PENDING,
        "as row 11; the failback was not recorded for VMware: our choice",
        condition=Condition.PROVIDER_INMAGE_RCM_FAILBACK),
    Row("19c", RCM, _PFO_COMMITTED, _RECOVERY, _BACK_COMMITTED, Phase.COMMITTED,
        "as row 13; not recorded after the failback, re-protect is documented: our choice",
        condition=Condition.PROVIDER_INMAGE_RCM_FAILBACK),
    Row("4r", H2A | E2E, "Protected", _PRIMARY, (*_ROW_4, "RepairReplication"), Phase.PROTECTED,
        _TRANSITION, condition=Condition.RESYNC_NEEDED),
    Row("5r", V2A | A2A, "Protected", _PRIMARY, (*_ROW_5, "RepairReplication"), Phase.PROTECTED,
        _TRANSITION, condition=Condition.RESYNC_NEEDED),
    Row("5b", A2A, "Protected", _PRIMARY, ("RepairReplication", *_ROW_5), Phase.PROTECTED,
        "[EX] of API 2018-07-10", condition=Condition.REPAIR_OFFERED),
    Row("7", H2A | E2E, "Protected", _PRIMARY, _ROW_4, Phase.PROTECTED,
        "[REC]; allows what row 4 does", test_failover_state="MarkedForDeletion"),
    Row("7v", V2A, "Protected", _PRIMARY, _ROW_5, Phase.PROTECTED,
        "as row 7, with what row 5 allows; [REC]", test_failover_state="MarkedForDeletion"),
    Row("4", H2A | E2E, "Protected", _PRIMARY, _ROW_4, Phase.PROTECTED, "[REC-cli], [REC-net], [REC-ps]"),
    Row("5", V2A | A2A, "Protected", _PRIMARY, _ROW_5, Phase.PROTECTED, "[REC-cli], [REC-ps]"),
    Row("17", E2E, "Protected", _RECOVERY, _ROW_4, Phase.PROTECTED, "[REC-ps]"),
    Row("8", H2A, _UFO_PENDING, _RECOVERY, _ROW_8, Phase.COMMIT_PENDING, "[REC-net]"),
    Row("9", RCM, _UFO_PENDING, _RECOVERY, _ROW_9, Phase.COMMIT_PENDING, "[REC-cli]"),
    Row("9c", CLASSIC, _UFO_PENDING, _RECOVERY, _ROW_9, Phase.COMMIT_PENDING,
        "as row 9; recorded for the modernized provider; the same for the classic one is our choice"),
    Row("10", E2E, _UFO_PENDING, _EITHER, _ROW_10, Phase.COMMIT_PENDING, "[REC-ps]"),
    Row("11", H2A, _PFO_PENDING, _RECOVERY, _ROW_8, Phase.COMMIT_PENDING, "[REC-ps]"),
    Row("11b", H2A, _PFO_PENDING, _PRIMARY, _BACK_PENDING, Phase.COMMIT_PENDING,
        "as row 11; not recorded before the commit of a failback, the commit is documented: our choice"),
    Row("8a", A2A, _UFO_PENDING, _RECOVERY, _ROW_8, Phase.COMMIT_PENDING,
        "as row 8; the spelling was seen for Azure to Azure [U:workbook]; its operations are documented"),
    Row("12", E2E, _PFO_PENDING, _EITHER, _ROW_10, Phase.COMMIT_PENDING, "[REC-ps]"),
    Row("13", H2A, _PFO_COMMITTED, _RECOVERY, _ROW_13, Phase.COMMITTED, "[EX]"),
    Row("13u", H2A, _UFO_COMMITTED, _RECOVERY, _ROW_13, Phase.COMMITTED,
        "as row 13; recorded after a planned failover; the same after an unplanned one is our choice"),
    Row("14", E2E, _PFO_COMMITTED, _EITHER, _ROW_14, Phase.COMMITTED, "[REC-ps]"),
    Row("15", E2E, _UFO_COMMITTED, _EITHER, _ROW_14, Phase.COMMITTED, "[REC-ps]"),
    Row("16", CLASSIC, _UFO_COMMITTED, _RECOVERY, _ROW_16, Phase.COMMITTED, "[REC-ps]"),
    Row("16m", RCM, _UFO_COMMITTED, _RECOVERY, _ROW_16, Phase.COMMITTED,
        "as row 16; recorded for the classic provider; the same for the modernized one is our choice"),
    Row("20", H2A, "RestoreFinalized", _PRIMARY, ("ReverseReplicate", "DisableProtection"), Phase.FAILED_BACK,
        "[REC-net]"),
    Row("21", CLASSIC, _UFO_FAILED, _PRIMARY, _ROW_21, Phase.FAILOVER_FAILED, "[REC-ps]"),
    Row("21h", H2A, _UFO_FAILED, _PRIMARY, _ROW_21H, Phase.FAILOVER_FAILED,
        "as row 21; recorded for classic VMware; that a planned failover can be started again is documented [S]"),
    Row("21e", E2E, _UFO_FAILED, _EITHER, _ROW_21H, Phase.FAILOVER_FAILED, "as 21h, on either side"),
    Row("21b", RCM | A2A, _UFO_FAILED, _PRIMARY, _ROW_21, Phase.FAILOVER_FAILED,
        "as row 21; recorded for the classic provider; the same for the others is our choice"),
    Row("22", A2A, "UnplannedFailoverCommitted", _RECOVERY, _BACK_COMMITTED, Phase.COMMITTED,
        "seen for Azure to Azure [U:workbook]; what is allowed was not: re-protect and disabling are documented"),
    *(
        Row("23", A2A, state, _EITHER, (), phase, "[EX] of clusters; cluster operations not offered")
        for state, phase in (
            ("FailoverCompleted", Phase.COMMIT_PENDING),
            ("UnplannedFailoverCommitRequired", Phase.COMMIT_PENDING),
            ("FailoverCommited", Phase.COMMITTED),
            ("NotProtected", Phase.SYNCING),
        )
    ),
    Row("own-1", EVERY, "UnprotectedStatesBegin", _EITHER, _DISABLE, Phase.UNPROTECTED,
        "Our choice: after a cancelled failover replication cannot be started again [S]; what follows was "
        "not recorded"),
    Row("own-2", EVERY, "Unprotected", _EITHER, (), Phase.UNPROTECTED,
        "Our choice: replication disabled; Site Recovery forgets such an item and has no string for enabling it",
        own=(Operation.ENABLE_REPLICATION,)),
    Row("own-3", EVERY, "DisablingProtection", _EITHER, _DISABLE, Phase.UNPROTECTED,
        "Our choice: removing replication stopped half way and can be run again; what follows was not recorded"),
)  # fmt: skip
"""First match wins: rows with a condition stand before the plain ones."""

UNLISTED: dict[Phase, tuple[Operation, ...]] = {Phase.PROTECTED: (Operation.RESYNCHRONIZE,)}
"""What the service takes although it does not list it: repairs of protected items without RepairReplication among what
they allowed succeeded in 37 to 76 s, with and without a health error [REC-ps]. Recorded on the way there; the same on
the way back is our choice, as a resynchronization deletes nothing."""

BUSY_ROW = Row(
    *("busy", EVERY, "", _EITHER, (), Phase.BUSY),
    source="Site Recovery refuses a second operation on an item with error 532 [REC]",
)
UNKNOWN_ROW = Row(
    *("unknown", EVERY, "", _EITHER, (), Phase.UNKNOWN),
    source="Our choice: all state fields are free strings in the API [SPEC]; one that is not known enables nothing",
)
