"""Standing of an item beside its state, for whoever draws: which side counts, what it owes, what its tests have
left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from drconsole.render.marks import Mark, Severity
from drconsole.render.text import NOTHING, age, clean, utc

Record = Mapping[str, Any]

TWO_RUN = "TWO MACHINES RUN"
_FLAGS = {
    "two-authorities": Mark("✗", "x", TWO_RUN, Severity.BAD),
    "no-authority": Mark("‼", "!", "NO SIDE IS SURE", Severity.BAD),
    "network": Mark("‼", "!", "NO NETWORK OR ADDRESS", Severity.WARN),
}
_UNKNOWN = Mark("?", "?", "FLAGGED", Severity.WARN)


def authority_text(item: Record) -> str:
    """``Oslo counts; replicates from Oslo to Azure``."""
    return clean(item.get("authority_words") or NOTHING)


def flag_marks(item: Record) -> list[tuple[Mark, str]]:
    """Each flag of an item with what it says; empty = exactly one side counts, as far as it was seen."""
    return [(_FLAGS.get(str(flag.get("flag")), _UNKNOWN), clean(flag.get("text"))) for flag in item.get("flags") or ()]


def two_run(item: Record) -> bool:
    return any(flag.get("flag") == "two-authorities" for flag in item.get("flags") or ())


def stay_down_text(item: Record) -> str:
    """Return what must stay down after a failover, and how it was last seen."""
    owed = item.get("must_stay_down")
    if not isinstance(owed, Mapping):
        return NOTHING
    told = f"{clean(owed.get('seen'))} since {utc(owed.get('seen_at'))}, looked at again and again"
    seen = told if owed.get("seen") else "not seen yet"
    silent = f", no answer since {utc(owed['silent_since'])}" if owed.get("silent_since") else ""
    return f"its machine at {clean(owed.get('site'))}: {seen}{silent}"


def debt_lines(debts: Iterable[Record], now: str | None = None) -> list[str]:
    """Return what tests have left, and the command that takes each of it back. ``now``: for their age."""
    lines = []
    for debt in debts:
        old = f" ({age(debt.get('since'), now)})" if now is not None and debt.get("since") else ""
        lines.append(f"{clean(debt.get('item'))}: {clean(debt.get('state'))} since {utc(debt.get('since'))}{old}")
        lines += [f"  {clean(effect.get('what'))}: {clean(effect.get('detail'))}" for effect in _effects(debt)]
        lines.append(f"  undo:  {clean(debt.get('undo'))}")
    return lines


def _effects(debt: Record) -> Iterable[Record]:
    return debt.get("side_effects") or ()


def obligations_text(counts: Record | None) -> str:
    """``3 machines must stay down, 1 of them RUNS``; empty = nothing is owed."""
    found = counts or {}
    down = int(found.get("stay_down") or 0)
    if not down:
        return ""
    parts = [f"{down} machine{'s' if down > 1 else ''} must stay down after a failover"]
    if runs := int(found.get("broken") or 0):
        parts.append(f"{runs} of them RUN{'S' if runs == 1 else ''}")
    if silent := int(found.get("not_seen") or 0):
        parts.append(f"{silent} not seen")
    return ", ".join(parts)
