"""Events as text: additive for ever, and refused by name where they cannot be read."""

from __future__ import annotations

import json
import math
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_samples import AT, EVENTS

from drconsole.recovery.types.words import RunState
from drconsole.recovery.types.work.events import BY_KIND, Event, JobCreated, TaskEnded
from drconsole.store.codec import (
    UnreadableEvent,
    decode_event,
    decode_time,
    encode_body,
    encode_event,
    encode_time,
)
from drconsole.store.reading.select import event_json

GOLDEN = Path(__file__).with_name("golden")


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
def test_an_event_written_by_any_release_is_read_the_same(event: Event) -> None:
    """Never change a golden file: a journal lives longer than a release."""
    assert decode_event(event.kind, (GOLDEN / f"{event.kind}.json").read_text()) == event


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
def test_what_is_written_holds_all_that_the_golden_file_holds(event: Event) -> None:
    written = json.loads(encode_event(event))
    golden = json.loads((GOLDEN / f"{event.kind}.json").read_text())
    assert _as_far_as(golden, written) == golden


def _as_far_as(golden: object, written: object) -> object:
    """Of what is written, the fields that the golden file has, at every depth: types change additively only."""
    if isinstance(golden, dict) and isinstance(written, dict):
        return {name: _as_far_as(value, written.get(name, "left out")) for name, value in golden.items()}
    if isinstance(golden, list) and isinstance(written, list) and len(golden) == len(written):
        return [_as_far_as(was, now) for was, now in zip(golden, written, strict=True)]
    return written


def test_there_is_a_sample_and_a_golden_file_for_every_kind() -> None:
    assert {event.kind for event in EVENTS} == set(BY_KIND)
    assert {file.stem for file in GOLDEN.glob("*.json")} == set(BY_KIND)


def test_no_event_field_hides_a_column_of_the_journal() -> None:
    reserved = {"rev", "at", "world_at", "actor", "session", "role", "approvals", "epoch", "kind", "prev", "hash"}
    assert not {(kind, found.name) for kind, cls in BY_KIND.items() for found in fields(cls) if found.name in reserved}
    assert event_json.__doc__


def test_fields_of_a_later_release_are_ignored() -> None:
    text = '{"job": "J1", "task": "t", "attempt": 1, "mood": "calm"}'
    assert decode_event("task.begun", text) == BY_KIND["task.begun"]("J1", "t", 1)


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        ("job.teleported", "{}", "kind 'job.teleported', which this program does not know"),
        ("task.begun", '{"job": "J1", "task": "t"}', "attempt"),
        ("job.ended", '{"job": "J1", "state": "Exploded", "description": "", "items": {}}', "state.*Exploded"),
        ("task.begun", "no json", "event task.begun cannot be read"),
    ],
)
def test_an_event_that_cannot_be_read_is_named_with_its_revision(kind: str, data: str, said: str) -> None:
    with pytest.raises(UnreadableEvent, match=said) as refused:
        decode_event(kind, data, rev=17)
    assert refused.value.place == "journal, revision 17"


def test_a_forecast_without_end_survives() -> None:
    created = next(event for event in EVENTS if isinstance(event, JobCreated))
    endless = replace(created, forecast=replace(created.forecast, high=math.inf))
    assert decode_event(endless.kind, encode_event(endless)) == endless


def test_read_only_mappings_are_taken() -> None:
    ended = TaskEnded("J1", "t", 1, RunState.SUCCEEDED, "Completed", items=MappingProxyType({"i": RunState.SUCCEEDED}))
    assert decode_event(ended.kind, encode_event(ended)) == ended
    assert encode_body(MappingProxyType({"at": AT, "state": RunState.FAILED})) == (
        '{"at":"2026-03-01T12:00:00.000250Z","state":"Failed"}'
    )


@given(st.text(), st.text())
def test_any_text_survives(task: str, comment: str) -> None:
    event = BY_KIND["task.answered"]("J1", task, "done", comment)
    assert decode_event("task.answered", encode_event(event)) == event


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_times_as_text_sort_as_times(one: datetime, other: datetime) -> None:
    assert decode_time(encode_time(one)) == one
    assert (encode_time(one) < encode_time(other)) == (one < other)


def test_times_are_written_in_utc() -> None:
    assert encode_time(AT.astimezone(timezone(timedelta(hours=5)))) == "2026-03-01T12:00:00.000250Z"
    with pytest.raises(ValueError, match="without zone"):
        encode_time(AT.replace(tzinfo=None))
