"""Command that emulates Site Recovery: the simulated world behind its REST interface."""

from __future__ import annotations

import argparse
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from drconsole.cli.commands.console import FIRST_ESTATE
from drconsole.cli.commands.estate.estate import find
from drconsole.cli.context import Context
from drconsole.cli.disk import room
from drconsole.recovery.types.work.errors import BadInput

if TYPE_CHECKING:
    from drconsole.emulator.shell.told import Told


def emulate(context: Context, args: argparse.Namespace) -> int:
    """Answer Site Recovery's calls on this machine until SIGTERM or Ctrl-C; nothing of the state folder is touched."""
    if find_spec("aiohttp") is None:
        raise BadInput(
            "not-installed",
            "the emulator's server is not installed",
            place="aiohttp",
            advice="install drconsole with its extra: pip install 'drconsole[emulator]'",
        )
    from drconsole.documents.estate import load_estate
    from drconsole.emulator.shell.running import run

    definition = load_estate(find(args.estate or FIRST_ESTATE))
    speed = 1.0 if args.speed is None else None if args.speed == "max" else float(args.speed)
    told = Path(args.connect_file) if args.connect_file else None

    def announce(found: Told) -> None:
        if context.json:
            context.output.line(found.as_json())
            return
        for line in found.lines():
            context.output.text(line)
        context.output.flush()

    with room(args.connect_file or "the folder for temporary files", "the emulator does not start"):
        run(definition, port=args.port, speed=speed, connect_file=told, announce=announce)
    return 0
