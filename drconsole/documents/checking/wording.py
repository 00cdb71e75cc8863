"""Wording of what a model finds: what is wrong and what would be right, for each kind of constraint.

Pydantic's own sentences reach nobody. What a field may hold is read off its model, so that both ends of a range are
said, whichever was passed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from drconsole.documents.checking.fields import ENDS, ends_of, model_at, types_in
from drconsole.documents.faults import Loc, did_you_mean
from drconsole.documents.reading.document import Document
from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class _Place:
    """Place in a document, and in its model, at which something does not fit."""

    detail: ErrorDetails
    loc: Loc
    """Place of the fault in the document."""
    model: type[BaseModel]
    """The innermost model around the fault."""
    field: str
    document: Document

    @property
    def given(self) -> Any:
        """Return what was written there."""
        return self.detail["input"]

    @property
    def context(self) -> Mapping[str, Any]:
        """Return what pydantic tells of the constraint."""
        return self.detail.get("ctx", {})

    @property
    def info(self) -> FieldInfo | None:
        """Return the field as its model has it; None = the model has no such field."""
        return self.model.model_fields.get(self.field)

    @property
    def name(self) -> str:
        """Return what the value is called: its field, or its key in a mapping that people fill."""
        last = next((part for part in reversed(self.loc) if isinstance(part, str) and part != "[key]"), self.field)
        return last if last.isprintable() else ascii(last)


def plainly(detail: ErrorDetails, loc: Loc, model: type[BaseModel], document: Document) -> tuple[str, str]:
    """Return what is wrong and what would be right. ``detail`` comes from ``model``; ``loc`` is its place in the
    document.
    """
    at, last = _innermost(model, tuple(detail["loc"]))
    place = _Place(detail, loc, at, last, document)
    if "right" in place.context:
        return detail["msg"], str(place.context["right"])
    return WORDS.get(detail["type"], _unforeseen)(place)


def _innermost(model: type[BaseModel], loc: Loc) -> tuple[type[BaseModel], str]:
    """Return the last model that ``loc`` goes through, and its field there."""
    at, last = model, ""
    for end, part in enumerate(loc):
        if isinstance(part, int):
            continue
        inner = model_at(model, loc[:end]) if end else model
        if inner is not None:
            at, last = inner, part
    return at, last


def noun(model: type[BaseModel]) -> str:
    """Return what people call the entry of a model: ``recovery plan``, ``replication policy``, or the class's name."""
    words = [word.lower() for word in re.findall("[A-Z][a-z]+", model.__name__) if word != "Entry"]
    return _NOUNS.get(" ".join(words), " ".join(words))


_NOUNS = {
    "plan": "recovery plan",
    "group": "group of a recovery plan",
    "item": "replicated item",
    "policy": "replication policy",
    "split": "split recovery plan",
    "item fields": "defaults",
}


# Keys


def _missing(place: _Place) -> tuple[str, str]:
    return f"{place.loc[-1]!r} is missing", f"Add `{place.field}:` to this {noun(place.model)}"


def _unknown_key(place: _Place) -> tuple[str, str]:
    return f"unknown key {place.loc[-1]!r}", did_you_mean(str(place.loc[-1]), place.model.model_fields)


# Words and types


def _not_one_of(place: _Place) -> tuple[str, str]:
    options = re.findall(r"'([^']*)'", str(place.context["expected"]))
    if not isinstance(place.given, str):
        return _not("text")(place)
    return f"{place.given[:60]!r} is not known here", did_you_mean(
        place.given, options, "One of: " + ", ".join(options)
    )


_FOUND: tuple[tuple[Callable[[Any], bool], str], ...] = (
    (lambda value: value is None, "nothing"),
    (lambda value: isinstance(value, bool), "yes or no"),
    (lambda value: isinstance(value, int | float), "a number"),
    (lambda value: isinstance(value, str), "text"),
    (lambda value: isinstance(value, list), "a list"),
    (lambda value: isinstance(value, dict), "a mapping"),
)
_FORMS = {
    "a list": "Write a list: one entry a line, each after a dash",
    "a mapping": "Write a mapping: `key: value`",
}


def _not(expected: str) -> Callable[[_Place], tuple[str, str]]:
    def said(place: _Place) -> tuple[str, str]:
        given, written = place.given, place.document.written(place.loc)
        found = next((text for fits, text in _FOUND if fits(given)), "something else")
        if expected == "text" and written:
            return f"{written} without quotes is {found}, and text is expected", f'Put it in quotes: "{written}"'
        shown = f" ({given[:40]!r})" if isinstance(given, str) else ""
        right = _range_right(place) if expected in _NUMBERS else None
        return f"{found}{shown} where {expected} is expected", right or _FORMS.get(expected, f"Write {expected}")

    return said


# Ranges


_NUMBERS = ("a whole number", "a number")


def _out_of_range(place: _Place) -> tuple[str, str]:
    context = place.context
    end = next(end for end in ENDS if end in context)
    message = {
        "ge": f"{place.name} is {_number(place.given)}, and the least is {_number(context[end])}",
        "gt": f"{place.name} is {_number(place.given)}, and must be more than {_number(context[end])}",
        "le": f"{place.name} is {_number(place.given)}, and the most is {_number(context[end])}",
        "lt": f"{place.name} is {_number(place.given)}, and must be less than {_number(context[end])}",
    }[end]
    return message, _range_right(place) or f"Write {_span({end: context[end]})}"


def _not_finite(place: _Place) -> tuple[str, str]:
    return f"{place.name} is not a number that can be counted with", _range_right(place) or "Write a finite number"


def _range_right(place: _Place) -> str | None:
    """Return what the field may hold, both ends of its range and what it counts; None = it has no range."""
    info = place.info
    ends = ends_of(info) if info is not None else {}
    if info is None or not ends:
        return None
    kind = "a whole number" if int in types_in(info.annotation) else "a number"
    about = f" ({info.description})" if info.description else ""
    return f"Write {kind} {_span(ends)}{about}"


def _span(ends: Mapping[str, Any]) -> str:
    low = f"of more than {_number(ends['gt'])}" if "gt" in ends else ""
    high = f"less than {_number(ends['lt'])}" if "lt" in ends else ""
    if "ge" in ends and "le" in ends:
        return f"from {_number(ends['ge'])} to {_number(ends['le'])}"
    if "ge" in ends:
        low = f"of {_number(ends['ge'])} or more"
    if "le" in ends:
        high = f"at most {_number(ends['le'])}"
    return " and ".join(filter(None, (low, high)))


def _number(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return repr(value)[:40]
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e18 else f"{value:g}"


# Lengths


def _too_few(place: _Place) -> tuple[str, str]:
    least, one = int(place.context["min_length"]), _singular(place.field)
    many = f"one {one}" if least == 1 else f"{least} {place.field}"
    info = place.info
    leave = "" if info is None or info.is_required() else ", or leave it out"
    return (
        f"{_a(noun(place.model))} needs at least {many}",
        f"Write one {one} a line under `{place.field}:`, each after a dash{leave}",
    )


def _too_many(place: _Place) -> tuple[str, str]:
    most = int(place.context["max_length"])
    return f"there are {place.context['actual_length']} {place.field}, and {most} is the most", f"Leave {most} at most"


def _a(words: str) -> str:
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _singular(field: str) -> str:
    return field.removesuffix("s").replace("_", " ")


def _short_text(place: _Place) -> tuple[str, str]:
    least = int(place.context["min_length"])
    what = "is empty" if least == 1 else f"has fewer than {least} characters"
    info = place.info
    about = f": {info.description}" if info is not None and info.description else ""
    return f"the text of {place.name!r} {what}", f"Write it{about}, or leave `{place.field}:` out"


def _long_text(place: _Place) -> tuple[str, str]:
    most = place.context["max_length"]
    return f"the text of {place.name!r} is too long", f"Write {most} characters at most"


def _unforeseen(place: _Place) -> tuple[str, str]:
    return f"{place.name!r} does not fit", "Look up what may stand here in the JSON Schema of this document"


WORDS: Mapping[str, Callable[[_Place], tuple[str, str]]] = {
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "enum": _not_one_of,
    "literal_error": _not_one_of,
    "string_type": _not("text"),
    "int_type": _not("a whole number"),
    "float_type": _not("a number"),
    "bool_type": _not("true or false"),
    "list_type": _not("a list"),
    "dict_type": _not("a mapping"),
    "model_type": _not("a mapping"),
    "model_attributes_type": _not("a mapping"),
    "greater_than_equal": _out_of_range,
    "greater_than": _out_of_range,
    "less_than_equal": _out_of_range,
    "less_than": _out_of_range,
    "finite_number": _not_finite,
    "too_short": _too_few,
    "too_long": _too_many,
    "string_too_short": _short_text,
    "string_too_long": _long_text,
}
"""What words each type of pydantic's errors."""
