"""Flags of an item: what its state does not say, and nobody may overlook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drconsole.recovery.states.authority_flags import FlagKind
from drconsole.render.marks import Mark, Severity
from drconsole.render.text import prose

Record = Mapping[str, Any]

TWO_RUN = "TWO MACHINES RUN"
FLAGS: dict[str, Mark] = {
    FlagKind.TWO_AUTHORITIES: Mark("✗", "x", TWO_RUN, Severity.BAD),
    FlagKind.NO_AUTHORITY: Mark("✗", "x", "NO SIDE IS SURE", Severity.BAD),
    "network": Mark("‼", "!", "NO NETWORK OR ADDRESS", Severity.WARN),
}
_UNKNOWN = Mark("?", "?", "FLAGGED", Severity.WARN)


def flag_marks(row: Record) -> list[tuple[Mark, str]]:
    """Each flag with what it says; empty = exactly one side counts, as far as it was seen. A plan's say whose it is."""
    return [
        (FLAGS.get(str(flag.get("flag")), _UNKNOWN), f"{_whose(flag)}{prose(flag.get('text') or '')}")
        for flag in row.get("flags") or ()
    ]


def _whose(flag: Record) -> str:
    return f"{prose(flag['item'])}: " if flag.get("item") else ""


def two_run(item: Record) -> bool:
    return any(flag.get("flag") == FlagKind.TWO_AUTHORITIES for flag in item.get("flags") or ())
