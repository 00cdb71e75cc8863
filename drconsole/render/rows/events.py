"""Events of the journal in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from drconsole.records.clock import seconds_between
from drconsole.recovery.types.words import counted
from drconsole.render.words.labels import with_item
from drconsole.render.words.text import clean, pace, utc

LATER = 60.0
"""Seconds after which it is worth saying that a note was written down later than it happened (our choice)."""

ABOUT_FIELDS = (
    *("proposal", "target_name", "task", "item", "action", "outcome", "result", "faults", "vault", "who", "until"),
    *("poll", "alarm", "note", "text", "leads", "seats", "way", "state", "why", "reason", "comment"),
    *("provider", "message"),
)
"""Fields that say what an event is about, in the order of reading."""

SIGNED = frozenset({"text"})
"""Fields of a signed approval that no line has room for."""


def about(event: Mapping[str, Any], *, without: frozenset[str] = frozenset()) -> str:
    """Return what an event is about, in one line. ``without``: fields that stand elsewhere beside it."""
    if event.get("kind") == "proposal.approved":
        without |= SIGNED
    parts = [_part(event, name) for name in ABOUT_FIELDS if name not in without and event.get(name) not in (None, "")]
    request = event.get("request")
    if isinstance(request, Mapping):
        parts.insert(0, clean(request.get("operation") or ""))
    if str(event.get("kind")).startswith(("room.", "lead.")):
        parts.insert(0, f"{'group ' if event.get('group') else ''}{clean(event.get('name') or '')}")
    if event.get("to_name"):
        parts.insert(0, f"{clean(event.get('name') or '')} to {clean(event['to_name'])}")
    parts.extend(_note_parts(event))
    parts.extend(_poll_parts(event))
    if event.get("kind") == "proposal.made":
        parts.insert(0, clean(event.get("operation") or ""))
    if isinstance(rule := event.get("rule"), Mapping):
        parts.append(_rule_part(rule))
    parts.extend(_approval_parts(event))
    if event.get("kind") == "clock.set":
        parts += [pace(event.get("speed") or "max"), "paused" if event.get("paused") else ""]
    return ", ".join(part for part in parts if part)


def _part(event: Mapping[str, Any], name: str) -> str:
    """Return a field's words: of a time the date too, of a task its name where a reader has added it."""
    if name == "task" and event.get("task_name"):
        return with_item(event["task_name"], clean(event.get("task_item") or ""))
    return utc(event[name]) if name == "until" else value_text(event[name])


def _rule_part(rule: Mapping[str, Any]) -> str:
    """Return a rule of the policy: ``failover in LIVE of plan crew takes 2``; one that was taken back takes nobody."""
    mode = f" in {clean(rule['mode'])}" if rule.get("mode") else ""
    plan = f" of plan {clean(rule['plan_name'])}" if rule.get("plan_name") else ""
    needed = counted(int(rule.get("needed") or 0), "approval")
    return f"{clean(rule.get('operation') or '')}{mode}{plan} takes {needed}"


def _approval_parts(event: Mapping[str, Any]) -> Iterator[str]:
    """Yield that the glass was broken, that an approval was signed, and what holds for all approvals."""
    if event.get("break_glass"):
        yield f"GLASS BROKEN, without approval: {clean(event['break_glass'])}"
    if event.get("kind") == "proposal.approved" and event.get("signature"):
        yield "signed"
    if event.get("kind") != "room.approvals-set":
        return
    settings = event.get("settings") or {}
    if "minutes" in settings:
        yield f"a proposal lasts {value_text(settings['minutes'])} minutes"
    if "break_glass" in settings:
        yield f"the glass {'may' if settings['break_glass'] else 'may not'} be broken"
    if settings.get("signatures"):
        yield "approvals are signed"
    if settings.get("allowed_signers"):
        yield f"keys of {clean(settings['allowed_signers'])}"


def _note_parts(event: Mapping[str, Any]) -> Iterator[str]:
    """Yield of a note when it happened, where it was written down later, and its pin."""
    if not str(event.get("kind")).startswith("room.note-"):
        return
    at = event.get("happened_at")
    if (seconds_between(at, event.get("world_at")) or 0.0) >= LATER:
        yield f"of {utc(at)}"
    if event.get("pinned"):
        yield "pinned"
    elif at is None:
        yield "not pinned any more"


def _poll_parts(event: Mapping[str, Any]) -> Iterator[str]:
    """Yield of a poll its question, an answer, and at its end who said what and who was silent."""
    if not str(event.get("kind")).startswith("poll."):
        return
    yield clean(event.get("question") or "")
    yield clean(event.get("vote") or "").upper()
    if event.get("kind") != "poll.closed":
        return
    go, objections = event.get("go") or (), event.get("no_go") or ()
    told = [f"{clean(one.get('name'))}: {clean(one.get('reason'))}" for one in objections]
    yield f"{len(go)} GO{f' ({value_text(list(go))})' if go else ''}"
    why = "; ".join(told)
    yield f"{len(told)} NO-GO{f' ({why})' if why else ''}"
    if silent := event.get("silent"):
        yield f"silent: {value_text(list(silent))}"


def value_text(value: object, *, inner: bool = False) -> str:
    """Return a field's value for a person, whatever it is made of; ``inner``: within another value."""
    if isinstance(value, Mapping):
        pairs = [f"{clean(name)} {value_text(each, inner=True)}" for name, each in value.items() if not _empty(each)]
        return f"({', '.join(pairs)})" if inner else ", ".join(pairs)
    if isinstance(value, list | tuple):
        return ", ".join(value_text(each, inner=True) for each in value)
    return ("yes" if value else "no") if isinstance(value, bool) else clean(value)


def _empty(value: object) -> bool:
    return value in (None, "", [], {}, ())
