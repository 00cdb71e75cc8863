"""Guide for a target: where it stands, what is next and why, by the table in ``way``.

Failing over is never "next": a person decides that a disaster is one. It stands among the alternatives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from drconsole.recovery.guide import deeds
from drconsole.recovery.guide.numbers import MANY, ONE
from drconsole.recovery.guide.places import places
from drconsole.recovery.guide.step import Point, Step
from drconsole.recovery.guide.subject import Subject, barred, cut_off, two_run
from drconsole.recovery.guide.way import WAY
from drconsole.recovery.states.assessments.authority import as_seen
from drconsole.recovery.states.assessments.follow_up import unfinished
from drconsole.recovery.states.reasons import STANDS, why_not
from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.states import allowed_operations, classify, direction_of, goes_on, standing
from drconsole.recovery.states.taking_part import asks_direction, left_out, plan_allowed
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.deed_words import named
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.estate.look import Look
from drconsole.recovery.types.remedies import Act, Option, Remedy, Target, target_in
from drconsole.recovery.types.words import PLANNED, Operation, PointChoice, TargetType
from drconsole.recovery.types.work.errors import BadInput
from drconsole.recovery.types.work.tasks import Skipped

OP = Operation


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item that a plan's run would leave out."""

    key: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Guide:
    """``next_operation`` None = nothing of Site Recovery's is due: ``why`` and ``remedies`` say what is instead."""

    stands: str
    next_operation: Operation | None
    why: str
    remedies: tuple[Remedy, ...]
    """What carries it out; the first is the one that is meant. Empty when there is nothing to do."""
    alternatives: tuple[Operation, ...]
    item: str | None = None
    """Of a plan: the name of the one machine that ``next_operation`` is for; None = the target itself."""
    left_out: tuple[LeftOut, ...] = ()
    """Of a plan: the items that its run would leave out, each with its reason."""
    item_key: str | None = None
    """Its key."""
    due: str | None = None
    """Key of the first machine that the step is due for."""


def next_step(look: Look, target_type: TargetType, key: str) -> Guide:
    """Return what an operator should do next with a plan or item.

    A plan's next step is the most urgent of its items'. Raises ``BadInput`` for a target that does not exist.
    """
    look = seen_of(look, target_type, key)
    view = look.view
    pool = view.plans if target_type is TargetType.PLAN else view.items
    if key not in pool:
        raise BadInput("unknown-target", f"There is no {target_type.value} {key}.", place="TARGET")

    def subject_of(member: str) -> Subject | None:
        item, status = view.items.get(member), view.statuses.get(member)
        if item is None or status is None:
            return None
        allowed, phase = allowed_operations(item, status), classify(item, status).phase
        if target_type is TargetType.PLAN:
            allowed += tuple(operation for operation in sorted(PLANNED) if goes_on(item, status, operation))
        job = look.busy.get(member)
        return Subject(
            item,
            status,
            allowed,
            phase,
            look.now,
            validation=look.validations.get(member),
            job=job,
            held=job in look.held,
            accepted_age=look.accepted_age,
            known=look.known,
        )

    if target_type is TargetType.PLAN:
        return _plan(look, key, subject_of)
    subject = subject_of(key)
    if subject is None:
        return _unreported()
    step = _possible(_first(subject), (subject,))
    return Guide(
        stands=_stands(subject),
        next_operation=step.operation,
        why=step.why + _left_open((subject,), by_name=False),
        remedies=(
            *_remedies(step, target_in(view.items, TargetType.ITEM, key), subject),
            *_outside(step, (subject,), view),
        ),
        alternatives=()
        if subject.job
        else tuple(op for op in subject.allowed if op is not step.operation and not barred(subject, op)),
        due=key,
    )


def seen_of(look: Look, target_type: TargetType, key: str) -> Look:
    """The look with what was seen of the target's machines put in where the service's health says otherwise."""
    plan = look.view.plans.get(key) if target_type is TargetType.PLAN else None
    keys = plan.items if plan is not None else (key,)
    return replace(look, view=as_seen(look.view, keys, look.known))


def _plan(look: Look, key: str, subject_of: Callable[[str], Subject | None]) -> Guide:
    view, busy, runs = look.view, look.busy, look.known.runs
    plan = view.plans[key]
    subjects = [subject for subject in map(subject_of, plan.items) if subject is not None]
    if not subjects:
        return _unreported()
    allowed = plan_allowed(plan, view, busy, runs)
    out = left_out(plan, view, busy, runs)
    leading = _leading(subjects, {skipped.item for skipped in out})
    steps = [_first(subject) for subject in leading]
    place = min(WAY.index(step) for step in steps)
    due = [subject for subject, its in zip(leading, steps, strict=True) if its is WAY[place]]
    step = _possible(WAY[place], due)
    own_point = step.point is Point.ITS_OWN  # of one machine, never of a plan
    for_one = step.operation is OP.CHANGE_RECOVERY_POINT and (own_point or len(due) < len(subjects))
    whole = step.operation is None or (step.operation in allowed and not for_one)
    first = target_in(view.items, TargetType.ITEM, due[0].item.key)
    run_on = target_in(view.plans, TargetType.PLAN, key) if whole and step.operation is not None else first
    stands = (standing(subject.item, subject.status) for subject in subjects)
    aside = out
    if step.operation in allowed and whole:
        aside = left_out(plan, view, busy, runs, step.operation)
    ask = whole and step.operation is not None and asks_direction(step.operation, stands)
    return Guide(
        stands=_plan_stands(subjects),
        next_operation=step.operation,
        why=f"{_who(due, len(subjects))}: {step.why}{_left_open(subjects, by_name=True)}{_left(view, aside)}",
        remedies=(*_remedies(step, run_on, due[0], ask), *_outside(step, due, view)),
        alternatives=()
        if any(subject.job for subject in subjects)
        else tuple(
            operation
            for operation in allowed
            if operation is not step.operation and not any(barred(subject, operation) for subject in subjects)
        ),
        item=None if whole else first.name,
        left_out=tuple(LeftOut(one.item, _name(view, one.item), one.reason) for one in out),
        item_key=None if whole else due[0].item.key,
        due=due[0].item.key,
    )


def _leading(subjects: list[Subject], out: Collection[str]) -> list[Subject]:
    """Those that say what is next with a plan: a machine that its run leaves out must not lead away from it. One whose
    failover was cut off may serve nobody, and comes first all the same."""
    aside = (Phase.UNPROTECTED, Phase.UNKNOWN)
    found = [
        subject
        for subject in subjects
        if subject.item.key not in out or subject.phase not in aside or cut_off(subject) or two_run(subject)
    ]
    return found or subjects


def _name(view: EstateView, key: str) -> str:
    return view.items[key].name if key in view.items else key


def _left(view: EstateView, out: Sequence[Skipped]) -> str:
    if not out:
        return ""
    by_reason: dict[str, list[str]] = {}
    for one in out:
        name = _name(view, one.item)
        # A reason that begins with the machine is the same one for all whose it is.
        by_reason.setdefault(one.reason.rstrip(".").removeprefix(f"{name} is "), []).append(name)
    told = [f"{named(names)} ({reason})" for reason, names in list(by_reason.items())[:3]]
    return f". Its runs leave out: {', '.join(told)}{', and others' if len(by_reason) > 3 else ''}"


def _first(subject: Subject) -> Step:
    return next(step for step in WAY if step.applies(subject))


def _possible(step: Step, due: Sequence[Subject]) -> Step:
    """The step in words for those it is due for, unless the provider does not allow it now: then the reason stands in
    its place."""
    first = due[0]
    if step.operation is None or step.operation in first.allowed:
        return replace(step, why=step.why.format_map({**(ONE if len(due) == 1 else MANY), **places(due)}))
    return replace(
        step,
        operation=None,
        why=why_not(first.item, first.status, step.operation),
        act=Act.OUTSIDE,
        deeds=deeds.none,
    )


def _left_open(subjects: Sequence[Subject], *, by_name: bool) -> str:
    """Return what a failover left undone at them, and what comes next does not mend."""
    found = [(one.item.name, what) for one in subjects if (what := unfinished(one.item, one.status)) is not None]
    said = [f"{name}: {what}" if by_name else what for name, what in found[:3]]
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    return f"; still to be put right: {'; '.join(said)}{more}" if said else ""


def _stands(subject: Subject) -> str:
    """A clause without its name: that stands before it, wherever it is shown."""
    if subject.job is not None:
        return f"it is in job {subject.job}" + (", which is held" if subject.held else "")
    raw = subject.status.protection_state_description or subject.status.protection_state
    return f"it {STANDS[subject.phase]} ({raw})"


def _plan_stands(subjects: list[Subject]) -> str:
    counts = Counter(_where(subject) for subject in subjects)
    return ", ".join(f"{count} {words}" for words, count in counts.most_common())


def _where(subject: Subject) -> str:
    if subject.job is None:
        return subject.phase.value
    return "in a held job" if subject.held else "in a running job"


def _who(due: list[Subject], of: int) -> str:
    return "all its machines" if 1 < len(due) == of else named([subject.item.name for subject in due])


def _remedies(step: Step, target: Target, first: Subject, ask: bool = False) -> tuple[Remedy, ...]:
    """Return what carries out a step; a validation is always of one machine. ``ask``: the direction must be said."""
    if step.act is None:
        return ()
    if step.act in (Act.WATCH, Act.RESUME):
        return (Remedy(step.act, job=first.job),)
    if step.act is not Act.RUN:
        accept = () if step.accept is None else ((Option.RESULT, None), (Option.ACCEPT, step.accept.value))
        return (Remedy(step.act, target=target, options=accept),)
    if step.operation is None:
        return ()
    options: list[tuple[Option, str | None]] = []
    if step.point is not None:
        own = step.point is Point.ITS_OWN and target.type is TargetType.ITEM
        at = first.status.failover_point_id if own else None
        custom = ((Option.POINT, PointChoice.CUSTOM.value), (Option.POINT_ID, at))
        options += custom if at is not None else ((Option.POINT, None),)
    if ask:
        options.append((Option.DIRECTION, direction_of(first.item, first.status, step.operation).value))
    return (Remedy(Act.RUN, step.operation, target, tuple(options)),)


def _outside(step: Step, due: Sequence[Subject], view: EstateView) -> tuple[Remedy, ...]:
    """Return what a person does at the machines, of those that the step names."""
    return tuple(
        Remedy(Act.OUTSIDE, target=target_in(view.items, TargetType.ITEM, subject.item.key), deed=deed, site=site)
        for subject in due[:3]
        for deed, site in step.deeds(subject)
    )


def _unreported() -> Guide:
    look = Remedy(Act.LOOK, target=Target(TargetType.ITEM))
    return Guide("it is not reported by the provider", None, "refresh the inventory", (look,), ())
