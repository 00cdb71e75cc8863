"""Remedies as command lines: the one place that says how an act is typed. Pure.

The rules give an act with its arguments (``recovery.types.remedies``), here as JSON. A test reads every line back with
the command line's own parser.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from drconsole.recovery.types.estate.targets import by_key
from drconsole.recovery.types.remedies import NO, Act, Option, Remedy, RemedyRow, as_json
from drconsole.recovery.types.words import TargetType

if TYPE_CHECKING:
    from drconsole.records.rows.alarms import AlarmRow
    from drconsole.records.rows.estate.items import DebtRow
    from drconsole.records.rows.status import NeedsRow
    from drconsole.records.rows.work.checks import CheckRow, FindingRow

Checked = TypeVar("Checked", bound="CheckRow")

PROGRAM = "drconsole"
PLACEHOLDERS: Mapping[str, str] = {
    Option.POINT: "CHOICE",
    Option.POINT_ID: "ID",
    Option.DIRECTION: "DIRECTION",
    Option.NETWORK: "NETWORK",
    Option.ENCRYPTION_KEY: "FILE",
    Option.ACCEPT: "FINDING",
    Option.CONFIRM: "NAME",
    Option.COMMENT: "TEXT",
    Option.DIGEST: "DIGEST",
    Option.BREAK_GLASS: "TEXT",
    Option.PROPOSAL: "PROPOSAL",
    Option.NOTE: "NOTE",
    Option.RESULT: "RESULT",
    Option.OUTCOME: "OUTCOME",
    Option.SINCE: "REV",
}
"""Values that the operator has to put in."""

_FIXED: Mapping[str, tuple[str, ...]] = {
    Act.JOBS: ("jobs",),
    Act.JOURNAL: ("journal",),
    Act.STATUS: ("status",),
    Act.EXAMINE: ("doctor",),
    Act.START_ENGINE: ("engine", "start"),
    Act.DRAIN_ENGINE: ("engine", "drain"),
    Act.STOP_ENGINE: ("engine", "stop"),
    Act.END_ENGINE: ("engine", "stop", "--force"),
    Act.ACCEPT_LOSS: ("engine", "accept-loss"),
    Act.LOAD_ESTATE: ("estate", "load", "contoso"),
    Act.ESTATES: ("estate", "list"),
    Act.EXAMPLE: ("estate", "generate", "--items", "10"),
    Act.CONNECTION_SCHEMA: ("connect", "--schema"),
    Act.ARM: ("arm",),
    Act.POLLS: ("poll",),
}
"""Commands without a target or a job; their options stand behind."""


def command(*words: str) -> str:
    """Return a command line to copy: every word quoted as a shell needs it."""
    return shlex.join((PROGRAM, *words))


def line_of(act: Act, *options: tuple[Option, str | None]) -> str:
    """Return the command line of an act that needs no target and no job."""
    return command_line(as_json(Remedy(act, options=options)))


def flag(option: str, value: object = "yes") -> str:
    """Return an option as it is typed: ``--point``, ``--no-shutdown``."""
    return f"--no-{option}" if option == Option.SHUTDOWN and value == NO else f"--{option}"


def flags(remedy: RemedyRow) -> list[str]:
    """Return the words of a remedy's options; what the operator has to say is a word in capitals."""
    words: list[str] = []
    for said in remedy.get("options", ()):
        option, value = said["option"], said["value"]
        if option == Option.SHUTDOWN:
            words.append(flag(option, value))
        else:
            words += _valued(option, value if value is not None else PLACEHOLDERS[option])
    return words


def _valued(option: str, value: str) -> list[str]:
    """A value that begins as an option does has to stand in one word with its option."""
    return [f"--{option}={value}"] if value.startswith("-") else [f"--{option}", value]


def command_line(remedy: RemedyRow) -> str:
    """Return the whole command, to be pasted; placeholders in capitals. Empty where there is none."""
    words = _words(remedy)
    return command(*words) if words else ""


def _words(remedy: RemedyRow) -> Sequence[str]:
    act, job = remedy["act"], remedy.get("job", "JOB")
    operation, item = remedy.get("operation", "OPERATION"), _named(remedy) or "ITEM"
    if act in _FIXED:
        return (*_FIXED[act], *flags(remedy))
    match act:
        case Act.RUN:
            accepts = any(said["option"] == Option.ACCEPT for said in remedy.get("options", ()))
            comment = ("--comment", "TEXT") if accepts else ()
            confirm = _valued(Option.CONFIRM, remedy.get("name", "NAME"))
            return "run", operation, _target(remedy), *flags(remedy), *comment, *confirm
        case Act.CHECK:
            return "check", operation, _target(remedy)
        case Act.NEXT:
            return "next", _target(remedy)
        case Act.LOOK if "job" in remedy:
            return "jobs", job
        case Act.LOOK:
            kind = remedy.get("target_type", TargetType.ITEM)
            return (f"{kind}s", *([_named(remedy)] if _named(remedy) else []))
        case Act.POINTS:
            return "points", item
        case Act.VALIDATE:
            said = flags(remedy) or ["--result", "RESULT"]
            return "validate", item, *said, "--comment", "TEXT"
        case Act.REPAIR:
            return "simulate", "repair", item
        case Act.WATCH:
            return "watch", job
        case Act.APPROVE:
            return "proposals", _value(remedy, Option.PROPOSAL)
        case Act.UNPIN:
            return "notes", "unpin", _value(remedy, Option.NOTE)
        case Act.LEAD:
            return "lead", job
        case Act.HOLD | Act.RESUME:
            return "job", act, job
        case Act.ANSWER:
            task, outcome = remedy.get("task", "TASK"), remedy.get("outcome", "OUTCOME")
            return "job", "answer", job, task, "--outcome", outcome, *flags(remedy), "--comment", "TEXT"
    return ()


def _value(remedy: RemedyRow, option: Option) -> str:
    """Return the value of an option; a word in capitals where the operator has to say it."""
    found = (said["value"] for said in remedy.get("options", ()) if said["option"] == option)
    return next(found, None) or PLACEHOLDERS[option]


def _target(remedy: RemedyRow) -> str:
    """Return the target where a plan and an item may be named: its kind is said with it."""
    kind, key, name = remedy.get("target_type", ""), remedy.get("key"), remedy.get("name")
    if key and ("shared" in remedy or not name):
        return by_key(kind, key)
    return f"{kind}:{name}" if name else "TARGET"


def _named(remedy: RemedyRow) -> str:
    """Return the target where only its kind may be named: the name is enough, unless it reads as something else."""
    name = remedy.get("name", "")
    plain = name and "shared" not in remedy and ":" not in name and not name.startswith("-")
    return name if plain else _target(remedy) if "key" in remedy or name else ""


def command_of(remedies: Iterable[RemedyRow]) -> str:
    """Return the command of the remedy that is meant: the first that has one. Empty where none has."""
    return next((line for remedy in remedies if (line := command_line(remedy))), "")


def typed(text: str, remedies: Iterable[RemedyRow]) -> str:
    """Return advice for somebody at a command line: the text, the options in brackets, the commands at its end."""
    found = list(remedies)
    options = [shlex.join(flags(one)) for one in found if one["act"] == Act.CHOOSE]
    commands = [line for one in found if (line := command_line(one))]
    said = text
    end = "." if said.endswith(".") and not commands else ""
    if options:
        said = f"{said.rstrip('.')} ({'; '.join(options)}){end}".strip()
    return with_ways(said, commands)


def with_ways(text: str, ways: Sequence[str]) -> str:
    """Return a text with ways of doing it behind a colon."""
    if not ways:
        return text
    return f"{text.rstrip('.')}: {'; '.join(ways)}" if text else "; ".join(ways)


def finding_to_type(finding: FindingRow) -> FindingRow:
    """Return a finding in the fields of the command line: its advice has options and whole commands."""
    if not finding["remedies"]:
        return finding
    return {**finding, "recommended_action": typed(finding["recommended_action"], finding["remedies"])}


def found_to_type(found: Checked) -> Checked:
    """Return a check or preview in the fields of the command line."""
    told = found.copy()
    told["findings"] = [finding_to_type(finding) for finding in found["findings"]]
    return told


def need_to_type(need: NeedsRow) -> NeedsRow:
    """Return what waits for a person, with the command that answers it, if there is one."""
    return {**need, "command": command_of(need["remedies"])} if "remedies" in need else need


def alarm_to_type(alarm: AlarmRow) -> AlarmRow:
    """Return an alarm with the command that leads on; empty where there is none."""
    return {**alarm, "command": command_of(alarm["remedies"])}


def debt_to_type(debt: DebtRow) -> DebtRow:
    """Return what a test left, with the command that undoes it."""
    return {**debt, "undo": command_of(debt["remedies"])}
