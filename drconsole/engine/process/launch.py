"""Start and stop of a state's engine from outside: detached start, drain, stop."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from drconsole.engine.process.folder.lock import holder, is_free
from drconsole.engine.process.folder.state_check import require_state
from drconsole.link.answers import Hello, Leaving
from drconsole.link.client import Client
from drconsole.link.ensure import ensure_engine
from drconsole.link.messages import Drain, Message, SetClock, Stop
from drconsole.link.spawn import engine_argv
from drconsole.recovery.types.work.errors import DrError, NoEngine, OutcomeUnknown
from drconsole.settings.speed import Speed
from drconsole.settings.state import StatePaths

GONE_SECONDS = 30.0
"""Seconds that an engine may take to leave at once: three times what it allows itself."""


class Started(Hello):
    """Engine that answers; ``started``: it was started for this."""

    started: bool


def start_detached(state: Path, speed: Speed | None = None) -> Started:
    """Start an engine where none answers; one that ran already gets the speed.

    Raises ``BadInput`` without an estate, ``NoEngine`` when it does not come up, ``Refused`` for a speed on a clock
    that is not ours.
    """
    paths = StatePaths.of(state)
    require_state(paths)
    client, started = ensure_engine(paths, engine_argv(paths, speed))
    with client:
        if speed is not None and not started:
            client.ask(SetClock(speed=speed))
        return {**client.hello, "started": started}


def drain(state: Path, timeout: float | None = None, taken: Callable[[], object] | None = None) -> Leaving:
    """Begin nothing new, and wait for what is under way and for the process to end.

    ``taken`` is called once the engine has taken it: before that it may be refused. Raises ``NoEngine``, and
    ``OutcomeUnknown`` when it has not ended within ``timeout`` seconds.
    """
    return _tell_and_wait(StatePaths.of(state), Drain(), timeout, taken)


def stop(state: Path, force: bool = False, timeout: float | None = None) -> Leaving:
    """Stop the engine; with ``force`` it leaves at once. Raises ``Refused`` while a job runs, else as ``drain`` does.

    An engine that holds the state and does not answer, or speaks another protocol, gets SIGTERM when forced.
    """
    paths = StatePaths.of(state)
    patience = GONE_SECONDS if force and timeout is None else timeout
    try:
        return _tell_and_wait(paths, Stop(force), patience)
    except DrError as error:
        deaf = isinstance(error, NoEngine) or error.code in ("protocol", "too-many-clients")
        pid = holder(paths.lock).get("pid")
        if not force or not deaf or is_free(paths.lock) or pid is None:
            raise
        os.kill(pid, signal.SIGTERM)
        _wait_until_gone(paths, pid, patience)
        return _gone("SIGTERM", pid)


def _gone(way: str, pid: int) -> Leaving:
    """Return the answer of an engine that could not give one: what it left is not known from here."""
    return {"way": way, "pid": pid, "under_way": 0, "open_jobs": []}


def _tell_and_wait(
    paths: StatePaths, message: Message[Leaving], timeout: float | None, taken: Callable[[], object] | None = None
) -> Leaving:
    with Client.connect(paths) as client:
        pid = client.hello["pid"]
        try:
            answer = client.ask(message)
        except OutcomeUnknown:
            # It may have ended before it could answer: the lock says whether it has.
            answer = _gone(message.kind, pid)
            timeout = GONE_SECONDS if timeout is None else timeout
    if taken is not None:
        taken()
    _wait_until_gone(paths, pid, timeout)
    return answer


def _wait_until_gone(paths: StatePaths, pid: int, timeout: float | None) -> None:
    """Wait until the lock is free, or another's: somebody may start the next engine at once."""
    end = None if timeout is None else time.monotonic() + timeout
    while not is_free(paths.lock) and holder(paths.lock).get("pid", pid) == pid:
        if end is not None and time.monotonic() > end:
            raise OutcomeUnknown(
                "still-running",
                f"the engine (process {pid}) has not ended within {timeout:g} s",
                place=str(paths.folder),
                advice=f"look at engine.log; kill -9 {pid} loses nothing that was acknowledged",
            )
        time.sleep(0.02)
