"""What people read of plans and items: the name, and the key beside it where two share the name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from drconsole.render.text import clean

Entry = Mapping[str, Any]


def label(key: object, name: object, *, shared: bool) -> str:
    """``web``, or ``web (vault/item/1)`` where another has that name too."""
    return f"{clean(name)} ({clean(key)})" if shared and key != name else clean(name)


def labels(entries: Iterable[Entry], name: str = "name", key: str = "key") -> dict[str, str]:
    """Key -> label of each entry, told apart from the others of these."""
    names = {str(entry[key]): entry.get(name, entry[key]) for entry in entries if entry.get(key) is not None}
    counts = Counter(names.values())
    return {each: label(each, said, shared=counts[said] > 1) for each, said in names.items()}


def of(known: Mapping[str, str], entry: Entry) -> str:
    """The label of an entry about an item (its ``key``, and ``item`` as the name); empty = it is about the whole."""
    if entry.get("key") is None:
        return clean(entry.get("item") or "")
    return known.get(str(entry["key"])) or clean(entry.get("item") or entry["key"])


def labelled(entries: Iterable[Entry], name: str = "name") -> list[dict[str, Any]]:
    """The entries with labels for names."""
    found = list(entries)
    known = labels(found, name)
    return [{**entry, name: known[str(entry["key"])]} if entry.get("key") is not None else {**entry} for entry in found]
