"""Steps that begin, mend and end replication, a row each: enable, resynchronize, disable."""

from __future__ import annotations

from dataclasses import replace

from drconsole.providers.simulator.items import sides
from drconsole.providers.simulator.service.conditions import CONDITIONS
from drconsole.providers.simulator.steps import effects, needs, obstacles
from drconsole.providers.simulator.steps.needs import ON_THE_WAY, condition
from drconsole.providers.simulator.steps.row import NOT_ALLOWED, Step, Steps

TARGET = "Identifying the replication target"
UPDATE = Step("UpdateDraState", "Updating the provider states", (2, 20))
CREATE_TARGET = Step(
    "CreateProtectionTarget", TARGET, (15, 150), needs=(condition("unprotected"), sides.can_begin_anew)
)
ENABLE = Step(
    "EnableProtection",
    "Enable replication",
    (15, 150),
    needs=(condition("unprotected", "enabling"), sides.can_begin_anew),
    does=effects.protected,
)
INITIAL = Step(
    "VmStartInitialReplication",
    "Starting initial replication",
    (10, 100),
    needs=(condition("enabling", "initial"),),
    does=effects.initial_replication,
)


def _enable(create_target: str) -> Steps:
    return (
        Step(
            "EnableProtectionPrerequisitesCheck",
            "Prerequisites check for enabling protection",
            (2, 10),
            check=True,
            code_if_done="45031",
        ),
        replace(CREATE_TARGET, friendly=create_target),
        ENABLE,
        INITIAL,
        replace(UPDATE, needs=(condition("enabling", "initial", "first-point"),)),
    )


ENABLE_STEPS = _enable(TARGET)
ENABLE_MOBILITY = _enable("Installing Mobility Service and preparing target")

RESYNCHRONIZE_STEPS: Steps = (
    Step(
        "RepairVmReplicationTask",
        "Starting resynchronization for the virtual machine",
        (18, 75),
        needs=(condition(*ON_THE_WAY), needs.no_test),
        obstacles=((NOT_ALLOWED, obstacles.source_off),),
        does=effects.resynchronized,
    ),
)

DISABLE_STEPS: Steps = (
    Step(
        "DisableProtectionOnPrimary",
        "Disable replication on the source location",
        (1, 150),
        needs=(condition(*(name for name in CONDITIONS if name not in ("unprotected", "finalizing"))), needs.no_test),
        does=effects.primary_disabled,
    ),
    Step(
        "DisableProtectionOnSecondary",
        "Disable replication on the target location",
        (1, 90),
        needs=(condition("disabling"),),
        does=effects.secondary_disabled,
    ),
    replace(UPDATE, seconds=(1, 10), needs=(condition("unprotected"),)),
)
