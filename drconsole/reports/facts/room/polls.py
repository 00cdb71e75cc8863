"""Polls that belong into a job's report. Pure."""

from __future__ import annotations

from datetime import datetime

from drconsole.records.clock import moment
from drconsole.records.rows.room.polls import PollRow
from drconsole.recovery.types.votes import PollEnd
from drconsole.recovery.types.work.events import JobEnded
from drconsole.reports.facts.said import Answered, Polled
from drconsole.reports.facts.sources import Sources


def polls(sources: Sources) -> tuple[Polled, ...]:
    """Return the polls about the job's proposals, and those held from the first of these to the job's end, by time.

    A question without a proposal may have been about this run: whoever reads the report judges that (our choice).
    """
    own = {row["id"] for row in sources.proposals}
    begin, end = _time(sources)
    found = [poll for poll in sources.polls if poll["proposal"] in own or _meanwhile(poll, begin, end)]
    return tuple(_polled(poll, poll["proposal"] in own) for poll in sorted(found, key=_order))


def _time(sources: Sources) -> tuple[datetime | None, datetime | None]:
    """Return begin and end on the wall's clock; begin None = the journal does not tell it, end None = it goes on."""
    created = sources.created
    begins = [at for row in sources.proposals if (at := moment(row["at"])) is not None]
    begins += [] if created is None else [created.at]
    end = next((each.at for each in sources.own if isinstance(each.event, JobEnded)), None)
    return min(begins, default=None), end


def _meanwhile(poll: PollRow, begin: datetime | None, end: datetime | None) -> bool:
    asked, over = moment(poll["since"]), moment(poll["closed_at"] or poll["until"])
    if begin is None or asked is None or over is None:
        return False
    return over >= begin and (end is None or asked <= end)


def _order(poll: PollRow) -> tuple[str, str]:
    return poll["since"] or "", poll["id"]


def _polled(poll: PollRow, of_job: bool) -> Polled:
    ran_out = poll["why"] == PollEnd.RAN_OUT
    return Polled(
        id=poll["id"],
        question=poll["question"],
        proposal=poll["proposal"],
        of_job=of_job,
        by=poll["by"],
        asked_at=poll["since"],
        until=poll["until"],
        ended_at=poll["closed_at"],
        ended_by=None if ran_out else poll["closed_by"],
        why=poll["why"],
        result=poll["result"],
        asked=tuple(one["label"] for one in poll["asked"]),
        answers=tuple(Answered(one["name"], one["vote"], one["comment"], one["at"]) for one in poll["votes"]),
        silent=tuple(poll["silent"]),
    )
