"""Blocks of a wall: each a title and as many lines as it is given room for, the most important first. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drconsole.records.alarms.kinds import Severity as Grave
from drconsole.records.rows.alarms import AlarmRow, RateRow
from drconsole.records.rows.work.owed import ObligationRow
from drconsole.records.waiting.waits import duties
from drconsole.recovery.types.words import counted
from drconsole.render.drawing.cells import fitted, width_of
from drconsole.render.drawing.parts import Part, Parts
from drconsole.render.estate.alarms import owner_text
from drconsole.render.estate.overview import ends_lines, needs_lines
from drconsole.render.estate.sites import sites_lines, stands_title
from drconsole.render.wall.block import LABEL, Block, cut
from drconsole.render.wall.facts import Entry, PlanSeen, WallFacts
from drconsole.render.wall.jobs import job_block
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean, time_of_day

ALARM_LINES = 10
"""Lines of alarms at most, however many machines are out: more than these nobody reads in time (our choice)."""
SITES, NEEDS, LISTED = 6, 6, 5
"""Lines of a block that it wants at most before others have what they want."""


def blocks(facts: WallFacts, width: int) -> list[Block]:
    """Return the blocks in the order of reading; what has nothing to say is left out, but the first three."""
    found = [_sites(facts), *_needs(facts, width), *(job_block(job, width) for job in facts.jobs), *_ends(facts, width)]
    found += _owed(facts)
    lists = (
        ("Proposals", facts.proposals, Severity.WARN),
        ("Go or no-go", facts.polls, Severity.WARN),
        ("Handover offered", facts.handovers, Severity.WARN),
        ("Pinned notes", facts.notes, ""),
        ("Shelved alarms", facts.shelved, Severity.NOTE),
        ("Seats", facts.seats, ""),
        ("Last decisions", facts.decisions, ""),
    )
    return [*found, *(_list(title, entries, str(tone)) for title, entries, tone in lists if entries)]


def _sites(facts: WallFacts) -> Block:
    count = len(facts.flows)
    shown = min(count, SITES) + (count > SITES)

    def drawn(width: int, lines: int) -> Sequence[Parts]:
        fits = count if count <= lines else max(1, lines - 1)
        return sites_lines(facts.flows, width, fits)

    return Block(lambda room: stands_title(facts.gravities, room), max(1, shown), max(1, count), drawn)


def _needs(facts: WallFacts, width: int) -> Iterator[Block]:
    """Yield what needs a person and whom; nothing where nothing does, which the headline says."""
    count = len(facts.needs)
    if not count:
        return

    def drawn(width: int, lines: int) -> Sequence[Parts]:
        most = count if count <= lines else lines - 1
        spare = lines if most == count else most
        return needs_lines(facts.needs, facts.clock["now"], width, most, spare, whom=facts.whom_of)

    least = min(count, NEEDS) + (count > NEEDS)
    whole = len(needs_lines(facts.needs, facts.clock["now"], width, count, 2 * count, whom=facts.whom_of))
    yield Block(lambda room: f"Needs a person ─ {count}", least, max(least, whole), drawn, str(Severity.WARN))


def _ends(facts: WallFacts, width: int) -> Iterator[Block]:
    ends = facts.ends
    if not ends:
        return

    def drawn(width: int, lines: int) -> Sequence[Parts]:
        lines = min(lines, ALARM_LINES)
        most = len(ends) if len(ends) <= lines else lines - 1
        return ends_lines(ends, facts.clock["now"], width, most, lines if most == len(ends) else most, whom=_owner)

    whole = len(ends_lines(ends, facts.clock["now"], width, len(ends), 2 * len(ends), whom=_owner))
    least = min(len(ends), LISTED) + (len(ends) > LISTED)
    rate = _rate(facts.rate) if facts.rate is not None else ""
    title = " ─ ".join(filter(None, (f"Alarms and open ends ─ {len(ends)}", rate)))
    yield Block(lambda room: title, least, min(max(least, whole), ALARM_LINES), drawn)


def _rate(rate: RateRow) -> str:
    """``126 in 10 min, more than a person can follow``; what came in the last hour, where none came since."""
    if rate["ten_minutes"]:
        return f"{rate['ten_minutes']} in 10 min{', more than a person can follow' if rate['flood'] else ''}"
    return f"{rate['hour']} in 1 h" if rate["hour"] else ""


def _owner(alarm: AlarmRow) -> str:
    """Return who is to act; of what is not wrong yet, nobody has to."""
    return owner_text(alarm) if alarm["severity"] != Grave.NOTICE else ""


def _owed(facts: WallFacts) -> Iterator[Block]:
    """Yield which machines must stay down, a line a site: how many, how many run or are not seen, and their names."""
    by_site: dict[str, list[ObligationRow]] = {}
    for row in facts.owed:
        by_site.setdefault(row["site"], []).append(row)
    if not by_site:
        return

    def drawn(width: int, lines: int) -> Sequence[Parts]:
        shown = list(by_site.items())[: lines if len(by_site) <= lines else lines - 1]
        found = [_of_site(site, rows, width) for site, rows in shown]
        left = len(by_site) - len(shown)
        return [*found, ((f"and {left} more", "idle"),)] if left else found

    title = f"Must stay down ─ {len(facts.owed)}"
    yield Block(lambda room: title, min(len(by_site), LISTED), len(by_site), drawn)


def _of_site(site: str, rows: Sequence[ObligationRow], width: int) -> Parts:
    """``! Seattle  4 machines, 1 not seen: ledger-db, ledger-app, payroll, tax-archive``."""
    counts = duties(rows)
    told = [
        counted(counts["stay_down"], "machine"),
        f"{counts['broken']} RUN" if counts["broken"] else "",
        f"{counts['not_seen']} not seen" if counts["not_seen"] else "",
    ]
    severity = Severity.BAD if counts["broken"] else Severity.WARN if counts["not_seen"] else Severity.IDLE
    said = f"{', '.join(filter(None, told))}: {', '.join(sorted(clean(row['item']) for row in rows))}"
    name = clean(site)
    room = width - width_of(name) - 4
    return (
        ("▽ ", str(severity)),
        (f"{name}  ", "header"),
        (cut(said, room), "" if severity is Severity.IDLE else str(severity)),
    )


def _list(title: str, entries: Sequence[Entry], tone: str) -> Block:
    def drawn(width: int, lines: int) -> Sequence[Parts]:
        shown = entries if len(entries) <= lines else entries[: lines - 1]
        found = [_entry(entry, width) for entry in shown]
        left = len(entries) - len(shown)
        return [*found, ((f"and {left} more", "idle"),)] if left else found

    least = min(len(entries), LISTED)
    head = f"{title} ─ {len(entries)}" if tone else title
    return Block(lambda room: head, least, len(entries), drawn, tone or "header")


def _entry(entry: Entry, width: int) -> Parts:
    at = time_of_day(entry.at)[:5] + "Z" if entry.at else ""
    who = clean(entry.who)
    head: list[Part] = [(f"{at}  ", "idle"), (f"{who}  " if who else "", "header")]
    return (*head, (cut(clean(entry.text), width - sum(width_of(text) for text, _ in head)), ""))


def plans_block(facts: WallFacts) -> Block:
    """Return the recovery plans, those first that are not as they should be: shown where nothing else has a use for the
    room."""
    order = (Severity.BAD, Severity.UNKNOWN, Severity.WARN, Severity.BUSY, Severity.NOTE, Severity.OK, Severity.IDLE)
    ranked = sorted(facts.plan_lines, key=lambda plan: order.index(plan.mark.severity))

    def drawn(width: int, lines: int) -> Sequence[Parts]:
        shown = ranked if len(ranked) <= lines else ranked[: lines - 1]
        name = min(LABEL, max((width_of(plan.name) for plan in shown), default=0))
        state = min(LABEL, max((width_of(plan.mark.word) for plan in shown), default=0))
        rto = max((width_of(plan.rto.plain(unicode=True)) for plan in shown), default=0)
        found = [_plan(plan, (name, state, rto), width) for plan in shown]
        left = len(ranked) - len(shown)
        return [*found, ((f"and {left} more", "idle"),)] if left else found

    return Block(lambda room: "Recovery plans", min(len(ranked), LISTED), len(ranked), drawn)


def _plan(plan: PlanSeen, rooms: tuple[int, int, int], width: int) -> Parts:
    """``● shop   ready   RTO 14 min / 30 min   tested 25 d ago``."""
    name, state, rto = rooms
    tone = str(plan.mark.severity)
    parts: list[Part] = [
        (f"{plan.mark.glyph} ", tone),
        (fitted(plan.name, name) + "  ", "header"),
        (fitted(plan.mark.word, state) + "  ", "" if plan.mark.severity is Severity.IDLE else tone),
    ]
    for title, cell, room in (("RTO ", plan.rto, rto), ("tested ", plan.tested, 0)):
        said = cell.plain(unicode=True)
        gap = " " * max(0, room - width_of(said))
        if sum(width_of(text) for text, _ in parts) + len(title) + width_of(said) <= width:
            parts += [(title, "dim"), (said, str(cell.severity or "")), (f"{gap}  ", "")]
    return tuple(parts)
