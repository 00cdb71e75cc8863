"""Rows of what events have touched: written in the transaction of those events.

Pure. The same over a fold of the whole journal is what ``doctor`` compares the tables with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from drconsole.engine.decider.beside import Note, Validation
from drconsole.engine.decider.owing.owed import row_of
from drconsole.engine.decider.state import State
from drconsole.engine.projections.jobs import gate_row, job_row, task_row
from drconsole.engine.projections.parts import stamp
from drconsole.engine.projections.room.agreed import handover_row, poll_row, seated_row, shelved_row
from drconsole.engine.projections.room.proposals import proposal_row
from drconsole.records.rows.room.notes import NoteRow
from drconsole.records.rows.work.jobs import ValidationRow
from drconsole.records.tables import (
    GATES,
    HANDOVERS,
    JOBS,
    MEMBERS,
    NOTES,
    OBLIGATIONS,
    POLLS,
    PROPOSALS,
    SHELVED,
    TASKS,
    VALIDATIONS,
    TableRow,
)
from drconsole.store.entries import RowChange


def touched_rows(state: State, touched: Iterable[tuple[str, str, str]]) -> list[RowChange]:
    """Return the rows of what was touched, each given as (table, job, key); a body of None: the row is no more."""
    rows: list[RowChange] = []
    for table, job_id, key in touched:
        if (made := _LOOSE.get(table)) is not None:
            rows.append(RowChange(table, key, made(state, key)))
            continue
        if table == PROPOSALS:
            proposal = state.approvals.proposals[key]
            rows.append(RowChange(PROPOSALS, key, proposal_row(proposal), state=str(proposal.state)))
            continue
        job = state.jobs.get(job_id) or state.gone[job_id]
        if table == JOBS:
            row = job_row(job)
            rows.append(RowChange(JOBS, key, row, state=row["state"]))
            continue
        task = job.tasks[key]
        rows.append(RowChange(TASKS, f"{job.id}/{key}", task_row(job, task), job.id, task.state))
        gate = gate_row(job, task) if task.waiting and task.outcomes else None
        if gate is not None or task.answer or task.waiting_since is not None:
            rows.append(RowChange(GATES, f"{job.id}/{key}", gate, job.id))
    return rows


def _validation(state: State, key: str) -> TableRow | None:
    note = state.validations.get(key)
    return validation_row(note) if note else None


def _obligation(state: State, key: str) -> TableRow | None:
    owed = state.obligations.get(key)
    return row_of(owed, stamp) if owed else None


def _shelved(state: State, key: str) -> TableRow | None:
    shelf = state.shelved.get(key)
    return shelved_row(shelf) if shelf else None


def _poll(state: State, key: str) -> TableRow | None:
    return poll_row(state.polls[key])


def _handover(state: State, key: str) -> TableRow | None:
    return handover_row(state.handovers[key])


def _member(state: State, key: str) -> TableRow | None:
    member = state.room.get(key)
    return seated_row(member) if member else None


def _note(state: State, key: str) -> TableRow | None:
    return note_row(state.notes[key])


_LOOSE: dict[str, Callable[[State, str], TableRow | None]] = {
    VALIDATIONS: _validation,
    OBLIGATIONS: _obligation,
    SHELVED: _shelved,
    POLLS: _poll,
    HANDOVERS: _handover,
    MEMBERS: _member,
    NOTES: _note,
}
"""Rows of tables that belong to no job; None = the row is no more."""


def validation_row(note: Validation) -> ValidationRow:
    return {
        "item": note.item,
        "result": note.result,
        "comment": note.comment,
        "point": note.point,
        "at": stamp(note.at),
        "operator": note.actor,
        "seen": note.seen,
        "accepted": note.accepted,
    }


def note_row(note: Note) -> NoteRow:
    return {
        "id": note.id,
        "text": note.text,
        "at": stamp(note.at),
        "noted_at": stamp(note.noted_at),
        "by": note.by,
        "pinned": note.pinned,
        "pinned_by": note.pinned_by,
        "job": note.job,
        "loud": note.loud,
    }
