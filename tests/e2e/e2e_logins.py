"""Real logins: sshd on loopback for several Unix users, and a program that each of them can read. It takes root."""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import pwd
import re
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from e2e.e2e_state import PATIENCE, Said
from e2e.e2e_users import Users, needs_root
from support.ports import free_port

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
SUDO = shutil.which("sudo")
needs_logins = pytest.mark.skipif(
    not needs_root.args[0] and not all((SSHD, SUDO, shutil.which("ssh"), shutil.which("ssh-keygen"))),
    reason="NOT TESTED: logins of Unix users; they take openssh-server, openssh-client and sudo (Debian's packages)",
)
TELL = """
import json, sys
from drconsole.link.client import Client
from drconsole.recovery.types.work.errors import DrError
from drconsole.settings.state import StatePaths
from pathlib import Path
said = []
with Client.connect(StatePaths.of(Path(sys.argv[1]))) as client:
    for request_id, kind, body in json.load(sys.stdin):
        try:
            said.append(client._request(kind, body, None, request_id).get("text") or "taken")
        except DrError as error:
            said.append(error.code)
print(json.dumps(said))
"""
"""Sends what is on its input, also what no client of ours would send, and says what was answered."""
NOT_COPIED = ("test", "tests", "idlelib", "ensurepip", "lib2to3", "turtledemo", "tkinter", "config-*", "site-packages")
ROOT = Path(__file__).parents[2]


def program_for_all(folder: Path) -> Path:
    """Return a ``drconsole`` that every user can run: this Python and this checkout may lie where only root reads."""
    home, site, app = folder / "python", folder / "site", folder / "app"
    base = Path(sys.base_prefix)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    (home / "bin").mkdir(parents=True)
    shutil.copy2(base / "bin" / version, home / "bin" / version)
    library = Path(os.__file__).parent
    shutil.copytree(library, home / "lib" / version, ignore=shutil.ignore_patterns(*NOT_COPIED))
    for shared in (base / "lib").glob("libpython*"):
        shutil.copy2(shared, home / "lib" / shared.name)
    site.mkdir()
    for name in _needed("drconsole"):
        _copy_distribution(name, site)
    for name in ("drconsole", "fixtures", "themes"):
        shutil.copytree(ROOT / name, app / name)
    program = folder / "bin" / "drconsole"
    program.parent.mkdir()
    for file, module in ((program, "-m drconsole "), (program.with_name("python-of-drconsole"), "")):
        file.write_text(
            f"#!/bin/sh\nexport PYTHONHOME={home} PYTHONPATH={app}:{site} LD_LIBRARY_PATH={home}/lib PYTHONUTF8=1\n"
            f'exec {home}/bin/{version} {module}"$@"\n'
        )
        file.chmod(0o755)
    subprocess.run(["chmod", "-R", "go+rX,go-w", str(folder)], check=True, timeout=PATIENCE)
    return program


def _needed(name: str) -> Iterator[str]:
    """Yield the distributions that one rests on, without its extras."""
    found, left = set[str](), [name]
    while left:
        for wanted in importlib.metadata.requires(left.pop()) or ():
            needed = re.split(r"[^A-Za-z0-9._-]", wanted)[0]
            with contextlib.suppress(importlib.metadata.PackageNotFoundError):
                importlib.metadata.distribution(needed)
                if "extra ==" not in wanted and needed not in found:
                    found.add(needed)
                    left.append(needed)
    yield from found


def _copy_distribution(name: str, site: Path) -> None:
    for file in importlib.metadata.files(name) or ():
        if ".." not in file.parts:
            target = site / file
            target.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileNotFoundError):
                shutil.copy2(str(file.locate()), target)


class Logins:
    """Users who log in by ssh, each with a key and a home of their own, and who may use sudo as root tells."""

    def __init__(self, folder: Path, users: Users) -> None:
        self.users, self.folder = users, folder
        self.program = program_for_all(folder / "program")
        self._ssh = folder / "ssh"
        (self._ssh / "authorized").mkdir(parents=True)
        self._key(self._ssh / "host")
        for who, name in users.names.items():
            home = self.home(who)
            (home / ".ssh").mkdir(parents=True)
            self._key(home / ".ssh" / "id_ed25519")
            shutil.copy(home / ".ssh" / "id_ed25519.pub", self._ssh / "authorized" / name)
            subprocess.run(["usermod", "-d", str(home), name], check=True, capture_output=True, timeout=PATIENCE)
            subprocess.run(["chown", "-R", f"{name}:", str(home)], check=True, timeout=PATIENCE)
        self._sudoers = Path("/etc/sudoers.d") / f"drconsole-test-{users.group_name}"
        self.port = free_port()
        self._log = self._ssh / "log"
        self._process = self._start()

    @staticmethod
    def _key(file: Path) -> None:
        words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(file)]
        subprocess.run(words, check=True, timeout=PATIENCE)

    def _start(self) -> subprocess.Popen[bytes]:
        assert SSHD is not None
        config = self._ssh / "config"
        config.write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {self._ssh}/host\nPidFile none\n"
            f"AuthorizedKeysFile {self._ssh}/authorized/%u\nStrictModes no\nUsePAM yes\nExposeAuthInfo yes\n"
            "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin no\nPrintMotd no\n"
            f"SetEnv PATH={self.program.parent}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin LC_ALL=C.UTF-8\n"
        )
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # where sshd as root wants to be confined
        process = subprocess.Popen(
            [SSHD, "-D", "-e", "-f", str(config)], stderr=self._log.open("wb"), start_new_session=True
        )
        while True:
            assert process.poll() is None, self._log.read_text()
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as line:
                if line.recv(4) == b"SSH-":
                    return process

    def home(self, who: str) -> Path:
        return self.folder / "home" / who

    def argv(self, who: str, command: str, *, terminal: bool = False) -> list[str]:
        """Return an ssh client that logs in as a user and runs this there."""
        options = ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "IdentitiesOnly=yes", "LogLevel=ERROR")
        words = [word for each in options for word in ("-o", each)]
        where = ["-p", str(self.port), "-i", str(self.home(who) / ".ssh" / "id_ed25519")]
        return ["ssh", "-F", "/dev/null", "-tt" if terminal else "-T", *words, *where, self._at(who), command]

    def _at(self, who: str) -> str:
        return f"{self.users.names[who]}@127.0.0.1"

    def run(self, who: str, command: str, *, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Log in, run one command to its end, and log out again."""
        words = self.argv(who, command)
        return subprocess.run(words, input=stdin, capture_output=True, text=True, timeout=PATIENCE, check=False)

    def say(self, who: str, line: str, state: Path, *, through: str = "") -> Said:
        """Say one command of the program to a state; ``through``: words before it, such as sudo's."""
        command = f"{through} {self.program} --state {shlex.quote(str(state))} --json {line}".strip()
        done = self.run(who, command)
        assert done.returncode != 255, (done, self._log.read_text())
        return Said((who, *line.split()), done.returncode, done.stdout, done.stderr)

    def tell(self, who: str, state: Path, *asked: tuple[str, str, dict[str, Any]], told_as: str = "") -> list[str]:
        """Log in and send messages as they stand, (id, kind, body); return of each ``taken``, or why it was not."""
        command = f"DRCONSOLE_AS={shlex.quote(told_as)} {self.program.with_name('python-of-drconsole')} -c"
        done = self.run(who, f"{command} {shlex.quote(TELL)} {shlex.quote(str(state))}", stdin=json.dumps(asked))
        assert done.returncode == 0, done
        return list(json.loads(done.stdout))

    def may_sudo(self, *who: str) -> None:
        """Let these users become anybody, as people who administer a machine may."""
        lines = [f"{self.users.names[each]} ALL=(ALL) NOPASSWD: ALL\n" for each in who]
        self._sudoers.write_text("".join(lines))
        self._sudoers.chmod(0o440)

    def login_is_known(self, who: str) -> bool:
        """Return whether the system notes who logged in (pam_loginuid): a container may not."""
        told = self.run(who, "cat /proc/self/loginuid").stdout.strip()
        return told == str(pwd.getpwnam(self.users.names[who]).pw_uid)

    def end(self) -> None:
        self._sudoers.unlink(missing_ok=True)
        self._process.terminate()
        self._process.wait(PATIENCE)
