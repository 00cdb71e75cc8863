"""Labels of plans and items for people: the name, and the key beside it where two share the name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar

from drconsole.render.words.text import clean

if TYPE_CHECKING:
    from drconsole.records.rows.common import AboutRow, ItemName

N = TypeVar("N", bound="ItemName")
A = TypeVar("A", bound="AboutRow")


def label(key: object, name: object, *, shared: bool) -> str:
    """``web``, or ``web (vault/item/1)`` where another has that name too."""
    return f"{clean(name)} ({clean(key)})" if shared and key != name else clean(name)


def told_apart(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Key -> label, of keys with names."""
    names = dict(named)
    counts = Counter(names.values())
    return {key: label(key, name, shared=counts[name] > 1) for key, name in names.items()}


def labels(entries: Iterable[ItemName]) -> dict[str, str]:
    """Key -> label of each plan or item, told apart from the others of these."""
    return told_apart((entry["key"], entry["name"]) for entry in entries)


def labels_about(entries: Iterable[AboutRow]) -> dict[str, str]:
    """Key -> label of each item that these entries are about."""
    return told_apart((entry["key"], entry["item"] or entry["key"]) for entry in entries if entry["key"] is not None)


def of(known: Mapping[str, str], entry: AboutRow) -> str:
    """Return the label of the item that an entry is about; empty = it is about the whole."""
    if entry["key"] is None:
        return clean(entry["item"] or "")
    return known.get(entry["key"]) or clean(entry["item"] or entry["key"])


def labelled(entries: Iterable[N]) -> list[N]:
    """Return the plans or items with labels for names."""
    found = [entry.copy() for entry in entries]
    known = labels(found)
    for entry in found:
        entry["name"] = known[entry["key"]]
    return found


def labelled_about(entries: Iterable[A]) -> list[A]:
    """Return the entries about items with labels for the items' names."""
    found = [entry.copy() for entry in entries]
    known = labels_about(found)
    for entry in found:
        if entry["key"] is not None:
            entry["item"] = known[entry["key"]]
    return found


def with_item(name: str, item: str) -> str:
    """``Start of db · db``: a name with the item that it is about."""
    told = clean(name or "(name not told yet)")
    return f"{told} · {item}" if item and item not in told else told
