"""Records of an exercise as lines of ``exercise.jsonl``: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from types import NoneType
from typing import Any, get_args, get_type_hints

from drconsole.training.session.records import KINDS, Entry, Record, Who

_WORDS = {cls: word for word, cls in KINDS.items()}


def as_line(entry: Entry) -> bytes:
    """Return the line of an entry, with its end."""
    own = {one.name: getattr(entry.record, one.name) for one in fields(entry.record)}
    head = {
        "kind": _WORDS[type(entry.record)],
        "at": entry.at.isoformat(),
        "world_at": entry.world_at.isoformat(),
        "who": entry.who.value,
        "name": entry.name,
    }
    return json.dumps({**head, "data": own}, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def entry_of(line: bytes) -> Entry:
    """Return the entry of a line. Raises ``ValueError`` with what is wrong with it."""
    try:
        told = json.loads(line)
    except ValueError:
        raise ValueError("this is no JSON") from None
    if not isinstance(told, dict) or not isinstance(told.get("data"), dict):
        raise ValueError("this is no record")
    kind = told.get("kind")
    cls = KINDS.get(kind) if isinstance(kind, str) else None
    if cls is None:
        raise ValueError(f"there is no kind of record {str(kind)[:40]!r}")
    who, name = told.get("who"), told.get("name", "")
    if who not in set(Who) or not isinstance(name, str):
        raise ValueError("who did it is not said")
    return Entry(_moment(told, "at"), _moment(told, "world_at"), Who(who), _record(cls, told["data"]), name)


def _moment(told: Mapping[str, object], name: str) -> datetime:
    said = told.get(name)
    if isinstance(said, str):
        try:
            found = datetime.fromisoformat(said)
        except ValueError:
            found = None
        if found is not None and found.tzinfo is not None:
            return found
    raise ValueError(f"{name} is no time with its zone")


def _record(cls: type[Record], data: Mapping[str, object]) -> Record:
    known = get_type_hints(cls)
    values: dict[str, Any] = {}
    for name, hint in known.items():
        if name in data:
            values[name] = _value(data[name], hint, name)
    try:
        return cls(**values)
    except TypeError:
        missing = ", ".join(sorted(known.keys() - values.keys()))
        raise ValueError(f"a field is missing: {missing}") from None


def _value(said: object, hint: Any, name: str) -> object:
    if hint in (str, int, bool):
        if type(said) is hint:
            return said
    elif isinstance(said, list):
        (inner, *rest) = get_args(hint)
        if rest == [Ellipsis]:
            return tuple(_value(one, inner, name) for one in said)
        if len(said) == 1 + len(rest):
            return tuple(_value(one, each, name) for one, each in zip(said, (inner, *rest), strict=True))
    elif said is None and NoneType in get_args(hint):
        return None
    raise ValueError(f"{name} has not the type that it needs")
