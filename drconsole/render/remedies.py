"""Remedies in the words of the command line and in those of the console. Pure.

The rules give an act with its arguments (``recovery.types.remedies``), here as JSON. The command line says the whole
command, or the option of the one that is typed; the console says the key, or the place on the page.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from drconsole.recovery.types.remedies import Act, Option
from drconsole.recovery.types.words import TargetType
from drconsole.render.text import clean, prose

Record = Mapping[str, Any]
Words = Callable[[Record], str]
"""Words a remedy; empty = there are none for it."""
Press = Callable[[str], str]
"""Command of the console -> how it is called there (``press f``); empty = it is not there."""


def not_there(name: str) -> str:
    """No command of the console is at hand."""
    return ""


PLACEHOLDERS: dict[str, str] = {
    Option.POINT: "CHOICE",
    Option.POINT_ID: "ID",
    Option.DIRECTION: "DIRECTION",
    Option.NETWORK: "NETWORK",
    Option.ENCRYPTION_KEY: "FILE",
    Option.ACCEPT: "FINDING",
}
"""What the operator has to put in."""


PROGRAM = "drconsole"


# For the command line


def command(*words: str) -> str:
    """A command line to copy: every word quoted as a shell needs it."""
    return shlex.join((PROGRAM, *words))


def flag(option: str, value: object = "yes") -> str:
    """Return an option as it is typed: ``--point``."""
    return f"--no-{option}" if option == Option.SHUTDOWN and value == "no" else f"--{option}"


def flags(remedy: Record) -> list[str]:
    words: list[str] = []
    for said in remedy.get("options") or ():
        option, value = str(said["option"]), said.get("value")
        words.append(flag(option, value))
        if option != Option.SHUTDOWN:
            words.append(str(value) if value is not None else PLACEHOLDERS.get(option, "VALUE"))
    return words


def command_line(remedy: Record) -> str:
    """Return the whole command, to be pasted; placeholders in capitals. Empty where there is none."""
    words = _words(remedy)
    return command(*words) if words else ""


def _words(remedy: Record) -> Sequence[str]:
    act, job, operation = (
        remedy.get("act"),
        str(remedy.get("job") or "JOB"),
        str(remedy.get("operation") or "OPERATION"),
    )
    item = _which(remedy) or "ITEM"
    accepts = any(said["option"] == Option.ACCEPT for said in remedy.get("options") or ())
    match act:
        case Act.RUN:
            comment = ("--comment", "TEXT") if accepts else ()
            confirm = str(remedy.get("name") or "NAME")
            return "run", operation, _target(remedy), *flags(remedy), *comment, "--confirm", confirm
        case Act.CHECK:
            return "check", operation, _target(remedy)
        case Act.NEXT:
            return "next", _target(remedy)
        case Act.LOOK if job != "JOB":
            return "jobs", job
        case Act.LOOK:
            kind = str(remedy.get("target_type") or TargetType.ITEM)
            return (f"{kind}s", *([_which(remedy)] if _which(remedy) else []))
        case Act.POINTS:
            return "points", item
        case Act.VALIDATE:
            return "validate", item, "--result", "RESULT", "--comment", "TEXT"
        case Act.WATCH:
            return "watch", job
        case Act.RESUME:
            return "job", "resume", job
        case Act.ANSWER:
            outcome = str(remedy.get("outcome") or "OUTCOME")
            task = str(remedy.get("task") or "TASK")
            return "job", "answer", job, task, "--outcome", outcome, *flags(remedy), "--comment", "TEXT"
    return ()


def _which(remedy: Record) -> str:
    """Return its name; its key where others have the name, too."""
    return str((remedy.get("key") if remedy.get("shared") else remedy.get("name")) or "")


def _target(remedy: Record) -> str:
    name = _which(remedy)
    return f"{remedy.get('target_type')}:{name}" if name else "TARGET"


def command_of(remedies: Iterable[Record]) -> str:
    """Return the command of the remedy that is meant: the first that has one."""
    return next((line for remedy in remedies if (line := command_line(remedy))), "")


def typed(text: object, remedies: Iterable[Record]) -> str:
    """Advice for somebody at a command line: the text, the options in brackets, the commands at its end."""
    found = list(remedies)
    options = [" ".join(flags(one)) for one in found if one.get("act") == Act.CHOOSE]
    commands = [line for one in found if (line := command_line(one))]
    said = str(text or "")
    end = "." if said.endswith(".") and not commands else ""
    if options:
        said = f"{said.rstrip('.')} ({'; '.join(options)}){end}".strip()
    return _with(said, commands)


def _with(text: str, ways: Sequence[str]) -> str:
    if not ways:
        return text
    return f"{text.rstrip('.')}: {'; '.join(ways)}" if text else "; ".join(ways)


def finding_to_type(finding: Record) -> dict[str, Any]:
    """A finding in the fields of the command line: its advice has options and whole commands."""
    remedies = finding.get("remedies") or ()
    if not remedies:
        return dict(finding)
    return {**finding, "recommended_action": typed(finding.get("recommended_action"), remedies)}


def found_to_type(found: Record) -> dict[str, Any]:
    """A check or preview in the fields of the command line."""
    return {**found, "findings": [finding_to_type(finding) for finding in found.get("findings") or ()]}


def command_to_type(found: Record, field: str = "command") -> dict[str, Any]:
    """Return what is next, waits for a person or is owed, with the command that goes on from there in ``field``."""
    return {**found, field: command_of(found["remedies"])} if "remedies" in found else dict(found)


# For the console

_ON_THE_PAGE: dict[str, str] = {
    Option.POINT: "Choose it below, under Recovery point",
    Option.POINT_ID: "Choose it below, under Recovery point",
    Option.DIRECTION: "Choose it below, under Which way",
    Option.SHUTDOWN: "Choose it below, under Shut the source machines down first",
    Option.NETWORK: "Choose it below, under Network of the test machines",
    Option.ENCRYPTION_KEY: "Name the file of the certificate at the bottom (e), then enter",
    Option.ACCEPT: "Press space on what is to be accepted",
}
"""Where the page of an operation asks for it: a sentence."""
COMMANDS: dict[str, str] = {
    Act.VALIDATE: "validate",
    Act.ANSWER: "answer",
    Act.RESUME: "resume",
    Act.WATCH: "open-job",
    Act.POINTS: "points",
}
"""Act -> the console's command for it."""


def way_of(remedy: Record, press: Press) -> str:
    """Return the key that does it where the target or job is shown; empty = there is none."""
    act = str(remedy.get("act"))
    return press(str(remedy.get("operation")) if act == Act.RUN else COMMANDS.get(act, ""))


def on_the_page(remedy: Record, press: Press) -> str:
    """Return how it is done from the page of an operation."""
    if remedy.get("act") == Act.CHOOSE:
        return next((_ON_THE_PAGE[said["option"]] for said in remedy.get("options") or ()), "")
    way = way_of(remedy, press)
    if not way:
        return ""
    name = clean(remedy.get("name") or "")
    return f"esc, then {way} on {name}" if name and remedy.get("act") == Act.RUN else f"esc, then {way}"


def pressed(text: object, remedies: Iterable[Record], words: Words) -> str:
    """Advice for somebody at the console: the text with the keys, then the places on the page."""
    ways = [way for way in dict.fromkeys(map(words, remedies)) if way]
    places = [f"{way}." for way in ways if way[0].isupper()]
    keys = [way for way in ways if not way[0].isupper()]
    said = prose(text or "")
    return " ".join(part for part in (f"{_with(said, keys)}." if keys else said, *places) if part)


def chosen_here(finding: Record) -> bool:
    """Return whether the page of the operation asks for what helps."""
    return any(one.get("act") == Act.CHOOSE for one in finding.get("remedies") or ())
