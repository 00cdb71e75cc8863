"""Map of the sites as a panel: its title with how the machines stand, and its lines. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drconsole.recovery.states.assessments.stand import GRAVITY, Stand
from drconsole.render.drawing import sitemap
from drconsole.render.drawing.cells import width_of
from drconsole.render.drawing.parts import Parts
from drconsole.render.rows.stands import STAND_MARKS


def stands_title(gravities: Mapping[int, int], room: int) -> str:
    """Return how many machines stand how, worst first, in at most ``room`` cells where that can be.

    ``gravities``: gravity -> number of machines.
    """
    counts = sorted(gravities.items())
    if not counts:
        return "Sites ─ no machines are known"
    words = {GRAVITY[stand]: STAND_MARKS[stand] for stand in Stand}
    texts = [f"{words[gravity].text(unicode=True)} {number:,}" for gravity, number in counts]
    total = sum(gravities.values())
    head = f"Sites ─ {total:,} machine{'' if total == 1 else 's'}: "
    fitting = [n for n in range(1, 5) if width_of(_with_more(head, texts, n)) <= room]
    return _with_more(head, texts, max(fitting, default=1))


def _with_more(head: str, texts: Sequence[str], shown: int) -> str:
    return f"{head}{'  '.join(texts[:shown])}{' ...' if texts[shown:] else ''}"


def sites_lines(found: Sequence[sitemap.Flow], width: int, most: int) -> list[Parts]:
    """Return the map, of at most so many lines, and how many more there are."""
    lines = sitemap.draw(found[:most], width)
    return [*lines, ((f"and {len(found) - most} more", "idle"),)] if len(found) > most else lines
