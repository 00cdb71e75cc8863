"""Lets happen what is due: requests that land, steps that end, faults that begin and end, copies that finish.

Whoever looks at the world makes happen first what was due by then, each thing at its own time.
"""

from __future__ import annotations

from heapq import heappop

from drconsole.providers.simulator.faults import fates
from drconsole.providers.simulator.items import growing
from drconsole.providers.simulator.remote import run as remote
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.providers.simulator.state.rows.rows import Run
from drconsole.providers.simulator.state.world import FAULT, LANDS, RUN_ENDS, TIMER, World
from drconsole.providers.simulator.steps import running


def advance(world: World, now: int) -> None:
    """Let everything happen that is due by ``now``, each at its own time."""
    due = world.due
    while due and due[0][0] <= now:
        at, what, ident = heappop(due)
        if what in (LANDS, RUN_ENDS):
            # A step that was cancelled, and whose job forgot it, may still be foreseen here.
            if (run := world.runs.get(int(ident))) is not None:
                _step(world, run, what, at)
        elif what == TIMER:
            _timer(world, world.items[ident], at)
        elif what == FAULT:
            if (fault := world.faults.get(ident)) is not None:
                fates.turn(world, fault, at)
        else:
            remote.land(world, world.jobs[ident], at)


def _step(world: World, run: Run, what: int, at: int) -> None:
    """A step lands or ends; what ends lets its remote job go on."""
    if (running.land if what == LANDS else running.end_if_due)(world, run, at):
        remote.step_ended(world, run, at)


def _timer(world: World, item: ItemState, at: int) -> None:
    if item.timer is not None and item.timer[0] == at:
        growing.go_on(world, item, at)
