"""Approvals in words: the policy, a proposal, and the command that starts it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from drconsole.recovery.types.approving import ANY, CANCEL, ProposalState
from drconsole.recovery.types.words import counted
from drconsole.render.words.text import clean, utc

if TYPE_CHECKING:
    from drconsole.records.rows.room.approvals import PolicyOfRoomRow, ProposalRow, RuleRow
    from drconsole.records.rows.work.jobs import BrokenGlassRow

NO_RULE = "nothing needs a second person"
STATES = {
    ProposalState.OPEN: "waits for approval",
    ProposalState.APPROVED: "approved, not started",
    ProposalState.STARTED: "started",
    ProposalState.REJECTED: "rejected",
    ProposalState.VOIDED: "void",
    ProposalState.EXPIRED: "expired",
}


def policy_lines(policy: PolicyOfRoomRow) -> Iterator[str]:
    """Yield the policy, a line a rule, and what holds for all of them."""
    if not policy["rules"]:
        yield NO_RULE
        return
    yield from map(rule_text, policy["rules"])
    approvers = counted(policy["approvers"], "user") if policy["approvers"] else "nobody"
    yield f"approvers: {approvers}{few_text(policy)}"
    glass = "may be broken, for a reason that everybody reads" if policy["break_glass"] else "may not be broken"
    yield f"a proposal lasts {policy['minutes']} minutes; the glass {glass}"
    if policy["signatures"]:
        yield f"approvals are signed by an SSH key of {clean(policy['allowed_signers'])}"
        if policy["keyless"]:
            names = ", ".join(map(clean, policy["keyless"]))
            yield f"it has no line for {names}: who has no key there cannot approve"
    elif policy["allowed_signers"]:
        yield f"approvals may be signed by an SSH key of {clean(policy['allowed_signers'])}"


def few_text(policy: PolicyOfRoomRow) -> str:
    """Return a warning where too few people can approve; empty where there are enough."""
    if policy["approvers"] >= policy["wanted"]:
        return ""
    return f" (too few: with {counted(policy['wanted'], 'approver')} one of them may be away, or propose)"


def rule_text(rule: RuleRow) -> str:
    """Return a rule: ``failover in LIVE of plan crew: 1 other person``."""
    what = {ANY: "everything", CANCEL: "cancelling a job"}.get(rule["operation"], clean(rule["operation"]))
    mode = f" in {rule['mode']}" if rule["mode"] else ""
    plan = f" of plan {clean(rule['plan'])} and its items" if rule["plan"] else ""
    people = "1 other person" if rule["needed"] == 1 else f"{rule['needed']} other people"
    return f"{what}{mode}{plan}: {people}"


def what_text(row: ProposalRow) -> str:
    """Return what is proposed: ``failover of crew``."""
    job = f" job {clean(row['job'])}" if row["job"] else ""
    return f"{clean(row['operation'])}{job} of {clean(row['target'])}"


def approved_text(row: ProposalRow) -> str:
    """Return how far it is: ``1 of 2 (bob)``."""
    who = ", ".join(clean(one["person"]) for one in row["approvals"])
    return f"{len(row['approvals'])} of {row['needed']}{f' ({who})' if who else ''}"


def state_text(row: ProposalRow) -> str:
    """Return how a proposal stands."""
    return STATES[ProposalState(row["state"])] if row["state"] in [*ProposalState] else clean(row["state"])


def proposal_lines(row: ProposalRow) -> Iterator[str]:
    """Yield a proposal in full, without what it would do."""
    yield f"{clean(row['mode'])}  proposal {clean(row['id'])}: {what_text(row)}: {state_text(row)}"
    yield f"by {clean(row['by'])} at {utc(row['at'])}: {clean(row['comment'])}"
    yield f"digest {clean(row['digest'])}, lasts until {utc(row['expires_at'])}"
    yield f"approved: {approved_text(row)}"
    for one in row["approvals"]:
        said = f": {clean(one['comment'])}" if one["comment"] else ""
        signed = f", signed by {clean(one['signer_key'])}" if one["signer_key"] else ""
        yield f"  {clean(one['by'])} at {utc(one['at'])}{signed}{said}"
        if (anchor := one["anchor"])["head"]:
            yield f"    journal then: {anchor['length']} events, head {clean(anchor['head'])}"
    if row["accepted"]:
        yield f"accepts: {', '.join(map(clean, row['accepted']))}"
    if row["started"]:
        yield f"job {clean(row['started'])}, by {clean(row['ended_by'])} at {utc(row['ended_at'])}"
    elif row["ended_at"]:
        why = f": {clean(row['why'])}" if row["why"] else ""
        yield f"{state_text(row)} at {utc(row['ended_at'])} by {clean(row['ended_by'])}{why}"


def glass_text(one: BrokenGlassRow) -> str:
    """Return that something was done without the approval that it needed."""
    return f"GLASS BROKEN: {clean(one['what'])} without approval by {clean(one['by'])}: {clean(one['reason'])}"


def start_words(row: ProposalRow) -> tuple[str, ...]:
    """Return the words of the command that begins what was approved."""
    if row["job"]:
        return "job", "cancel", row["job"], "--confirm", row["target"], "--proposal", row["id"]
    target = f"{row['target_type']}:{row['target']}"
    return "run", row["operation"], target, "--confirm", row["target"], "--proposal", row["id"]
