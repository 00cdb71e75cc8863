"""Run of an emulator: from an estate to a server that answers until it is told to end."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from drconsole.documents.definition import EstateDefinition
from drconsole.emulator.service import Emulator
from drconsole.emulator.settings import Settings
from drconsole.emulator.shell import certificate, pace
from drconsole.emulator.shell.files import connection, place
from drconsole.emulator.shell.server import Server
from drconsole.emulator.shell.told import Told
from drconsole.providers.simulator import Simulator
from drconsole.recovery.types.words import Grain, Mode


def run(
    definition: EstateDefinition,
    *,
    port: int,
    speed: float | None,
    connect_file: Path | None,
    announce: Callable[[Told], None],
    settings: Settings | None = None,
) -> None:
    """Answer until SIGTERM or SIGINT. ``speed``: world seconds in a second, None = it jumps. Raises ``BadInput``."""
    asyncio.run(_run(definition, port, speed, connect_file, announce, settings or Settings()))


async def _run(
    definition: EstateDefinition,
    port: int,
    speed: float | None,
    connect_file: Path | None,
    announce: Callable[[Told], None],
    settings: Settings,
) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    simulator = Simulator(Simulator.create(definition, Grain.PLAN, mode=Mode.EXERCISE))
    await simulator.open()
    simulator.rehearsal.set_speed(speed)
    emulator = Emulator(simulator, settings=replace(settings, scale_waits=True), timer=time.monotonic)
    with place(connect_file) as files:
        server = Server(emulator, certificate.make(files.ca_file))
        url = await server.start(port)
        files.connect_file.write_text(connection(emulator.ids, url, files.ca_file), encoding="utf-8")
        pacing = asyncio.create_task(pace.keep(simulator))
        try:
            announce(Told.of(emulator.ids, url, files.ca_file, files.connect_file, definition.name))
            await ended.wait()
        finally:
            pacing.cancel()
            with suppress(asyncio.CancelledError):
                await pacing
            await server.stop()
            await simulator.close()
