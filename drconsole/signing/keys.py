"""Keys that a person has anyway: where OpenSSH keeps them."""

from __future__ import annotations

from pathlib import Path

KEYS = ("id_ed25519", "id_ed25519_sk", "id_ecdsa", "id_ecdsa_sk", "id_rsa")
"""Names of a user's keys as ssh(1) looks for them, the one that is best to sign with first."""


def first_key() -> Path | None:
    """Return a person's first key in ``~/.ssh``, or its public half where an agent has the other; None = none."""
    folder = Path.home() / ".ssh"
    files = (file for name in KEYS for file in (folder / name, folder / f"{name}.pub"))
    return next((file for file in files if file.is_file()), None)
