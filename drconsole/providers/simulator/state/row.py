"""Base of the world's rows: fields that JSON knows, saved by writing them down."""

from __future__ import annotations

import json
from dataclasses import MISSING, Field, dataclass, fields
from typing import Any, ClassVar, Self

_encode = json.JSONEncoder(separators=(",", ":"), sort_keys=True, ensure_ascii=False, check_circular=False).encode


@dataclass(slots=True)
class Row:
    """A row of the world: its kind, its key, and its fields as JSON."""

    KIND: ClassVar[str] = ""

    @property
    def row_key(self) -> str:
        raise TypeError("a row of no kind has no key")

    def encode(self) -> str:
        """Its fields as JSON, those left out that still are what a new row has."""
        return _encode({name: value for name, usual in _kept(type(self)) if (value := getattr(self, name)) != usual})

    @classmethod
    def decode(cls, text: str) -> Self:
        return cls(**json.loads(text))


_kept_fields: dict[type[Row], tuple[tuple[str, Any], ...]] = {}


def _kept(cls: type[Row]) -> tuple[tuple[str, Any], ...]:
    """Names of the fields that are saved, each with its default."""
    found = _kept_fields.get(cls)
    if found is None:
        kept = [one for one in fields(cls) if one.metadata.get("kept", True)]
        found = _kept_fields[cls] = tuple((one.name, _default(one)) for one in kept)
    return found


def _default(one: Field[Any]) -> Any:
    return one.default if one.default_factory is MISSING else one.default_factory()
