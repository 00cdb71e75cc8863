"""Ways in which an engine goes, as one table: what the code follows and what ``drconsole engine --help`` shows."""

from __future__ import annotations

from enum import StrEnum

from drconsole.recovery.types.data import dataclass

EXIT_FATAL = 70
"""The store failed, or a fault in the engine itself (EX_SOFTWARE of sysexits(3)); a supervisor starts it again."""

SIGNAL_SECONDS = 5.0
"""Wall seconds that SIGTERM and SIGINT give to steps under way; our own choice."""


class Way(StrEnum):
    """Way in which an engine is told to go."""

    DRAIN = "drain"
    STOP = "stop"
    FORCE = "stop --force"
    SIGTERM = "SIGTERM"
    SIGINT = "SIGINT"


@dataclass(frozen=True, slots=True)
class Leave:
    """Rules of one way: what is refused, what is waited for."""

    refused_while_jobs: bool
    wait: float | None
    """Seconds for steps under way to end and be journaled; None = as long as they take."""
    urgency: int
    """A more urgent way overtakes a less urgent one."""
    text: str


LEAVE: dict[Way, Leave] = {
    Way.DRAIN: Leave(False, None, 0, "all steps under way, as long as they take"),
    Way.STOP: Leave(True, None, 0, "nothing is under way then"),
    Way.SIGTERM: Leave(False, SIGNAL_SECONDS, 1, f"steps under way, {SIGNAL_SECONDS:g} s at most"),
    Way.SIGINT: Leave(False, SIGNAL_SECONDS, 1, f"as SIGTERM (Ctrl-C of engine run); a second one as {Way.FORCE}"),
    Way.FORCE: Leave(False, 0.0, 2, "nothing; the next engine resumes"),
}


def next_way(now: Way | None, asked: Way) -> Way:
    """Return the way to go once ``asked`` came while ``now`` was gone: the more urgent; the same signal twice is
    force."""
    if now is None:
        return asked
    if now == asked and now in (Way.SIGTERM, Way.SIGINT):
        return Way.FORCE
    return asked if LEAVE[asked].urgency > LEAVE[now].urgency else now


def _table() -> str:
    rows = [
        ("how", "begins new steps?", "waits for", "exit"),
        ("start", "yes", "its socket to answer; running already: nothing", "0"),
        ("run", "yes", "its end; refused while another engine holds the state", "3"),
        *((str(way), _begins(leave), leave.text, "0") for way, leave in LEAVE.items()),
        ("SIGHUP", "yes", "nothing: ignored", "-"),
        ("kill -9, power", "no", "nothing; the next engine resumes", "-"),
        ("store fails", "no", "nothing; says so in engine.log", str(EXIT_FATAL)),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def _begins(leave: Leave) -> str:
    return "no; refused (exit 3) while a job runs" if leave.refused_while_jobs else "no"


STOP_TABLE = (
    _table()
    + """

A step that is under way when the engine goes stays begun in the journal: the next engine looks at
the world and takes it up; nothing is done twice. Scripts go on by themselves, and so does the provider.
"""
)
