"""Fields of models: which constraints one has, which types it takes, and which model stands inside another."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from drconsole.documents.faults import Loc

ENDS = ("ge", "gt", "le", "lt")
"""Names of the ends that a range may have."""


def constraints(info: FieldInfo) -> Iterator[Any]:
    """Yield every constraint of a field, those of what is in it too, as annotated-types or pydantic have them."""
    yield from _plain(info.metadata)
    yield from _inside(info.annotation)


def _inside(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Annotated:
        yield from _plain(annotation.__metadata__)
    for part in get_args(annotation):
        if get_origin(annotation) is not Annotated or part not in annotation.__metadata__:
            yield from _inside(part)


def _plain(metadata: Any) -> Iterator[Any]:
    for one in metadata:
        if isinstance(one, FieldInfo):
            yield from one.metadata
        else:
            yield one


def ends_of(info: FieldInfo) -> dict[str, Any]:
    """Return the ends of the range that a field has, by name; empty where it has none."""
    return {end: getattr(one, end) for one in constraints(info) for end in ENDS if getattr(one, end, None) is not None}


def types_in(annotation: Any) -> set[Any]:
    """Return the plain types that an annotation is made of."""
    if not get_args(annotation):
        return {annotation}
    return {found for part in get_args(annotation) for found in types_in(part)}


def model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel] | None:
    """Return the model of what stands at ``loc`` inside ``model``; None where there is none."""
    at: Any = model
    for part in loc:
        if isinstance(part, int):
            continue
        info = at.model_fields.get(part) if _is_model(at) else None
        if info is None:
            return None
        at = _model_in(info.annotation)
    return at if _is_model(at) else None


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _model_in(annotation: Any) -> Any:
    """Return the model inside ``list[M]``, ``M | None``, ``Annotated[...]`` or these in each other."""
    if _is_model(annotation) or get_origin(annotation) is None:
        return annotation
    inner = [_model_in(part) for part in get_args(annotation) if part is not types.NoneType]
    if get_origin(annotation) in (Union, types.UnionType, list) or inner:
        return next((part for part in inner if _is_model(part)), None)
    return None
