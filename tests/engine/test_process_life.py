"""The engine as a real process: one a state, how it starts, how it goes."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drconsole.engine import launch
from drconsole.engine.leaving import EXIT_FATAL
from drconsole.engine.lock import StateLock, holder, is_free
from drconsole.link.client import Client, ensure_engine
from drconsole.recovery.errors import BadInput, NoEngine, OutcomeUnknown, Refused
from drconsole.settings import StatePaths

pytestmark = pytest.mark.kill9

FAKE = Path(__file__).with_name("fake_engine.py")


class State:
    """A state folder and the engines that a test started on it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        self.paths = StatePaths.of(folder)
        self.paths.world.touch()
        self.engines: list[subprocess.Popen[str]] = []

    def argv(self, *more: str) -> list[str]:
        return [sys.executable, str(FAKE), str(self.paths.folder), *more]

    def script(self, **what: Any) -> None:
        (self.paths.folder / "fake.json").write_text(json.dumps(what))

    def done(self) -> list[str]:
        return (self.paths.folder / "fake.log").read_text().splitlines()

    def start(self, *more: str) -> subprocess.Popen[str]:
        engine = subprocess.Popen(self.argv(*more), stderr=subprocess.PIPE, text=True, start_new_session=True)
        self.engines.append(engine)
        return engine

    def ready(self, *more: str) -> subprocess.Popen[str]:
        """An engine that has said so."""
        engine = self.start(*more)
        said(engine, " ready: ")
        return engine

    def ensure(self) -> Client:
        return ensure_engine(self.paths, self.argv())[0]


def said(engine: subprocess.Popen[str], what: str) -> str:
    """Wait for a line on its stderr."""
    assert engine.stderr is not None
    lines: list[str] = []
    while select.select([engine.stderr], [], [], 20)[0]:
        line = engine.stderr.readline()
        lines.append(line)
        if what in line:
            return line
        assert line, f"it ended without saying {what!r}: {lines}"
    raise AssertionError(f"it does not say {what!r}: {lines}")


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    made = State(tmp_path / "state")
    yield made
    pid = holder(made.paths.lock).get("pid")
    if not is_free(made.paths.lock) and isinstance(pid, int) and pid != os.getpid():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for engine in made.engines:
        engine.kill()
        engine.communicate(timeout=20)


def test_a_second_engine_on_one_state_is_refused_and_names_the_first(state: State) -> None:
    first = state.ready()
    second = state.start()
    _, text = second.communicate(timeout=20)
    assert second.returncode == 3
    assert f"process {first.pid}" in text
    with Client.connect(state.paths) as client:
        assert client.hello["pid"] == first.pid


def test_of_ten_started_at_once_one_lives_and_all_starters_are_served(state: State) -> None:
    clients: list[Client] = []

    def ensure() -> None:
        clients.append(state.ensure())

    threads = [threading.Thread(target=ensure) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(clients) == 10
    assert len({client.hello["pid"] for client in clients}) == 1
    assert all(client.ask("Status") for client in clients)
    assert state.done().count("start") == 1
    for client in clients:
        client.close()


def test_kill_9_frees_the_lock_and_the_next_engine_replaces_the_socket(state: State) -> None:
    first = state.ready()
    assert not is_free(state.paths.lock)
    inode = state.paths.lock.stat().st_ino
    first.kill()
    first.wait(20)
    assert is_free(state.paths.lock)
    assert state.paths.socket.exists()
    with pytest.raises(NoEngine):
        Client.connect(state.paths)
    second = state.ready()
    with Client.connect(state.paths) as client:
        assert client.hello["pid"] == second.pid
    assert state.paths.lock.stat().st_ino == inode


def test_a_long_path_has_its_socket_in_the_runtime_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with contextlib.ExitStack() as stack:
        runtime = Path(f"/tmp/drc-long-{os.getpid()}")
        runtime.mkdir(mode=0o700)
        stack.callback(lambda: [*(os.unlink(f) for f in runtime.glob("*/*")), *(d.rmdir() for d in runtime.iterdir())])
        stack.callback(runtime.rmdir)
        stack.callbacks = None  # type: ignore[attr-defined]
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
        state = State(tmp_path / ("long-" * 25))
        engine = state.ready()
        try:
            assert state.paths.socket.parent.parent == runtime
            with Client.connect(state.paths) as client:
                assert client.ask("Status")
            # Another environment than the engine's: the lock file says where it listens.
            monkeypatch.setenv("XDG_RUNTIME_DIR", "/nowhere")
            with Client.connect(state.paths) as client:
                assert client.hello["pid"] == engine.pid
        finally:
            engine.kill()
            engine.communicate(timeout=20)
