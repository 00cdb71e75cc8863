"""Alarms in words, for the command line and the console."""

from __future__ import annotations

from typing import Any

from drconsole.records.alarms.kinds import Severity
from drconsole.render.estate.alarms import MARKS, alarm_mark, cause_text, whom_text


def alarm(**said: Any) -> Any:
    return {
        "severity": "critical",
        "cause": "2 machines run nowhere",
        "items": [],
        "plans": [],
        "count": 0,
        "since": None,
    } | said


def named(*names: str) -> list[dict[str, str]]:
    return [{"key": name, "name": name} for name in names]


def test_every_severity_has_a_mark() -> None:
    assert set(MARKS) == set(Severity)
    assert alarm_mark(alarm()).text() == "x CRITICAL"


def test_an_alarm_says_whom_it_is_about_and_since_when() -> None:
    found = alarm(items=named("a", "b"), count=2, since="2026-03-01T11:50:00Z")
    assert cause_text(found, "2026-03-01T12:00:00Z") == "2 machines run nowhere [a, b] (10 min ago)"
    assert cause_text(found, None) == "2 machines run nowhere [a, b]"


def test_many_are_named_in_part_and_counted() -> None:
    assert whom_text(alarm(items=named(*"abcdefgh"), count=1000)) == "a, b, c, d, e and 995 more"
    assert whom_text(alarm(plans=named("shop"), count=1)) == "shop"
    assert whom_text(alarm(count=7)) == ""


def test_two_of_one_name_are_told_apart() -> None:
    two = [{"key": "k1", "name": "web"}, {"key": "k2", "name": "web"}]
    assert whom_text(alarm(items=two, count=2)) == "web (k1), web (k2)"


def test_what_a_machine_is_called_cannot_steer_a_terminal() -> None:
    assert "\x1b" not in cause_text(alarm(cause="of \x1b[31mweb"), None)
