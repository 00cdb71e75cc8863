"""How many approvals something needs. Pure.

Of all rules that apply the strictest counts: none takes back what another asks for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from drconsole.recovery.types.approving import ANY, Rule


def applies(rule: Rule, operation: str, mode: str, plans: Collection[str]) -> bool:
    """Return whether a rule is about this. ``plans``: keys of all plans that share an item with what would run."""
    return rule.operation in (ANY, operation) and rule.mode in ("", mode) and (not rule.plan or rule.plan in plans)


def needed(rules: Iterable[Rule], operation: str, mode: str, plans: Collection[str]) -> int:
    """Return how many people have to approve this, beside who asks; 0 = none."""
    return max((rule.needed for rule in rules if applies(rule, operation, mode, plans)), default=0)
