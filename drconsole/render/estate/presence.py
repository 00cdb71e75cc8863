"""Consoles that are open on a state, in words: for the header of each, and for a list of all. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from drconsole.render.rows.records import Cell, Column
from drconsole.render.words.text import clean, utc

if TYPE_CHECKING:
    from drconsole.records.rows.status import ConsoleRow


def place_text(console: ConsoleRow) -> str:
    """Return where somebody is: ``in failover of plan shop``, ``on Jobs``, ``lost 00:12``."""
    if (lost := console.get("lost")) is not None:
        return f"lost {lost // 60:02}:{lost % 60:02}"
    return f"in {clean(console['doing'])}" if console["doing"] else f"on {clean(console['screen'] or '?')}"


def presence_texts(consoles: Sequence[ConsoleRow], pid: int) -> tuple[str, ...]:
    """Return who else has a console open here, the longest text first; empty = nobody else.

    ``pid``: process of the console that shows it. ``2 consoles: ann in failover of plan shop``. Somebody in a dialog is
    named before somebody who looks at a list.
    """
    others = [each for each in consoles if each["pid"] != pid]
    others.sort(key=lambda each: (not each["doing"], each["since"]))
    if not others:
        return ()
    count = f"{len(others) + 1} consoles"
    names = [who(each) for each in others]
    first = f"{names[0]} {place_text(others[0])}"
    more = f", {len(others) - 1} more" if len(others) > 1 else ""
    return f"{count}: {first}{more}", f"{count}: {', '.join(dict.fromkeys(names))}", count


def who(console: ConsoleRow) -> str:
    """Return the person at a console, else its account."""
    return clean(console.get("person") or console["user"])


CONSOLES: tuple[Column[ConsoleRow], ...] = (
    Column("Who", lambda each: Cell(who(each))),
    Column("Account", lambda each: Cell(clean(each["user"])), wide=True),
    Column("Seat", lambda each: Cell(clean(each["seat"] or "-")), wide=True),
    Column("Says from", lambda each: Cell(clean(each["from"] or "-")), wide=True),
    Column("Since", lambda each: Cell(utc(each["since"]))),
    Column("Where", lambda each: Cell(place_text(each))),
    Column("Terminal", lambda each: Cell(clean(each.get("size") or "-")), wide=True),
    Column("May", lambda each: Cell("read" if each["read_only"] else "act")),
)
