"""Guide after a failure: what a person has to do before the same is run again, and how it is seen that it was done.

What failed for a cause that only a person removes (a quota, a network, a key, a right) fails again until then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from drconsole.recovery.guide.guide import Guide
from drconsole.recovery.states.assessments.authority import sides
from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.states import classify
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.failures import Failure
from drconsole.recovery.types.estate.look import Look
from drconsole.recovery.types.remedies import Act, Deed, Option, Remedy, target_in
from drconsole.recovery.types.words import Operation, TargetType

OP = Operation
MAKES: Final = frozenset({OP.TEST_FAILOVER, OP.FAILOVER, OP.PLANNED_FAILOVER, OP.FAILBACK, OP.CHANGE_RECOVERY_POINT})
"""Operations that make or start a machine: what keeps one of them from it keeps the others, too."""
CAUSES: Final[dict[str, Deed]] = {
    **dict.fromkeys(("28031", "28044", "28075", "28092"), Deed.PREPARE),
    **dict.fromkeys(("70038", "28061", "310024", "161018", "UserErrorResourceGroupBeingDeletedV2"), Deed.PREPARE),
    **dict.fromkeys(("AuthorizationFailed", "LinkedAuthorizationFailed", "RequestDisallowedByPolicy"), Deed.PREPARE),
    **dict.fromkeys(("QuotaExceeded", "SkuNotAvailable"), Deed.PREPARE),
    "170010": Deed.MEND,
    "SiteUnreachable": Deed.RECONNECT,
}
"""Code of an error -> what a person does about its cause; no run gets past it before.

Their sources are those of the codes; that no run is proposed until then is our choice.
"""
KEYS: Final = frozenset({"EncryptionCertificateMissing", "EncryptionCertificateMismatch"})
"""Codes of a key that did not fit: the next run brings another one."""
_OF_THE_MACHINE: Final = (Deed.MEND,)
_SHOWN = "No look shows that it was done: the next run does"


@dataclass(frozen=True, slots=True)
class _At:
    item: str
    name: str
    failure: Failure


def after_failure(found: Guide, look: Look, target_type: TargetType, key: str) -> Guide:
    """Return the guide with what failed before at the machines that it is about, where the same may fail again."""
    if not look.failures:
        return found
    plan = look.view.plans.get(key) if target_type is TargetType.PLAN and found.item_key is None else None
    keys = plan.items if plan is not None else (found.item_key or found.due or key,)
    failed = [
        _At(item, look.view.items[item].name, failure)
        for item in keys
        if item in look.view.items and item in look.view.statuses and item not in look.busy
        if (failure := look.failures.get(item)) is not None and _concerns(found, failure)
    ]
    if not failed:
        return found
    walls = [one for one in failed if one.failure.code in CAUSES]
    first = (walls or failed)[0]
    count, named = len(failed), plan is not None
    if not walls:
        failure, who = first.failure, f" of {first.name}" if named else ""
        before = f"{failure.operation}{who} failed before, in job {failure.job}"
        told = f"{found.why}; {before}{_like(count)}: {_error(failure)}"
        return _said(found, told, failure)
    operation = found.next_operation
    by_hand = [one for one in found.remedies if one.act is Act.OUTSIDE]
    runs = [one for one in found.remedies if one.act is not Act.OUTSIDE]
    return replace(
        found,
        next_operation=None,
        why=f"{_first(first, len(walls), named=named)}. {_SHOWN}. Then: {found.why}",
        remedies=(*_deeds(walls, look), *by_hand, *runs),
        # What is next for one machine of a plan is no operation of the plan.
        alternatives=(*((operation,) if operation and found.item is None else ()), *found.alternatives),
    )


def _concerns(found: Guide, failure: Failure) -> bool:
    """Return whether what is next may fail for the same cause: the same again, or what starts the machine."""
    operation = found.next_operation
    if operation is None:
        return failure.operation in MAKES and any(one.deed is Deed.START for one in found.remedies)
    return operation is failure.operation or {operation, failure.operation} <= MAKES


def _first(one: _At, count: int, *, named: bool) -> str:
    """Return the failure with the remedy before all else: a line may be cut."""
    failure = one.failure
    who = f"of {one.name} " if named else ""
    if not failure.recommended_action:
        return f"first: remove the cause ({failure.operation} {who}failed in job {failure.job}: {_error(failure)})"
    done = failure.recommended_action.rstrip(".")
    return f"first: {done} ({failure.operation} {who}failed in job {failure.job}{_like(count)}: {failure.code})"


def _like(count: int) -> str:
    return f", and {count - 1} more like it" if count > 1 else ""


def _error(failure: Failure) -> str:
    return ": ".join(filter(None, (failure.code, failure.message.rstrip("."))))


def _said(found: Guide, told: str, failure: Failure) -> Guide:
    """It may have been a passing fault, or nobody here knows: the same stays next, and its failure is told."""
    if failure.code not in KEYS:
        return replace(found, why=told)
    return replace(found, why=told, remedies=tuple(map(_with_key, found.remedies)))


def _with_key(remedy: Remedy) -> Remedy:
    if remedy.act is not Act.RUN or any(option is Option.ENCRYPTION_KEY for option, _ in remedy.options):
        return remedy
    return replace(remedy, options=(*remedy.options, (Option.ENCRYPTION_KEY, None)))


def _deeds(walls: Sequence[_At], look: Look) -> list[Remedy]:
    """Return what people do, at the site where the machine was to be made or is."""
    return [
        Remedy(
            Act.OUTSIDE,
            target=target_in(look.view.items, TargetType.ITEM, one.item),
            deed=(deed := CAUSES[one.failure.code]),
            site=_site(one, look, deed),
        )
        for one in walls[:3]
    ]


def _site(one: _At, look: Look, deed: Deed) -> str:
    item, status = look.view.items[one.item], look.view.statuses[one.item]
    here, other = sides(item, status, look.known)
    landed = classify(item, status).phase in (Phase.COMMIT_PENDING, Phase.COMMITTED)
    return here if landed or deed in _OF_THE_MACHINE else other
