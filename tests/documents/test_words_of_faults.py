"""Whatever a model refuses is said in the project's own words, with what would be right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from drconsole.documents.checking.fields import constraints
from drconsole.documents.checking.models import EstateDocument
from drconsole.documents.checking.wording import WORDS, plainly
from drconsole.documents.estate import DocumentFaults, parse_estate, schema
from drconsole.documents.reading.document import Document

STOCK = re.compile(
    r"\b(should|input|valid|validation|instance|dictionary|pydantic|parse|field required|permitted|greater|"
    r"less than or)\b",
    re.IGNORECASE,
)
SHAPES: tuple[Any, ...] = (None, True, -1, 0, 1.5, "", "x", "no such word", [], [1], [[]], {}, {"x": 1}, {"x": "y"})


def models(model: type[BaseModel] = EstateDocument) -> set[type[BaseModel]]:
    """All models of a document, by what their fields hold."""
    found = {model}
    for info in model.model_fields.values():
        for inner in inner_types(info.annotation):
            if isinstance(inner, type) and issubclass(inner, BaseModel) and inner not in found:
                found |= models(inner)
    return found


def inner_types(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from inner_types(part)


def beyond(one: Any) -> Iterator[Any]:
    """Values just past a constraint, in each shape that it can be of."""
    if getattr(one, "ge", None) is not None:
        yield one.ge - 1
    if getattr(one, "gt", None) is not None:
        yield one.gt
    if getattr(one, "le", None) is not None:
        yield one.le + 1
    if getattr(one, "lt", None) is not None:
        yield one.lt
    if getattr(one, "min_length", None) is not None:
        yield from ("x" * (one.min_length - 1), [{}] * (one.min_length - 1))
    if getattr(one, "max_length", None) is not None:
        yield from ("x" * (one.max_length + 1), [{}] * (one.max_length + 1))
    if getattr(one, "allow_inf_nan", None) is False:
        yield from (float("inf"), float("nan"))


KINDS = {
    "ge": "greater_than_equal",
    "gt": "greater_than",
    "le": "less_than_equal",
    "lt": "less_than",
    "allow_inf_nan": "finite_number",
}
FIELDS = [
    pytest.param(model, field, id=f"{model.__name__}.{field}")
    for model in sorted(models(), key=lambda model: model.__name__)
    for field in model.model_fields
]


def refused(model: type[BaseModel], field: str, value: Any) -> list[ErrorDetails]:
    """What the model has against this value of a field, and nothing of other fields."""
    try:
        model.model_validate({field: value})
    except ValidationError as error:
        return [detail for detail in error.errors() if detail["loc"][0] == field]
    return []


def bound_of(detail: ErrorDetails) -> str | None:
    context = detail.get("ctx", {})
    given = [context[end] for end in ("ge", "gt", "le", "lt", "min_length", "max_length") if end in context]
    return None if not given else "one" if given == [1] and "min_length" in context else f"{given[0]:.0f}"


@pytest.mark.parametrize(("model", "field"), FIELDS)
def test_what_a_field_refuses_is_said_in_our_words(model: type[BaseModel], field: str) -> None:
    info = model.model_fields[field]
    limits = list(constraints(info))
    past = [value for one in limits for value in beyond(one)]
    details = [
        detail
        for value in (*SHAPES, *past, *([value] for value in past), *({"x": value} for value in past))
        for detail in refused(model, field, value)
    ]
    assert details or info.annotation is Any
    for detail in details:
        message, right = plainly(detail, tuple(detail["loc"]), model, Document("f"))
        assert message != detail["msg"] or "right" in detail.get("ctx", {})
        assert STOCK.search(f"{message}. {right}") is None, f"{detail['type']}: {message}. {right}"
        assert right[:1].isupper() or right[:1] in "`-", right
        bound = bound_of(detail)
        if bound is not None and detail["type"] != "string_too_short":
            assert bound in f"{message} {right}", f"{message}. {right}"
    met = {detail["type"] for detail in details}
    expected = {kind for one in limits for end, kind in KINDS.items() if getattr(one, end, None) not in (None, True)}
    assert expected <= met, "each constraint was passed once"
    for one in limits:
        if getattr(one, "min_length", None):
            assert met & {"too_short", "string_too_short"}
        if getattr(one, "max_length", None):
            assert met & {"too_long", "string_too_long"}


def test_every_kind_of_refusal_that_a_model_can_make_has_words_of_its_own() -> None:
    met = set()
    for model in models():
        for field, info in model.model_fields.items():
            past = [value for one in constraints(info) for value in beyond(one)]
            for value in (*SHAPES, *past, *([value] for value in past), *({"x": value} for value in past)):
                met |= {
                    detail["type"] for detail in refused(model, field, value) if "right" not in detail.get("ctx", {})
                }
    assert {"missing", "extra_forbidden", "too_short", "too_long", "string_too_short", "greater_than_equal"} <= met
    assert met <= set(WORDS)


def test_a_refusal_of_an_unknown_kind_is_not_told_in_the_words_of_the_library() -> None:
    with pytest.raises(ValidationError) as caught:
        EstateDocument.model_validate({"name": 1})
    strange: Any = {**caught.value.errors()[0], "type": "of_a_later_version", "msg": "Input should be something"}
    message, right = plainly(strange, ("name",), EstateDocument, Document("f"))
    assert STOCK.search(message + right) is None
    assert "'name'" in message and "JSON Schema" in right


@pytest.mark.parametrize(
    ("entry", "message", "right"),
    [
        ("items: [{name: a, churn: -1}]", "churn is -1, and the least is 0", "a number from 0 to 1000000 (MiB written"),
        ("items: [{name: a, interfaces: 9}]", "interfaces is 9, and the most is 8", "a whole number from 1 to 8"),
        ("items: [{name: a, disks: []}]", "a replicated item needs at least one disk", "or leave it out"),
        ("seed: -4", "seed is -4, and the least is 0", "a whole number of 0 or more"),
        (
            "plans: [{name: p, source: s, target: t, groups: [{items: []}]}]",
            "a group of a recovery plan needs at least one item",
            "one item a line",
        ),
        (
            "plans: [{name: p, source: s, target: t, after_failover: [{name: x, manual: m, operations: []}]}]",
            "an action needs at least one operation",
            "or leave it out",
        ),
        (
            "plans: [{name: p, source: s, target: t, after_failover: [{name: x, manual: ''}]}]",
            "the text of 'manual' is empty",
            "what a person is to do",
        ),
        (
            "plans: [{name: p, source: s, target: t, after_failover: [{name: x, manual: m, timeout: 0}]}]",
            "a time limit of 0",
            "1h30m",
        ),
        ("faults: [{kind: slow-step, factor: 0}]", "factor is 0, and must be more than 0", "than 0 and at most 1000"),
        ("sites: [{name: s, kind: azure, family_quotas: {B: -1}}]", "B is -1, and the least is 0", "from 0 to 1000000"),
    ],
)
def test_a_fault_says_the_bound_and_the_right_form(entry: str, message: str, right: str) -> None:
    section = entry.split(":")[0]
    base = {"name": "name: small", "sites": "sites: []", "policies": "policies: []", "items": "items: []"}
    text = "\n".join({**base, section: entry}.values())
    with pytest.raises(DocumentFaults) as caught:
        parse_estate(text, "estate.yaml", None)
    said = [(fault.message, fault.right) for fault in caught.value.faults]
    assert any(message in told and right in better for told, better in said), said


def test_the_schema_refuses_a_time_limit_of_nothing_as_the_document_does() -> None:
    limit = schema()["$defs"]["ActionEntry"]["properties"]["timeout"]
    assert limit["anyOf"][0]["minimum"] == 1
