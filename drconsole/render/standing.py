"""How items stand beside their state: which side counts, what must stay down, what tests left, the way back. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from drconsole.records.view import Row, active_side
from drconsole.recovery.states.comeback import Answer
from drconsole.recovery.types.words import counted
from drconsole.render.flags import FLAGS, flag_marks
from drconsole.render.lines import Marked
from drconsole.render.marks import Mark, Severity
from drconsole.render.remedies import Words
from drconsole.render.text import age, clean, prose, time_of_day, utc

COME_BACK: dict[str, Mark] = {
    Answer.OK: Mark("✓", "+", "yes", Severity.OK),
    Answer.BLOCKED: Mark("✗", "x", "BLOCKED", Severity.BAD),
    Answer.UNKNOWN: Mark("?", "?", "not known", Severity.UNKNOWN),
}
Told = tuple[Mark, str]
"""What stands there, as glyph and word, and what is said of it."""
NAMED = 3
"""Machines that a line of the overview names."""


def counts_text(row: Row) -> str:
    """Which site counts and which way it replicates; without an engine's word, on which side it is active."""
    if row.get("authority_words"):
        return clean(row["authority_words"])
    return f"{active_side(row) or '?'}, {clean(row.get('source'))} to {clean(row.get('target'))}"


def come_back(row: Row) -> Told | None:
    """Can I come back? The answer and why; None = it was not asked."""
    reverse = row.get("reverse") or {}
    mark = COME_BACK.get(str(reverse.get("answer")))
    return (mark, prose(reverse.get("why") or "")) if mark is not None else None


def loud(row: Row) -> list[Told]:
    """No or two machines that count, and the machine that must stay down, with when it was last seen."""
    return [*flag_marks(row), *_down(row)]


def _down(row: Row) -> Iterator[Told]:
    owed = row.get("must_stay_down")
    if not owed:
        return
    if owed.get("broken"):
        yield Mark("✗", "x", "RUNS", Severity.BAD), f"{prose(owed.get('why'))} (seen {utc(owed.get('seen_at'))})"
        return
    seen = f"last seen {clean(owed['seen'])} {utc(owed.get('seen_at'))}" if owed.get("seen") else "NOT SEEN yet"
    silent = f"; no answer since {utc(owed['silent_since'])}" if owed.get("silent_since") else ""
    mark = Mark("‼", "!", f"The machine at {clean(owed.get('site'))} must stay down", Severity.WARN)
    yield mark, f"{seen}{silent}"


def debts(owed: Iterable[Row], undo: Words, now: str | None = None) -> list[tuple[Told, str]]:
    """What tests have left, each with how it is taken back; empty = it is not known how. ``now``: for their age."""
    found = []
    for debt in owed:
        effects = ", ".join(clean(effect["detail"]) for effect in debt.get("side_effects") or ())
        old = f" ({age(debt.get('since'), now)})" if now is not None and debt.get("since") else ""
        mark = Mark("‼", "!", f"Test of {clean(debt.get('item'))} {clean(debt.get('state'))}", Severity.WARN)
        ways = [undo(one) for one in debt.get("remedies") or ()] or [clean(debt.get("undo") or "")]
        found.append(((mark, f"since {utc(debt.get('since'))}{old}: {effects}"), next(filter(None, ways), "")))
    return found


def debt_lines(row: Row, undo: Words) -> list[Marked]:
    """What a test of this item has left, for the console."""
    told = debts(row.get("test_debt") or (), undo)
    return [line_of((mark, f"{text}; {way} to clean up" if way else text)) for (mark, text), way in told]


def line_of(told: Told) -> Marked:
    """For the console."""
    return plain(told, unicode=True), told[0].severity


def plain(told: Told, *, unicode: bool) -> str:
    mark, text = told
    return f"{mark.text(unicode)}: {text}"


def counted_lines(rows: Sequence[Row]) -> list[Marked]:
    """The same of a plan's items, in counts; what is bad by name."""
    parts = [f"{number} at {site}" for site, number in Counter(_site(row) for row in rows if _site(row)).items()]
    words = [f"counts: {', '.join(parts)}"] if parts else []
    words += _replicating(rows)
    down = [row["must_stay_down"] for row in rows if row.get("must_stay_down")]
    if down:
        silent = sum(not owed.get("seen") or bool(owed.get("silent_since")) for owed in down)
        words.append(f"{len(down)} must stay down" + (f", {silent} of them not seen" if silent else ""))
    if owed := sum(bool(row.get("test_debt")) for row in rows):
        words.append(f"{counted(owed, 'test')} to clean up")
    lines: list[Marked] = []
    if words:
        text = "; ".join(words)
        lines.append((f"‼ {text}", Severity.WARN) if down or owed else text[0].upper() + text[1:])
    return [*lines, *_backs(rows), *alarm_lines(rows, stay_down=False)]


def _site(row: Row) -> str:
    return clean(row.get("authority") or "")


def _replicating(rows: Sequence[Row]) -> list[str]:
    told = [row for row in rows if "replicates" in row]
    ways: Counter[Any] = Counter(_way(row["replicates"]) for row in told)
    return [f"{number} {way}" for way, number in ways.items()]


def _way(way: Any) -> str:
    return f"replicated {clean(way['from'])} → {clean(way['to'])}" if way else "replicated nowhere"


def _backs(rows: Sequence[Row]) -> Iterator[Marked]:
    """Only where one could not come back."""
    answers = Counter(str((row.get("reverse") or {}).get("answer")) for row in rows)
    blocked = [row for row in rows if (row.get("reverse") or {}).get("answer") == Answer.BLOCKED]
    if blocked:
        names = _names(row.get("name") for row in blocked)
        others = ", ".join(f"{answers[a]} {COME_BACK[a].word}" for a in (Answer.OK, Answer.UNKNOWN) if answers[a])
        yield f"✗ Could not come back: {names}" + (f" (others: {others})" if others else ""), Severity.BAD


def alarm_lines(rows: Iterable[Row], *, stay_down: bool = True) -> list[Marked]:
    """Items with two or no authorities and machines that run although they must not, by name; the rest in counts."""
    # Of thousands of items hardly any has one of these.
    known = [row for row in rows if row.get("flags") or row.get("must_stay_down") or row.get("test_debt")]
    lines: list[Marked] = []
    for flag, mark in FLAGS.items():
        found = [row for row in known if any(each.get("flag") == flag for each in row.get("flags") or ())]
        if found:
            first = next(each for each in found[0]["flags"] if each.get("flag") == flag)
            text = f": {prose(first['text'])}" if len(found) == 1 else ""
            lines.append(
                (f"{mark.text(unicode=True)} of {_names(row.get('name') for row in found)}{text}", mark.severity)
            )
    owed = [row for row in known if row.get("must_stay_down")]
    broken = [row for row in owed if row["must_stay_down"].get("broken")]
    lines += [(f"✗ RUNS: {prose(row['must_stay_down'].get('why'))}", Severity.BAD) for row in broken[:NAMED]]
    if stay_down and len(owed) > len(broken):
        lines.append(_still_down([row["must_stay_down"] for row in owed if row not in broken]))
    if stay_down and (debts := [row for row in known if row.get("test_debt")]):
        names = _names(row.get("name") for row in debts)
        lines.append((f"‼ {counted(len(debts), 'test')} to clean up: {names}", Severity.WARN))
    return lines


def _still_down(owed: Sequence[Row]) -> Marked:
    sites = ", ".join(dict.fromkeys(clean(each.get("site")) for each in owed))
    silent = [each for each in owed if not each.get("seen") or each.get("silent_since")]
    times = [str(each["seen_at"]) for each in owed if each.get("seen_at")]
    seen = f"last seen {time_of_day(min(times))}" if times else "not seen yet"
    text = f"‼ {counted(len(owed), 'machine')} must stay down at {sites}: {seen}"
    return (f"{text}; {len(silent)} not seen" if silent and times else text), Severity.WARN


def _names(names: Iterable[Any]) -> str:
    told = [clean(name) for name in names]
    return ", ".join(told[:NAMED]) + (f" and {len(told) - NAMED} more" if len(told) > NAMED else "")


def obligations_text(counts: Mapping[str, Any] | None) -> str:
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
