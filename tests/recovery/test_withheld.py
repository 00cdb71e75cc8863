"""What a provider carries out for no item is offered nowhere, and the guide says who does it instead."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.estates import bundled

from drconsole.providers.simulator import Simulator
from drconsole.recovery.guide.guide import next_step
from drconsole.recovery.states.states import allowed_operations
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.estate.look import Look
from drconsole.recovery.types.words import Operation, TargetType

WITHHELD = (Operation.DISABLE_REPLICATION, Operation.ENABLE_REPLICATION)


def view(state: str, *allowed: str, withheld: tuple[Operation, ...] = WITHHELD) -> EstateView:
    from drconsole.providers.simulator.views import inventory
    from drconsole.recovery.types.words import Grain

    world = Simulator.create(bundled("contoso"), Grain.PLAN)
    told = inventory.since(world, None, world.clock.world)
    statuses = {
        one.key: replace(one, protection_state=state, provider_allowed_operations=allowed, withheld=withheld)
        for one in told.statuses
    }
    return EstateView(
        items={one.key: one for one in told.items},
        statuses=statuses,
        sites={one.name: one for one in told.sites},
        as_of=told.as_of,
    )


def test_it_is_not_allowed_though_the_service_allows_it() -> None:
    theirs = ("UnplannedFailover", "DisableProtection", "TestFailover")
    open_view, closed = view("Protected", *theirs, withheld=()), view("Protected", *theirs)
    (item, *_) = closed.items.values()
    assert Operation.DISABLE_REPLICATION in allowed_operations(item, open_view.statuses[item.key])
    assert Operation.DISABLE_REPLICATION not in allowed_operations(item, closed.statuses[item.key])
    assert Operation.FAILOVER in allowed_operations(item, closed.statuses[item.key])


@pytest.mark.parametrize("withheld", [(), WITHHELD])
def test_replication_that_cannot_go_on_is_removed_where_it_can_be(withheld: tuple[Operation, ...]) -> None:
    seen = view("UnprotectedStatesBegin", "DisableProtection", withheld=withheld)
    (item, *_) = seen.items.values()
    assert seen.as_of is not None
    guide = next_step(Look(seen, seen.as_of), TargetType.ITEM, item.key)
    if withheld:
        assert guide.next_operation is None
        assert "have its replication disabled in the portal" in guide.why
    else:
        assert guide.next_operation is Operation.DISABLE_REPLICATION
