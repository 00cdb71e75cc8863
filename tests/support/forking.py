"""Commands as processes of their own that need not import anything: forked from one that has read it all.

A third of a second of imports is most of what a command costs. A forked command has its own pid, folder, environment,
descriptors and exit, as one that was started anew; that a command starts from nothing is shown by the tests that
start ``python -m drconsole`` themselves.

Run as a program, this is the process that forks. It reads requests from its standard input, a socket.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NoReturn

ROOMS = ("recovery", "render", "store", "documents", "link", "providers", "engine", "cli")
_LARGEST = 1 << 17


class Forks:
    """The one that starts commands, with the process that forks them."""

    def __init__(self) -> None:
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            environment = {**os.environ, "PYTHONUTF8": "1"}
            self._process = subprocess.Popen([sys.executable, __file__], stdin=theirs, env=environment)

    def run(
        self, words: Sequence[str], *, cwd: Path, env: Mapping[str, str], timeout: float
    ) -> subprocess.CompletedProcess[str]:
        """One command to its end. Raises ``subprocess.TimeoutExpired`` once it was killed."""
        request = json.dumps({"words": words, "cwd": str(cwd), "env": dict(env)}).encode()
        assert len(request) < _LARGEST
        told, tell = socket.socketpair()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, open(os.devnull) as nothing, told:
            with tell:
                files = [nothing.fileno(), out.fileno(), err.fileno(), tell.fileno()]
                socket.send_fds(self._ours, [request], files)
            pid = int(told.recv(20))
            told.settimeout(timeout)
            try:
                code = told.recv(20)
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                raise subprocess.TimeoutExpired(list(words), timeout) from None
            assert code, "the process that forks is gone"
            texts = []
            for file in (out, err):
                file.seek(0)
                texts.append(file.read().decode())
        return subprocess.CompletedProcess(list(words), int(code), *texts)


@cache
def forks() -> Forks:
    """One a process of the tests; it ends with it."""
    return Forks()


def serve(requests: socket.socket) -> list[str]:
    """Fork a command for each request, and tell its exit code. Returns a command's words, in the command's process."""
    waiting = selectors.DefaultSelector()
    waiting.register(requests, selectors.EVENT_READ)
    while True:
        for key, _ in waiting.select():
            if key.fileobj is not requests:
                pid, tell = key.data
                waiting.unregister(key.fd)
                os.close(key.fd)
                code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                os.write(tell, str(code).encode())
                os.close(tell)
                continue
            request, files, _, _ = socket.recv_fds(requests, _LARGEST, 4)
            if not request:
                os._exit(0)
            pid = os.fork()
            if pid == 0:
                waiting.close()
                requests.close()
                return become(json.loads(request), files)
            os.write(files[3], str(pid).encode())
            for file in files[:3]:
                os.close(file)
            waiting.register(os.pidfd_open(pid), selectors.EVENT_READ, (pid, files[3]))


def become(request: Mapping[str, object], files: list[int]) -> list[str]:
    """Be the process that was asked for: its descriptors and nothing else, its folder, its environment."""
    for number in range(3):
        os.dup2(files[number], number)
    os.closerange(3, 4096)
    os.chdir(str(request["cwd"]))
    os.environ.clear()
    environment = request["env"]
    words = request["words"]
    assert isinstance(environment, dict)
    assert isinstance(words, list)
    os.environ.update(environment)
    # Open as long as the process.
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    return words


def read_all() -> None:
    for room in ROOMS:
        package = importlib.import_module(f"drconsole.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)


def program() -> NoReturn:
    sys.path.pop(0)  # this folder: a command knows nothing of the tests
    read_all()
    gc.collect()
    gc.freeze()
    words = serve(socket.socket(fileno=os.dup(0)))
    from drconsole.cli.main import main

    sys.argv = ["drconsole", *words]
    try:
        code = main()
    except SystemExit as left:
        code = int(left.code or 0)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # taking down all that was read costs as much as the command


if __name__ == "__main__":
    program()
