"""Acts of a way, made of their entries: each entry has one verb and what belongs to it."""

from __future__ import annotations

from collections.abc import Callable

from drconsole.documents.faults import Loc, did_you_mean
from drconsole.documents.lessons.definition import (
    Act,
    ActOnJob,
    Advance,
    Answer,
    By,
    Decide,
    Drop,
    JobVerb,
    Kill,
    Look,
    Propose,
    Repair,
    Run,
    Validate,
    Wait,
)
from drconsole.documents.lessons.models import ANY_ORDER, AS, SPARE, VERBS, ActEntry
from drconsole.recovery.types.words import Operation, Outcome

PATIENCE = 4 * 3600
"""Seconds of the world that a wait takes where it says no limit."""

RIGHT = {
    ("validate", "result"): "Add `result: ok` or `result: failed`",
    ("answer", "outcome"): f"Add `outcome:`, one of {', '.join(Outcome)}",
}
"""Verb and field that it needs -> what would be right, where that is more than the field."""


def right_of(key: str) -> str:
    """Return what would be right for a key that no act has: an operation is no verb of its own."""
    if key in set(Operation):
        return f"An operation is started by `run: {key}`, with `target:`"
    fields = {field for needs, may in VERBS.values() for field in (*needs, *may)}
    verbs = ", ".join(VERBS)
    return did_you_mean(key, {*VERBS, *fields}, f"Verbs: {verbs}; what a run is about is its `target:`")


def act_of(entry: ActEntry, loc: Loc, fault: Callable[[Loc, str, str], None]) -> Act | None:
    """Return the act; None after a fault."""
    said = {name.removesuffix("_") for name in entry.model_fields_set}
    verbs = [verb for verb in VERBS if verb in said]
    if len(verbs) != 1:
        what = f"both {verbs[0]} and {verbs[1]}" if verbs else "none of them"
        fault(loc, f"an act has exactly one verb, and this has {what}", f"One of {', '.join(VERBS)}")
        return None
    verb = verbs[0]
    needs, may = VERBS[verb]
    missing = [field for field in needs if field not in said]
    strange = sorted(said - {verb, *needs, *may, ANY_ORDER, SPARE, AS})
    for field in missing:
        fault(loc, f"{verb} needs {field}", RIGHT.get((verb, field), f"Add `{field}:`"))
    for field in strange:
        fault((*loc, field), f"{verb} has no {field}", "Leave it out")
    if missing or strange:
        return None
    act = _act(verb, entry)
    return act if entry.as_ is None else By(entry.as_, act)


def _act(verb: str, entry: ActEntry) -> Act:
    if entry.run is not None and entry.target is not None:
        return _run(entry.run, entry.target, entry)
    if entry.propose is not None and entry.target is not None:
        return Propose(_run(entry.propose, entry.target, entry))
    if (target := entry.approve or entry.reject) is not None:
        return Decide(target, entry.approve is not None, entry.comment)
    if entry.answer is not None and entry.outcome is not None:
        return Answer(entry.answer, entry.outcome, entry.comment)
    if entry.validate_ is not None:
        return Validate(entry.validate_, entry.result == "ok", entry.comment, *entry.accept[:1])
    if entry.repair is not None:
        return Repair(entry.repair, entry.comment)
    if entry.wait is not None:
        return Wait(entry.wait, entry.limit or PATIENCE)
    if entry.advance is not None:
        return Advance(entry.advance)
    if entry.look is not None:
        return Look(entry.look, entry.target)
    if (operation := entry.hold or entry.resume or entry.cancel) is not None:
        return ActOnJob(JobVerb(verb), operation, entry.comment)
    return Kill() if entry.kill is not None else Drop()


def _run(operation: Operation, target: str, entry: ActEntry) -> Run:
    return Run(
        operation,
        target,
        entry.point,
        entry.point_id,
        entry.direction,
        entry.shutdown,
        entry.network,
        tuple(entry.accept),
        entry.comment,
        entry.follow,
    )
