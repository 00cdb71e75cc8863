"""The wall over a real engine: its figures, and in two browsers that it shows what is and commands nothing.

Needs Chromium (Debian's package ``chromium``); pictures go to build/wall.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from e2e_browser import BROWSER, Tab, browser
from e2e_state import Place
from support.patience import PATIENCE

from drconsole.console.state.model.items import items_of_store
from drconsole.console.wall.gathering import Gathered
from drconsole.console.wall.looking import Looker
from drconsole.render.wall.decisions import decides
from drconsole.render.wall.facts import WallFacts

pytest_plugins = ["e2e_fixtures"]

OUT = Path(__file__).parents[2] / "build" / "wall"
REQUIRED = os.environ.get("DRCONSOLE_TERMINAL_TESTS") == "required"
needs_browser = pytest.mark.skipif(
    BROWSER is None and not REQUIRED, reason="NO BROWSER: the wall was not tried in one; apt-get install chromium"
)


def facts_of(place: Place) -> WallFacts:
    """What a wall would show now."""
    known = Gathered(lambda: items_of_store(place.paths.db), "", 180)
    known.take(Looker(place.paths, known.take, decides).look())
    now = datetime.now(UTC)
    return known.facts(now, now, time.monotonic())


def waiting_for_the_bank(place: Place) -> None:
    """A failover that waits for a person, and another one that runs to its end."""
    place.load()
    place.start()
    place.say("run", "failover", "shop", "--confirm", "shop", "--wait").done()
    place.say("run", "failover", "finance", "--confirm", "finance").done()
    place.until(lambda: place.say("status").done()["needs_a_person"], "it waits for a person")


def test_its_figures_are_those_of_status_and_alarms(place: Place) -> None:
    waiting_for_the_bank(place)
    wall, status, alarms = facts_of(place), place.say("status").done(), place.say("alarms").done()
    assert [job.run.job["id"] for job in wall.jobs] == [job["id"] for job in status["running_jobs"]]
    assert (wall.jobs[0].run.elapsed or 0) >= 600, "the clock jumps, and is not told anew at each jump"
    assert [need["task"] for need in wall.needs] == [need["task"] for need in status["needs_a_person"]]
    assert [alarm["id"] for alarm in wall.alarms] == [alarm["id"] for alarm in alarms]
    assert (wall.mode, wall.estate) == (status["mode"], status["estate"])
    assert sum(wall.gravities.values()) == status["counts"]["items"]
    said = place.say("journal", "anchor").done()
    assert wall.anchor == {"head": said["head"], "length": said["length"]}
    place.kill()
    gone = facts_of(place)
    assert "engine-lost" in [alarm["kind"] for alarm in gone.alarms]
    assert [alarm["id"] for alarm in gone.alarms] == [alarm["id"] for alarm in place.say("alarms").done()]


@needs_browser
async def test_two_browsers_show_the_same_and_command_nothing(place: Place, tmp_path: Path) -> None:
    await asyncio.to_thread(waiting_for_the_bank, place)
    server = place.begin("wall", "--web", "--port", "0")
    assert server.stdout is not None
    url = json.loads(await asyncio.to_thread(server.stdout.readline))["url"]
    before = await asyncio.to_thread(lambda: (place.say("journal").done(), place.say("jobs").done()))
    async with browser(tmp_path / "one") as one, browser(tmp_path / "two", (1100, 700)) as two:
        for tab in (one, two):
            await tab.open(url)
            await tab.until("document.body && document.body.classList.contains('-first-byte')")
            await until(lambda tab=tab: "Call the bank" in seen(tab))  # type: ignore[misc]
        for words in ("SIMULATION", "contoso", "engine here", "failover of finance", "WAITS for a person", "Seattle"):
            for tab in (one, two):
                await until(lambda tab=tab, words=words: words in seen(tab))  # type: ignore[misc]
        await one.picture(OUT / "waiting-1920x1080.png")
        await two.picture(OUT / "waiting-1100x700.png")
        for text in (":failover shop\r", "!", "a", "H", "q", "\x03", "\x11", "\x1b", "fshop\r"):
            await one.type(text)
        await asyncio.sleep(2)
        assert await one.value("document.body.classList.contains('-closed')") is False
        assert await asyncio.to_thread(lambda: (place.say("journal").done(), place.say("jobs").done())) == before
        assert (await asyncio.to_thread(place.say, "who")).done() == []
        host = urlsplit(url).netloc
        assert await one.value("location.href") == f"http://{host}/", "the token stays in the address"
        for tab in (one, two):
            elsewhere = [each for each in tab.fetched if not re.match(rf"(http|ws)://{host}/|data:", each)]
            assert (elsewhere, tab.complaints) == ([], [])

        showing = [
            pid for pid, each in processes() if "drconsole.console.wall.served" in each and str(place.state) in each
        ]
        assert len(showing) == 2
        for pid in showing:
            os.kill(pid, signal.SIGSTOP)
        assert "NO ANSWER since" in await one.until(GONE)
        for pid in showing:
            os.kill(pid, signal.SIGCONT)
        await one.until("document.getElementById('gone').hidden")

        await asyncio.to_thread(place.kill)
        for tab in (one, two):
            await until(lambda tab=tab: "nobody follows it" in seen(tab))  # type: ignore[misc]
        await one.picture(OUT / "engine-gone-1920x1080.png")
        server.send_signal(signal.SIGTERM)
        assert "NOT CONNECTED since" in await one.until(GONE)
        await one.picture(OUT / "not-connected-1920x1080.png")
        assert await asyncio.to_thread(server.wait, PATIENCE) == 0
        await until(lambda: not [each for _, each in processes() if "wall.served" in each and str(place.state) in each])

        again = place.begin("wall", "--web", "--port", host.rpartition(":")[2])
        assert again.stdout is not None
        assert "STARTED ANEW" in await one.until(f"{GONE}.startsWith('STARTED ANEW') && {GONE}")
        await one.open(json.loads(await asyncio.to_thread(again.stdout.readline))["url"])
        await one.until("document.body.classList.contains('-first-byte') && document.getElementById('gone').hidden")
        again.send_signal(signal.SIGINT)
        assert await asyncio.to_thread(again.wait, PATIENCE) == 0


GONE = "!document.getElementById('gone').hidden && document.getElementById('gone').textContent"
"""What the page says where it is told nothing any more."""
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])")


def seen(tab: Tab) -> str:
    """All letters that the server sent to a browser so far."""
    return ESCAPES.sub("", tab.received.decode("utf-8", "replace"))


async def until(condition: object, patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return
        await asyncio.sleep(0.2)
    raise AssertionError("it never came")


def processes() -> list[tuple[int, str]]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append((int(path.parent.name), path.read_text().replace("\0", " ")))
        except OSError:
            continue
    return found
