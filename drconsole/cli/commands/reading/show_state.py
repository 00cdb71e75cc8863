"""State of things for people: engine, clock, running jobs, what needs a person."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from drconsole.cli.context import Context
from drconsole.cli.output.show_items import show_debts
from drconsole.records.tables import JOBS
from drconsole.recovery.types.remedies import Act
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.estate.arming import armed_lines, place_lines
from drconsole.render.estate.condition import condition_lines
from drconsole.render.estate.items.standing import obligations_text
from drconsole.render.estate.presence import CONSOLES
from drconsole.render.estate.status import clock_text, counts_text, engine_text
from drconsole.render.jobs.asking import need_lines
from drconsole.render.rows import records
from drconsole.render.rows.proposals import PROPOSED
from drconsole.render.words.command_lines import line_of
from drconsole.render.words.room.leads import lead_text
from drconsole.render.words.text import clean

if TYPE_CHECKING:
    from drconsole.records.rows.status import RunningJobRow, StatusRow
    from drconsole.render.rows.table_lines import JobLine


def show_state(context: Context, found: StatusRow) -> None:
    """Print the state of things."""
    out = context.output
    out.text(clock_text(found))
    out.text(f"state: {clean(context.state)}")
    out.hint(engine_text(found))
    missing = "not known without an engine" if found["counts"] else f"none loaded ({line_of(Act.LOAD_ESTATE)})"
    out.hint(f"estate: {clean(found['estate'] or missing)}")
    out.hint(f"provider: {clean(found['provider'] or missing)}")
    if (condition := found.get("condition")) is not None:
        for line in condition_lines(condition, found["clock"]["now"]):
            out.prose(line, "  ")
    arming = found.get("arming")
    if arming is not None and (place := arming["place"]) is not None:
        for line in (*place_lines(place), *armed_lines(place, arming["armed"], datetime.now(UTC))):
            out.text(f"  {line}")
    out.text(f"holds: {counts_text(found['counts'])}")
    out.text("\nrunning jobs")
    out.table(records.JOBS, _in_full(context, found["running_jobs"]))
    for job in found["running_jobs"]:
        if (lead := job.get("lead")) is not None:
            out.text(f"{clean(job['id'])}: {lead_text(lead)}")
    out.text("\nneeds a person")
    for need in found["needs_a_person"]:
        said, *commands = need_lines(need)
        out.prose(said)
        for line in commands:
            out.hint(line)
    if not found["needs_a_person"]:
        out.text("none")
    if proposed := found.get("proposals"):
        out.text("\nproposals")
        out.table(PROPOSED, proposed)
    if consoles := found.get("consoles"):
        out.text("\nopen consoles")
        out.table(CONSOLES, consoles)
    if owed := obligations_text(found["obligations"]):
        out.text()
        out.prose(owed)
    if found["test_debt"]:
        out.text("\nleft by test failovers")
        show_debts(out, found["test_debt"], found["clock"]["now"])


def _in_full(context: Context, jobs: Sequence[RunningJobRow]) -> list[JobLine]:
    """Return running jobs with who started them: an engine tells them in short, the rest is in the store."""
    started: dict[str, str] = {}
    with contextlib.suppress(DrError), context.store() as store:
        rows = [row for job in jobs if (row := store.row(JOBS, job["id"])) is not None]
        started = {row["id"]: row["operator"] for row in rows}
    return [{**job, "ended_at": None, "operator": started.get(job["id"], "")} for job in jobs]
