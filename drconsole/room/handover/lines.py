"""Lines of a brief: one for each open thing, and what its receiver has to say of it to have read it. Pure.

Few things that are alike share a line, which names all of them: 31 machines that must stay down at Seattle.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from enum import StrEnum

from drconsole.records.alarms.all_of_them import everything, shelved
from drconsole.records.alarms.kinds import Kind, Owner, Severity
from drconsole.records.alarms.shelves import sorted_out
from drconsole.records.clock import lasts, seconds_between
from drconsole.records.objectives import objective_of
from drconsole.records.rows.alarms import AlarmRow
from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.records.rows.status import NeedsRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.records.rows.work.owed import ObligationRow
from drconsole.records.waiting.waits import CLEANUP, STAY_DOWN, must_stay_down, waiting
from drconsole.recovery.types.approving import LASTING, ProposalState
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import apart, counted, lasting
from drconsole.room.handover.facts import Facts


class Section(StrEnum):
    """Parts of a brief, in the order in which they are told."""

    WAITS = "waits"
    RUNS = "runs"
    OWED = "owed"
    AGREED = "agreed"
    ALARMS = "alarms"
    SHELVED = "shelved"
    NOTES = "notes"


NO_SEVERITY = "none"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a brief."""

    key: str
    """The same as long as the line says the same."""
    section: Section
    text: str
    rank: int
    """How much it matters that it is known, 0 the most."""
    prompt: str
    """What the receiver is asked about it."""
    words: tuple[tuple[str, ...], ...]
    """What has to be in the answer: of each of these one."""
    about: tuple[str, ...] = ()
    severity: str = NO_SEVERITY
    binds: bool = True
    """Whether nothing passes before its receiver has gone through it: all but what may come and go by itself."""


WAIT, HELD = ("wait", "waits", "waiting", "answer", "manual", "person"), ("held", "hold", "holds", "holding")
DOWN = ("down", "off", "stay", "stays", "shut", "not run", "not start")
_CLEAN = ("test", "tests", "clean", "cleanup", "cleaned")
_AGREE = ("approve", "approved", "approval", "approver", "proposal", "proposed", "second")
_POLL = ("poll", "go", "no-go", "vote", "answer", "question")
_SHELF = ("shelved", "shelf", "aside", "silenced")


def lines_of(facts: Facts) -> Iterator[Line]:
    """Yield every line, section by section, in each the gravest first."""
    for made in (_waits, _runs, _owed, _proposals, _polls, _offers, _alarms, _shelved, _notes):
        yield from made(facts)


# What waits, what runs


def _waits(facts: Facts) -> Iterator[Line]:
    seen = facts.seen
    found = waiting(seen.jobs, seen.gates, seen.owed, seen.items)
    for need in sorted(found, key=lambda need: (_KINDS[need.get("kind", "")][0], need["since"] or "")):
        rank, prompt, state = _KINDS[need.get("kind", "")]
        since = f", since {need['since']}" if need["since"] else ""
        of = f" ({_of(need)}job {need['job']})" if need["job"] else ""
        named = (
            need["target"],
            need["friendly_name"],
            *((need["job"],) if need["job"] else ()),
            *((need["item"],) if need["item"] else ()),
        )
        waits = "" if need.get("kind") else " waits for an answer"
        text = f"{need['friendly_name']}{waits}{of}{since}: {need['why']}"
        yield Line(_key(need), Section.WAITS, text, rank, prompt, (named, state), severity=Severity.CRITICAL)


def _of(need: NeedsRow) -> str:
    """Return what the job of a need does, where its name does not say that."""
    what = f"{need['operation']} of {need['target']}"
    return f"{what}, " if need["operation"] and what != need["friendly_name"] else ""


_RUNS = ("run", "runs", "running", "twice", "on", "started", "nowhere", "off", "down", "stopped", "stay")
_KINDS: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "obligation": (0, "Which machine runs that must not?", _RUNS),
    "authority": (0, "Of which machine is the valid copy not known, and why?", _RUNS),
    "": (1, "What waits for a person, and of what?", WAIT),
    "held": (2, "What is held?", HELD),
}
"""Kind of what needs a person: its rank, what is asked about it, and words that say how it stands."""


def _key(need: NeedsRow) -> str:
    kind = need.get("kind", "gate")
    about = f"{need['job']}/{need['task']}" if need["task"] else need["item_key"] or need["job"]
    return f"{kind}:{about}"


def _runs(facts: Facts) -> Iterator[Line]:
    for job in facts.seen.jobs:
        words = ((job["target"], job["id"]), (job["operation"], "run", "runs", "running", "held", "waits"))
        yield Line(f"job:{job['id']}", Section.RUNS, _far(job, facts), 3, "What runs, and on what?", words)


def _far(job: JobRow, facts: Facts) -> str:
    """Return what runs and how far it is."""
    parts = [f"{job['operation']} of {job['target']} (job {job['id']}): {apart(job['state_description']).lower()}"]
    if (counts := facts.ended.get(job["id"])) is not None:
        parts.append(f"{counts[0]} of {counted(counts[1], 'task')} ended")
    if (ran := seconds_between(job["started_at"], facts.seen.now)) is not None:
        likely = job["forecast"]["likely"] if job["forecast"]["high"] else 0
        parts.append(f"{lasting(int(max(0.0, ran)))} so far" + (f" of likely {lasting(likely)}" if likely else ""))
    if (held := objective_of(job, facts.seen.now)) is not None:
        spare = held["spare"]
        parts.append(f"RTO {lasting(held['seconds'])}, {lasting(abs(spare))} {'to spare' if spare >= 0 else 'late'}")
    lead = job["lead"]
    parts.append(f"{lead['name']} leads it" if lead is not None else f"started by {job['operator']}")
    return ", ".join(parts)


# What is owed


def _owed(facts: Facts) -> Iterator[Line]:
    together: dict[tuple[str, str, bool], list[ObligationRow]] = {}
    for row in facts.seen.owed:
        together.setdefault((row["what"], row["site"], row["broken"]), []).append(row)
    for (what, site, broken), rows in sorted(together.items(), key=lambda each: (not each[0][2], each[0])):
        names = tuple(sorted(row["item"] for row in rows))
        said = _owed_words(what, site, rows)
        last = f"; {rows[0]['why']}" if len(rows) == 1 else ""
        state = _CLEAN if what == CLEANUP else (*DOWN, *_RUNS)
        yield Line(
            f"obligation:{what}:{site}:{'broken' if broken else 'kept'}:{_digest(row['item_key'] for row in rows)}",
            Section.OWED,
            f"{said}{last}",
            4 if broken else 7 if what == STAY_DOWN else 8,
            "Whose test is open?" if what == CLEANUP else "What must stay down, and where?",
            ((site, *names), state),
            names,
            Severity.CRITICAL if broken else NO_SEVERITY,
        )


def _owed_words(what: str, site: str, rows: list[ObligationRow]) -> str:
    count = counted(len(rows), "machine")
    if what == CLEANUP:
        return f"{count} of a test failover at {site}: to be cleaned up"
    if what == STAY_DOWN and all(must_stay_down(row["what"], row["runs"]) for row in rows):
        runs = ", and runs there" if rows[0]["broken"] else ""
        return f"{count} must stay down at {site}{runs}"
    if what == STAY_DOWN:
        return f"{count} at {site} may be the only ones that are left"
    return f"{count} at {site} shut down by a job and left so"


# What people agree on


def _proposals(facts: Facts) -> Iterator[Line]:
    for row in facts.proposals:
        if row["state"] not in LASTING:
            continue
        had = [one["person"] for one in row["approvals"]]
        by = f", approved by {' and '.join(had)}" if had else ""
        short = _missing(row)
        text = (
            f"proposal {row['id']}: {row['operation']} of {row['target']}, proposed by {row['person']}: "
            f"{row['comment']}{by}{short}, until {row['expires_at']}"
        )
        words = ((row["target"], row["id"]), (*_AGREE, row["operation"]))
        key = f"proposal:{row['id']}:{row['state']}:{len(had)}"
        yield Line(key, Section.AGREED, text, 5, "What is proposed, and of what?", words)


def _missing(row: ProposalRow) -> str:
    if row["state"] == ProposalState.APPROVED:
        return "; it may be started"
    return f"; {counted(max(0, row['needed'] - len(row['approvals'])), 'approval')} missing"


def _polls(facts: Facts) -> Iterator[Line]:
    for row in facts.polls:
        if row["closed_at"] is None and lasts(row["until"], facts.seen.wall):
            silent = f"; silent: {', '.join(row['silent'])}" if row["silent"] else ""
            text = f"poll {row['id']} of {row['by']}: {row['question']}{silent}, until {row['until']}"
            words = ((row["id"], *_long(row["question"])), _POLL)
            yield Line(f"poll:{row['id']}", Section.AGREED, text, 6, "What is polled?", words)


def _offers(facts: Facts) -> Iterator[Line]:
    for row in facts.offers:
        if row["state"] == "offered" and lasts(row["until"], facts.seen.wall):
            text = f"handover {row['id']} of {row['by']} to {row['to']}: not accepted yet, until {row['until']}"
            words = ((row["by"], row["to"], row["id"]), ("handover", "hands", "hand", "over", "shift"))
            yield Line(f"offer:{row['id']}", Section.AGREED, text, 9, "Who else hands over?", words)


# Alarms, notes

_TOLD = frozenset({Kind.WAITS, Kind.HELD, Kind.APPROVAL})
"""Kinds of alarms that other parts tell one by one."""


def _alarms(facts: Facts) -> Iterator[Line]:
    # All of them: a list of alarms has ten lines at most, and who takes over is told each.
    standing, _ = sorted_out(everything(facts.seen), facts.seen.shelved, facts.seen.wall)
    for row in standing:
        if row["kind"] not in _TOLD:
            grave = row["severity"] == Severity.CRITICAL
            yield _alarm(row, Section.ALARMS, 4 if grave else 10, "Which alarm stands?", (), binds=grave)


def _shelved(facts: Facts) -> Iterator[Line]:
    for row in shelved(facts.seen):
        shelf = row["shelved"]
        said = f"; shelved by {shelf['by']} until {shelf['until']}: {shelf['comment']}"
        yield _alarm(row, Section.SHELVED, 9, "Which alarm is shelved?", (_SHELF,), said)


def _alarm(
    row: AlarmRow,
    section: Section,
    rank: int,
    prompt: str,
    state: tuple[tuple[str, ...], ...],
    said: str = "",
    *,
    binds: bool = True,
) -> Line:
    names = tuple(one["name"] for one in (*row["items"], *row["plans"]))
    since = f", since {row['since']}" if row["since"] else ""
    words = (tuple({*names, *_long(row["cause"])}), *state)
    text = f"{row['cause']}{since}, {_whom(row)}{said}"
    key = f"{'shelved' if said else 'alarm'}:{row['id']}"
    return Line(key, section, text, rank, prompt, words, names, row["severity"], binds)


_OWNERS = {
    Owner.LEAD: "for who leads the job",
    Owner.OUTSIDE: "for people outside",
    Owner.STATE: "for the state's owner",
}


def _whom(row: AlarmRow) -> str:
    """Return who is to act on an alarm."""
    return f"for {row['who']}" if row["who"] else _OWNERS.get(Owner(row["owner"]), f"for the {row['owner']}")


def _notes(facts: Facts) -> Iterator[Line]:
    for row in facts.notes:
        if row["pinned"]:
            of = f" (job {row['job']})" if row["job"] else ""
            words = (tuple(_long(row["text"])) or (row["id"],),)
            text = f"{row['at']} {row['by']}{of}: {row['text']}"
            yield Line(f"note:{row['id']}", Section.NOTES, text, 9, "What does a pinned note say?", words)


def _long(text: str) -> Iterable[str]:
    """Return the words of a text that say something, else all of them."""
    words = [word.strip(".,:;!?()'\"") for word in text.split()]
    return [word for word in words if len(word) > 4] or [word for word in words if word]


def _digest(keys: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()[:8]
