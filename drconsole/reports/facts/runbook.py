"""Facts of a plan's runbook: the plan, its machines and what stands behind them, as rows tell them now. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from drconsole.records.rows.estate.estate import PlaceRow
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.estate.plans import ActionRow, GroupRow, PlanRow
from drconsole.records.rows.work.checks import PreviewRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Direction, Location, Operation
from drconsole.render.words.labels import labels
from drconsole.reports.facts.types import Anchor

LAST_RUNS = 3
"""Runs of the plan whose operators are named."""


@dataclass(frozen=True, slots=True)
class RunbookFacts:
    """All that a runbook tells. ``preview`` None = no engine answered, or it refused: ``unchecked`` says why."""

    mode: str | None
    plan: PlanRow
    items: Mapping[str, ItemRow]
    names: Mapping[str, str]
    place: PlaceRow | None
    estate: str
    runs: tuple[JobRow, ...]
    preview: PreviewRow | None
    unchecked: str
    as_of: str | None
    anchor: Anchor

    def there(self, key: str) -> bool:
        """Return whether a machine runs at the recovery site already: there is nothing to fail over."""
        row = self.items.get(key)
        return row is not None and row["active_location"] == Location.RECOVERY

    def to_do(self, group: GroupRow) -> list[str]:
        """Return the keys of a group's machines that are still to be failed over."""
        return [item["key"] for item in group["items"] if not self.there(item["key"])]


def collect_runbook(
    *,
    plan: PlanRow,
    items: Iterable[ItemRow],
    jobs: Iterable[JobRow],
    mode: str | None,
    place: PlaceRow | None,
    estate: str,
    preview: PreviewRow | None,
    unchecked: str,
    as_of: str | None,
    anchor: Anchor,
) -> RunbookFacts:
    """Return the facts."""
    own = [job for job in jobs if job["target_key"] == plan["key"] and job["target_type"] == "plan"]
    newest = sorted(own, key=lambda job: job["started_at"] or "", reverse=True)
    return RunbookFacts(
        mode=mode,
        plan=plan,
        items={row["key"]: row for row in items},
        names=labels(plan["items"]),
        place=place,
        estate=estate,
        runs=tuple(newest[:LAST_RUNS]),
        preview=preview,
        unchecked=unchecked,
        as_of=as_of,
        anchor=anchor,
    )


def of_failover(action: ActionRow) -> bool:
    """Return whether an action belongs to a failover to the recovery site."""
    operations, directions = action["operations"], action["directions"]
    return (not operations or Operation.FAILOVER in operations) and (
        not directions or Direction.PRIMARY_TO_RECOVERY in directions
    )
