"""Environment of the process: variables that name a folder, or hold a password."""

from __future__ import annotations

import os
from pathlib import Path

ENCRYPTION_PASSWORD = "DRCONSOLE_ENCRYPTION_PASSWORD"  # noqa: S105 - the variable's name
"""The environment variable that may hold the password of an encryption key's file; only the command reads it."""


def xdg_folder(variable: str, fallback: str) -> Path:
    """Return the folder that an XDG variable names, else ``fallback`` below the home folder."""
    # A relative path in these variables is to be ignored (XDG Base Directory Specification).
    value = os.environ.get(variable, "")
    return Path(value) if os.path.isabs(value) else Path.home() / fallback
