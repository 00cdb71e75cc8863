"""The engine as a process: lock, journal, engine, socket, signals; in this order, and back.

The socket is bound last: whoever can connect is answered by an engine that has taken up where the
journal stopped. How an engine goes is the table ``LEAVE`` in ``drconsole.engine.process.leaving``, printed by
``drconsole engine --help``::

    drain         begins nothing new, waits for all steps under way, exit 0
    stop          the same, but refused (exit 3) while a job runs
    SIGTERM       begins nothing new, waits 5 s at most, exit 0
    SIGINT        as SIGTERM; a second one as stop --force
    stop --force  leaves at once, exit 0
    SIGHUP        ignored
    store fails   leaves at once, exit 70
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from drconsole.engine.process.folder.lock import LOCKED, StateLock
from drconsole.engine.process.folder.state_check import require_state
from drconsole.engine.process.launch import drain, start_detached, stop
from drconsole.engine.process.leaving import EXIT_FATAL, STOP_TABLE
from drconsole.engine.process.life import Life
from drconsole.engine.process.log import to_stderr
from drconsole.engine.process.parts import Build, Parts
from drconsole.link.memory import forbid_core
from drconsole.link.spawn import EXIT_LOCKED
from drconsole.link.trust import require_own
from drconsole.providers import registry
from drconsole.records.rows.refusal import told_with
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.words.command_lines import typed
from drconsole.settings.config.load import load, told
from drconsole.settings.config.values import Config, Limits
from drconsole.settings.environment import ENCRYPTION_PASSWORD
from drconsole.settings.speed import Speed, parse_speed
from drconsole.settings.state import StatePaths, state_dir, umask_for
from drconsole.store.journal import StoreFailed

__all__ = ["STOP_TABLE", "Parts", "drain", "main", "run_engine", "start_detached", "stop"]


async def build(
    paths: StatePaths, limits: Limits, on_fatal: Callable[[BaseException], None], *, accepted_days: int = 180
) -> Parts:
    """Return journal, provider and engine of a state, not started. The engine opens the provider and closes both.

    ``accepted_days``: how long a test failover counts. Raises ``DrError`` where the store or the provider cannot be
    opened.
    """
    # Here and not above: who only starts or stops an engine needs none of them.
    from drconsole.engine import shell
    from drconsole.engine.decider import decide as core
    from drconsole.engine.execution.timing.wall_seen import boot_now
    from drconsole.engine.service.dispatch import Dispatch
    from drconsole.store.ballast import BALLAST_BYTES
    from drconsole.store.writing.writer import SqliteJournal

    loop = asyncio.get_running_loop()
    journal = SqliteJournal.open(paths.db, loop=loop, on_fatal=on_fatal, ballast=BALLAST_BYTES)
    try:
        provider = registry.find(journal.provider).open(paths.folder)
    except DrError:
        await journal.close()
        raise
    engine = shell.Engine(
        journal,
        provider,
        limits=core.Limits(limits.overall, limits.provider, limits.group),
        state_dir=paths.folder,
        accepted_age=timedelta(days=accepted_days),
        boot=boot_now,
    )
    return Parts(
        engine, Dispatch(engine), lambda: provider.mode.value, journal.epoch, lambda: provider.rehearsal is not None
    )


_build = build


def run_engine(
    state: Path, speed: Speed | None = None, *, config: Config | None = None, build: Build | None = None
) -> int:
    """Run the engine of this state until it is told to go; return the exit code: 0, or 70 when the store failed.

    Raises ``BadInput`` when no estate was loaded, ``Refused`` while another engine holds the state, and
    for a folder of another user or one that others may write into.
    """
    try:
        return _be_engine(state, speed, config, build)
    except StoreFailed as error:
        # Whatever its code: a supervisor is to start it again, since somebody may have made room.
        logging.getLogger(__name__).critical("the engine gave up (exit %d): %s; %s", EXIT_FATAL, error, _advice(error))
        return EXIT_FATAL


def _be_engine(state: Path, speed: Speed | None, config: Config | None = None, build: Build | None = None) -> int:
    """Run the engine; raise ``StoreFailed`` where the store failed before the engine had started."""
    forbid_core()
    os.environ.pop(ENCRYPTION_PASSWORD, None)  # not ours, nor our scripts'
    paths = StatePaths.of(state)
    to_stderr(paths.log)
    require_own(paths.folder)
    require_state(paths)
    settings = _config() if config is None else config
    with StateLock.take(paths.lock) as lock:
        os.umask(umask_for(paths.folder))
        usual = partial(_build, accepted_days=settings.prerequisites.test_failover_days)
        life = Life(paths, lock, settings, speed, build or usual)
        try:
            return asyncio.run(life.live())
        finally:
            life.watchdog.cancel()


def _config() -> Config:
    """Return the user's settings; what is wrong there stands in the log, and keeps no engine from starting."""
    checked = load()
    for line in told(checked.faults):
        logging.getLogger(__name__).warning("%s", line)
    return checked.config


def main(argv: list[str] | None = None) -> int:
    """Run the engine that a detached start begins, its refusals as lines on stderr; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m drconsole.engine.process.entry", description="The drconsole engine."
    )
    parser.add_argument("--state", default=None, help="state folder")
    parser.add_argument("--speed", type=_speed, default=None, help="speed of the provider's clock, or max")
    args = parser.parse_args(argv)
    try:
        return _be_engine(state_dir(args.state), args.speed)
    except DrError as error:
        where = f" ({error.place})" if error.place else ""
        advice = f"; {said}" if (said := _advice(error)) else ""
        sys.stderr.write(f"drconsole engine: {error.message}{where}{advice}\n")
        return EXIT_LOCKED if error.code == LOCKED else error.exit_code


def _advice(error: DrError) -> str:
    """Return what would be right, with the commands for it: engine.log is read at a shell."""
    return typed(error.advice, told_with(error).get("remedies") or ())


def _speed(text: str) -> Speed:
    speed = parse_speed(text)
    if speed is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0, nor max")
    return speed


if __name__ == "__main__":
    sys.exit(main())
