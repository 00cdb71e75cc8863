"""Commands of the console: keys, palette, ``:`` line and help are made of this list, and of nothing else."""

from __future__ import annotations

from drconsole.console.commands import arming, coaching, engine, misc, noting, states, taking
from drconsole.console.commands.pages import navigation, trail, view, welcome
from drconsole.console.commands.work import (
    agreeing,
    handing_over,
    jobs,
    leading,
    operations,
    proposing,
    simulation,
    validation,
)
from drconsole.console.context import Command

COMMANDS: tuple[Command, ...] = (
    *navigation.LEADING,
    *operations.COMMANDS,
    *jobs.COMMANDS,
    *leading.COMMANDS,
    *handing_over.COMMANDS,
    *agreeing.COMMANDS,
    *validation.COMMANDS,
    *noting.COMMANDS,
    *proposing.COMMANDS,
    *misc.COMMANDS,
    *navigation.COMMANDS,
    *trail.COMMANDS,
    *view.COMMANDS,
    *taking.COMMANDS,
    *engine.COMMANDS,
    *arming.COMMANDS,
    *simulation.COMMANDS,
    *states.COMMANDS,
    *coaching.COMMANDS,
    *welcome.COMMANDS,
)
"""Commands in the order of the key bar: where it has no room for all, it drops the last ones first."""
