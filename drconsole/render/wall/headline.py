"""The one thing that a wall says in big letters, worst first, and the sentence beside it. Pure.

A row a cause, in the order of what an operator has to know first: whether the wall itself can be believed, what is
down, what is late, who is waited for, what runs, what was left open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drconsole.records.alarms.kinds import Kind
from drconsole.records.alarms.kinds import Severity as Grave
from drconsole.records.condition import age_text, is_silent
from drconsole.records.rows.alarms import AlarmRow
from drconsole.records.waiting.of_room import OF_ROOM
from drconsole.recovery.forecast.objective import Verdict
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import RunState, counted
from drconsole.render.estate.alarms import whom_text
from drconsole.render.estate.condition import condition_word
from drconsole.render.estate.overview import need_text
from drconsole.render.estate.plans import coarse
from drconsole.render.jobs.objectives import objective_text
from drconsole.render.wall.facts import JobSeen, Sight, WallFacts
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean, duration, prose

UNREAD_LIMIT = 10.0
"""Seconds without a look at the store after which the wall says first that it is not to be believed (our choice)."""
QUIET_LIMIT = 300.0
"""Seconds without a change of the store while a job runs, after which the wall says so (our choice)."""
LOUD: dict[str, str] = {
    Kind.RUNS_TWICE: "RUNS TWICE",
    Kind.MUST_NOT_RUN: "MUST NOT RUN",
    Kind.RUNS_NOWHERE: "RUNS NOWHERE",
    Kind.STORE_BEHIND: "STORE BEHIND",
}
"""Alarms that are told before anything that waits or is late."""
GRAVE: dict[str, str] = {
    Kind.FAILED: "FAILOVER FAILED",
    Kind.FOUND_BAD: "DOES NOT WORK",
    Kind.UNPROTECTED: "NOT PROTECTED",
    Kind.CRITICAL: "CRITICAL",
    Kind.UNKNOWN: "STATE UNKNOWN",
    Kind.NOT_READABLE: "NOT READABLE",
    Kind.VAULT_CRITICAL: "VAULT CRITICAL",
}
"""Alarms with words of their own; of others their number is told."""
ELSEWHERE = frozenset(
    {Kind.WAITS, Kind.HELD, Kind.RTO_MISSED, Kind.RTO_WILL_BE_MISSED, Kind.BROKEN_GLASS, Kind.APPROVAL, Kind.EASIER}
)
"""Alarms of jobs and approvals that the wall tells by other words, or on every page."""


@dataclass(frozen=True, slots=True)
class Headline:
    big: str
    """Few words, in capitals; each letter and figure has a big one."""
    text: str
    severity: Severity
    subject: str = ""
    """Of whom or what it is said, for large terminals."""


def headline(facts: WallFacts) -> Headline:
    """Return the worst that is true."""
    return next(_found(facts))


def _found(facts: WallFacts) -> Iterator[Headline]:
    yield from _doubts(facts)
    yield from _down(facts)
    yield from _late(facts)
    yield from _waits(facts)
    yield from _alarms(facts)
    yield from _runs(facts)
    if facts.engine is Sight.GONE:
        yield Headline("NO ENGINE", "No job is open, and nobody looks at the machines", Severity.WARN)
    ends = facts.ends
    if open_ := [alarm for alarm in ends if alarm["severity"] != Grave.NOTICE]:
        big = counted(len(open_), "open end").upper()
        yield Headline(big, f"Nothing runs. {_cause(open_[0])}", Severity.WARN, whom_text(open_[0]))
    left = f"; but: {_cause(ends[0])}" if ends else ", nothing was left open"
    yield Headline("NORMAL", f"Nothing runs, nothing waits{left}", Severity.IDLE)


def unread(facts: WallFacts) -> bool:
    """Return whether what is shown was not read lately: it may be of long ago."""
    return bool(facts.fresh.why) or facts.fresh.read is None or facts.fresh.read > UNREAD_LIMIT


def stands_still(facts: WallFacts) -> bool:
    """Return whether something is under way and the store has not changed for long; who waits for a person changes
    nothing."""
    moved = facts.fresh.moved
    runs = any(job.run.job["state"] == RunState.IN_PROGRESS and not job.run.job["held"] for job in facts.jobs)
    return runs and moved is not None and moved > QUIET_LIMIT


def _doubts(facts: WallFacts) -> Iterator[Headline]:
    """Yield why the wall itself cannot be believed."""
    if unread(facts):
        age = "never read" if facts.fresh.read is None else f"read {duration(facts.fresh.read)} ago"
        why = f": {prose(facts.fresh.why)}" if facts.fresh.why else ""
        text = f"The store cannot be read; what is shown was {age}{why}"
        yield Headline("OLD DATA", text, Severity.BAD, "do not believe what is below")
    open_ = f"{counted(len(facts.jobs), 'job')} open: nobody follows {'it' if len(facts.jobs) == 1 else 'them'}"
    if facts.engine is Sight.GONE and facts.jobs:
        yield Headline("ENGINE GONE", f"No engine runs, {open_}", Severity.BAD, _names(facts.jobs))
    if facts.engine is Sight.STILL:
        yield Headline("ENGINE STOPPED", f"Its process stands still; {open_ if facts.jobs else 'no job'}", Severity.BAD)


def _down(facts: WallFacts) -> Iterator[Headline]:
    for alarm in facts.alarms:
        if (words := LOUD.get(alarm["kind"])) is not None:
            yield Headline(words, _cause(alarm), Severity.BAD, whom_text(alarm))
    if facts.condition is not None and is_silent(facts.condition):
        old = age_text(facts.condition, facts.clock["now"])
        yield Headline(condition_word(facts.condition), f"The provider cannot be read: {prose(old)}", Severity.UNKNOWN)


def _late(facts: WallFacts) -> Iterator[Headline]:
    late = [job for job in facts.jobs if _verdict(job) in (Verdict.MISSED, Verdict.WILL_BE_MISSED)]
    late.sort(key=_spare)
    if late:
        yield Headline(f"LATE {_minutes(-_spare(late[0]))}", _about(late[0]), Severity.BAD, _names(late))


def _waits(facts: WallFacts) -> Iterator[Headline]:
    # What people are to agree has a headline of its own, where nothing else waits.
    firm = [need for need in facts.needs if need.get("kind") not in OF_ROOM]
    if firm:
        count, first = len(facts.needs), firm[0]
        whom = facts.whom_of(first)
        said = need_text(first)
        text = f"{clean(first['target'])}: {said}" + (f" → {whom}" if whom else "")
        subject = f"{clean(first['target'])}: {said}"
        yield Headline(f"{count} NEED{'S' if count == 1 else ''} A PERSON", text, Severity.WARN, subject)
    for big, entries in (("GO OR NO-GO", facts.polls), (_proposals(facts), facts.proposals)):
        if entries:
            yield Headline(big, f"{clean(entries[0].who)}: {clean(entries[0].text)}", Severity.WARN)


def _proposals(facts: WallFacts) -> str:
    return counted(len(facts.proposals), "proposal").upper()


def _alarms(facts: WallFacts) -> Iterator[Headline]:
    grave = (Grave.CRITICAL, Grave.UNKNOWN)
    found = [alarm for alarm in facts.alarms if alarm["severity"] in grave and alarm["kind"] not in ELSEWHERE]
    if found:
        first = found[0]
        severity = Severity.UNKNOWN if first["severity"] == Grave.UNKNOWN else Severity.BAD
        big = GRAVE.get(first["kind"]) or counted(len(found), "alarm").upper()
        yield Headline(big, _cause(first), severity, whom_text(first))


def _runs(facts: WallFacts) -> Iterator[Headline]:
    if not facts.jobs:
        return
    held = [job for job in facts.jobs if _verdict(job) is not None]
    worst = min(held, key=_spare, default=None)
    if worst is not None:
        tight = _verdict(worst) == Verdict.AT_RISK
        big = f"{'AT RISK' if tight else 'SPARE'} {_minutes(_spare(worst))}"
        yield Headline(big, _about(worst), Severity.WARN if tight else Severity.BUSY, _names([worst]))
    count = len(facts.jobs)
    big = f"{count} {'JOB RUNS' if count == 1 else 'JOBS RUN'}"
    yield Headline(big, _about(facts.jobs[0]), Severity.BUSY, _names(facts.jobs))


def _verdict(job: JobSeen) -> str | None:
    return job.run.objective["verdict"] if job.run.objective is not None else None


def _spare(job: JobSeen) -> float:
    return job.run.objective["spare"] if job.run.objective is not None else 0.0


def _minutes(seconds: float) -> str:
    """``6 MIN``, ``40 S``, ``1 H 4 MIN``: what is read from afar has few figures."""
    return coarse(seconds // 60 * 60 if seconds >= 60 else seconds).upper()


def _about(job: JobSeen) -> str:
    row = job.run.job
    name = f"{clean(row['operation'])} of {clean(row['target'])}"
    held = job.run.objective
    return f"{name}: {objective_text(held)}" if held is not None else name


def _names(jobs: Sequence[JobSeen]) -> str:
    """``failover of finance, commit of shop``."""
    return ", ".join(f"{clean(job.run.job['operation'])} of {clean(job.run.job['target'])}" for job in jobs)


def _cause(alarm: AlarmRow) -> str:
    return ": ".join(filter(None, (prose(alarm["cause"]), whom_text(alarm))))
