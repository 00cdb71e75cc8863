"""Word of the command that completion scripts call; no help and no list names it."""

from __future__ import annotations

COMPLETE = "__complete"
"""``drconsole __complete KIND STATE CURRENT [WORD...]``: names of a kind, a line each, with a tab and a note behind."""
