"""Bodies in which something is missing or of another type: read without an error, wherever the hole is."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from azure_data import EXCERPTS, bodies, context_of, of_kind
from azure_excerpts import AS_OF

from drconsole.providers.azure.wire import errors, events, health, items, plans, points
from drconsole.providers.azure.wire.estate.context import Context
from drconsole.providers.azure.wire.estate.networks import networks
from drconsole.providers.azure.wire.estate.policies import policies
from drconsole.providers.azure.wire.estate.sites import sites
from drconsole.providers.azure.wire.estate.vaults import vault
from drconsole.recovery.types.estate.estate import Item

HOLES: tuple[Any, ...] = (None, "", "odd", 7, -1.5, True, [], ["odd", None, 7], {}, {"odd": None})
FILES = sorted(EXCERPTS.glob("*.json"))


def holes(body: Any) -> Iterator[Any]:
    """The body with each of its values, one after the other, replaced by each hole."""
    for path in list(_paths(body)):
        for hole in HOLES:
            broken = copy.deepcopy(body)
            place = broken
            for step in path[:-1]:
                place = place[step]
            place[path[-1]] = copy.deepcopy(hole)
            yield broken


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield (*path, key)
        yield from _paths(inner, (*path, key))


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_items_and_plans_with_a_hole_are_read_or_told(file: Any) -> None:
    found = bodies(file)
    context = context_of(found)
    for body in of_kind(found, "replicationprotecteditems"):
        for broken in holes(body):
            read = items.read(broken, AS_OF, context)
            assert isinstance(read, tuple) or read.why
            _check_types(read[0] if isinstance(read, tuple) else None)
            networks([], [], [broken], context.sites)
    for body in of_kind(found, "replicationrecoveryplans"):
        for broken in holes(body):
            read_plan = plans.plan(broken, context)
            assert all(isinstance(key, str) and key for key in read_plan.items)
            plans.status(broken, AS_OF, context)
            plans.unreadable(broken)


def _check_types(item: Item | None) -> None:
    if item is not None:
        assert item.key
        assert all(isinstance(disk.size_gib, int) and disk.size_gib >= 0 for disk in item.disks)
        assert item.cores > 0
        assert item.interfaces > 0


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_everything_else_with_a_hole_is_read(file: Any) -> None:
    found = bodies(file)
    for kind, read in (
        ("replicationfabrics", lambda body: sites([body])),
        ("replicationpolicies", lambda body: policies([body])),
        ("replicationnetworks", lambda body: networks([body], [], [], context_of(found).sites)),
        ("replicationnetworkmappings", lambda body: networks([], [body], [], context_of(found).sites)),
        ("recoverypoints", lambda body: points.points([body], "item")),
        ("replicationevents", lambda body: events.events([body])),
        ("replicationvaulthealth", health.vault_health),
        ("vaults", vault),
    ):
        for body in of_kind(found, kind):
            for broken in holes(body):
                read(broken)
    for body in found:
        if body.status >= 400:
            for broken in holes(body.json):
                assert errors.of_answer(body.status, broken)


def test_an_empty_body_is_an_item_that_cannot_be_read() -> None:
    told = items.unreadable({}, Context())
    assert told is not None
    assert told.why
    assert items.item({}, Context()) is None
