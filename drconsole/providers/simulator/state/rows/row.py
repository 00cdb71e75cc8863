"""Base of the world's rows: fields that JSON knows, saved by writing them down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from operator import attrgetter
from typing import Any, ClassVar, NamedTuple, Self

from drconsole.providers.simulator.state.file.text import from_json, to_json
from drconsole.recovery.types.data import dataclass


@dataclass(slots=True)
class Row:
    """A row of the world: its kind, its key, and its fields as JSON."""

    KIND: ClassVar[str] = ""

    @property
    def row_key(self) -> str:
        raise TypeError("a row of no kind has no key")

    def encode(self) -> str:
        """Its fields as JSON, those left out that still are what a new row has."""
        names, usual, values = _kept(type(self))
        named = zip(names, values(self), usual, strict=True)
        return to_json({name: value for name, value, new in named if value != new})

    @classmethod
    def decode(cls, text: str) -> Self:
        return cls(**from_json(text))


class _Kept(NamedTuple):
    """Fields of a kind of row that are saved, and what a new row has in them; ``values`` takes them out of a row."""

    names: tuple[str, ...]
    usual: tuple[Any, ...]
    values: Callable[[Row], tuple[Any, ...]]


_kept_fields: dict[type[Row], _Kept] = {}


def _kept(cls: type[Row]) -> _Kept:
    found = _kept_fields.get(cls)
    if found is None:
        kept = [one for one in fields(cls) if one.metadata.get("kept", True)]
        names = tuple(one.name for one in kept)
        found = _kept_fields[cls] = _Kept(names, tuple(map(_default, kept)), attrgetter(*names))
    return found


def _default(one: Field[Any]) -> Any:
    return one.default if one.default_factory is MISSING else one.default_factory()
