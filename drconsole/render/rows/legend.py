"""Legend of the console: what its marks, bars, charts and colours mean. Pure."""

from __future__ import annotations

from drconsole.records.listed import Machine
from drconsole.render.drawing.sitemap import MACHINES
from drconsole.render.rows.entries import HEADING, Entry
from drconsole.render.words.marks import Severity

MEANINGS: dict[Machine, str] = {
    Machine.RUNS: "a machine runs here and is protected",
    Machine.REPLICA: "a replica, ready",
    Machine.FIRST_COPY: "a replica whose first copy or resynchronisation is under way",
    Machine.NEW: "a machine runs here after a failover that is not committed",
    Machine.UNDER_WAY: "a job works on it",
    Machine.WRONG: "it runs twice, or runs where it must not",
    Machine.DOWN: "it should run here and runs nowhere",
    Machine.UNKNOWN: "nobody can say: it is looked at, and never taken for well",
    Machine.UNPROTECTED: "not protected",
}
LINES: tuple[tuple[str, str, Severity | None], ...] = (
    ("‼", "needs a person, or attention", Severity.WARN),
    ("══▶", "data flows this way, with the RPO (how old the replica is)", None),
    ("╌╌", "nothing is replicated", Severity.WARN),
    ("▁▂▃", "RPO over time, oldest on the left; the dashed line is its objective", None),
    ("━━╌", "how much of its likely time a run has used; ┆ is its objective", None),
)
COLOURS = (
    "Grey is normal. Colour is for what differs: blue is under way, amber wants attention, red is wrong, magenta is",
    "unknown. Nothing is told by colour alone. The first cell says how real this is; in an EXERCISE and LIVE the",
    "borders have another form and colour as well.",
)


def legend(words: tuple[str, ...] = ()) -> list[Entry]:
    """Return the legend, or of it the lines in which all words occur."""
    entries = [_entry(MACHINES[machine][0].sign, text, MACHINES[machine][1]) for machine, text in MEANINGS.items()]
    entries += [_entry(sign, text, severity) for sign, text, severity in LINES]
    entries.append(Entry(" ".join(COLOURS)))
    if words:
        return [each for each in entries if all(word in f"{each.text} legend mark".casefold() for word in words)]
    return [Entry(""), Entry("What the marks mean", HEADING), *entries]


def _entry(sign: str, text: str, severity: Severity | None) -> Entry:
    return Entry(f"{sign:<8} {text}", "" if severity in (None, Severity.IDLE) else str(severity), hang=9)
