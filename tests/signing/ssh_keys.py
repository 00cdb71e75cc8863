"""Keys and files of allowed signers for tests, made by ``ssh-keygen``."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

needs_ssh_keygen = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen")


def make_key(path: Path, passphrase: str = "") -> Path:
    """Make a key pair (``path`` and ``path.pub``); return where its private half lies."""
    words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", path.name, "-f", str(path)]
    subprocess.run(words, check=True, stdin=subprocess.DEVNULL)
    return path


def allow(file: Path, principal: str, key: Path, options: str = "") -> Path:
    """Add the key to a file of allowed signers."""
    kind, public, *_ = key.with_name(key.name + ".pub").read_text().split()
    known = file.read_text() if file.exists() else ""
    file.write_text(known + " ".join(filter(None, (principal, options, kind, public))) + "\n")
    file.chmod(0o644)
    return file
