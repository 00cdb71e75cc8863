"""Validation of messages, at the border between wire and engine: a body becomes a message, or an error names the
place."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from drconsole.link.messages import KINDS, Message
from drconsole.recovery.types.naming import near
from drconsole.recovery.types.work.errors import BadInput


def parse(kind: object, body: object) -> Message[Any]:
    """Return the message that a kind and a body say. Raises ``BadInput``: ``unknown-kind``, ``malformed``."""
    if not isinstance(kind, str) or kind not in KINDS:
        raise BadInput(
            "unknown-kind", f"there is no message {str(kind)[:60]!r}", place="kind", advice=f"one of {', '.join(KINDS)}"
        )
    if not isinstance(body, dict):
        raise BadInput("malformed", "the body is not an object", place="body", advice="write {} where it says nothing")
    try:
        return _adapter(kind).validate_json(json.dumps(body))
    except ValidationError as error:
        raise _fault(kind, body, error) from None
    except RecursionError:
        raise BadInput("malformed", "the body is nested too deep", place="body") from None


@cache
def _adapter(kind: str) -> TypeAdapter[Message[Any]]:
    return TypeAdapter(KINDS[kind])


def _fault(kind: str, body: dict[str, Any], error: ValidationError) -> BadInput:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = _place(body, first["loc"])
    if first["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
        advice = near(str(first["loc"][-1]), _fields_of(kind, first["loc"][:-1])) or "leave it out"
        return BadInput("malformed", f"{kind} has no field {place}", place=place, advice=advice)
    if first["type"] in ("missing", "missing_argument"):
        return BadInput("malformed", f"{kind} needs {place}", place=place)
    return BadInput("malformed", f"{kind}: {place}: {first['msg']}", place=place, advice=first["msg"])


def _fields_of(kind: str, path: tuple[int | str, ...]) -> list[str]:
    """Return the fields that a message has at a path; none where the path leads to no dataclass."""
    here: Any = KINDS[kind]
    for part in path:
        here = get_type_hints(here).get(str(part)) if is_dataclass(here) else None
    return [each.name for each in fields(here)] if is_dataclass(here) else []


def _place(body: object, loc: tuple[int | str, ...]) -> str:
    """Return the path as far as it lies in the body: behind that, pydantic names members of a union."""
    parts = ["body"]
    here = body
    for part in loc:
        if isinstance(here, dict):
            here = here.get(str(part))
        elif isinstance(here, list) and isinstance(part, int):
            here = here[part] if part < len(here) else None
        else:
            break
        parts.append(str(part)[:60])
    return ".".join(parts)
