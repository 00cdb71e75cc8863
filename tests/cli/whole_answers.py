"""Answers of an engine made whole: a test says what it is about, the type of the answer has the rest."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Any, NotRequired, Required, Union, get_args, get_origin, get_type_hints, is_typeddict

from drconsole.link.messages import Message


def answer_of(message: type[Message[Any]]) -> Any:
    """The row that answers a message."""
    (base,) = message.__orig_bases__  # type: ignore[attr-defined]
    return get_args(base)[0]


def filled(kind: Any, said: Any) -> Any:
    """What was said, with every field that its type asks for."""
    origin, args = get_origin(kind), get_args(kind)
    if origin in (NotRequired, Required):
        return filled(args[0], said)
    if origin in (Union, UnionType):
        return filled(next((arm for arm in args if _fits(arm, said)), None), said)
    if origin is list and isinstance(said, list):
        return [filled(args[0], each) for each in said]
    if origin is dict and isinstance(said, Mapping):
        return {name: filled(args[1], each) for name, each in said.items()}
    if not is_typeddict(kind) or not isinstance(said, Mapping):
        return said
    hints = get_type_hints(kind, include_extras=True)
    # Fields that need not be there are found by their hints: those of a class are strings here.
    needed = {name for name in kind.__required_keys__ if get_origin(hints[name]) is not NotRequired}
    missing = {name: _nothing(hints[name]) for name in needed - said.keys()}
    return {**missing, **{name: filled(hints.get(name), each) for name, each in said.items()}}


def _fits(arm: Any, said: Any) -> bool:
    if isinstance(said, Mapping):
        return is_typeddict(arm) or get_origin(arm) is dict
    return isinstance(said, list) and get_origin(arm) is list


def _nothing(kind: Any) -> Any:
    origin, args = get_origin(kind), get_args(kind)
    if origin in (NotRequired, Required):
        return _nothing(args[0])
    if NoneType in args:
        return None
    if is_typeddict(kind):
        return filled(kind, {})
    return {list: [], dict: {}}[origin] if origin in (list, dict) else kind()
