"""In which order things can be done: what a step needs to find. The world refuses what finds it otherwise.

Doing the same thing *again* is not against the order where the real service would let it happen: it then
happens again, and the ledger shows it twice.
"""

from __future__ import annotations

from drconsole.providers.simulator.items import replication
from drconsole.providers.simulator.service.conditions import CONDITIONS, TEST_OPEN
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.providers.simulator.steps.row import Need


def condition(*names: str) -> Need:
    wanted = " or ".join(sorted({f"'{CONDITIONS[name].description}'" for name in names}))

    def need(item: ItemState) -> str | None:
        if item.condition in names:
            return None
        return f"it is '{CONDITIONS[item.condition].description}', not {wanted}"

    return need


def no_test(item: ItemState) -> str | None:
    return "a test failover is open: clean it up first" if item.test in TEST_OPEN else None


def no_test_machine(item: ItemState) -> str | None:
    return "there is a test machine already" if item.test_machines or item.test == "ending" else None


def test(*stages: str) -> Need:
    def need(item: ItemState) -> str | None:
        return None if item.test in stages else "there is no test failover at this stage"

    return need


def machine(item: ItemState) -> str | None:
    return None if item.machines else "there is no machine at the target"


def no_machine_on(item: ItemState) -> str | None:
    """Also where a change of the point was cut short, and its machine is gone already."""
    return "the machine at the target is running" if item.machine_on else None


def machine_off(item: ItemState) -> str | None:
    if not item.machines:
        return "there is no machine at the target"
    return "the machine at the target is running" if item.machine_on else None


def source_removed(item: ItemState) -> str | None:
    return None if item.source_gone else "the restore on the recovery machine is not finalized"


def synchronized(item: ItemState) -> str | None:
    return None if item.back and item.synced_to is not None else "its data has not been synchronized"


def nothing_to_lose(item: ItemState) -> str | None:
    """A planned failover loses nothing, or does not happen [S]."""
    if item.source_on:
        return "the machine that it is failed over from is running: shut it down first"
    return None if replication.all_is_here(item) else "its latest changes have not been synchronized"


def hydrated(item: ItemState) -> str | None:
    return None if item.hydrated else "its machine has not been prepared for Azure: the extra step comes first"


def going_back(item: ItemState) -> str | None:
    return None if item.back else "its failback has not begun"


def going_there(item: ItemState) -> str | None:
    return "it comes back: its failback is finalized by other steps" if item.back else None


ON_THE_WAY = ("protected", "failover-failed")
