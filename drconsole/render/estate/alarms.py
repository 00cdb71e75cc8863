"""Alarms in words: a mark, the cause with whom it is about, since when, and what helps. Pure."""

from __future__ import annotations

from drconsole.records.alarms.kinds import Owner
from drconsole.records.alarms.kinds import Severity as Grave
from drconsole.records.rows.alarms import AlarmEventRow, AlarmRow, RateRow, ShelvedRow
from drconsole.render.words.labels import labels
from drconsole.render.words.marks import Mark, Severity
from drconsole.render.words.text import age, clean, prose, time_of_day

MARKS: dict[str, Mark] = {
    Grave.CRITICAL: Mark("✗", "x", "CRITICAL", Severity.BAD),
    Grave.UNKNOWN: Mark("?", "?", "UNKNOWN", Severity.UNKNOWN),
    Grave.WARNING: Mark("‼", "!", "WARNING", Severity.WARN),
    Grave.NOTICE: Mark("i", "i", "NOTICE", Severity.NOTE),
}
OWNERS: dict[str, str] = {
    Owner.LEAD: "whoever leads the job",
    Owner.COMMANDER: "whoever commands",
    Owner.OPERATOR: "an operator",
    Owner.APPROVER: "an approver",
    Owner.OUTSIDE: "whoever is outside",
    Owner.STATE: "the state's owner",
}
NAMED = 5
"""Machines or plans that an alarm names at most."""


SHELVED = Mark("‖", "|", "SHELVED", Severity.IDLE)


def alarm_mark(alarm: AlarmRow) -> Mark:
    """Return how grave it is; of a shelved one that it is shelved."""
    return SHELVED if "shelved" in alarm else MARKS[alarm["severity"]]


def cause_text(alarm: AlarmRow, now: str | None) -> str:
    """``2 machines run at both sites: wiki, web (3 min 5 s ago)``."""
    whom = whom_text(alarm)
    since = f" ({age(alarm['since'], now)})" if alarm["since"] and now else ""
    if alarm["items"] and not alarm["since"]:
        since = " (since when is not known)"
    return f"{prose(alarm['cause'])}{f' [{whom}]' if whom else ''}{since}"


def whom_text(alarm: AlarmRow) -> str:
    """Return the machines or plans by name, as many as a line takes; empty = it is about none."""
    about = alarm["items"] or alarm["plans"]
    names = list(labels(about).values())[:NAMED]
    left = alarm["count"] - len(names)
    return ", ".join(names) + (f" and {left} more" if names and left > 0 else "")


def action_text(alarm: AlarmRow) -> str:
    """Return what helps, without the command for it."""
    return prose(alarm["action"])


def owner_text(alarm: AlarmRow) -> str:
    """Return who is to act: ``ann, who leads the job``, ``whoever is outside``."""
    who = alarm["who"]
    return f"{clean(who)}, who leads the job" if who else OWNERS[alarm["owner"]]


def consequences_text(alarm: AlarmRow) -> str:
    """``with it: 100 replication critical (90079), 2 not seen``; empty = nothing else follows from its cause."""
    told = [f"{one['count']} {clean(one['what'])}" for one in alarm["consequences"]]
    return f"with it: {', '.join(told)}" if told else ""


def first_text(alarm: AlarmRow) -> str:
    """Return which machine showed it first; empty where that is not known, or it is about one."""
    return f"first: {clean(alarm['first']['name'])}" if alarm["first"] is not None else ""


def rate_text(rate: RateRow) -> str:
    """Return how many alarms came lately; empty = none."""
    if not rate["hour"]:
        return ""
    flood = ", more than a person can follow" if rate["flood"] else ""
    return f"raised in the last 10 minutes: {rate['ten_minutes']}{flood}; in the last hour: {rate['hour']}"


def shelf_text(shelf: ShelvedRow) -> str:
    """``shelved until 12:20:00Z by ann: known``."""
    return f"shelved until {time_of_day(shelf['until'])} by {clean(shelf['by'])}: {clean(shelf['comment'])}"


def event_text(event: AlarmEventRow) -> str:
    """Return what nobody can do anything about."""
    return prose(event["text"])
