"""Shelved alarms: which of what is wrong stands aside, and which has come back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from drconsole.records.alarms.kinds import Kind, Severity
from drconsole.records.clock import moment
from drconsole.records.rows.alarms import AlarmRow, ShelvedRow
from drconsole.records.rows.status import NeedsRow
from drconsole.records.waiting.of_room import OF_ROOM

_ORDER = {str(severity): place for place, severity in enumerate(Severity)}


def lasts(shelf: ShelvedRow, wall: str | None) -> bool:
    """Return whether its time is not up: by the wall's clock, whether or not an engine has seen that."""
    now, until = moment(wall), moment(shelf["until"])
    return now is not None and until is not None and now < until


def is_worse(alarm: AlarmRow, shelf: ShelvedRow) -> bool:
    """Return whether an alarm is graver than when it was shelved, or about somebody who was not in it then."""
    if _ORDER[alarm["severity"]] < _ORDER[shelf["severity"]] or alarm["count"] > shelf["count"]:
        return True
    return not {one["key"] for one in (*alarm["items"], *alarm["plans"])} <= set(shelf["about"])


_OF_NEEDS = {
    "obligation": (Kind.RUNS_TWICE, Kind.MUST_NOT_RUN),
    "authority": (Kind.RUNS_NOWHERE, Kind.UNKNOWN, Kind.UNPROTECTED),
}
"""Alarms that tell the same of an item as an entry of what needs a person does."""


def is_aside(need: NeedsRow, shelved: Sequence[ShelvedRow], wall: str | None) -> bool:
    """Return whether the alarm of something that needs a person is shelved: then it rings nobody."""
    return any(_is_of(need, shelf) for shelf in shelved if lasts(shelf, wall))


def _is_of(need: NeedsRow, shelf: ShelvedRow) -> bool:
    kind = need.get("kind")
    if kind in _OF_NEEDS:
        return shelf["alarm"].partition(":")[0] in _OF_NEEDS[str(kind)] and need["item_key"] in shelf["about"]
    if kind in OF_ROOM:
        return shelf["alarm"] == f"{Kind.APPROVAL}:{need.get('about')}"
    if kind == "held":
        return shelf["alarm"] == f"{Kind.HELD}:{need['job']}"
    return shelf["alarm"] == f"{Kind.WAITS}:{need['job']}/{need['task']}"


def sorted_out(
    found: Iterable[AlarmRow], shelved: Sequence[ShelvedRow], wall: str | None
) -> tuple[list[AlarmRow], list[AlarmRow]]:
    """Return the alarms that stand, and those that are shelved, each with its shelf."""
    shelves = {shelf["alarm"]: shelf for shelf in shelved if lasts(shelf, wall)}
    standing: list[AlarmRow] = []
    aside: list[AlarmRow] = []
    for alarm in found:
        shelf = shelves.get(alarm["id"])
        if shelf is None or is_worse(alarm, shelf):
            standing.append(alarm)
        else:
            aside.append({**alarm, "shelved": shelf})
    return standing, aside
