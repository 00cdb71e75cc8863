"""Known words that this version does not carry out."""

from __future__ import annotations

import argparse

from drconsole.cli.context import Context
from drconsole.cli.words import kinds


def not_available(context: Context, args: argparse.Namespace) -> int:
    """Raises ``BadInput``, always."""
    raise kinds.not_available(f"drconsole {args.verb.name}", args.verb.name)
