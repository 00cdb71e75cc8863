"""Events and rows as JSON text, and back. The one module of the store that imports pydantic.

A journal outlives releases: types change additively only, fields unknown to this program are ignored, a kind
unknown to it is an error that names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

import pydantic_core
from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from drconsole.recovery.types.remedies import Act, Remedy
from drconsole.recovery.types.work.errors import DrError
from drconsole.recovery.types.work.events import BY_KIND, Event, Recorded
from drconsole.store.rows import JournalRow


class UnreadableEvent(DrError):
    """A journal row that this program cannot turn into an event; nothing may go on without it."""


_CONFIG = ConfigDict(ser_json_inf_nan="constants")
"""Numbers may be infinite: a forecast may be without end."""


@cache
def adapter(kind: str) -> TypeAdapter[Event]:
    """Raises ``KeyError`` for an unknown kind."""
    return TypeAdapter(with_config(_CONFIG)(BY_KIND[kind]))


def encode_event(event: Event) -> str:
    """Return the event's fields as JSON.

    Raises ``ValueError`` for what could not be read back: better no begin than a journal that stops the next engine.
    """
    try:
        by_type = adapter(event.kind)
        # By the event's type, which is some times faster than looking at each value. What is not of its type is
        # written as it is, and refused below.
        data = by_type.serializer.to_json(event, warnings=False, fallback=_plain)
        by_type.validator.validate_json(data)
    except KeyError as error:
        raise ValueError(f"event of unknown kind {event.kind!r}") from error
    except ValidationError as error:
        raise ValueError(f"event {event.kind} could not be read back: {error}") from error
    return data.decode()


def decode_event(kind: str, data: str, *, rev: int = 0) -> Event:
    """Raises ``UnreadableEvent`` naming kind, revision and field."""
    if kind not in BY_KIND:
        raise UnreadableEvent(
            "store.unknown-event",
            f"the journal holds an event of kind {kind!r}, which this program does not know",
            place=f"journal, revision {rev}",
            advice="use the drconsole that wrote it, or a newer one",
        )
    try:
        return adapter(kind).validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise UnreadableEvent(
            "store.unreadable-event",
            f"event {kind} cannot be read: {field or 'data'}: {first['msg']} (found {str(first['input'])[:80]!r})",
            place=f"journal, revision {rev}",
            advice="use the drconsole that wrote it, or a newer one; examine the store",
            remedies=(Remedy(Act.EXAMINE),),
        ) from error


def encode_body(body: Mapping[str, object] | Sequence[object]) -> str:
    """A row's or an answer's body as JSON; dates, enums and dataclasses inside are taken too. Raises ``ValueError``."""
    return pydantic_core.to_json(body, inf_nan_mode="constants", fallback=_plain).decode()


@lru_cache(maxsize=64)
def encode_time(when: datetime) -> str:
    """ISO 8601 in UTC with microseconds and ``Z``: text that sorts as time does. Raises ``ValueError`` if naive."""
    if when.tzinfo is UTC:
        return when.isoformat(timespec="microseconds")[:-6] + "Z"
    if when.tzinfo is None:
        raise ValueError(f"a time without zone: {when!r}")
    return when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def decode_time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def decode_recorded(row: JournalRow) -> Recorded:
    return Recorded(
        event=decode_event(row.kind, row.data, rev=row.rev),
        at=decode_time(row.at),
        world_at=decode_time(row.world_at),
        actor=row.actor,
        rev=row.rev,
        epoch=row.epoch,
        session=row.session,
        role=row.role,
        approvals=tuple(pydantic_core.from_json(row.approvals)),
    )


def _plain(value: Any) -> Any:
    """Return what the JSON encoder does not take by itself."""
    if isinstance(value, Mapping):
        return dict(value)
    raise ValueError(f"not JSON: {type(value).__name__}")
