"""Replicated items, read from the store: they need no engine.

What is said to people, and how, is loaded only by who says it: a script that asks for JSON waits for none of it.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from drconsole.cli.context import Context
from drconsole.records.clock import rpo_of
from drconsole.records.tables import ITEMS

if TYPE_CHECKING:
    from drconsole.cli.store import Store
    from drconsole.records.rows.estate.items import DebtRow, ItemRow, ShownItemRow


def items(context: Context, args: argparse.Namespace) -> int:
    """Print all replicated items, or one in full."""
    if args.item is not None:
        return _one_item(context, args.item)
    with context.store_to_show() as store:
        found = [_to_type(item) for item in store.items()]
    if context.json:
        context.output.document(found)
        return 0
    from drconsole.render.rows import records
    from drconsole.render.words.labels import labelled

    context.output.table(records.ITEMS, labelled(found), "no replicated items")
    return 0


def _one_item(context: Context, words: str) -> int:
    with context.store_to_show() as store:
        # The provider may forget the item between the two looks.
        row = None
        while row is None:
            row = store.row(ITEMS, _key(store, words))
        item, clock = _to_type(row), None if context.json else store.now()
    if context.json:
        context.output.document(item)
    else:
        from drconsole.cli.output.show_items import show_item

        show_item(context.output, item, clock)
    return 0


def _key(store: Store, words: str) -> str:
    """Return the key of the item that is meant. Raises ``BadInput``, for which the names of all are read."""
    if (key := store.key_of_item(words)) is not None:
        return key
    from drconsole.cli.lookup import named
    from drconsole.recovery.types.words import TargetType

    return named(store.names_of_items(), words, TargetType.ITEM)["key"]


def _to_type(item: ItemRow) -> ShownItemRow:
    """Return an item in the fields of the contract: with its RPO, and the commands that clean up after tests."""
    return {**item, "test_debt": [_undone(debt) for debt in item["test_debt"]], "rpo": rpo_of(item)}


def _undone(debt: DebtRow) -> DebtRow:
    from drconsole.render.words.command_lines import debt_to_type

    return debt_to_type(debt)
