"""The estate's definition as rows: dataclasses to JSON and back, by their type hints."""

from __future__ import annotations

import types
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Decoder = Callable[[Any], Any]

_T = TypeVar("_T")


def to_plain(value: Any) -> Any:
    """Return what JSON can hold of a dataclass of the estate."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {name: to_plain(getattr(value, name)) for name in _names(type(value))}
    if isinstance(value, Mapping):
        return {key: to_plain(inner) for key, inner in value.items()}
    return [to_plain(inner) for inner in value]


def from_plain(cls: type[_T], plain: Any) -> _T:
    """The dataclass that ``to_plain`` wrote down; fields it did not know keep their defaults. Changes ``plain``."""
    hint: Any = cls
    decode: Callable[[Any], _T] = _decoder(hint)
    return decode(plain)


@cache
def _names(cls: Hashable) -> tuple[str, ...]:
    return tuple(one.name for one in fields(cast(Any, cls)))


@cache
def _decoder(hint: Hashable) -> Decoder:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        inner = next(one for one in get_args(hint) if one is not type(None))
        decode = _decoder(inner)
        if decode is _as_it_is:
            return decode
        return lambda plain: None if plain is None else decode(plain)
    if origin is tuple:
        each = _decoder(get_args(hint)[0])
        if each is _as_it_is:
            return tuple
        return lambda plain: tuple(map(each, plain))
    if origin is not None and issubclass(origin, Mapping):
        value = _decoder(get_args(hint)[1])
        return lambda plain: {key: value(inner) for key, inner in plain.items()}
    if isinstance(hint, type):
        if is_dataclass(hint):
            return _dataclass_decoder(hint)
        if issubclass(hint, datetime):
            return datetime.fromisoformat
        if issubclass(hint, Enum | float):
            return hint
    return _as_it_is


def _as_it_is(plain: Any) -> Any:
    return plain


def _dataclass_decoder(cls: Any) -> Decoder:
    hints = get_type_hints(cls)
    names = frozenset(_names(cls))
    found = {name: _decoder(hints[name]) for name in names}
    decoders = {name: each for name, each in found.items() if each is not _as_it_is}

    def decode(plain: Any) -> Any:
        for name, each in decoders.items():
            if name in plain:
                plain[name] = each(plain[name])
        try:
            return cls(**plain)
        except TypeError:
            # Fields of another version are rare: they are looked for only where the class did not take what there is.
            return cls(**{name: value for name, value in plain.items() if name in names})

    return decode
