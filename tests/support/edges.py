"""What the tests of a job's edges share: waiting for a state, and cancelling."""

from __future__ import annotations

from support.actions import SCRIPT

SCRIPT_ONLY = f"""        pre:
          - {{name: note, script: {SCRIPT}}}"""


async def until(player, job, state, limit=50_000):
    for _ in range(limit):
        row = player.rig.store.row("job", job)
        if row["state"] == state:
            return row
        assert row["ended_at"] is None, row
        await player.sleep(1)
    raise AssertionError(row)


async def cancel(player, job, request="cancel"):
    return await player.ask("CancelJob", {"job": job, "confirm": "crew", "comment": "stop"}, request)
