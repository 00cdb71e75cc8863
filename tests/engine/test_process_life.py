"""The engine as a real process: one a state, how it starts, how it goes."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.patience import PATIENCE

from drconsole.engine.process import launch
from drconsole.engine.process.folder.lock import StateLock, holder, is_free
from drconsole.engine.process.leaving import EXIT_FATAL
from drconsole.link.client import Client
from drconsole.link.ensure import ensure_engine
from drconsole.link.messages import AnswerTask, Drain, HoldJob, StartJob, Status
from drconsole.recovery.types.work.errors import BadInput, NoEngine, OutcomeUnknown, Refused
from drconsole.settings.environment import ENCRYPTION_PASSWORD
from drconsole.settings.state import StatePaths

pytestmark = pytest.mark.kill9

FAKE = Path(__file__).with_name("fake_engine.py")


class State:
    """A state folder and the engines that a test started on it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        self.paths = StatePaths.of(folder)
        (self.paths.folder / "world.db").touch()
        self.paths.db.touch()
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
    while select.select([engine.stderr], [], [], PATIENCE)[0]:
        line = engine.stderr.readline()
        lines.append(line)
        if what in line:
            return line
        assert line, f"it ended without saying {what!r}: {lines}"
    raise AssertionError(f"it does not say {what!r}: {lines}")


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


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
        engine.communicate(timeout=PATIENCE)


def test_a_second_engine_on_one_state_is_refused_and_names_the_first(state: State) -> None:
    first = state.ready()
    second = state.start()
    _, text = second.communicate(timeout=PATIENCE)
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
        thread.join(PATIENCE)
    assert len(clients) == 10
    assert len({client.hello["pid"] for client in clients}) == 1
    assert all(client.ask(Status()) for client in clients)
    assert state.done().count("start") == 1
    launch.stop(state.paths.folder)
    # None of the others waited for its turn.
    assert is_free(state.paths.lock)
    assert state.done().count("start") == 1
    for client in clients:
        client.close()


def test_kill_9_frees_the_lock_and_the_next_engine_replaces_the_socket(state: State) -> None:
    first = state.ready()
    assert not is_free(state.paths.lock)
    inode = state.paths.lock.stat().st_ino
    first.kill()
    first.wait(PATIENCE)
    assert is_free(state.paths.lock)
    assert state.paths.socket.exists()
    with pytest.raises(NoEngine):
        Client.connect(state.paths)
    second = state.ready()
    with Client.connect(state.paths) as client:
        assert client.hello["pid"] == second.pid
    assert state.paths.lock.stat().st_ino == inode


def test_a_long_path_has_its_socket_in_the_runtime_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as runtime:
        monkeypatch.setenv("XDG_RUNTIME_DIR", runtime)
        state = State(tmp_path / ("long-" * 25))
        engine = state.ready()
        assert state.paths.socket.parent.parent == Path(runtime)
        with Client.connect(state.paths) as client:
            assert client.ask(Status())
        # Another environment than the engine's: the lock file says where it listens.
        monkeypatch.setenv("XDG_RUNTIME_DIR", "/nowhere")
        with Client.connect(state.paths) as client:
            assert client.hello["pid"] == engine.pid
        launch.stop(state.paths.folder)
        engine.communicate(timeout=PATIENCE)


def test_without_an_estate_there_is_no_engine_and_nothing_is_made(state: State) -> None:
    (state.paths.folder / "world.db").unlink()
    state.paths.db.unlink()
    engine = state.start()
    _, text = engine.communicate(timeout=PATIENCE)
    assert engine.returncode == 2
    assert "no estate is loaded" in text
    assert list(state.paths.folder.iterdir()) == []


def test_an_engine_refused_by_its_store_says_so_and_frees_the_lock(state: State) -> None:
    state.script(start="refuse")
    engine = state.start()
    _, text = engine.communicate(timeout=PATIENCE)
    assert engine.returncode == 2
    assert "the store is of a newer program (drconsole.db)" in text
    assert "Traceback" not in text
    assert is_free(state.paths.lock)


def test_a_detached_engine_has_a_session_of_its_own_and_nothing_of_the_terminal(state: State) -> None:
    with state.ensure() as client:
        pid = int(client.hello["pid"])
    assert os.getsid(pid) == pid
    assert os.readlink(f"/proc/{pid}/fd/0") == "/dev/null"
    assert {os.readlink(f"/proc/{pid}/fd/{fd}") for fd in (1, 2)} == {str(state.paths.log)}
    assert os.readlink(f"/proc/{pid}/cwd") == "/"
    assert "ready" in state.paths.log.read_text()
    os.kill(pid, signal.SIGHUP)
    with Client.connect(state.paths) as client:
        assert client.ask(Status())


def test_files_are_the_owners_alone_unless_the_folder_lets_its_group_in(state: State) -> None:
    state.ready()
    for file in (state.paths.lock, state.paths.socket, state.paths.folder / "fake.log"):
        assert file.stat().st_mode & 0o077 == 0, file
    launch.stop(state.paths.folder)
    (state.paths.folder / "fake.log").unlink()
    state.paths.folder.chmod(0o2750)
    state.ready()
    assert (state.paths.folder / "fake.log").stat().st_mode & 0o777 == 0o640
    assert state.paths.socket.stat().st_mode & 0o777 == 0o660
    assert state.paths.lock.stat().st_mode & 0o077 == 0


def test_start_takes_the_speed_and_gives_it_to_one_that_runs(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "engine_argv", lambda _, speed: state.argv(*([] if speed is None else [str(speed)])))
    first = launch.start_detached(state.paths.folder, 60.0)
    again = launch.start_detached(state.paths.folder, "max")
    assert (first["started"], again["started"]) == (True, False)
    assert first["pid"] == again["pid"]
    clocks = [line for line in state.done() if line.startswith("SetClock")]
    assert clocks == ['SetClock {"speed": 60.0, "paused": null}', 'SetClock {"speed": "max", "paused": null}']
    launch.stop(state.paths.folder)


def test_stop_is_refused_while_a_job_runs_and_force_leaves_at_once(state: State) -> None:
    state.script(jobs=["j1-1"], busy=True)
    engine = state.ready()
    with pytest.raises(Refused) as refused:
        launch.stop(state.paths.folder, timeout=5)
    assert refused.value.extra["jobs"] == ["j1-1"]
    assert [one["act"] for one in refused.value.extra["remedies"]] == ["drain-engine", "end-engine"]
    assert engine.poll() is None
    launch.stop(state.paths.folder, force=True)
    assert is_free(state.paths.lock)
    assert engine.wait(PATIENCE) == 0
    assert "drain" not in state.done()
    assert state.done()[-1].startswith("close: stop --force by ")
    assert state.done()[-1].endswith("1 under way")


def test_drain_waits_for_what_is_under_way_and_takes_no_new_job(state: State) -> None:
    state.script(jobs=["j1-1"], busy=True)
    engine = state.ready()
    with Client.connect(state.paths) as client:
        assert client.ask(Drain())["under_way"] == 1
        with pytest.raises(Refused) as refused:
            client.ask(StartJob(operation="failover", target="p", confirm="p"))
        assert refused.value.code == "leaving"
        assert client.ask(Status())
        with pytest.raises(OutcomeUnknown):
            launch.drain(state.paths.folder, timeout=0.05)
        assert engine.poll() is None
        client.ask(AnswerTask(job="j1-1", task="t", outcome="done"))
    assert engine.wait(PATIENCE) == 0
    assert state.done()[-1].startswith("close: drain by ")
    assert state.done()[-1].endswith("0 under way")


def test_stop_of_an_idle_engine_returns_when_it_is_gone(state: State) -> None:
    engine = state.ready()
    answer = launch.stop(state.paths.folder)
    assert answer["pid"] == engine.pid
    assert is_free(state.paths.lock)
    assert not state.paths.socket.exists()
    assert engine.wait(PATIENCE) == 0
    with pytest.raises(NoEngine):
        launch.stop(state.paths.folder)


@pytest.mark.parametrize(("first", "second"), [(signal.SIGTERM, signal.SIGTERM), (signal.SIGINT, signal.SIGINT)])
def test_a_signal_waits_for_steps_and_a_second_one_does_not(
    state: State, first: signal.Signals, second: signal.Signals
) -> None:
    state.script(jobs=["j"], busy=True)
    engine = state.ready()
    engine.send_signal(first)
    said(engine, f"going down: {first.name}")
    with Client.connect(state.paths) as client:
        assert client.ask(Status())
    engine.send_signal(second)
    assert engine.wait(PATIENCE) == 0
    assert state.done()[-1] == "close: stop --force; 1 under way"


def test_sigterm_of_an_engine_with_nothing_under_way_ends_it_in_order(state: State) -> None:
    state.script(jobs=["waits-for-a-person"])
    engine = state.ready()
    engine.terminate()
    assert engine.wait(PATIENCE) == 0
    assert state.done()[-2:] == ["drain", "close: SIGTERM; 0 under way"]


def test_sigterm_while_it_still_starts(state: State) -> None:
    state.script(start="hang")
    engine = state.start()
    fake_log = state.paths.folder / "fake.log"
    until(fake_log.exists)
    engine.terminate()
    assert engine.wait(PATIENCE) == 0
    assert is_free(state.paths.lock)


def test_a_failed_store_ends_the_engine_with_a_line_in_the_log(state: State) -> None:
    engine = state.ready()
    with Client.connect(state.paths) as client:
        client.ask(HoldJob(job="store"))
    line = said(engine, "gave up")
    assert f"exit {EXIT_FATAL}" in line
    assert "disk full" in line
    assert engine.wait(PATIENCE) == EXIT_FATAL
    assert is_free(state.paths.lock)


def test_a_disk_that_is_full_at_the_start_ends_it_so_that_a_supervisor_tries_again(state: State) -> None:
    state.script(start="full")
    engine = state.start()
    assert engine.stderr is not None
    lines = engine.stderr.read()
    assert engine.wait(PATIENCE) == EXIT_FATAL
    assert "the disk is full" in lines
    assert "make room" in lines
    assert "Traceback" not in lines
    assert is_free(state.paths.lock)


@pytest.mark.parametrize("how", ["moved", "removed"])
def test_an_idle_engine_whose_state_folder_goes_away_says_so_and_ends(state: State, how: str) -> None:
    engine = state.ready()
    folder = state.paths.folder
    if how == "moved":
        folder.rename(folder.with_name("elsewhere"))
    else:
        shutil.rmtree(folder)
    line = said(engine, "gave up")
    assert "the state folder" in line
    assert engine.wait(PATIENCE) == EXIT_FATAL
    if how == "moved":
        folder.with_name("elsewhere").rename(folder)
        assert is_free(state.paths.lock)
    else:
        folder.mkdir()


def test_a_fault_of_no_rule_ends_the_engine_so_that_the_next_can_take_over(state: State) -> None:
    engine = state.ready()
    with Client.connect(state.paths) as client:
        client.ask(HoldJob(job="raise"))
    assert "a fault of no rule" in said(engine, "gave up")
    assert engine.wait(PATIENCE) == EXIT_FATAL


def test_an_engine_that_holds_the_state_and_does_not_answer_is_terminated_by_force(state: State) -> None:
    state.script(start="hang")
    engine = state.start()
    until((state.paths.folder / "fake.log").exists)
    with pytest.raises(NoEngine):
        launch.stop(state.paths.folder)
    assert launch.stop(state.paths.folder, force=True)["pid"] == engine.pid
    assert engine.wait(PATIENCE) == 0


def test_an_engine_run_with_the_password_does_not_keep_it(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor do its scripts, which inherit its environment."""
    monkeypatch.setenv(ENCRYPTION_PASSWORD, "open sesame")
    state.ready()
    assert "has the password" not in state.done()


def test_a_script_left_running_does_not_keep_the_lock(state: State) -> None:
    with StateLock.take(state.paths.lock):
        child = subprocess.Popen(["/bin/sleep", "30"], close_fds=False)
    try:
        # Not at once: the kernel lets a starter go on before it closes what exec is to close.
        until(lambda: is_free(state.paths.lock))
        assert child.poll() is None
    finally:
        child.kill()
        child.wait()


def test_the_real_entry_tells_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as error:
        launch.start_detached(tmp_path)
    assert error.value.code == "no-estate"
    argv = [sys.executable, "-m", "drconsole.engine.process.entry", "--state", str(tmp_path)]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 2
    assert "drconsole estate load contoso" in done.stderr
