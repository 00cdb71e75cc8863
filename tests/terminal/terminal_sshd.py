"""Debian's openssh-server on loopback."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
from pathlib import Path

from support.patience import PATIENCE
from support.ports import free_port
from terminal_wait import need, until

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


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
        self.port = free_port()
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

    def argv(self, command: str, port: int = 0) -> list[str]:
        """An ssh client with a terminal at the far end; ``port``: of a line that leads here."""
        options = {
            "StrictHostKeyChecking": "no",
            "UserKnownHostsFile": "/dev/null",
            "IdentitiesOnly": "yes",
            "LogLevel": "ERROR",
            "ControlPath": "none",
        }
        words = [word for each in options.items() for word in ("-o", "=".join(each))]
        user = pwd.getpwuid(os.geteuid()).pw_name
        where = ["-p", str(port or self.port), "-i", str(self._folder / "user"), f"{user}@127.0.0.1"]
        return ["ssh", "-F", "/dev/null", "-tt", *words, *where, command]

    def end(self) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)
