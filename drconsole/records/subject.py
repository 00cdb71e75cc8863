"""Subject of an event: the job that it is of, or about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drconsole.records.rows.work.journal import EventRow


def job_of(event: EventRow) -> str | None:
    """Return the job that an event is of; of a note the job that it is about, which it outlives. None = of none."""
    return event["job"] or event.get("of_job")
