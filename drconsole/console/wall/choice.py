"""Choice of the plans that a wall shows: what of all rows is about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from drconsole.console.state.model.flows import flows
from drconsole.console.state.model.model import Model
from drconsole.records.alarms.seen import WRONG, Seen
from drconsole.records.listed import item_line
from drconsole.records.tables import PLANS, PROPOSALS
from drconsole.records.view import item_keys
from drconsole.records.waiting.of_room import APPROVAL, POLL
from drconsole.recovery.types.data import dataclass
from drconsole.render.drawing.sitemap import Flow

if TYPE_CHECKING:
    from drconsole.records.rows.room.approvals import ProposalRow
    from drconsole.records.rows.status import NeedsRow
    from drconsole.records.rows.work.jobs import JobRow
    from drconsole.records.rows.work.owed import ObligationRow


@dataclass(frozen=True, slots=True)
class Choice:
    """Plans with their machines; of no plans: everything."""

    model: Model
    plans: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    items: Sequence[str] = ()
    """Keys of their machines, in the order of the plans."""
    held: frozenset[str] = frozenset()
    """The same keys as a set."""

    @classmethod
    def of(cls, model: Model, keys: Sequence[str]) -> Choice:
        """Return the choice of these plans; one that is gone has no machines, and is still the choice."""
        if not keys:
            return cls(model)
        rows = [(key, model.row(PLANS, key)) for key in keys]
        names = tuple(key if row is None else row["name"] for key, row in rows)
        items = tuple(dict.fromkeys(item for _, row in rows if row is not None for item in item_keys(row)))
        return cls(model, frozenset(keys), names, items, frozenset(items))

    @property
    def all(self) -> bool:
        return not self.plans

    def has_job(self, job: JobRow) -> bool:
        """Return whether a job works on one of the plans, or on a machine of theirs."""
        return self.all or job["target_key"] in self.plans or any(item["key"] in self.held for item in job["items"])

    def has_need(self, need: NeedsRow) -> bool:
        """Return whether something that needs a person is about them."""
        if self.all or need["item_key"] in self.held:
            return True
        if need.get("kind") == APPROVAL and (row := self.model.row(PROPOSALS, need.get("about", ""))) is not None:
            return self.has_proposal(row)
        if need.get("kind") == POLL:
            return True
        return any(job["id"] == need["job"] and self.has_job(job) for job in self.model.open_jobs())

    def has_proposal(self, row: ProposalRow) -> bool:
        """Return whether a proposal is about one of the plans, or a machine of theirs."""
        return self.all or row["target_key"] in self.plans or row["target_key"] in self.held

    def owes(self, owed: ObligationRow) -> bool:
        """Return whether something is owed of one of the machines."""
        return self.all or owed["item_key"] in self.held

    def gravities(self) -> Mapping[int, int]:
        """Return gravity -> how many of the machines have it."""
        if self.all:
            return self.model.items.gravities()
        return Counter(item_line(row).gravity for row in self.model.items.rows(self.items))

    def flows(self) -> list[Flow]:
        """Return the map of the sites."""
        items = self.model.items
        return flows(items.flows() if self.all else items.flows_of(self.items))

    def seen(self, seen: Seen) -> Seen:
        """Return what alarms are made of, without what is about other plans; what is about none stays."""
        if self.all:
            return seen
        jobs = [job for job in seen.jobs if self.has_job(job)]
        ids = {job["id"] for job in jobs}
        return replace(
            seen,
            items=[item for item in self.model.items.rows(self.items) if item_line(item).gravity in WRONG],
            gravities=self.gravities(),
            plans=[plan for plan in seen.plans if plan["key"] in self.plans],
            jobs=jobs,
            gates=[gate for gate in seen.gates if gate["job"] in ids],
            proposals=[row for row in seen.proposals if self.has_proposal(row)],
            owed=[owed for owed in seen.owed if self.owes(owed)],
        )
