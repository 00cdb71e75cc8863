"""Shelved alarms: which of what is wrong stands aside, and which has come back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from drconsole.records.alarms.kinds import Severity
from drconsole.records.clock import moment
from drconsole.records.rows.alarms import AlarmRow, ShelvedRow

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
