"""Names of the steps that a fault of a document may strike at."""

from __future__ import annotations

from drconsole.documents.definition import NEVER_STRUCK
from drconsole.recovery.steps.item_steps import ITEM_STEP_NAMES
from drconsole.recovery.steps.plan_parts import PLAN_STEP_NAMES

STEP_NAMES = tuple(sorted((ITEM_STEP_NAMES | PLAN_STEP_NAMES) - set(NEVER_STRUCK)))
"""Site Recovery's task names [REC], as the rules have them. Not in ``definition``: the simulated world reads that, and
has its own table of steps; a test compares both."""
