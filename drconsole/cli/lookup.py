"""Lookup of rows by the words that a person typed; wrong words say what there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NoReturn, TypeVar

from drconsole.cli.store import Store
from drconsole.records.tables import JOBS
from drconsole.recovery.types.estate.targets import Known, candidates, said, without_prefix
from drconsole.recovery.types.naming import nearest
from drconsole.recovery.types.remedies import Act, Remedy, Target
from drconsole.recovery.types.words import RunState, TargetType
from drconsole.recovery.types.work.errors import BadInput
from drconsole.render.words.text import clean

if TYPE_CHECKING:
    from drconsole.records.rows.common import ItemName
    from drconsole.records.rows.work.jobs import JobRow

NAMED_JOBS = 5
"""Jobs that an advice names at most."""

Named = TypeVar("Named", bound="ItemName")
Job = TypeVar("Job", bound="JobRow")


def named(rows: Sequence[Named], words: str, kind: TargetType) -> Named:
    """Return the row that is meant by its name, with or without a prefix, or by its key.

    Raises ``BadInput``: there is none, or words that fit several, which are refused with their keys.
    """
    known: Known = {kind.value: {row["key"]: row["name"] for row in rows}}
    found = candidates(words, known)
    if len(found) == 1:
        return next(row for row in rows if row["key"] == found[0][1])
    name = without_prefix(words)
    if found:
        keys = ", ".join(said(kind, key, known) for _, key in found)
        raise BadInput(
            "ambiguous", f"{name!r} may mean {len(found)} {kind}s", place=kind.upper(), advice=f"say which: {keys}"
        )
    close = nearest(name, [row["name"] for row in rows])
    raise BadInput(
        f"unknown-{kind}",
        f"there is no {kind} {name!r}",
        place=kind.upper(),
        advice=close or "look at what there is",
        remedies=() if close else (Remedy(Act.LOOK, target=Target(kind)),),
    )


def the_job(store: Store, job: str) -> JobRow:
    """Return the row of a job. Raises ``BadInput`` for one that is not there."""
    return store.row(JOBS, job) or missing_job(store, job)


def missing_job(store: Store, job: str) -> NoReturn:
    """Raise ``BadInput`` for a job that is not there, naming those that are open, else the newest."""
    newest = newest_first(store.rows(JOBS))
    open_ = [row for row in newest if not job_ended(row)]
    which = "open" if open_ else "the newest"
    known = [
        f"{clean(row['id'])} ({clean(row['operation'])} of {clean(row['target'])})"
        for row in (open_ or newest)[:NAMED_JOBS]
    ]
    raise BadInput(
        "unknown-job",
        f"there is no job {job!r}",
        place="JOB",
        advice=f"{which}: {', '.join(known)}; or look at all" if known else "there are no jobs yet",
        remedies=(Remedy(Act.JOBS),) if known else (),
    )


def newest_first(jobs: Iterable[Job]) -> list[Job]:
    """Return jobs by their start, the newest first."""
    return sorted(jobs, key=lambda job: job["started_at"] or "", reverse=True)


def job_ended(job: JobRow) -> bool:
    """Return whether a job's row says that it has ended; a state that no table has does not say so."""
    return job["state"] in set(RunState) and RunState(job["state"]).ended
