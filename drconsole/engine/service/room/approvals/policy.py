"""The policy as it is asked for and changed: what needs a second person, and how they say so.

A change voids every proposal that lasts: what was approved under one policy is not started under another.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from drconsole.engine.projections.room.proposals import rule_row
from drconsole.engine.service.asked import Asked
from drconsole.engine.service.previewing.targets import resolve
from drconsole.engine.service.room.seating import name_of, pinned, users_with
from drconsole.link.messages import Policy, SetApprovals, SetRule
from drconsole.records.rows.room.approvals import PolicyOfRoomRow
from drconsole.recovery.types.approving import Rule, Settings
from drconsole.recovery.types.seats import Seat
from drconsole.recovery.types.words import Level, TargetType
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.recovery.types.work.tasks import Finding
from drconsole.room.policy import loosened, wanted
from drconsole.signing.allowed import fault_of, without_key

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine


async def show(engine: Engine, message: Policy, asked: Asked) -> PolicyOfRoomRow:
    """Tell what needs a second person."""
    approvals = engine.state.approvals
    return _row(engine, approvals.rules, approvals.settings)


async def set_rule(engine: Engine, message: SetRule, asked: Asked) -> PolicyOfRoomRow:
    """Set a rule, or take it back. Raises ``Refused`` without a room, ``BadInput`` for no such plan or rule."""
    _require_room(engine)
    key, name = _plan(engine, message.plan)
    rule = Rule(message.operation, message.needed, str(message.mode or ""), key, name)
    rules = dict(engine.state.approvals.rules)
    was = rules.pop(rule.key, None)
    if was is None and not rule.needed:
        raise BadInput("no-such-rule", "there is no such rule", place=message.operation, advice="look at the policy")
    if rule.needed:
        rules[rule.key] = rule
    answer = _row(engine, rules, engine.state.approvals.settings)
    return await _changed(engine, ev.PolicySet(rule, was.needed if was else 0), answer, asked)


async def set_approvals(engine: Engine, message: SetApprovals, asked: Asked) -> PolicyOfRoomRow:
    """Change what holds for all approvals. Raises ``Refused`` without a room or for a file that cannot be trusted."""
    _require_room(engine)
    was = engine.state.approvals.settings
    settings = Settings(
        was.minutes if message.minutes is None else message.minutes,
        was.break_glass if message.break_glass is None else message.break_glass,
        was.signatures if message.signatures is None else message.signatures,
        was.allowed_signers if message.allowed_signers is None else message.allowed_signers,
    )
    if settings.signatures and not settings.allowed_signers:
        raise Refused(
            "no-allowed-signers",
            "signatures need a file of the keys that may sign",
            place="allowed_signers",
            advice="name it; it lies outside of the state, and only its owner writes into it",
        )
    if settings.allowed_signers:
        require_signers(engine, settings.allowed_signers)
    answer = _row(engine, engine.state.approvals.rules, settings)
    return await _changed(engine, ev.ApprovalsSet(settings, was), answer, asked)


def require_signers(engine: Engine, name: str) -> Path:
    """Return the file of allowed signers. Raises ``Refused`` for one that others than the owner may change."""
    path = Path(name)
    if fault := fault_of(path, engine.state_dir):
        raise Refused(
            "no-allowed-signers",
            f"the file of allowed signers cannot be trusted: {fault}",
            place=name,
            advice="a file outside of the state, its owner's or root's like the folders above it, which nobody else "
            "may write into",
        )
    return path


async def _changed(
    engine: Engine, event: ev.PolicySet | ev.ApprovalsSet, answer: PolicyOfRoomRow, asked: Asked
) -> PolicyOfRoomRow:
    now, why = engine.wall(), f"the policy was changed by {asked.actor}"
    void = [ev.ProposalVoided(one.id, now, why) for one in engine.state.approvals.lasting()]
    loud = pinned(engine, said) if (said := loosened(event)) else []
    await engine.record(event, *void, *loud, actor=asked.actor, intent=asked.answered(answer))
    return answer


def _require_room(engine: Engine) -> None:
    if not engine.state.room:
        raise Refused(
            "no-room",
            "approvals are given by members of a room, and there is none",
            place="room",
            advice="give seats first",
        )


def _plan(engine: Engine, said: str | None) -> tuple[str, str]:
    if said is None:
        return "", ""
    of_rules = {rule.plan: rule.plan_name for rule in engine.state.approvals.rules.values() if rule.plan}
    for key, name in of_rules.items():
        # A plan that is gone is named by its rule: otherwise that rule could not be taken back.
        if key not in engine.estate.view.plans and said.removeprefix("plan:") in (key, name):
            return key, name
    try:
        kind, key, name = resolve(said if ":" in said else f"plan:{said}", engine.estate.view)
    except BadInput as error:
        names = ", ".join(sorted(plan.name for plan in engine.estate.view.plans.values())[:8])
        raise BadInput(
            error.code, f"there is no recovery plan '{said}'", place="--plan", advice=f"plans: {names}"
        ) from error
    if kind is not TargetType.PLAN:
        raise BadInput("not-a-plan", f"{name} is no recovery plan", place=said, advice="name a recovery plan")
    return key, name


def _row(engine: Engine, rules: dict[tuple[str, str, str], Rule], settings: Settings) -> PolicyOfRoomRow:
    return {
        "rules": [rule_row(rule) for _, rule in sorted(rules.items())],
        "minutes": settings.minutes,
        "break_glass": settings.break_glass,
        "signatures": settings.signatures,
        "allowed_signers": settings.allowed_signers,
        "approvers": len(users_with(engine, Seat.APPROVER)) - len(keyless := _keyless(engine, settings)),
        "keyless": keyless,
        "wanted": wanted(rules.values()),
    }


def _keyless(engine: Engine, settings: Settings) -> list[str]:
    """Return the names of approvers whose signature nothing could prove; [] = none is asked for."""
    if not settings.signatures:
        return []
    names = sorted(name_of(engine, uid) for uid in users_with(engine, Seat.APPROVER))
    return without_key(Path(settings.allowed_signers), names)


def too_few(engine: Engine, number: int) -> Finding | None:
    """Return a warning where so many approvals are needed, and one approver who is away would stop them."""
    keyless = _keyless(engine, engine.state.approvals.settings)
    approvers, least = len(users_with(engine, Seat.APPROVER)) - len(keyless), number + 1
    if not number or approvers >= least:
        return None
    return Finding(
        "approvers-few",
        Level.WARNING,
        f"it needs {number} approval{'s' if number > 1 else ''}, and {approvers} user"
        f"{'s' if approvers != 1 else ''} can approve",
        possible_causes="whoever proposes it cannot approve it, and somebody is always away",
        recommended_action=f"give the seat of an approver to {least} users at least",
    )
