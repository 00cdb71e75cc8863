"""Consoles that are open on a state, in words: for the header of each, and for a list of all. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from drconsole.render.rows.records import Cell, Column
from drconsole.render.words.text import clean, utc

if TYPE_CHECKING:
    from drconsole.records.rows.status import ConsoleRow


def console_of(consoles: Sequence[ConsoleRow], pid: int) -> ConsoleRow | None:
    """Return the console of a process; None = it has not been told."""
    return next((each for each in consoles if each["pid"] == pid), None)


def seats_in(console: ConsoleRow) -> frozenset[str]:
    """Return the seats of who is at a console; none = they have none, or there is no room."""
    return frozenset(filter(None, (console["seat"] or "").split(", ")))


def seated_at(consoles: Sequence[ConsoleRow], seats: Collection[str]) -> dict[str, ConsoleRow]:
    """Return the consoles of members who have one of these seats, one a member, by the member's key."""
    able = (each for each in consoles if not seats_in(each).isdisjoint(seats))
    return {key: each for each in able if (key := each.get("key", ""))}


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


def same_dialog_text(consoles: Sequence[ConsoleRow], pid: int, title: str) -> str:
    """Return who else has a dialog open and may confirm it, too; empty = nobody.

    ``pid``: process of the console that shows it; ``title``: the dialog's, as it is told to the others.
    """
    others = [each for each in consoles if each["pid"] != pid and each["doing"] == title and not each["read_only"]]
    names = [f"{who(each)} ({place_text(each)})" if each.get("lost") else who(each) for each in others]
    if not names:
        return ""
    return f"‼ {' and '.join(names)} {'has' if len(names) == 1 else 'have'} this dialog open, too"


def who(console: ConsoleRow) -> str:
    """Return the person at a console, else its account."""
    return clean(console.get("person") or console["user"])


CONSOLES: tuple[Column[ConsoleRow], ...] = (
    Column("Who", lambda each: Cell(who(each))),
    Column("Account", lambda each: Cell(clean(each["user"])), wide=True),
    Column("Seat", lambda each: Cell(clean(each["seat"] or "-"))),
    Column("Leads", lambda each: Cell(clean(", ".join(each.get("leads") or ()) or "-"))),
    Column("Where", lambda each: Cell(place_text(each))),
    Column("May", lambda each: Cell("read" if each["read_only"] else "act")),
    Column("Since", lambda each: Cell(utc(each["since"]))),
    Column("Says from", lambda each: Cell(clean(each["from"] or "-")), wide=True),
    Column("Terminal", lambda each: Cell(clean(each.get("size") or "-")), wide=True),
)
