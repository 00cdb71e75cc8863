"""Where a target stands, what is next and why: Site Recovery's way from replication to fail-back, as a table.

Failing over is never "next": a person decides that a disaster is one. It stands among the alternatives.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from drconsole.recovery.errors import BadInput
from drconsole.recovery.estate import EstateView, Item, ItemStatus
from drconsole.recovery.prerequisites import ACCEPTED_AGE
from drconsole.recovery.state_rows import Phase
from drconsole.recovery.states import (
    STANDS,
    WAY_OUT,
    allowed_operations,
    classify,
    plan_allowed,
    resync_needed,
    why_not,
)
from drconsole.recovery.words import Health, Operation, TargetType

OP = Operation


@dataclass(frozen=True, slots=True)
class Guide:
    """``next_operation`` None = nothing of Site Recovery's is due: ``why`` and ``command`` say what is instead."""

    stands: str
    next_operation: Operation | None
    why: str
    command: str
    """The words for the command line; placeholders in capitals. Empty when there is nothing to do."""
    alternatives: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class _Subject:
    """One item and what is known of it beside its status."""

    item: Item
    status: ItemStatus
    allowed: tuple[Operation, ...]
    phase: Phase
    now: datetime
    validation: str | None
    job: str | None


@dataclass(frozen=True, slots=True)
class _Step:
    """A row of the way: the first that applies is what is next. Rows stand in order of urgency for a plan."""

    applies: Callable[[_Subject], bool]
    operation: Operation | None
    why: str
    words: str = "run"
    """``run`` the operation, or another verb of the command line; empty = nothing to type."""


def _phase(phase: Phase) -> Callable[[_Subject], bool]:
    return lambda subject: subject.phase is phase


def _allows(phase: Phase, operation: Operation) -> Callable[[_Subject], bool]:
    return lambda subject: subject.phase is phase and operation in subject.allowed


def _pending(validation: str | None) -> Callable[[_Subject], bool]:
    return lambda subject: subject.phase is Phase.COMMIT_PENDING and subject.validation == validation


def _untested(subject: _Subject) -> bool:
    last = subject.status.last_test_failover
    return OP.TEST_FAILOVER in subject.allowed and (last is None or subject.now - last > ACCEPTED_AGE)


WAY: tuple[_Step, ...] = (
    _Step(lambda subject: subject.job is not None, None, "a job is under way: follow it to its end", "watch"),
    _Step(_phase(Phase.BUSY), None, "an operation begun elsewhere is under way: wait for its end", ""),
    _Step(_phase(Phase.UNKNOWN), None, "its state is not known here: look at it in the provider's own console", ""),
    _Step(
        _phase(Phase.FAILOVER_FAILED),
        OP.FAILOVER,
        "its failover could not be completed and neither side is sure: run the failover again",
    ),
    _Step(
        lambda subject: subject.phase is Phase.COMMIT_PENDING and subject.status.failover_health is Health.CRITICAL,
        OP.CHANGE_RECOVERY_POINT,
        "its machine at the target does not run: a change of its recovery point makes it anew",
        "run --point CHOICE",
    ),
    _Step(
        _pending("failed"),
        OP.CHANGE_RECOVERY_POINT,
        "its validation failed: go to another recovery point while there are any",
        "run --point CHOICE",
    ),
    _Step(
        _pending(None),
        None,
        "it has failed over and nobody has validated it: check the machine and record the result before you commit",
        "validate",
    ),
    _Step(_pending("ok"), OP.COMMIT, "it is validated: commit (this deletes all its recovery points)"),
    _Step(
        _phase(Phase.TEST_OPEN),
        OP.CLEANUP_TEST_FAILOVER,
        "while its test failover is open nothing else is allowed; it counts as tested only after the cleanup",
    ),
    _Step(
        _allows(Phase.UNPROTECTED, OP.ENABLE_REPLICATION),
        OP.ENABLE_REPLICATION,
        "nothing protects it: enable replication",
    ),
    _Step(
        _phase(Phase.UNPROTECTED),
        OP.DISABLE_REPLICATION,
        "its replication was stopped and cannot go on: disable it, then enable replication anew",
    ),
    _Step(
        lambda subject: resync_needed(subject.status) and OP.RESYNCHRONIZE in subject.allowed,
        OP.RESYNCHRONIZE,
        "a disk is inconsistent: until it is resynchronized new recovery points cannot be trusted",
    ),
    _Step(
        _allows(Phase.COMMITTED, OP.FAILBACK), OP.FAILBACK, "it runs at the recovery site: fail back when that is due"
    ),
    _Step(
        _allows(Phase.COMMITTED, OP.RE_PROTECT),
        OP.RE_PROTECT,
        "it runs unprotected at the recovery site: re-protect it",
    ),
    _Step(
        _allows(Phase.COMMITTED, OP.REVERSE_REPLICATE),
        OP.REVERSE_REPLICATE,
        "it runs unprotected at the recovery site: turn its replication around",
    ),
    _Step(_phase(Phase.FAILED_BACK), OP.REVERSE_REPLICATE, "it is back and not protected: turn its replication around"),
    _Step(_phase(Phase.SYNCING), None, WAY_OUT[Phase.SYNCING], ""),
    _Step(
        lambda subject: subject.phase is Phase.PROTECTED and subject.status.replication_health is Health.CRITICAL,
        None,
        "its replication is critical and protects nothing new: read its health errors and mend what they name",
        "items",
    ),
    _Step(
        lambda subject: subject.phase is Phase.PROTECTED and _untested(subject),
        OP.TEST_FAILOVER,
        "it was not tested, or too long ago: a test failover disturbs nothing and shows what a failover will do",
    ),
    _Step(lambda subject: True, None, "nothing is due; in a disaster run failover", ""),
)


def next_step(
    view: EstateView,
    target_type: TargetType,
    key: str,
    now: datetime,
    validations: Mapping[str, str],
    running_jobs: Mapping[str, str],
) -> Guide:
    """What an operator should do next with a plan or item. ``running_jobs`` maps an item's key to the job on it.

    A plan's next step is the most urgent of its items'. Raises ``BadInput`` for a target that does not exist.
    """
    known = view.plans if target_type is TargetType.PLAN else view.items
    if key not in known:
        raise BadInput("unknown-target", f"There is no {target_type.value} {key}.", place="TARGET")
    if target_type is TargetType.PLAN:
        return _plan(view, key, now, validations, running_jobs)
    subject = _subject(view, key, now, validations, running_jobs)
    if subject is None:
        return _unreported(view.items[key].name)
    step = _possible(_first(subject), subject)
    return Guide(
        stands=_stands(subject),
        next_operation=step.operation,
        why=step.why,
        command=_command(step, TargetType.ITEM, subject.item.name, subject),
        alternatives=()
        if subject.job
        else tuple(operation for operation in subject.allowed if operation is not step.operation),
    )


def _plan(
    view: EstateView, key: str, now: datetime, validations: Mapping[str, str], running: Mapping[str, str]
) -> Guide:
    plan = view.plans[key]
    found = (_subject(view, member, now, validations, running) for member in plan.items)
    subjects = [subject for subject in found if subject is not None]
    if not subjects:
        return _unreported(plan.name)
    steps = [_first(subject) for subject in subjects]
    place = min(WAY.index(step) for step in steps)
    due = [subject for subject, its in zip(subjects, steps, strict=True) if its is WAY[place]]
    step = _possible(WAY[place], due[0])
    for_one = step.operation is OP.CHANGE_RECOVERY_POINT and len(due) < len(subjects)
    whole = step.operation is None or (step.operation in _FOR_PLANS and not for_one)
    target, name = (TargetType.PLAN, plan.name) if whole else (TargetType.ITEM, due[0].item.name)
    return Guide(
        stands=_plan_stands(plan.name, subjects),
        next_operation=step.operation,
        why=f"{_who(due, len(subjects))}: {step.why}",
        command=_command(step, target, name, due[0]),
        alternatives=()
        if any(subject.job for subject in subjects)
        else tuple(operation for operation in plan_allowed(plan, view) if operation is not step.operation),
    )


_FOR_PLANS = frozenset(Operation) - {OP.RESYNCHRONIZE, OP.DISABLE_REPLICATION, OP.ENABLE_REPLICATION}


def _subject(
    view: EstateView, key: str, now: datetime, validations: Mapping[str, str], running: Mapping[str, str]
) -> _Subject | None:
    item, status = view.items.get(key), view.statuses.get(key)
    if item is None or status is None:
        return None
    phase = classify(item, status).phase
    return _Subject(item, status, allowed_operations(item, status), phase, now, validations.get(key), running.get(key))


def _first(subject: _Subject) -> _Step:
    return next(step for step in WAY if step.applies(subject))


def _possible(step: _Step, subject: _Subject) -> _Step:
    """The step, unless the provider does not allow it now: then the reason stands in its place."""
    if step.operation is None or step.operation in subject.allowed:
        return step
    return replace(step, operation=None, why=why_not(subject.item, subject.status, step.operation), words="")


def _stands(subject: _Subject) -> str:
    if subject.job is not None:
        return f"{subject.item.name} is in job {subject.job}"
    raw = subject.status.protection_state_description or subject.status.protection_state
    return f"{subject.item.name} {STANDS[subject.phase]} ({raw})"


def _plan_stands(name: str, subjects: list[_Subject]) -> str:
    counts = Counter("in a running job" if subject.job else subject.phase.value for subject in subjects)
    return f"{name}: " + ", ".join(f"{count} {words}" for words, count in counts.most_common())


def _who(due: list[_Subject], of: int) -> str:
    names = ", ".join(subject.item.name for subject in due[:3])
    more = f" and {len(due) - 3} more" if len(due) > 3 else ""
    return "all its machines" if len(due) == of else f"{names}{more}"


def _command(step: _Step, target: TargetType, name: str, first: _Subject) -> str:
    """The words that carry out a step; a validation is always of one machine."""
    if step.words == "watch":
        return f"drconsole watch {shlex.quote(first.job or '')}"
    if step.words == "items":
        return f"drconsole items {shlex.quote(first.item.name)}"
    if step.words == "validate":
        return f"drconsole validate {shlex.quote(first.item.name)} --result RESULT --comment TEXT"
    if not step.words or step.operation is None:
        return ""
    options = step.words.removeprefix("run")
    where = shlex.quote(f"{target.value}:{name}")
    return f"drconsole run {step.operation.value} {where}{options} --confirm {shlex.quote(name)}"


def _unreported(name: str) -> Guide:
    return Guide(f"{name} is not reported by the provider", None, "refresh the inventory", "drconsole items", ())
