"""Sources of a job's report: rows and events as they were read at one revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.records.rows.room.notes import NoteRow
from drconsole.records.rows.room.polls import PollRow
from drconsole.records.rows.work.jobs import JobRow, TaskRow
from drconsole.records.rows.work.owed import ObligationRow
from drconsole.recovery.types.work.events import JobCreated, Recorded
from drconsole.render.jobs.jobs import item_labels
from drconsole.render.words.labels import told_apart
from drconsole.reports.facts.types import Anchor


class Sources:
    """Rows and events of one job; ``events``: the journal's, oldest first, of this job and of what bears on it."""

    def __init__(
        self,
        *,
        job: JobRow,
        tasks: Sequence[TaskRow],
        events: Sequence[Recorded],
        items: Mapping[str, ItemRow],
        owed: Sequence[ObligationRow],
        proposals: Sequence[ProposalRow] = (),
        polls: Sequence[PollRow] = (),
        mode: str | None,
        now: str | None,
        notes: Sequence[NoteRow],
        anchor: Anchor,
    ) -> None:
        self.job = job
        self.tasks = tasks
        self.events = events
        self.items = items
        self.owed = owed
        self.proposals = proposals
        """Those that came to something of this job."""
        self.polls = polls
        """All that there are."""
        self.mode = mode
        self.now = now
        self.notes = notes
        self.anchor = anchor

    @cached_property
    def labels(self) -> dict[str, str]:
        """Return labels of all items that the job or its tasks name, by key."""
        named = {item["key"]: item["name"] for item in self.job["items"]}
        named |= {row["key"]: row["item"] or row["key"] for row in self.job["skipped"] if row["key"]}
        return {**item_labels(self.tasks), **told_apart(named.items())}

    @cached_property
    def own(self) -> list[Recorded]:
        """Return the events of this job."""
        return [each for each in self.events if getattr(each.event, "job", None) == self.job["id"]]

    @cached_property
    def created(self) -> Recorded | None:
        """Return the event that began this job; None = the journal does not hold it (a job of somebody else)."""
        return next((each for each in self.own if isinstance(each.event, JobCreated)), None)

    @cached_property
    def by_task(self) -> dict[str, TaskRow]:
        """Return the tasks' rows by id."""
        return {row["id"]: row for row in self.tasks}

    @cached_property
    def taking_part(self) -> set[str]:
        """Return the keys of the items that take part."""
        return {item["key"] for item in self.job["items"]}

    def label(self, key: str | None) -> str | None:
        """Return an item's label; None = no item."""
        return None if key is None else self.labels.get(key, key)
