"""A state of its own, tmux as the terminal that is looked at, a bare pty where its bytes matter, and an sshd."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from e2e.e2e_state import Place

from drconsole.console.commands import COMMANDS

PATIENCE = 60.0
"""Seconds after which what was waited for counts as never coming; a machine may be slow and busy."""
LOOK = 0.05
SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def need(*programs: str | None) -> None:
    """Without the programs there is no terminal to test in; where they were promised, that is a failure."""
    if all(programs):
        return
    missing = "tmux, ssh and sshd are needed (Debian: tmux openssh-client openssh-server)"
    if os.environ.get("DRCONSOLE_TERMINAL_TESTS") == "required":
        pytest.fail(missing)
    pytest.skip(missing)


_TMUX_KEYS = {"question_mark": "?", "colon": ":", "slash": "/", "enter": "Enter", "escape": "Escape"}


def key_of(command: str) -> str:
    """The first key of a command of the console, by tmux's name: keys may move, ids stay."""
    (found,) = [each for each in COMMANDS if each.id == command]
    return _TMUX_KEYS.get(found.keys[0], found.keys[0])


def until(condition: Callable[[], Any], what: Callable[[], str], patience: float = PATIENCE) -> Any:
    end = time.monotonic() + patience
    while not (found := condition()):
        if time.monotonic() > end:
            pytest.fail(what())
        time.sleep(LOOK)
    return found


class Pane:
    """One program in a terminal that can be looked at."""

    def __init__(self, tmux: Tmux, name: str, code: Path) -> None:
        self._tmux = tmux
        self._name = name
        self._code = code

    @property
    def screen(self) -> str:
        """What stands on it now, line by line."""
        return self._tmux.run("capture-pane", "-p", "-t", self._name)

    @property
    def pid(self) -> int:
        """The program's; its terminal's own is a shell that waits for it."""
        shell = self._ask("#{pane_pid}")
        (found,) = Path(f"/proc/{shell}/task/{shell}/children").read_text().split()
        return int(found)

    @property
    def code(self) -> int | None:
        """The program's exit code, as a shell says it; None while it runs."""
        text = self._code.read_text() if self._code.exists() else ""
        return int(text) if text.endswith("\n") else None

    @property
    def cursor(self) -> str:
        """The line that the terminal's cursor is on: where a screen reader, and a test, sees the focus."""
        return self.screen.splitlines()[int(self._ask("#{cursor_y}"))]

    @property
    def in_alternate_screen(self) -> bool:
        return self._ask("#{alternate_on}") == "1"

    def _ask(self, form: str) -> str:
        return self._tmux.run("display-message", "-p", "-t", self._name, form).strip()

    def press(self, *keys: str) -> None:
        """Keys by tmux's names: ``Enter``, ``Escape``, ``Down``, ``f``."""
        for key in keys:
            self._tmux.run("send-keys", "-t", self._name, key)

    def type(self, text: str) -> None:
        self._tmux.run("send-keys", "-t", self._name, "-l", text)

    def until(self, *texts: str, patience: float = PATIENCE) -> str:
        """The screen once all the texts stand on it."""
        return self.until_screen(lambda screen: all(text in screen for text in texts), " and ".join(texts), patience)

    def until_screen(self, right: Callable[[str], bool], what: str, patience: float = PATIENCE) -> str:
        seen = [""]

        def look() -> bool:
            over = self.code is not None
            seen[0] = self.screen
            return right(seen[0]) or over

        def told() -> str:
            return f"never on the screen: {what}\n{seen[0].rstrip()}\n(exit code {self.code})"

        until(look, told, patience)
        assert right(seen[0]), told()
        return seen[0]

    def ended(self, patience: float = PATIENCE) -> int:
        """Its exit code, once it has one."""
        until(lambda: self.code is not None, lambda: f"it goes on:\n{self.screen}", patience)
        assert self.code is not None
        return self.code


def confirm(pane: Pane, name: str) -> None:
    """Type the name that a dialog asks for."""
    pane.press("n")
    until(lambda: "To start, type" in pane.cursor, lambda: f"no place to type the name:\n{pane.screen}")
    pane.type(name)
    until(lambda: pane.cursor.rstrip().endswith(f": {name}"), lambda: f"{name} was not typed:\n{pane.screen}")
    pane.press("Enter")


class Tmux:
    """A tmux server of the test's own."""

    def __init__(self) -> None:
        need(shutil.which("tmux"))
        self._folder = Path(tempfile.mkdtemp(prefix="drt-", dir="/tmp"))  # a socket's path must be short
        conf = self._folder / "conf"
        conf.write_text("set -g status off\nset -g escape-time 0\n")
        self._base = ["tmux", "-S", str(self._folder / "s"), "-f", str(conf)]
        self._count = 0

    def run(self, *words: str, env: Mapping[str, str] | None = None) -> str:
        done = subprocess.run([*self._base, *words], capture_output=True, text=True, check=False, env=env)
        assert done.returncode == 0, (words, done.stderr)
        return done.stdout

    def start(self, argv: Sequence[str], env: Mapping[str, str], size: tuple[int, int] = (80, 24)) -> Pane:
        self._count += 1
        name = f"t{self._count}"
        width, height = size
        setting = [word for each in env.items() for word in ("-e", "=".join(each))]
        where = ["-x", str(width), "-y", str(height)]
        # tmux has a word for a program's end too; it is now and then missing, and it pushes the screen up by a line.
        code = self._folder / f"{name}.code"
        shell = ["sh", "-c", 'code=$1; shift; "$@"; echo $? > "$code"; exec sleep 3600', "sh", str(code)]
        self.run("new-session", "-d", "-s", name, *where, *setting, "--", *shell, *argv, env=_plain(env))
        return Pane(self, name, code)

    def end(self) -> None:
        subprocess.run([*self._base, "kill-server"], capture_output=True, check=False)
        shutil.rmtree(self._folder, ignore_errors=True)


def _plain(env: Mapping[str, str]) -> dict[str, str]:
    """The server's own environment: it must not believe that it runs inside another tmux."""
    return {name: value for name, value in env.items() if name not in ("TMUX", "TMUX_PANE", "TERM")} | {
        "TERM": "xterm-256color"
    }


class Pty:
    """One program on a bare terminal: every byte that it writes, and a line that can be lost."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str], size: tuple[int, int] = (80, 24)) -> None:
        self.master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.before = termios.tcgetattr(slave)
        self.process = subprocess.Popen(
            list(argv),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**env, "TERM": "xterm-256color"},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        self._slave = slave
        """Kept open: what the terminal was left like can be asked after the program's end."""
        self._bytes = bytearray()
        self._stop = threading.Event()
        self._reading = threading.Event()
        self._reading.set()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        while not self._stop.is_set():
            if not self._reading.wait(0.05):
                continue
            ready, _, _ = select.select([self.master], [], [], 0.05)
            if ready and self._reading.is_set():
                try:
                    self._bytes += os.read(self.master, 1 << 16)
                except OSError:
                    return

    @property
    def written(self) -> bytes:
        return bytes(self._bytes)

    def until(self, *texts: bytes, patience: float = PATIENCE) -> None:
        until(
            lambda: all(text in self._bytes for text in texts) or self.process.poll() is not None,
            lambda: f"never written: {texts}\n{self.written[-2000:]!r}",
            patience,
        )
        assert all(text in self._bytes for text in texts), self.written[-2000:]

    def type(self, text: bytes) -> None:
        os.write(self.master, text)

    def resize(self, width: int, height: int) -> None:
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def stall(self) -> None:
        """Stop reading, as a terminal does at ctrl+s, or a line that hangs."""
        self._reading.clear()

    def attributes(self) -> list[Any]:
        return termios.tcgetattr(self._slave)

    def ended(self, patience: float = PATIENCE) -> int:
        code = self.process.wait(patience)
        # What is still in the pipe belongs to what it wrote.
        quiet = [len(self._bytes)]

        def settled() -> bool:
            last, quiet[0] = quiet[0], len(self._bytes)
            return last == quiet[0] and not select.select([self.master], [], [], 0)[0]

        if self._reading.is_set():
            until(settled, lambda: "it never stops writing")
        return code

    def hang_up(self) -> None:
        """The line is gone: nobody holds either end any more."""
        self._stop.set()
        self._thread.join()
        os.close(self._slave)
        os.close(self.master)
        self._slave = self.master = -1

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait(PATIENCE)
        self._stop.set()
        self._thread.join()
        for each in (self._slave, self.master):
            if each >= 0:
                os.close(each)


class Sshd:
    """Debian's openssh-server on loopback, with keys of its own, for whoever runs the test."""

    def __init__(self, folder: Path) -> None:
        need(SSHD, shutil.which("ssh"), shutil.which("ssh-keygen"))
        assert SSHD is not None
        self._folder = folder / "ssh"
        self._folder.mkdir(mode=0o700)
        for name in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self._folder / name)], check=True)
        (self._folder / "authorized_keys").write_text((self._folder / "user.pub").read_text())
        self.port = _free_port()
        config = self._folder / "config"
        config.write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {self._folder}/host\nPidFile none\n"
            f"AuthorizedKeysFile {self._folder}/authorized_keys\nStrictModes no\nUsePAM no\n"
            "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\nPrintMotd no\n"
        )
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)  # where sshd as root wants to be confined
        self._log = self._folder / "log"
        self._process = subprocess.Popen(
            [SSHD, "-D", "-e", "-f", str(config)], stderr=self._log.open("wb"), start_new_session=True
        )
        until(self._answers, lambda: f"sshd does not answer:\n{self._log.read_text()}")

    def _answers(self) -> bool:
        assert self._process.poll() is None, self._log.read_text()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as line:
            return line.recv(4) == b"SSH-"
        return False

    def argv(self, command: str) -> list[str]:
        """An ssh client with a terminal at the far end."""
        options = {
            "StrictHostKeyChecking": "no",
            "UserKnownHostsFile": "/dev/null",
            "IdentitiesOnly": "yes",
            "LogLevel": "ERROR",
            "ControlPath": "none",
        }
        words = [word for each in options.items() for word in ("-o", "=".join(each))]
        user = pwd.getpwuid(os.geteuid()).pw_name
        where = ["-p", str(self.port), "-i", str(self._folder / "user"), f"{user}@127.0.0.1"]
        return ["ssh", "-F", "/dev/null", "-tt", *words, *where, command]

    def end(self) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Sitting:
    """A state and consoles over it."""

    def __init__(self, folder: Path) -> None:
        self.place = Place(folder)
        self.place.env.pop("NO_COLOR", None)
        self.place.env |= {"LC_ALL": "C.UTF-8", "HOME": str(folder)}
        for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY", "TMUX", "TMUX_PANE"):
            self.place.env.pop(name, None)
        self._tmux: Tmux | None = None
        self._ptys: list[Pty] = []
        self._sshd: Sshd | None = None
        self._folder = folder

    @property
    def env(self) -> dict[str, str]:
        return self.place.env

    def argv(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "drconsole", "--state", str(self.place.state), *words]

    def console(self, *words: str, size: tuple[int, int] = (80, 24), **env: str) -> Pane:
        """A console in tmux."""
        return self.terminal(self.argv("console", *words), size=size, **env)

    def terminal(self, argv: Sequence[str], *, size: tuple[int, int] = (80, 24), **env: str) -> Pane:
        self._tmux = self._tmux or Tmux()
        return self._tmux.start(argv, {**self.env, **env}, size)

    def pty(self, *words: str, **env: str) -> Pty:
        """A console on a bare terminal."""
        return self.program(self.argv("console", *words), **env)

    def program(self, argv: Sequence[str], **env: str) -> Pty:
        made = Pty(argv, {**self.env, **env})
        self._ptys.append(made)
        return made

    def over_ssh(self, *words: str, size: tuple[int, int] = (80, 24)) -> Pane:
        """A console at the far end of an ssh connection, the client in tmux."""
        self._sshd = self._sshd or Sshd(self._folder)
        setting = ["env", *(f"{name}={self.env[name]}" for name in ("PATH", "XDG_CONFIG_HOME", "LC_ALL", "HOME"))]
        python = f"PYTHONPATH={self.env['PYTHONPATH']}" if "PYTHONPATH" in self.env else "PYTHONUTF8=1"
        command = " ".join([*setting, python, *self.argv("console", *words)])
        return self.terminal(self._sshd.argv(command), size=size)

    def consoles(self) -> list[int]:
        """Processes of this state's consoles."""
        found = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdigit():
                    words = (entry / "cmdline").read_bytes().split(b"\0")
                    if b"drconsole" in words and b"console" in words and str(self.place.state).encode() in words:
                        found.append(int(entry.name))
        return found

    def end(self) -> None:
        for pty in self._ptys:
            pty.close()
        if self._tmux is not None:
            self._tmux.end()
        if self._sshd is not None:
            self._sshd.end()
        for pid in self.consoles():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.place.clear()
