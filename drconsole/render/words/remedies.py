"""Remedies in the words of the console: the key that is pressed, or the place on the page. Pure.

The rules give an act with its arguments (``recovery.types.remedies``), here as JSON. ``render.command_lines`` says the
same for a command line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from drconsole.recovery.types.remedies import Act, Option, RemedyRow
from drconsole.render.words.command_lines import command_line, with_ways
from drconsole.render.words.text import clean, prose

if TYPE_CHECKING:
    from drconsole.records.rows.work.checks import FindingRow

Words = Callable[[RemedyRow], str]
"""Words a remedy; empty = there are none for it."""
Press = Callable[[str], str]
"""Command of the console -> how it is called there (``press f``); empty = it is not there."""


def not_there(name: str) -> str:
    """No command of the console is at hand."""
    return ""


_ON_THE_PAGE: dict[str, str] = {
    Option.POINT: "Choose it on page 2 (Point)",
    Option.POINT_ID: "Choose it on page 2 (Point)",
    Option.DIRECTION: "Choose it below, under Direction",
    Option.SHUTDOWN: "Choose it on page 3 (Options)",
    Option.NETWORK: "Choose it on page 3 (Options)",
    Option.ENCRYPTION_KEY: "Name the file of the certificate on page 3 (press e), then enter",
    Option.ACCEPT: "Press space on what is to be accepted",
}
"""Where the page of an operation asks for it: a sentence."""
COMMANDS: dict[str, str] = {
    Act.VALIDATE: "validate",
    Act.ANSWER: "answer",
    Act.RESUME: "resume",
    Act.WATCH: "open-job",
    Act.POINTS: "points",
    Act.REPAIR: "repair",
    Act.HOLD: "hold",
    Act.LEAD: "lead",
    Act.APPROVE: "proposals",
    Act.POLLS: "poll",
    Act.UNPIN: "unpin",
    Act.JOBS: "jobs",
    Act.JOURNAL: "journal",
    Act.STATUS: "overview",
    Act.EXAMINE: "doctor",
    Act.START_ENGINE: "engine-start",
    Act.DRAIN_ENGINE: "engine-drain",
    Act.STOP_ENGINE: "engine-stop",
    Act.END_ENGINE: "engine-stop",
    Act.ARM: "arm",
}
"""Act -> the console's command for it."""
OUTSIDE = frozenset({Act.ACCEPT_LOSS, Act.LOAD_ESTATE, Act.ESTATES, Act.EXAMPLE, Act.CONNECTION_SCHEMA})
"""Acts that no console does: it shows the command line for them."""
ANYWHERE = OUTSIDE | {
    Act.JOBS,
    Act.JOURNAL,
    Act.STATUS,
    Act.EXAMINE,
    Act.START_ENGINE,
    Act.DRAIN_ENGINE,
    Act.STOP_ENGINE,
    Act.END_ENGINE,
    Act.ARM,
    Act.APPROVE,
    Act.POLLS,
    Act.UNPIN,
}
"""Acts about the whole state: it does not matter what is shown."""


def way_of(remedy: RemedyRow, press: Press) -> str:
    """Return the key that does it where the target or job is shown; empty = there is none."""
    act = remedy["act"]
    if act in OUTSIDE:
        return command_line(remedy)
    way = press(remedy.get("operation", "") if act == Act.RUN else COMMANDS.get(act, ""))
    return f"{way} force" if way and act == Act.END_ENGINE else way


def from_anywhere(remedy: RemedyRow) -> str:
    """Return how it is done whatever is shown, on the ``:`` line or at a shell; empty where a target is needed."""
    shown = remedy["act"] in ANYWHERE
    return way_of(remedy, lambda name: f"type :{name}" if name else "") if shown else ""


def on_the_page(remedy: RemedyRow, press: Press) -> str:
    """Return how it is done from the page of an operation."""
    if remedy["act"] == Act.CHOOSE:
        return next((_ON_THE_PAGE.get(said["option"], "") for said in remedy.get("options", ())), "")
    way = way_of(remedy, press)
    if not way or remedy["act"] in OUTSIDE:
        return way
    name = clean(remedy.get("name", ""))
    return f"esc, then {way} on {name}" if name and remedy["act"] == Act.RUN else f"esc, then {way}"


def pressed(text: str, remedies: Iterable[RemedyRow], words: Words) -> str:
    """Advice for somebody at the console: the text with the keys, then the places on the page."""
    ways = [way for way in dict.fromkeys(map(words, remedies)) if way]
    places = [f"{way}." for way in ways if way[0].isupper()]
    keys = [way for way in ways if not way[0].isupper()]
    said = prose(text)
    return " ".join(part for part in (f"{with_ways(said, keys)}." if keys else said, *places) if part)


def chosen_here(finding: FindingRow) -> bool:
    """Return whether the page of the operation asks for what helps."""
    return any(one["act"] == Act.CHOOSE for one in finding["remedies"])
