"""Standing of items beside their state: which side counts, what must stay down, what tests left, the way back. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from drconsole.records.rows.estate.items import DebtRow, ItemRow, MustStayDownRow, WayRow
from drconsole.records.rows.estate.plans import PlanRow
from drconsole.records.rows.work.owed import DutiesRow
from drconsole.recovery.states.assessments.comeback import Answer
from drconsole.recovery.types.words import counted
from drconsole.render.rows.flags import FLAGS, TWO_RUN, flag_marks, plan_flag_marks, two_run
from drconsole.render.rows.lines import Marked
from drconsole.render.words.marks import Mark, Severity
from drconsole.render.words.remedies import Words
from drconsole.render.words.text import age, clean, prose, time_of_day, utc

COME_BACK: dict[str, Mark] = {
    Answer.OK: Mark("✓", "+", "yes", Severity.OK),
    Answer.BLOCKED: Mark("✗", "x", "BLOCKED", Severity.BAD),
    Answer.UNKNOWN: Mark("?", "?", "not known", Severity.UNKNOWN),
}
Told = tuple[Mark, str]
"""What stands there, as glyph and word, and what is said of it."""
NAMED = 3
"""Machines that a line of the overview names."""


def counts_text(item: ItemRow) -> str:
    """Return where an item's valid copy is and which way it replicates."""
    words = clean(item["authority_words"])
    site, counts, rest = words.partition(" counts; replicates ")
    if not counts:
        return words
    way = "not replicated" if rest == "nowhere" else f"replicated {rest}"
    return f"the valid copy is at {site}, {way}"


def come_back(item: ItemRow) -> Told:
    """Answer "can I come back?", with the reason."""
    return COME_BACK[item["reverse"]["answer"]], prose(item["reverse"]["why"])


def loud(item: ItemRow) -> list[Told]:
    """No or two machines that count, and the machine that must stay down, with since when it was seen so.

    That two machines run, and that the one runs which must stay down, is one thing: it is told once.
    """
    owed, told = item["must_stay_down"], flag_marks(item["flags"])
    if owed is None:
        return told
    if owed["broken"] and two_run(item["flags"]):
        since = f" (since {utc(owed['seen_at'])})"
        return [(mark, f"{text}{since if mark.word == TWO_RUN else ''}") for mark, text in told]
    return [*told, _down(owed)]


def loud_plan(plan: PlanRow) -> list[Told]:
    """Flags of a plan's items, with whose each is."""
    return plan_flag_marks(plan["flags"])


def _down(owed: MustStayDownRow) -> Told:
    if owed["broken"]:
        return Mark("✗", "x", "RUNS", Severity.BAD), f"{prose(owed['why'])} (since {utc(owed['seen_at'])})"
    seen = f"seen {clean(owed['seen'])} since {utc(owed['seen_at'])}" if owed["seen"] else "NOT SEEN yet"
    silent = f"; no answer since {utc(owed['silent_since'])}" if owed["silent_since"] else ""
    mark = Mark("‼", "!", f"The machine at {clean(owed['site'])} must stay down", Severity.WARN)
    return mark, f"{seen}{silent}"


def debts(owed: Iterable[DebtRow], undo: Words, now: str | None = None) -> list[tuple[Told, str]]:
    """Return what tests have left, each with what undoes it; empty = that is not known. ``now``: for their age."""
    found = []
    for debt in owed:
        effects = ", ".join(clean(effect["detail"]) for effect in debt["side_effects"])
        old = f" ({age(debt['since'], now)})" if now is not None and debt["since"] else ""
        mark = Mark("‼", "!", f"Test of {clean(debt['item'])} {clean(debt['state'])}", Severity.WARN)
        way = next(filter(None, map(undo, debt["remedies"])), "")
        found.append(((mark, f"since {utc(debt['since'])}{old}: {effects}"), way))
    return found


def debt_lines(item: ItemRow, undo: Words) -> list[Marked]:
    """Return what a test of this item has left, for the console."""
    told = debts(item["test_debt"], undo)
    return [line_of((mark, f"{text}; {way} to clean up" if way else text)) for (mark, text), way in told]


def line_of(told: Told) -> Marked:
    """Return a line of the console."""
    return plain(told, unicode=True), told[0].severity


def plain(told: Told, *, unicode: bool) -> str:
    mark, text = told
    return f"{mark.text(unicode)}: {text}"


def counted_lines(items: Sequence[ItemRow]) -> list[Marked]:
    """Count how a plan's items stand; name those that stand badly."""
    groups = Counter((item["authority"], _way(item["replicates"], item["authority"])) for item in items)
    words = [f"{number} valid at {clean(site)}, {way}" for (site, way), number in groups.items()]
    down = _owed_down(items)
    if down:
        silent = sum(map(_unseen, down))
        sites = ", ".join(dict.fromkeys(clean(one["site"]) for one in down))
        words.append(
            f"{counted(len(down), 'machine')} at {sites} must stay off"
            + (f", {silent} not confirmed" if silent else "")
        )
    if owed := sum(bool(item["test_debt"]) for item in items):
        words.append(f"{counted(owed, 'test')} to clean up")
    lines: list[Marked] = []
    if words:
        text = "; ".join(words)
        lines.append((f"‼ {text}", Severity.WARN) if down or owed else text)
    return [*lines, *_backs(items), *alarm_lines(items, stay_down=False)]


def _owed_down(items: Iterable[ItemRow]) -> list[MustStayDownRow]:
    return [owed for item in items if (owed := item["must_stay_down"]) is not None]


def _unseen(owed: MustStayDownRow) -> bool:
    return not owed["seen"] or owed["silent_since"] is not None


def _way(way: WayRow | None, valid_at: str) -> str:
    if way is None:
        return "not replicated"
    from_there = f" from {clean(way['from'])}" if way["from"] != valid_at else ""
    return f"replicated{from_there} to {clean(way['to'])}"


def _backs(items: Sequence[ItemRow]) -> Iterator[Marked]:
    """Yield a line where an item could not come back."""
    answers = Counter(item["reverse"]["answer"] for item in items)
    blocked = [item["name"] for item in items if item["reverse"]["answer"] == Answer.BLOCKED]
    if blocked:
        others = ", ".join(f"{answers[a]} {COME_BACK[a].word}" for a in (Answer.OK, Answer.UNKNOWN) if answers[a])
        yield f"✗ Could not come back: {_names(blocked)}" + (f" (others: {others})" if others else ""), Severity.BAD


def alarm_lines(items: Iterable[ItemRow], *, stay_down: bool = True) -> list[Marked]:
    """Items with two or no authorities and machines that run although they must not, by name; the rest in counts."""
    # Of thousands of items hardly any has one of these.
    known = [item for item in items if item["flags"] or item["must_stay_down"] or item["test_debt"]]
    lines: list[Marked] = []
    for kind, mark in FLAGS.items():
        found = [(item["name"], flag["text"]) for item in known for flag in item["flags"] if flag["flag"] == kind]
        if found:
            text = f" ({prose(found[0][1])})" if len(found) == 1 else ""
            lines.append((f"{mark.text(unicode=True)}: {_names(name for name, _ in found)}{text}", mark.severity))
    owed = _owed_down(known)
    broken = [one for one in owed if one["broken"]]
    lines += [(f"✗ RUNS: {prose(one['why'])}", Severity.BAD) for one in broken[:NAMED]]
    if stay_down and len(owed) > len(broken):
        lines.append(_still_down([one for one in owed if not one["broken"]]))
    if stay_down and (debts := [item["name"] for item in known if item["test_debt"]]):
        lines.append((f"‼ {counted(len(debts), 'test')} to clean up: {_names(debts)}", Severity.WARN))
    return lines


def _still_down(owed: Sequence[MustStayDownRow]) -> Marked:
    sites = ", ".join(dict.fromkeys(clean(one["site"]) for one in owed))
    silent = sum(map(_unseen, owed))
    times = [one["seen_at"] for one in owed if one["seen_at"]]
    seen = f"seen off since {time_of_day(max(times))}" if times else "not seen off yet"
    text = f"‼ {counted(len(owed), 'machine')} at {sites} must stay off: {seen}"
    return (f"{text}; {silent} not confirmed" if silent and times else text), Severity.WARN


def _names(names: Iterable[str]) -> str:
    told = [clean(name) for name in names]
    return ", ".join(told[:NAMED]) + (f" and {len(told) - NAMED} more" if len(told) > NAMED else "")


def obligations_text(counts: DutiesRow) -> str:
    """``3 machines must stay down, 1 of them RUNS``; empty = nothing is owed."""
    down = counts.get("stay_down", 0)
    if not down:
        return ""
    parts = [f"{down} machine{'s' if down > 1 else ''} must stay down after a failover"]
    if runs := counts["broken"]:
        parts.append(f"{runs} of them RUN{'S' if runs == 1 else ''}")
    if silent := counts["not_seen"]:
        parts.append(f"{silent} not seen")
    return ", ".join(parts)
