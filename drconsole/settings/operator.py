"""Name of the person at the keyboard, as they or their log-in tell it.

Several people often share one account. The kernel then knows that account alone; this name stands beside it, in the
journal and in front of other consoles. It is what somebody said, and proves nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from drconsole.recovery.types.work.errors import BadInput

OPERATOR = "DRCONSOLE_AS"
"""Variable that names the person; ``--as`` sets it. An ``environment=`` option in ``authorized_keys`` can, too."""
LONGEST = 64
_ALLOWED = r"[\w.@+-]+( [\w.@+-]+)*"


def require_name(said: str, place: str) -> str:
    """Return the name of a person. Raises ``BadInput`` for what would not be one word or some in a journal."""
    if not (name := _name_in(said)):
        raise BadInput(
            "bad-name",
            f"{said!r} is no name of a person",
            place=place,
            advice=f"letters, digits, spaces and . _ @ + -, at most {LONGEST} of them",
        )
    return name


def operator_name(environ: Mapping[str, str] | None = None) -> str:
    """Return who is at the keyboard; empty = nobody says it.

    Asked in turn: ``DRCONSOLE_AS``, the comment of the SSH key that logged in (sshd tells the key with
    ``ExposeAuthInfo yes``), and the user who called sudo. What is no name is passed over.
    """
    known = os.environ if environ is None else environ
    told = (known.get(OPERATOR, ""), _key_comment(known), known.get("SUDO_USER", ""))
    return next((name for said in told if (name := _name_in(said))), "")


def _name_in(said: str) -> str:
    name = said.strip()
    return name if len(name) <= LONGEST and re.fullmatch(_ALLOWED, name) else ""


def _key_comment(environ: Mapping[str, str]) -> str:
    """Return the comment in ``authorized_keys`` of the key with which this SSH session was opened; empty = unknown."""
    told = environ.get("SSH_USER_AUTH", "")
    if not told:
        return ""
    used = [line.split()[1:3] for line in _lines(Path(told)) if line.startswith("publickey ")]
    home = environ.get("HOME", "")
    for line in _lines(Path(home) / ".ssh" / "authorized_keys") if home else ():
        words = line.split()
        for kind, key in (pair for pair in used if len(pair) == 2):
            # Options may stand before the kind, and have spaces in quotation marks.
            if key in words and words[words.index(key) - 1] == kind:
                return " ".join(words[words.index(key) + 1 :])
    return ""


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
