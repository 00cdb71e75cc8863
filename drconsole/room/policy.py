"""Number of approvals that something needs. Pure.

Of all rules that apply the strictest counts: none takes back what another asks for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from drconsole.recovery.types.approving import ANY, Rule, Settings
from drconsole.recovery.types.words import counted
from drconsole.recovery.types.work import events as ev

LOOSENED, NEW_APPROVER = "POLICY LOOSENED", "APPROVER SEATED"
"""How the pinned notes begin that say so to everybody."""


def applies(rule: Rule, operation: str, mode: str, plans: Collection[str]) -> bool:
    """Return whether a rule is about this. ``plans``: keys of all plans that share an item with what would run."""
    return rule.operation in (ANY, operation) and rule.mode in ("", mode) and (not rule.plan or rule.plan in plans)


def needed(rules: Iterable[Rule], operation: str, mode: str, plans: Collection[str]) -> int:
    """Return how many people have to approve this, beside who asks; 0 = none."""
    return max((rule.needed for rule in rules if applies(rule, operation, mode, plans)), default=0)


def wanted(rules: Iterable[Rule]) -> int:
    """Return how many approvers there should be: one more than the strictest rule asks for; 0 = there is no rule."""
    return max((rule.needed + 1 for rule in rules), default=0)


def loosened(event: ev.PolicySet | ev.ApprovalsSet) -> str:
    """Return what a change lets people do with less than before, for everybody to read; empty = nothing."""
    if isinstance(event, ev.PolicySet):
        rule = event.rule
        where = f"{f' in {rule.mode}' if rule.mode else ''}{f' of plan {rule.plan_name}' if rule.plan else ''}"
        if rule.needed >= event.was:
            return ""
        return f"{LOOSENED}: {rule.operation}{where} needs {counted(rule.needed, 'approval')}, not {event.was}"
    said = "; ".join(_loosened(event.settings, event.was))
    return f"{LOOSENED}: {said}" if said else ""


def seated(name: str, waiting: Collection[str]) -> str:
    """Return that somebody may approve from now on, for everybody to read. ``waiting``: ids of the open proposals."""
    open_ = f", while {', '.join(waiting)} wait{'s' if len(waiting) == 1 else ''}" if waiting else ""
    return f"{NEW_APPROVER}: {name} may approve from now on{open_}"


def _loosened(now: Settings, was: Settings) -> Iterator[str]:
    if now.minutes > was.minutes:
        yield f"a proposal lasts {now.minutes} minutes, not {was.minutes}"
    if now.break_glass and not was.break_glass:
        yield "the glass may be broken"
    if was.signatures and not now.signatures:
        yield "approvals are not signed any more"
    elif was.signatures and now.allowed_signers != was.allowed_signers:
        yield f"the keys that may sign are those of {now.allowed_signers}"
