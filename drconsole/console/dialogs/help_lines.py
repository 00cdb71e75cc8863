"""Lines of the help: commands in groups, each with its key in bold and what it does, on one line where it fits."""

from __future__ import annotations

from collections.abc import Sequence

from drconsole.console.widgets.folding import folded
from drconsole.recovery.types.data import dataclass
from drconsole.render.drawing.cells import width_of
from drconsole.render.drawing.parts import Part, Parts
from drconsole.render.rows.entries import DIM, KEY, Entry, heading

KEYS_WIDE = 8
INDENT = " " * (KEYS_WIDE + 1)

GROUPS: dict[str, tuple[str, ...]] = {
    "Operations": (
        "test-failover",
        "cleanup-test-failover",
        "failover",
        "planned-failover",
        "validate",
        "change-recovery-point",
        "commit",
        "re-protect",
        "failback",
        "reverse-replicate",
        "resynchronize",
        "enable-replication",
        "disable-replication",
        "repair",
    ),
    "Jobs": ("open-job", "hold", "resume", "cancel", "answer", "retry", "lead", "lanes"),
    "This page": (
        "open",
        "filter",
        "no-filter",
        "next-hit",
        "previous-hit",
        "sort",
        "columns",
        "mark",
        "mark-all",
        "refresh",
        "refresh-all",
        "zoom",
        "copy",
        "export",
    ),
    "Moving": (
        "overview",
        "plans",
        "items",
        "points",
        "jobs",
        "journal",
        "alarms",
        "drills",
        "needs-a-person",
        "back",
        "go-back",
        "go-forward",
        "next-pane",
        "previous-pane",
    ),
    "Room": ("who", "handover", "poll", "shelve", "proposals", "proposal", "note", "pin", "unpin"),
    "Exercise": ("coach", "hint", "coach-pane", "end-exercise"),
    "Console": (
        "help",
        "command-line",
        "palette",
        "messages",
        "quit",
        "welcome",
        "repaint",
        "theme",
        "mouse",
        "log",
        "doctor",
        "engine-start",
        "engine-drain",
        "engine-stop",
        "clock-speed",
        "clock-pause",
        "clock-resume",
        "arm",
        "disarm",
        "state",
        "reset",
    ),
}
"""Heading -> the commands below it, by their ids, in the order of the help."""
ELSEWHERE = "Not on this page"
PLACES: dict[str, tuple[str, int]] = {
    command: (group, place) for group, commands in GROUPS.items() for place, command in enumerate(commands)
}
"""Command -> its group, and its place in it."""

IN_LISTS: tuple[tuple[str, str], ...] = (
    ("j k", "Up and down, as the arrows do"),
    ("gg G", "First and last, as home and end do; g alone waits for the second g"),
    ("^d ^u", "A page down and up, as the page keys do"),
    ("h l", "Sideways"),
    ("^g", "Leaves a dialog, where esc is slow"),
)
"""Key -> what it does in every list."""


@dataclass(frozen=True, slots=True)
class HelpLine:
    """Key in bold, and what it does. What does not fit on its line goes on below, beside the key."""

    key: str
    text: str
    dim: bool = False
    below: tuple[str, ...] = ()
    """Further lines: why it cannot be done now, and its command line."""

    def lines(self, width: int) -> Sequence[Parts]:
        """Return the lines at a width in cells."""
        tone = DIM if self.dim else ""
        key = f"{self.key:<{KEYS_WIDE}} "
        first, *more = folded(f"{' ' * width_of(key)}{self.text}", width, 0)
        found: list[tuple[Part, ...]] = [((key, DIM if self.dim else KEY), (first[width_of(key) :], tone))]
        found += [((line, tone),) for line in more]
        return [*found, *(((line, tone),) for each in self.below for line in folded(f"{INDENT}{each}", width, 2))]


def help_entry(
    key: str, text: str, *, act: str = "", why_not: str = "", below: tuple[str, ...] = (), dim: bool = False
) -> Entry:
    """Return the entry of a key. ``act``: id of the command that it gives."""
    said = f"{key:<{KEYS_WIDE}} {text}"
    line = HelpLine(key, text, bool(why_not) or dim, below)
    return Entry(said, act=act, why_not=why_not, hang=KEYS_WIDE + 1, picture=line)


def grouped(entries: Sequence[tuple[str, Entry]]) -> list[Entry]:
    """Return entries below the headings of their groups. ``entries``: in order, each with its heading."""
    found: list[Entry] = []
    last = ""
    for group, each in entries:
        if group != last:
            found += [Entry(""), heading(group)] if found else [heading(group)]
            last = group
        found.append(each)
    return found
