"""Names of the steps that a fault of a document may strike at."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from drconsole.documents.definition import NEVER_STRUCK
from drconsole.recovery.steps.item_steps import ITEM_STEP_NAMES, ITEM_STEPS
from drconsole.recovery.steps.plan_parts import PLAN_STEP_NAMES
from drconsole.recovery.types.families import FAMILY
from drconsole.recovery.types.words import Operation, Scenario

STEP_NAMES = tuple(sorted((ITEM_STEP_NAMES | PLAN_STEP_NAMES) - set(NEVER_STRUCK)))
"""Site Recovery's task names [REC], as the rules have them. Not in ``definition``: the simulated world reads that, and
has its own table of steps; a test compares both."""


def steps_run_by(
    scenarios: Iterable[Scenario], *, plans: bool, operations: Collection[Operation] = tuple(Operation)
) -> frozenset[str]:
    """Return the steps that these operations of machines of these scenarios run. ``plans``: a plan's own, too."""
    families = {FAMILY[scenario] for scenario in scenarios}
    names = {
        step.name
        for (operation, family, _), steps in ITEM_STEPS.items()
        if family in families and operation in operations
        for step in steps
    }
    return frozenset(names | (PLAN_STEP_NAMES if plans else frozenset())) - frozenset(NEVER_STRUCK)
