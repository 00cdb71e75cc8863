"""Start of an engine where none answers."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence

from drconsole.link.client import Client
from drconsole.link.lock_holder import silent_holder
from drconsole.link.spawn import EXIT_LOCKED, Spawned, engine_argv, spawn
from drconsole.link.trust import require_own
from drconsole.recovery.types.remedies import Act, Remedy
from drconsole.recovery.types.work.errors import BY_EXIT_CODE, BadInput, DrError, NoEngine, Refused
from drconsole.settings.state import StatePaths

START_SECONDS = 30.0
TRY_SECONDS = 3.0
"""Seconds for one try of those that a start takes."""

_SEEN_OFF_SECONDS = 5.0


def ensure_engine(
    paths: StatePaths,
    argv: Sequence[str] | None = None,
    timeout: float = START_SECONDS,
    client: str = "cli",
    told: str | None = None,
) -> tuple[Client, bool]:
    """Return a connection to this state's engine, started detached where none answers; and whether it was started here.

    Two that start one at once are sorted out by the lock: the refused engine's starter is served by the other.
    Raises ``BadInput`` without an estate, ``NoEngine`` when it does not come up, with the end of its log.
    """
    with contextlib.suppress(NoEngine):
        return Client.connect(paths, client=client, told=told), False
    require_own(paths.folder)
    require_estate(paths)
    end = time.monotonic() + timeout
    spawned = spawn(paths, engine_argv(paths) if argv is None else argv)
    pause = 0.01
    while True:
        # Asked before connecting: an engine that ended before had its chance to answer.
        code = spawned.exit_code()
        with contextlib.suppress(NoEngine):
            # A socket that nobody serves any more takes a connection and never answers: not all the time for one try.
            left = max(0.1, end - time.monotonic())
            connected = Client.connect(paths, timeout=min(left, TRY_SECONDS), client=client, told=told)
            ours = connected.hello["pid"] == spawned.process.pid
            if not ours:
                # Our own process is waited for until it has ended: otherwise it might take over right after a stop.
                spawned.wait(_SEEN_OFF_SECONDS)
            return connected, ours
        if time.monotonic() > end or code not in (None, EXIT_LOCKED):
            raise _not_started(paths, spawned, code)
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)
        if code == EXIT_LOCKED and pause == 0.1 and silent_holder(paths.lock) is None:
            # Another engine held the lock and was just leaving. While somebody holds it, a further try is of no use.
            spawned, pause = spawn(paths, engine_argv(paths) if argv is None else argv), 0.01


def require_estate(paths: StatePaths) -> None:
    """Raise ``BadInput`` while nothing was loaded into this state. Whether all of it is there, the engine says."""
    if not paths.db.exists() or paths.loading:
        raise no_estate(paths)


def no_estate(paths: StatePaths) -> BadInput:
    """Return the error of a state into which nothing was loaded."""
    return BadInput(
        "no-estate",
        "no estate is loaded in this state folder",
        place=str(paths.folder),
        advice="load one",
        remedies=(Remedy(Act.LOAD_ESTATE),),
    )


def _not_started(paths: StatePaths, spawned: Spawned, code: int | None) -> DrError:
    lines = spawned.last_lines()
    cls = BY_EXIT_CODE[code] if code in (BadInput.exit_code, Refused.exit_code) else NoEngine
    what = "the engine does not answer yet" if code is None else f"the engine ended at its start (exit {code})"
    return cls(
        "engine-not-started",
        ": ".join([what, *lines[-1:]]),
        place=str(paths.log),
        advice="the log has more",
        extra={"log": lines},
    )
