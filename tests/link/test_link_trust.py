"""Whose state it is, who listens in it, and an engine that is there and does not answer."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.patience import PATIENCE

from drconsole.engine.process.entry import run_engine
from drconsole.engine.process.folder.setup import load_estate_into
from drconsole.link.client import SILENT, Client
from drconsole.link.ensure import ensure_engine
from drconsole.link.trust import not_permitted, require_own
from drconsole.providers import registry
from drconsole.recovery.types.work.errors import NoEngine, Refused
from drconsole.settings.state import StatePaths

ROOT = os.geteuid() == 0
NOBODY = 65534
HELLO = b'{"hello": {"protocol": 1, "version": "9.9", "mode": "SIMULATION", "epoch": 1, "pid": 1, "rev": 1}}\n'


@pytest.fixture
def paths(tmp_path: Path) -> StatePaths:
    folder = tmp_path / "state"
    folder.mkdir(mode=0o755)
    found = StatePaths.of(folder)
    (folder / "world.db").touch()
    found.db.touch()
    return found


class Listener:
    """A process that serves the state's socket as another user, or as ours, to so many clients."""

    def __init__(self, paths: StatePaths, uid: int | None, clients: int = 1) -> None:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(paths.socket))
        ready, told = os.pipe()
        self.heard, tell = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                if uid is not None:
                    os.setgroups([])
                    os.setresuid(uid, uid, uid)
                listener.listen()
                os.write(told, b"x")
                for _ in range(clients):
                    peer, _ = listener.accept()
                    peer.settimeout(PATIENCE)
                    said = peer.recv(1000)
                    os.write(tell, said)
                    if said:
                        peer.sendall(HELLO)
                        peer.recv(1000)
            finally:
                os._exit(0)
        os.close(tell)
        os.close(told)
        listener.close()
        assert os.read(ready, 1) == b"x"
        os.close(ready)

    def said_to_it(self) -> bytes:
        """All that a client said, once the listener has ended."""
        os.waitpid(self.pid, 0)
        self.pid = 0
        return os.read(self.heard, 1000)

    def end(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.heard)


@pytest.fixture
def listen(paths: StatePaths) -> Iterator[Callable[..., Listener]]:
    made: list[Listener] = []

    def start(uid: int | None, clients: int = 1) -> Listener:
        made.append(Listener(paths, uid, clients))
        return made[-1]

    yield start
    for each in made:
        each.end()


def test_a_process_of_the_folders_owner_is_spoken_to(paths: StatePaths, listen: Callable[..., Listener]) -> None:
    there = listen(None)
    with Client.connect(paths) as client:
        assert client.hello["version"] == "9.9"
    assert b"hello" in there.said_to_it()


@pytest.mark.skipif(not ROOT, reason="only root can be another user")
def test_nothing_is_said_to_a_foreign_process_in_the_engines_place(
    paths: StatePaths, listen: Callable[..., Listener]
) -> None:
    there = listen(NOBODY, 2)
    with pytest.raises(Refused) as refused:
        Client.connect(paths)
    assert refused.value.code == "foreign-engine"
    assert refused.value.extra["pid"] == there.pid
    with pytest.raises(Refused, match="nothing was said"):
        ensure_engine(paths, ["/bin/false"])
    assert there.said_to_it() == b""


@pytest.mark.skipif(not ROOT, reason="only root can give a folder away")
def test_root_commands_an_engine_of_the_folders_owner_and_of_nobody_else(
    paths: StatePaths, listen: Callable[..., Listener]
) -> None:
    os.chown(paths.folder, NOBODY, NOBODY)
    there = listen(NOBODY)
    Client.connect(paths).close()
    assert b"hello" in there.said_to_it()
    paths.socket.unlink()
    own = listen(None)
    with pytest.raises(Refused) as refused:
        Client.connect(paths)
    assert refused.value.code == "foreign-engine"
    assert own.said_to_it() == b""


def test_who_is_not_the_folders_owner_says_nothing_to_its_engine(
    paths: StatePaths, listen: Callable[..., Listener], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = listen(None)
    monkeypatch.setattr(os, "geteuid", lambda: paths.folder.stat().st_uid + 1)
    with pytest.raises(Refused) as refused:
        Client.connect(paths)
    assert refused.value.code == "not-permitted"
    assert there.said_to_it() == b""


@pytest.mark.parametrize(("member", "helps"), [(False, "usermod -aG"), (True, "ask its owner")])
def test_who_is_not_in_the_group_that_the_owner_lets_in_is_told_of_it(
    paths: StatePaths, monkeypatch: pytest.MonkeyPatch, member: bool, helps: str
) -> None:
    paths.folder.chmod(0o750)
    monkeypatch.setattr(os, "getegid", lambda: paths.folder.stat().st_gid + (0 if member else 1))
    monkeypatch.setattr(os, "getgroups", list)
    assert helps in not_permitted(paths.folder).advice


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o775, 0o702])
def test_a_folder_that_others_may_write_into_is_used_by_nobody(
    mode: int, paths: StatePaths, listen: Callable[..., Listener]
) -> None:
    there = listen(None)
    paths.folder.chmod(mode)
    uses: list[Callable[[], object]] = [
        lambda: Client.connect(paths),
        lambda: run_engine(paths.folder),
        lambda: load_estate_into(paths.folder, registry.find(""), lambda _: pytest.fail("a world was made")),
    ]
    for use in uses:
        with pytest.raises(Refused) as refused:
            use()
        assert refused.value.code == "unsafe-state"
        assert "chmod go-w" in refused.value.advice
    assert there.said_to_it() == b""
    paths.socket.unlink()
    with pytest.raises(Refused) as refused:
        ensure_engine(paths, ["/bin/false"])
    assert refused.value.code == "unsafe-state"
    assert not paths.log.exists(), "something was started"


@pytest.mark.parametrize("mode", [0o700, 0o755, 0o2750])
def test_a_folder_that_others_only_read_is_fine(mode: int, paths: StatePaths) -> None:
    paths.folder.chmod(mode)
    require_own(paths.folder)


def test_an_engine_is_its_folders_owners_and_not_even_roots(paths: StatePaths, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = paths.folder.stat().st_uid
    if ROOT:
        os.chown(paths.folder, NOBODY, NOBODY)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with pytest.raises(Refused) as refused:
        run_engine(paths.folder)
    assert refused.value.code == ("unsafe-state" if ROOT else "not-permitted")
    assert "sudo -u" in refused.value.advice
    assert not paths.lock.exists()


def hold(paths: StatePaths, pid: int) -> int:
    """The lock as an engine holds it."""
    fd = os.open(paths.lock, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(fd, fcntl.LOCK_EX)
    os.write(fd, json.dumps({"pid": pid, "socket": str(paths.socket)}).encode())
    return fd


@pytest.mark.parametrize("how", ["hung", "backlog", "starting"])
def test_an_engine_that_is_there_and_does_not_answer_is_not_called_none(how: str, paths: StatePaths) -> None:
    lock = hold(paths, 4711)
    waiting: list[socket.socket] = []
    with socket.socket(socket.AF_UNIX) as listener:
        if how != "starting":
            listener.bind(str(paths.socket))
            listener.listen(1)
        while how == "backlog":
            one = socket.socket(socket.AF_UNIX)
            waiting.append(one)
            one.setblocking(False)
            try:
                one.connect(str(paths.socket))
            except BlockingIOError:
                break
        with pytest.raises(NoEngine) as error:
            Client.connect(paths, timeout=0.05)
    assert error.value.code == SILENT
    assert error.value.extra["pid"] == 4711
    assert "process 4711" in error.value.message
    for one in waiting:
        one.close()
    os.close(lock)
    with pytest.raises(NoEngine) as error:
        Client.connect(paths, timeout=0.05)
    assert error.value.code == "no-engine"


def test_no_engine_is_started_over_and_over_beside_one_that_does_not_answer(paths: StatePaths) -> None:
    lock = hold(paths, os.getpid())
    count = paths.folder / "count"
    with pytest.raises(NoEngine):
        ensure_engine(paths, ["/bin/sh", "-c", f"echo x >> {count}; exit 75"], timeout=1.5)
    os.close(lock)
    assert count.read_text().count("x") == 1
