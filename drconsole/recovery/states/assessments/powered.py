"""Machine of the side that counts: whether the provider saw it switched off.

The other side's machine has to be off, or is a copy that nobody starts: that it is off says nothing.
"""

from __future__ import annotations

from drconsole.recovery.states.assessments.flag_kinds import REPLICATES
from drconsole.recovery.states.states import active_side, classify
from drconsole.recovery.types.estate.estate import Item, ItemStatus
from drconsole.recovery.types.words import Location


def switched_off(item: Item, status: ItemStatus) -> bool:
    """Return whether it replicates, and the machine that it replicates from is off; what is not known is not off."""
    here = status.target_powered if active_side(status) is Location.RECOVERY else status.source_powered
    return here is False and classify(item, status).phase in REPLICATES
