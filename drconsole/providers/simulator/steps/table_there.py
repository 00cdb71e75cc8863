"""Steps of the way there, a row each: test failover, cleanup, failover, planned failover, another point, commit.

Names and order follow recorded jobs [REC]; the times are bands in seconds, chosen so that the steps of one
item's job together lie within the shortest and the longest job recorded (``tables.RECORDED``).
"""

from __future__ import annotations

from dataclasses import replace

from drconsole.providers.simulator.items import machines
from drconsole.providers.simulator.service.conditions import PENDING, TEST_OPEN, Family
from drconsole.providers.simulator.state.rows.rows import Job
from drconsole.providers.simulator.steps import effects, effects_back, needs, obstacles
from drconsole.providers.simulator.steps.needs import ON_THE_WAY, condition
from drconsole.providers.simulator.steps.row import Step, Steps

EXTRA = (480, 600)
"""The intermediate step of 8 to 10 minutes [S]."""

_SYNCHRONIZES = frozenset({Family.H2A, Family.E2E})
"""Families that fetch the latest changes in an unplanned failover [S]."""
_READY = (condition(*ON_THE_WAY), needs.no_test)
_READY_OR_DONE = (condition(*ON_THE_WAY, *PENDING), needs.no_test)


def _synchronizes_not(job: Job, family: Family | None, item_condition: str) -> bool:
    return family not in _SYNCHRONIZES


_HYDRATION = Step("VmHydration", "Extra step: preparing the machine for Azure", EXTRA, extra=True, phase="failover")

SHUTDOWN = Step(
    "VmShutdownVmOnPrimary",
    "Shut down the virtual machine",
    (7, 50),
    phase="shutdown",
    part="shutdown",
    needs=_READY,
    obstacles=(("ShutdownFailed", obstacles.no_shutdown),),
    does=effects.shut_down,
)
FAILOVER = Step(
    "VmFailover",
    "Start failover",
    (190, 520),
    short=(60, 110),
    phase="failover",
    part="machine",
    opens_data=True,
    needs=(*_READY_OR_DONE, needs.nothing_to_lose),
    obstacles=obstacles.NO_MACHINE,
    begins=effects.begin_failover,
    does=effects.failed_over,
    fails=effects.failover_failed,
    cancelled=effects.failover_cancelled,
)
START = Step(
    "VmFoStartVmOnSecondary",
    "Start the replica virtual machine",
    (1, 20),
    phase="start",
    needs=(condition(*PENDING), needs.machine),
    does=machines.start,
)
PREPARE = Step(
    "VmPrepareForFailover",
    "Preparing for failover",
    (12, 60),
    phase="shutdown",
    needs=_READY,
    obstacles=(("25014", obstacles.no_last_sync),),
    does=effects.synchronize,
)
PLANNED_CHECK = Step(
    "VmPfoPrerequisitesCheck",
    "Prerequisites check for planned failover",
    (10, 36),
    phase="check",
    check=True,
    part="first-check",
    code="25014",
)
COMMIT = Step(
    "VmCommit",
    "Commit",
    (1, 3),
    needs=(condition(*PENDING),),
    does=effects_back.commit,
    ends_plan=True,
)
_COMMIT_CHECK = Step("VmCommitPrerequisitesCheck", "Prerequisite check", (0, 1), check=True)


def test_steps(create: str, prepare: str) -> Steps:
    return (
        Step(
            "VmTfoPrerequisitesCheck",
            "Prerequisites check for test failover",
            (2, 5),
            phase="failover",
            check=True,
            part="first-check",
        ),
        Step(
            "VmTfoInitiateFailover",
            create,
            (90, 300),
            short=(30, 60),
            phase="failover",
            part="machine",
            opens_data=True,
            needs=(condition("protected"), needs.no_test_machine),
            obstacles=obstacles.NO_MACHINE,
            does=effects.test_copied,
            fails=effects.test_failed,
            cancelled=effects.test_failed,
        ),
        # A machine that could not be prepared stays for the cleanup.
        replace(_HYDRATION, needs=(needs.test("copied", "hydrated"),), does=effects.test_hydrated),
        Step(
            "VmTfoPrepareTestVm",
            prepare,
            (45, 140),
            phase="failover",
            opens_data=True,
            needs=(needs.test("copied", "hydrated", "created"),),
            after_extra=needs.test("hydrated", "created"),
            does=effects.test_created,
        ),
        Step(
            "VmTfoBootTestVm",
            "Start the virtual machine",
            (2, 20),
            phase="start",
            needs=(needs.test("created"),),
            does=effects.test_started,
        ),
    )


CLEANUP_STEPS: Steps = (
    Step("VmTfoCleanupPreflightsCheck", "Prerequisites check for test failover cleanup", (1, 4), check=True),
    Step(
        "VmTfoEndFailover", "Ending test failover", (3, 20), needs=(needs.test(*TEST_OPEN),), does=effects.test_ending
    ),
    Step(
        "VmTfoDeleteTestVm",
        "Clean up the test virtual machine",
        (30, 160),
        needs=(needs.test("ending"),),
        does=effects.test_deleted,
    ),
)

FAILOVER_STEPS: Steps = (
    Step(
        "VmUfoPrerequisitesCheck",
        "Prerequisites check for failover",
        (2, 8),
        phase="failover",
        check=True,
        part="first-check",
    ),
    replace(SHUTDOWN, seconds=(15, 60), tolerated=True, shutdown=True),
    Step(
        "VmPrepareForUnPlannedFailover",
        "Synchronizing the latest changes",
        (5, 40),
        phase="shutdown",
        tolerated=True,
        shutdown=True,
        skipped=_synchronizes_not,
        needs=_READY,
        does=effects.synchronize,
    ),
    replace(FAILOVER, seconds=(134, 560), needs=_READY_OR_DONE),
    replace(
        _HYDRATION,
        needs=(condition(*PENDING), needs.machine_off),
        does=effects.hydrated,
        fails=effects.hydration_ends("failover-failed"),
        cancelled=effects.hydration_ends("cancelled"),
    ),
    replace(START, after_extra=needs.hydrated),
)

PLANNED_STEPS: Steps = (PLANNED_CHECK, SHUTDOWN, PREPARE, FAILOVER, START)

CHANGE_STEPS: Steps = (
    Step("ChangePitPreflightCheck", "Change the prerequisites check", (2, 8), check=True),
    Step(
        "ShutdownVmRecovery",
        "Shutdown the virtual machine on recovery",
        (150, 215),
        short=(40, 80),
        needs=(condition(*PENDING),),
        does=machines.stop,
    ),
    Step(
        "CancelFailoverRecovery",
        "Cancel failover recovery",
        (60, 95),
        short=(20, 45),
        needs=(condition(*PENDING), needs.no_machine_on),
        does=effects.machine_deleted,
    ),
    replace(
        FAILOVER,
        seconds=(243, 440),
        short=(20, 50),
        phase="all",
        extra_inside=True,
        needs=(condition(*PENDING, "failover-failed"),),
    ),
    START,
)

COMMIT_STEPS: Steps = (_COMMIT_CHECK, COMMIT)
COMMIT_A2A: Steps = (replace(_COMMIT_CHECK, seconds=(1, 2)), replace(COMMIT, seconds=(7, 31)))
COMMIT_H2A: Steps = (_COMMIT_CHECK, replace(COMMIT, needs=(condition(*PENDING), needs.going_there)))
"""A Hyper-V item on its way there; what has come back is finalized by other steps."""
