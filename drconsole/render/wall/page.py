"""Pages of a wall: a head that stands on each, the blocks in columns, and a last line. Pure.

From so many columns and lines the head is made of big letters, for who stands at the other end of the room. Where not
all blocks have room there are several pages, each of which has the head.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from drconsole.records.alarms.kinds import Kind
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import counted
from drconsole.render.drawing.cells import fitted, width_of
from drconsole.render.drawing.figures import Size, can_write, figures, figures_width
from drconsole.render.drawing.parts import Part, Parts, joined
from drconsole.render.estate.arming import leases
from drconsole.render.room.proposals import EASIER
from drconsole.render.wall.block import Block, age, cut
from drconsole.render.wall.blocks import blocks, plans_block
from drconsole.render.wall.facts import Sight, WallFacts
from drconsole.render.wall.headline import headline, stands_still, unread
from drconsole.render.words.anchor import short_anchor
from drconsole.render.words.marks import Severity, mode_cell
from drconsole.render.words.text import clean, time_of_day

WIDTH, HEIGHT = 100, 30
"""The smallest terminal that a wall is drawn on."""
LARGE_WIDTH, LARGE_HEIGHT = 150, 44
"""From here on the big letters are the larger ones."""
TWO_COLUMNS = 150
GAP = 4
"""Cells between two columns."""
GLYPHS = {Severity.BAD: "✗", Severity.WARN: "‼", Severity.UNKNOWN: "?", Severity.BUSY: "▶", Severity.IDLE: "●"}
LEAVE = "q leaves"


@dataclass(frozen=True, slots=True)
class Drawn:
    """Lines of a whole terminal."""

    lines: Sequence[Parts]
    pages: int


def page(facts: WallFacts, width: int, height: int, number: int = 0, *, unicode: bool = True, keys: str = "") -> Drawn:
    """Draw a page of a wall; ``number`` counts on over the last one. ``keys``: what the last line says of keys."""
    if width < WIDTH or height < HEIGHT:
        return Drawn(_too_small(facts, width, height), 1)
    size = _size(facts, width, height, unicode)
    top = [*_banner(facts, width), *_head(facts, width, size), *_counts(facts, width, size), _rule(width)]
    room = height - len(top) - 1
    columns = _columns(facts, width, room)
    pages = max(len(pages) for _, pages in columns)
    at = number % pages
    body = _beside([(wide, found[min(at, len(found) - 1)]) for wide, found in columns], room)
    return Drawn([*top, *body, _last(facts, width, at, pages, keys)], pages)


def _too_small(facts: WallFacts, width: int, height: int) -> list[Parts]:
    said = headline(facts)
    lines: list[Parts] = [
        ((mode_cell(clean(facts.mode)), facts.mode.lower()), (f" {facts.now:%H:%M:%S}Z", "header")),
        ((cut(f"{GLYPHS.get(said.severity, '●')} {said.big}", width), str(said.severity)),),
        ((cut(f"a wall takes {WIDTH} columns and {HEIGHT} lines; this has {width} and {height}", width), ""),),
        ((cut("a smaller font, or the console, shows the rest; q leaves", width), "dim"),),
    ]
    return lines[:height]


# The head


def _banner(facts: WallFacts, width: int) -> list[Parts]:
    """Return how real it is, whose estate, which plans; at the right what tells that the wall is alive, or is not."""
    name = clean(facts.estate) + (f" in {clean(facts.name)}" if facts.name else "")
    armed = [f"{clean(one['who'])} {left // 60 + 1:.0f} min" for one, left in leases(facts.armed, facts.now)]
    name += f"  ARMED {', '.join(armed)}" if armed else ""
    plans = f"  ONLY {', '.join(clean(plan) for plan in facts.plans)}" if facts.plans else ""
    state, tone = alive(facts)
    cell, glass = mode_cell(clean(facts.mode)), _glass(facts)
    room = width - width_of(cell) - width_of(glass) - width_of(state) - 3
    said = fitted(cut(f"{name}{plans}", room), room)
    return [((cell, facts.mode.lower()), (glass, str(Severity.BAD)), (f" {said} ", "header"), (state, tone), (" ", ""))]


def _glass(facts: WallFacts) -> str:
    """Return that jobs run without the approval that they needed, and that one is easier to get than it was; it stands
    on every page. Empty = neither is so."""
    count = sum(bool(job.run.job["break_glass"]) for job in facts.jobs)
    glass = f" ✗ GLASS BROKEN: {counted(count, 'job')} without approval " if count else ""
    return f"{glass} ✗ {EASIER} " if any(alarm["kind"] == Kind.EASIER for alarm in facts.alarms) else glass


def alive(facts: WallFacts) -> tuple[str, str]:
    """Return in words whether what is shown goes on, and its tone."""
    if unread(facts):
        return "OLD DATA: THE STORE IS NOT READ", str(Severity.BAD)
    if facts.engine in (Sight.GONE, Sight.STILL):
        return f"{facts.engine}, last change {age(facts.fresh.moved)}", str(Severity.BAD)
    said = f"{facts.engine}, last change {age(facts.fresh.moved)}"
    return said, str(Severity.WARN) if stands_still(facts) else "dim"


def _head(facts: WallFacts, width: int, size: Size | None) -> list[Parts]:
    """Return the headline at the left, the time at the right, both in big letters where there is room for them."""
    said = headline(facts)
    clock, below = f"{facts.now:%H:%M:%S}", _times(facts)
    tone = f"big-{said.severity}"
    glyph = GLYPHS.get(said.severity, "●")
    if size is None:
        big, right = [f"{glyph} {said.big}"], [clock]
    else:
        big, right = figures(said.big, size), figures(clock, size)
    wide = max(width_of(line) for line in right)
    lines = [
        joined([("  ", ""), (fitted(left, width - wide - 4), tone), (time, "header"), ("  ", "")])
        for left, time in zip(big, right, strict=True)
    ]
    room = width - width_of(below) - 6
    first, *more = wrap(f"{glyph} {said.text}", max(20, room)) or [""]
    rest = [cut(" ".join(more), width - 4)] if more else []
    whom = figures(_begun(said.subject, width - 4), Size.SMALL) if size is Size.LARGE and said.subject else []
    sentence: list[Parts] = [(("  ", ""), (fitted(first, room), tone), ("  ", ""), (below, ""), ("  ", ""))]
    return [*lines, *sentence, *((("  ", ""), (line, tone)) for line in (*rest, *whom))]


def _begun(text: str, room: int) -> str:
    """Return as many words of a text as have room in big letters."""
    words = text.split()
    while words and figures_width(" ".join(words), Size.SMALL) > room:
        words.pop()
    return " ".join(words)


def _size(facts: WallFacts, width: int, height: int, unicode: bool) -> Size | None:
    """Return the greatest letters that headline and time have room for; None = they stand as they are."""
    said = headline(facts)
    if not unicode or not can_write(said.big):
        return None
    sizes = (Size.LARGE, Size.SMALL) if width >= LARGE_WIDTH and height >= LARGE_HEIGHT else (Size.SMALL,)
    for size in sizes:
        if figures_width(said.big, size) + figures_width("00:00:00", size) + 8 <= width:
            return size
    return None


def _times(facts: WallFacts) -> str:
    """``UTC   10:20 CET here   simulated 08:20Z x30``: what the clock above is, the same time for this room, and the
    clock that jobs and RPO go by."""
    local = f"{facts.local:%H:%M} {facts.local.tzname() or ''}".strip()
    parts = ["UTC", *([f"{local} here"] if facts.local.utcoffset() else [])]
    clock = facts.clock
    if clock["now"] is not None and facts.mode != "LIVE":
        whose = "exercise" if facts.mode == "EXERCISE" else "simulated"
        speed = clock["speed"]
        at = "" if speed in (None, 1) else f" x{speed:g}" if isinstance(speed, int | float) else f" {speed}"
        parts.append(f"{whose} {time_of_day(clock['now'])[:5]}Z{' PAUSED' if clock['paused'] else at}")
    return "   ".join(parts)


def _counts(facts: WallFacts, width: int, size: Size | None) -> list[Parts]:
    """``‼ 2 need a person   ▶ 1 job   0 open ends   ● 34 machines``: what there is none of has no mark. With large
    letters the numbers are big."""
    told = (
        (len(facts.needs), "‼", "needs a person", "need a person", str(Severity.WARN), True),
        (len(facts.jobs), "▶", "job", "jobs", str(Severity.BUSY), True),
        (len(facts.ends), "!", "open end", "open ends", str(Severity.WARN), True),
        (len(facts.proposals), "?", "proposal waits", "proposals wait", str(Severity.WARN), False),
        (len(facts.polls), "?", "poll is open", "polls are open", str(Severity.WARN), False),
        (len(facts.shelved), "z", "alarm shelved", "alarms shelved", str(Severity.NOTE), False),
        (sum(facts.gravities.values()), "●", "machine", "machines", "", True),
    )
    shown = [
        (count, f"{glyph} " if count else "", one if count == 1 else many, tone if count else "dim")
        for count, glyph, one, many, tone, always in told
        if count or always
    ]
    if size is not Size.LARGE:
        parts = [(f"  {glyph}{count:,} {word} ", tone) for count, glyph, word, tone in shown]
        return [_fitting(parts, width)]
    lines: list[list[Part]] = [[], [], []]
    for count, glyph, word, tone in shown:
        style = f"big-{tone or Severity.IDLE}" if count else tone
        for place, (line, digits) in enumerate(zip(lines, figures(str(count), Size.SMALL), strict=True)):
            said = f"{glyph}{word}" if place == 1 else " " * width_of(f"{glyph}{word}")
            line += [("    ", ""), (digits, style), (f"  {said}", tone)]
    return [_fitting(line, width) for line in lines]


def _fitting(parts: Sequence[Part], width: int) -> Parts:
    """Return the parts that have room, from the left: none is cut."""
    found: list[Part] = []
    for part in parts:
        if sum(width_of(text) for text, _ in found) + width_of(part[0]) > width:
            break
        found.append(part)
    return tuple(found)


def _rule(width: int) -> Parts:
    return (("─" * width, "dim"),)


def _last(facts: WallFacts, width: int, at: int, pages: int, keys: str) -> Parts:
    """Return the journal's anchor at the left; at the right the page and the keys."""
    anchor = f"journal {short_anchor(facts.anchor)}" if facts.anchor is not None else ""
    paging = f"page {at + 1} of {pages}" if pages > 1 else ""
    right = "   ".join(part for part in (paging, keys or LEAVE) if part)
    room = width - width_of(right) - 2
    return ((" " + fitted(anchor, room - 1), "dim"), (right, "header" if pages > 1 else "dim"), ("  ", ""))


# The body


def _columns(facts: WallFacts, width: int, room: int) -> list[tuple[int, list[list[Parts]]]]:
    """Return each column: its width and its pages."""
    if width < TWO_COLUMNS:
        wide = width - 4
        found, plans = blocks(facts, wide), plans_block(facts)
        if facts.plan_lines and sum(block.least + 2 for block in (*found, plans)) - 1 <= room:
            found.append(plans)
        return [(wide, _pages(found, wide, room))]
    left = (width - 4 - GAP) * 3 // 5
    right = width - 4 - GAP - left
    first = len(facts.jobs)
    found, beside = blocks(facts, left), blocks(facts, right)
    needs = int(bool(facts.needs))
    # The map and the jobs at the left; at the right what people have to do, and what they have done.
    lefts = [found[0], *found[1 + needs : 1 + needs + first]]
    plans = plans_block(facts)
    if facts.plan_lines and sum(block.least + 2 for block in (*lefts, plans)) - 1 <= room:
        lefts.append(plans)
    rights = [*beside[1 : 1 + needs], *beside[1 + needs + first :]]
    return [(left, _pages(lefts, left, room)), (right, _pages(rights, right, room))]


def _pages(found: Sequence[Block], width: int, room: int) -> list[list[Parts]]:
    """Return the lines of each page of a column."""
    pages: list[list[Block]] = [[]]
    used = 0
    for block in found:
        takes = 2 + block.least
        if pages[-1] and used + takes - 1 > room:
            pages.append([])
            used = 0
        pages[-1].append(block)
        used += takes
    return [_page(page, width, room) for page in pages]


def _page(found: Sequence[Block], width: int, room: int) -> list[Parts]:
    """Draw blocks with what room is left shared out: a line each, from the top, as long as any has a use for one."""
    given = [min(block.least, room - 1) for block in found]
    left = room - sum(given) - 2 * len(found) + 1
    while left > 0 and any(lines < block.most for lines, block in zip(given, found, strict=True)):
        for place, block in enumerate(found):
            if left > 0 and given[place] < block.most:
                given[place] += 1
                left -= 1
    lines: list[Parts] = []
    for block, most in zip(found, given, strict=True):
        title = cut(block.title(width), width)
        lines += [((title, block.tone),), *list(block.draw(width, most))[:most], ()]
    return lines[:room]


def _beside(columns: Sequence[tuple[int, list[Parts]]], room: int) -> list[Parts]:
    """Return the columns beside each other, all of the page's lines."""
    lines: list[Parts] = []
    for y in range(room):
        parts: list[Part] = [("  ", "")]
        for place, (wide, column) in enumerate(columns):
            line = column[y] if y < len(column) else ()
            used = sum(width_of(text) for text, _ in line)
            parts += [*([(" " * GAP, "")] if place else []), *line, (" " * max(0, wide - used), "")]
        lines.append(joined(parts))
    return lines
