"""Recovery point objective (RPO): what an item's is and may be, and whether it was above that at the last look."""

from __future__ import annotations

from collections.abc import Mapping

from drconsole.recovery.types.estate.estate import EstateView, Item, ItemStatus, Policy


def rpo(status: ItemStatus) -> float | None:
    """Seconds of data that had not arrived when the provider looked; None = not reported, not 0."""
    if status.replicated_until is None:
        return None
    return max(0.0, (status.as_of - status.replicated_until).total_seconds())


def rpo_objective(item: Item, policies: Mapping[str, Policy]) -> int | None:
    """Seconds of data that an item may lose at most: its own objective, else its policy's; None = its policy is not
    told."""
    if item.rpo is not None:
        return item.rpo
    policy = policies.get(item.policy)
    return None if policy is None else policy.rpo_threshold


def is_late(item: Item, status: ItemStatus, view: EstateView) -> bool:
    """Return whether its RPO was above its objective when the provider looked."""
    limit, behind = rpo_objective(item, view.policies), rpo(status)
    return limit is not None and behind is not None and behind > limit
