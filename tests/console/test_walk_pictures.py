"""Failover that docs/walk.md leads through: its keys lead there, its bold texts are shown, its pictures are true."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from console_host import screen_lines
from dialog_support import press, settled
from live_world import Watched, live_console
from screen_support import compare
from support.estates import contoso
from support.rig import Player, Rig

from drconsole.recovery.types.words import Grain

DOCS = Path(__file__).parents[2] / "docs"
SIZE = (120, 34)
TEXTUAL_KEYS = {" ": "space"}
WAITS = re.compile(r"wait (?P<minutes>\d+) minutes|(?P<end>wait until it ends)|`(?P<key>[^`]+)`")


@dataclass(frozen=True, slots=True)
class Step:
    """One chapter of the page."""

    title: str
    keys: tuple[str, ...]
    """In their order; ``wait 6`` = minutes on the world's clock, ``wait`` = until its job has ended."""
    picture: str
    shown: tuple[str, ...]
    """Texts in bold."""


def steps() -> list[Step]:
    found = []
    for chapter in (DOCS / "walk.md").read_text().split("\n## ")[1:]:
        title, _, text = chapter.partition("\n")
        (line,) = re.findall(r"^Keys: (.*)$", text, re.MULTILINE)
        (image,) = re.findall(r"!\[[^]]+\]\(pictures/(\S+)\.svg\)", text)
        keys = [f"wait {at['minutes'] or ''}".strip() if not at["key"] else at["key"] for at in WAITS.finditer(line)]
        bold = [" ".join(each.split()) for each in re.findall(r"\*\*(.+?)\*\*", text, re.DOTALL)]
        found.append(Step(title, tuple(keys), image, tuple(bold)))
    return found


async def test_the_page_leads_through_a_failover() -> None:
    walk = steps()
    assert [step.picture for step in walk] == [f"walk-{number}" for number in range(1, len(walk) + 1)]
    async with live_console(Rig(contoso(), Grain.STEP, speed=1.0), size=SIZE) as (watched, _):
        for step in walk:
            for key in step.keys:
                await take(watched, key)
            screen = " ".join(screen_lines(watched.app))
            flat = re.sub(r"[\s│]+", " ", screen)
            missing = [text for text in step.shown if text not in flat]
            assert not missing, f"{step.title}: {missing} not in\n" + "\n".join(screen_lines(watched.app))
            compare(watched.app, step.picture, DOCS / "pictures")


async def take(watched: Watched, key: str) -> None:
    """Press a key, or let the world go on; then the console hears how it stands."""
    if not key.startswith("wait"):
        await press(watched.app, watched.pilot, TEXTUAL_KEYS.get(key, key))
    elif minutes := key.removeprefix("wait").strip():
        await asyncio.to_thread(watched.world.do, partial(Player.sleep, seconds=int(minutes) * 60.0))
    else:
        await asyncio.to_thread(watched.world.rest)
    watched.app.take(await asyncio.to_thread(watched.world.news, watched.app.model.job))
    await settled(watched.app, watched.pilot)
