"""Our excerpts, read: what a test asks of them by the names that stand in them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from azure_data import EXCERPTS, Body, bodies, context_of, of_kind

from drconsole.providers.azure.wire import items
from drconsole.providers.azure.wire.estate.context import Context
from drconsole.recovery.types.estate.estate import Item, ItemStatus

AS_OF = datetime(2024, 5, 6, 10, 2, tzinfo=UTC)
"""Two minutes after the times that the excerpts tell."""


@cache
def found(name: str) -> list[Body]:
    return bodies(EXCERPTS / f"{name}.json")


@cache
def context(name: str) -> Context:
    return context_of(found(name))


def body(name: str, item: str) -> dict[str, object]:
    """The item of this name in an excerpt."""
    return next(one for one in of_kind(found(name), "replicationprotecteditems") if one["name"] == item)


def changed(name: str, item: str, **properties: object) -> dict[str, object]:
    """The same with some of its properties as said."""
    found = body(name, item)
    return {**found, "properties": {**found["properties"], **properties}}  # type: ignore[dict-item]


def item(name: str, of: str) -> Item:
    read = items.item(body(name, of), context(name))
    assert read is not None
    return read


def status(name: str, of: str) -> ItemStatus:
    return items.status(body(name, of), AS_OF, context(name))
