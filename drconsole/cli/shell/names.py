"""Names for a completion script, read straight from the state's file.

Runs at every press of tab: it imports neither argparse nor the table of verbs, and what keeps it from answering (no
state, a damaged one, somebody else's) is no answer, and no word about it.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

Line = tuple[str, str]
"""A word, and what it is."""
Thing = tuple[str, str, str]
"""Kind (``plan`` or ``item``), key and name."""

Found = Callable[[Path, str, Sequence[str]], Iterable[Line]]
"""Way from a state's file, the word as far as it is typed and the words before it to what may stand there."""

KINDS = ("plan", "item")
LONGEST = 60
"""Signs of a note beside a word."""
NOTES = {"plan": "recovery plan", "item": "replicated item"}


def complete(words: Sequence[str]) -> int:
    """Print the names that ``KIND STATE CURRENT [WORD...]`` asks for; returns 0, whatever happens."""
    try:
        kind, state, current, *before = words
        lines = FOUND[kind](_file(state), current, before)
        sys.stdout.write("".join(f"{word}\t{note}\n" for word, note in lines if _can_stand(word, note)))
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt):
        _silence()
    return 0


def _silence() -> None:
    """Drop what is still buffered for a reader that has left: it would be told as an error at exit."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _file(state: str) -> Path:
    from drconsole.settings.state import StatePaths, state_dir

    return StatePaths.of(state_dir(state or None)).db


def _can_stand(word: str, note: str) -> bool:
    """Return whether both fit on a line; a word that begins as an option would be taken for one."""
    return word.isprintable() and note.isprintable() and not word.startswith("-")


def unique(things: Iterable[Thing]) -> Iterator[Line]:
    """Yield for each thing words that mean it and nothing else: its name, else its key, else its key with its kind."""
    things = list(things)
    said = _meanings(things)
    for kind, key, name in things:
        free = (word for word in (name, key) if said[word] == 1 and not _prefixed(word))
        yield next(free, f"{kind}-key:{key}"), NOTES[kind]


def _meanings(things: Iterable[Thing]) -> Counter[str]:
    """Return how many things a word may mean."""
    return Counter(word for _, key, name in things for word in {key, name})


def _prefixed(word: str) -> bool:
    """Return whether it could be read as a kind and a name."""
    return word.partition(":")[0] in (*KINDS, *(f"{kind}-key" for kind in KINDS))


def _things(file: Path, *kinds: str) -> list[Thing]:
    from drconsole.store.tables.names import fields

    return [(kind, key, name) for kind in kinds for key, name in fields(file, kind, ("name",))]


def _targets(*kinds: str) -> Callable[[Path, str, Sequence[str]], Iterator[Line]]:
    def found(file: Path, current: str, before: Sequence[str]) -> Iterator[Line]:
        things = _things(file, *kinds)
        prefix, colon, _ = current.partition(":")
        if colon and prefix in kinds:
            mine = [thing for thing in things if thing[0] == prefix]
            said = _meanings(mine)
            return ((f"{prefix}:{name}", NOTES[prefix]) for _, _, name in mine if said[name] == 1)
        return unique(things)

    return found


def _jobs(file: Path, current: str, before: Sequence[str]) -> Iterator[Line]:
    """Yield the open ones first, and of both the newest first."""
    from drconsole.store.tables.names import fields

    rows = fields(file, "job", ("ended_at", "operation", "target", "state"))
    for job, _, operation, target, state in sorted(rows, key=lambda row: row[1] != ""):
        yield job, f"{operation} {target}: {state}"


def _tasks(file: Path, current: str, before: Sequence[str]) -> Iterator[Line]:
    """Yield the tasks that wait for a person, those of a job that stands in the line alone."""
    from drconsole.store.tables.names import fields

    rows = fields(file, "gate", ("job", "task", "friendly_name"))
    mine = [row for row in rows if row[1] in before]
    return ((task, name) for _, _, task, name in (mine or rows))


def _networks(file: Path, current: str, before: Sequence[str]) -> Iterator[Line]:
    yield "none", "no network"
    from drconsole.store.tables.names import fields

    names = dict.fromkeys(name for _, name in fields(file, "network", ("name",)))
    yield from ((name, "network") for name in names)


def _findings(file: Path, current: str, before: Sequence[str]) -> Iterator[Line]:
    """Yield the kinds that may be accepted; behind a kind and its colon the machines that it may be about."""
    kind, colon, _ = current.partition(":")
    if not colon:
        from drconsole.recovery.checks.findings.kinds import KINDS as FINDING_KINDS

        return ((name, "all findings of this kind") for name, row in FINDING_KINDS.items() if row.overridable)
    return ((f"{kind}:{word}", note) for word, note in unique(_things(file, "item")))


def _notes(file: Path, current: str, before: Sequence[str]) -> Iterator[Line]:
    """Yield the pinned ones first, and of both the newest first."""
    from drconsole.store.tables.names import fields

    rows = fields(file, "note", ("pinned", "text"))
    for note, pinned, text in sorted(rows, key=lambda row: row[1] != "1"):
        yield note, _one_line(f"pinned: {text}" if pinned == "1" else text)


def _agreed(table: str, lasts: Iterable[str], of: Sequence[str], note: str) -> Found:
    """Return a way to ids that come to something yet first (their state is one of ``lasts``), then to the others."""

    def found(file: Path, current: str, before: Sequence[str]) -> Iterator[Line]:
        from drconsole.store.tables.names import fields

        rows = fields(file, table, of)
        for key, *values in sorted(rows, key=lambda row: row[1] not in lasts):
            yield key, _one_line(note.format(*values))

    return found


def _shelved(file: Path, current: str, before: Sequence[str]) -> Iterator[Line]:
    from drconsole.store.tables.names import fields

    return ((alarm, _one_line(cause)) for alarm, cause in fields(file, "shelved", ("cause",)))


def _members(file: Path, current: str, before: Sequence[str]) -> Iterator[Line]:
    """Yield users, groups and players as ``room member`` is told them."""
    from drconsole.store.tables.names import members

    for group, number, name, seats in members(file):
        kind = "group:" if group else "played:" if number < 0 else ""
        yield f"{kind}{name}", ", ".join(seats)


def _people(file: Path, current: str, before: Sequence[str]) -> Iterator[Line]:
    """Yield the members who are one person."""
    from drconsole.store.tables.names import members

    return ((name, ", ".join(seats)) for group, _, name, seats in members(file) if not group)


def _faults(file: Path, current: str, before: Sequence[str]) -> Iterable[Line]:
    """Yield how a fault may go on that an instructor lets come in the exercise that runs."""
    from drconsole.training.instructing.completing import completed
    from drconsole.training.instructing.machines import machines_in

    return completed(current, machines_in(file))


def _one_line(text: str) -> str:
    """Return text of people as a note beside a word: one line, cut."""
    told = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return told if len(told) <= LONGEST else f"{told[: LONGEST - 1].rstrip()}…"


def _estates(file: Path, current: str, before: Sequence[str]) -> Iterator[Line]:
    from drconsole.settings.bundled import data_path

    return ((path.stem, "bundled estate") for path in sorted((data_path("fixtures") / "estates").glob("*.yaml")))


FOUND: Mapping[str, Found] = {
    "plans": _targets("plan"),
    "items": _targets("item"),
    "targets": _targets("plan", "item"),
    "jobs": _jobs,
    "tasks": _tasks,
    "networks": _networks,
    "findings": _findings,
    "estates": _estates,
    "notes": _notes,
    "proposals": _agreed(
        "proposal", ("open", "approved"), ("state", "operation", "target", "by"), "{1} {2}, by {3}: {0}"
    ),
    "polls": _agreed("poll", ("",), ("result", "question"), "{1} {0}"),
    "handovers": _agreed("handover", ("offered",), ("state", "by", "to"), "{1} to {2}: {0}"),
    "shelved": _shelved,
    "members": _members,
    "people": _people,
    "faults": _faults,
}
