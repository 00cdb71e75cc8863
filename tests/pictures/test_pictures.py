"""The README's pictures: what a terminal shows, drawn from a real run in the simulated world.

``DRCONSOLE_WRITE_PICTURES=1 pytest tests/pictures`` writes them anew.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

from rich.console import Console
from support.estates import contoso
from support.rig import Rig

from drconsole.cli.following.progress import Live
from drconsole.recovery.types.words import Grain
from drconsole.render.jobs.tree import with_tasks

HERE = Path(__file__).parent
PROMPT = "$ drconsole run failover shop --confirm shop --wait"


class Utf8(io.StringIO):
    encoding = "utf-8"


def midway() -> dict:
    """The job six minutes into the failover of contoso's first plan."""
    rig = Rig(contoso(), Grain.STEP, speed=1.0)

    async def play(player):
        job = await player.start("failover", "shop")
        await player.sleep(360)
        row = rig.store.row("job", job["id"])
        return with_tasks(row, rig.store.rows("task", job=job["id"]))

    return rig.live(play)


def test_the_picture_of_a_running_failover_is_true():
    live = Live(Utf8(), "SIMULATION")
    live.close()
    console = Console(record=True, width=100, height=24, file=Utf8(), force_terminal=True, color_system="truecolor")
    console.print(PROMPT, style="bold")
    console.print(live.view(midway()))
    drawn = console.export_svg(title="drconsole", unique_id="drconsole")
    path = HERE / "failover.svg"
    if os.environ.get("DRCONSOLE_WRITE_PICTURES"):
        path.write_text(drawn)
    assert drawn == path.read_text()
