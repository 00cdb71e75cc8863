"""Rows of what events have touched: written in the transaction of those events.

Pure. The same over a fold of the whole journal is what ``doctor`` compares the tables with.
"""

from __future__ import annotations

from collections.abc import Iterable

from drconsole.engine.decider.owing.owed import row_of
from drconsole.engine.decider.state import Note, State, Validation
from drconsole.engine.projections.jobs import gate_row, job_row, task_row
from drconsole.engine.projections.parts import stamp
from drconsole.engine.projections.proposals import proposal_row
from drconsole.records.rows.room.notes import NoteRow
from drconsole.records.rows.work.jobs import ValidationRow
from drconsole.records.tables import GATES, JOBS, NOTES, OBLIGATIONS, PROPOSALS, TASKS, VALIDATIONS
from drconsole.store.entries import RowChange


def touched_rows(state: State, touched: Iterable[tuple[str, str, str]]) -> list[RowChange]:
    """Return the rows of what was touched, each given as (table, job, key); a body of None: the row is no more."""
    rows: list[RowChange] = []
    for table, job_id, key in touched:
        if table == VALIDATIONS:
            said = state.validations.get(key)
            rows.append(RowChange(VALIDATIONS, key, validation_row(said) if said else None))
            continue
        if table == NOTES:
            rows.append(RowChange(NOTES, key, note_row(state.notes[key])))
            continue
        if table == OBLIGATIONS:
            owed = state.obligations.get(key)
            rows.append(RowChange(OBLIGATIONS, key, row_of(owed, stamp) if owed else None))
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
    }
