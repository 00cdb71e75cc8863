"""Lookup of rows by the words that a person typed; wrong words say what there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

from drconsole.cli.store import Store
from drconsole.recovery.types.errors import BadInput
from drconsole.recovery.types.naming import nearest
from drconsole.recovery.types.remedies import Act, Remedy, Target
from drconsole.recovery.types.targets import candidates, said
from drconsole.recovery.types.words import RunState, TargetType
from drconsole.render.text import clean

NAMED_JOBS = 5
"""That an advice names."""


def named(records: Sequence[dict[str, Any]], word: str, kind: str) -> dict[str, Any]:
    """The record of this name (with or without its prefix) or key.

    Names are not unique: several of one name are refused with their keys. Raises ``BadInput``.
    """
    known = {kind: {str(record["key"]): str(record["name"]) for record in records}}
    found = candidates(word, known)
    if len(found) == 1:
        return next(record for record in records if str(record["key"]) == found[0][1])
    name = word.removeprefix(f"{kind}:")
    if found:
        keys = ", ".join(said(kind, key, known) for _, key in found)
        raise BadInput(
            "ambiguous", f"{len(found)} {kind}s are named {name!r}", place=kind.upper(), advice=f"use a key: {keys}"
        )
    close = nearest(name, [str(record["name"]) for record in records])
    raise BadInput(
        f"unknown-{kind}",
        f"there is no {kind} {name!r}",
        place=kind.upper(),
        advice=close or "look at what there is",
        remedies=() if close else (Remedy(Act.LOOK, target=Target(TargetType(kind))),),
    )


def missing_job(store: Store, job: str) -> NoReturn:
    """Raise ``BadInput`` for a job that is not there, naming those that are open, else the newest."""
    newest = newest_first(store.rows("job"))
    open_ = [row for row in newest if not job_ended(row)]
    which = "open" if open_ else "the newest"
    known = [
        f"{clean(row['id'])} ({clean(row.get('operation'))} of {clean(row.get('target'))})"
        for row in (open_ or newest)[:NAMED_JOBS]
    ]
    raise BadInput(
        "unknown-job",
        f"there is no job {job!r}",
        place="JOB",
        advice=f"{which}: {', '.join(known)}; or look at all" if known else "there are no jobs yet",
        remedies=(Remedy(Act.JOBS),) if known else (),
    )


def newest_first(jobs: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(jobs, key=lambda job: str(job.get("started_at") or ""), reverse=True)


def job_ended(job: Mapping[str, Any]) -> bool:
    """Whether a job's row says that it has ended."""
    state = job.get("state")
    return state in set(RunState) and RunState(str(state)).ended
