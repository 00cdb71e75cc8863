"""Terminal's clipboard: the sequence (OSC 52) that puts a text into it, also through tmux and screen. No Textual.

A terminal at the other end of SSH takes it as well; none of them answers whether it did.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping

from drconsole.recovery.types.data import dataclass

LONGEST = 64 * 1024
"""Bytes of a text to copy; terminals drop what is much longer, without a word."""


@dataclass(frozen=True, slots=True)
class Copied:
    """Something that can be copied, and what it is."""

    what: str
    text: str


def sequence(text: str, environ: Mapping[str, str]) -> str:
    """Return what is written to the terminal.

    tmux takes the plain sequence with ``set-clipboard on`` and hands the wrapped one on with ``allow-passthrough on``;
    both put the same text there.
    """
    plain = f"\x1b]52;c;{base64.b64encode(text.encode()).decode('ascii')}\x07"
    if environ.get("TMUX"):
        doubled = plain.replace("\x1b", "\x1b\x1b")
        return f"{plain}\x1bPtmux;{doubled}\x1b\\"
    if environ.get("TERM", "").startswith("screen"):
        return f"\x1bP{plain}\x1b\\"
    return plain


def hint(environ: Mapping[str, str]) -> str:
    """Return what the terminal between needs for it; empty = nothing is known to be needed."""
    return "tmux hands it on with: set -g set-clipboard on" if environ.get("TMUX") else ""
