"""Runs the models over a document, entry by entry, and says in plain words what does not fit, and where."""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from drconsole.documents.faults import FaultList, Loc, did_you_mean, path_text
from drconsole.documents.models import SECTIONS, Entry, EstateDocument, ItemFields
from drconsole.documents.yaml_safe import Document

_REQUIRED = frozenset(key for key in SECTIONS if EstateDocument.model_fields[key].is_required())


@dataclass(slots=True)
class Checked:
    """What of a document fits its models. Entries that do not fit are faults already and are left out."""

    document: Document
    faults: FaultList
    head: EstateDocument
    entries: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)
    """By section: index in the document's list, model."""
    written_names: dict[str, frozenset[str]] = field(default_factory=dict)
    """By section: the names in it, those of entries that do not fit included."""
    left_out: frozenset[str] = frozenset()
    """Sections of which an entry did not fit."""
    nameless: frozenset[str] = frozenset()
    """Sections that are no list, or hold an entry without a name: an unknown name may be one of theirs."""

    @property
    def defaults_unreadable(self) -> bool:
        return self.head.defaults is None and self.document.data.get("defaults") is not None

    def fault(self, loc: Loc, message: str, right: str) -> None:
        """Note a fault at ``loc``. Raises ``DocumentFaults`` when there are too many."""
        self.faults.add(self.document.line(loc), path_text(loc), message, right)


def check_models(document: Document) -> Checked:
    """Run the models over ``document``. Raises ``DocumentFaults`` only when there are too many faults to go on."""
    faults = FaultList(document.file)
    data: dict[str, Any] = document.data
    raw_sections = {key: data[key] for key in SECTIONS if isinstance(data.get(key), list)}
    # Null is "not said": a section whose entries are all commented out is an empty one.
    rest = {key: value for key, value in data.items() if key not in raw_sections and value is not None}
    head = _head(document, rest, raw_sections, faults)
    checked = Checked(document, faults, head)
    left_out = set()
    nameless = {key for key in SECTIONS if key not in raw_sections and (key in rest or key in _REQUIRED)}
    for section, model in SECTIONS.items():
        raw = raw_sections.get(section, [])
        checked.entries[section] = []
        for index, value in enumerate(raw):
            entry = _validate(model, value, (section, index), document, faults)
            if entry is None:
                left_out.add(section)
                if not _written_name(value):
                    nameless.add(section)
            else:
                checked.entries[section].append((index, entry))
        checked.written_names[section] = frozenset(filter(None, map(_written_name, raw)))
    checked.left_out = frozenset(left_out)
    checked.nameless = frozenset(nameless)
    return checked


def _written_name(value: Any) -> str | None:
    name = value.get("name") if isinstance(value, dict) else None
    return name if isinstance(name, str) else None


def _head(
    document: Document, rest: dict[str, Any], sections: Mapping[str, list[Any]], faults: FaultList
) -> EstateDocument:
    """The top of the document, its sections emptied; values that do not fit are replaced after being noted."""
    try:
        return EstateDocument.model_validate({**rest, **{key: [] for key in sections}})
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _note(detail, (), EstateDocument, document, faults)
    defaults = rest.get("defaults")
    fits = None if defaults is None else _quietly(ItemFields, defaults)
    return EstateDocument.model_construct(name="", defaults=fits)


def _quietly(model: type[Entry], value: Any) -> Any:
    try:
        return model.model_validate(value)
    except ValidationError:
        return None


def _validate(model: type[Entry], value: Any, loc: Loc, document: Document, faults: FaultList) -> Entry | None:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _note(detail, loc, model, document, faults)
        return None


def _note(detail: ErrorDetails, prefix: Loc, model: type[BaseModel], document: Document, faults: FaultList) -> None:
    loc = prefix + tuple(detail["loc"])
    message, right = _plainly(detail, loc, model, document)
    faults.add(document.line(loc), path_text(loc), message, right)


def _plainly(detail: ErrorDetails, loc: Loc, model: type[BaseModel], document: Document) -> tuple[str, str]:
    kind, context = detail["type"], detail.get("ctx", {})
    if "right" in context:
        return detail["msg"], str(context["right"])
    if kind == "missing":
        return f"{loc[-1]!r} is missing", _missing(detail, model)
    if kind == "extra_forbidden":
        at = model_at(model, tuple(detail["loc"][:-1])) or model
        return f"unknown key {loc[-1]!r}", did_you_mean(str(loc[-1]), at.model_fields)
    if kind in ("enum", "literal_error"):
        return _not_one_of(detail, loc, document)
    if kind in _EXPECTED:
        return _wrong_type(kind, detail["input"], document.written(loc))
    return detail["msg"][:1].lower() + detail["msg"][1:], "Change the value so that it fits"


def _missing(detail: ErrorDetails, model: type[BaseModel]) -> str:
    return f"Add `{detail['loc'][-1]}:` to this {_noun(model_at(model, tuple(detail['loc'][:-1])) or model)}"


def _noun(model: type[BaseModel]) -> str:
    words = re.findall("[A-Z][a-z]+", model.__name__)
    return " ".join(word.lower() for word in words if word != "Entry")


def _not_one_of(detail: ErrorDetails, loc: Loc, document: Document) -> tuple[str, str]:
    options = re.findall(r"'([^']*)'", str(detail["ctx"]["expected"]))
    given = detail["input"]
    if not isinstance(given, str):
        return _wrong_type("string_type", given, document.written(loc))
    return f"{given[:60]!r} is not known here", did_you_mean(given, options, "One of: " + ", ".join(options))


_EXPECTED: Mapping[str, str] = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}

_FOUND: tuple[tuple[Callable[[Any], bool], str], ...] = (
    (lambda value: value is None, "nothing"),
    (lambda value: isinstance(value, bool), "yes or no"),
    (lambda value: isinstance(value, int | float), "a number"),
    (lambda value: isinstance(value, str), "text"),
    (lambda value: isinstance(value, list), "a list"),
    (lambda value: isinstance(value, dict), "a mapping"),
)


def _wrong_type(kind: str, given: Any, written: str | None) -> tuple[str, str]:
    expected = _EXPECTED[kind]
    found = next(text for fits, text in _FOUND if fits(given))
    if kind == "string_type" and written:
        return f"{written} without quotes is {found}, and text is expected", f'Put it in quotes: "{written}"'
    shown = f" ({given[:40]!r})" if isinstance(given, str) else ""
    right = {
        "a list": "Write a list: one entry a line, each after a dash",
        "a mapping": "Write a mapping: `key: value`",
    }
    return f"{found}{shown} where {expected} is expected", right.get(expected, f"Write {expected}")


def model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel] | None:
    """The model of what stands at ``loc`` inside ``model``."""
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
    """The model inside ``list[M]``, ``M | None``, ``Annotated[...]`` or these in each other."""
    if _is_model(annotation) or get_origin(annotation) is None:
        return annotation
    inner = [_model_in(part) for part in get_args(annotation) if part is not types.NoneType]
    if get_origin(annotation) in (Union, types.UnionType, list) or inner:
        return next((part for part in inner if _is_model(part)), None)
    return None
